using System.CommandLine;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Commands;

/// <summary>What <c>--without</c> takes: classes of signals as reports spell them, <c>secrets</c>, ids of rules.</summary>
internal static class Families
{
    public const string KnownBad = "known-bad";

    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<SignalClass>().Select(RuleStory.Word).Append("family").Distinct(), "secrets"];

    public static Option<string?> Option() => new("--without") { Description = "Leave signals out, by rule id or class (the report says so): " + string.Join(",", All), HelpName = "LIST" };

    /// <summary>Throws <see cref="UsageException"/>.</summary>
    public static HashSet<string> Read(string? list)
    {
        var families = (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet();
        foreach (var family in families.Where(family => !All.Contains(family)))
        {
            if (!family.Contains('/', StringComparison.Ordinal))
            {
                throw new UsageException($"--without {SafeText.OneLine(family, 60)}: expected rule ids or some of {string.Join(", ", All)}{Spelling.Hint(Spelling.Near(family, All))}");
            }

            if (RuleBook.Find(family) is null)
            {
                throw new UsageException($"--without {SafeText.OneLine(family, 60)}: no such rule{Spelling.Hint(RuleBook.Nearest(family))}; wellguard rules list shows them all");
            }
        }

        return families;
    }
}
