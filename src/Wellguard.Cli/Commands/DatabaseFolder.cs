using System.CommandLine;
using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;
using Wellguard.Inventories;
using Wellguard.Layers;
using Wellguard.Reports;

namespace Wellguard.Cli.Commands;

/// <summary>Where databases of advisories lie: <c>--db-dir</c>, else the user's own folder.</summary>
internal static class DatabaseFolder
{
    public static Option<string?> Option() => new("--db-dir") { Description = "Where advisories are kept (wellguard db). Default: $XDG_DATA_HOME/wellguard", HelpName = "DIR" };

    /// <summary>Throws <see cref="UsageException"/> when there is no such place.</summary>
    public static string Of(string? given) =>
        given ?? Surroundings.DataDirectory ?? throw new UsageException("--db-dir is needed: neither XDG_DATA_HOME nor HOME is set");

    /// <summary>What a scan looks into; nothing when known-bad is left out. A folder that the user named must be there, the usual one need not.</summary>
    public static AdvisorySet Open(string? given, IReadOnlySet<string> without)
    {
        if (given is not null && !Directory.Exists(given))
        {
            throw new UsageException($"--db-dir {SafeText.OneLine(given, 200)}: no such directory");
        }

        return without.Contains(Families.KnownBad) || (given ?? Surroundings.DataDirectory) is not { } folder ? AdvisorySet.None : AdvisorySet.Open(folder);
    }

    /// <summary>Names that everybody knows; none when lookalikes are left out.</summary>
    public static PopularNames Names(string? given, IReadOnlySet<string> without) =>
        Imported(given, without, "lookalike", ImportedData.Names) ?? PopularNames.None;

    /// <summary>Known-bad code; null when there is none, or families are left out.</summary>
    public static FamilyIndex? FamilyIndex(string? given, IReadOnlySet<string> without) => Imported(given, without, "family", ImportedData.Families);

    private static T? Imported<T>(string? given, IReadOnlySet<string> without, string family, Func<string, T?> read)
        where T : class
    {
        try
        {
            return without.Contains(family) || (given ?? Surroundings.DataDirectory) is not { } folder ? null : read(folder);
        }
        catch (UnreadableException e)
        {
            throw new UsageException($"{e.What}: {e.Why} (--without {family} does without it)");
        }
    }
}
