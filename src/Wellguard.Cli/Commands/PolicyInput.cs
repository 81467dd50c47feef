using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Cli.Commands;

/// <summary>The file of <c>--policy</c>.</summary>
internal static class PolicyInput
{
    /// <summary>Bytes. Attack: an endless file.</summary>
    private const int Limit = 8 << 20;

    /// <param name="file">Null: the default policy.</param>
    public static async Task<Policy> ReadAsync(string? file, CancellationToken cancel)
    {
        if (file is null)
        {
            return Policy.Default;
        }

        var policy = PolicyFile.Read(file, await TextInput.ReadAsync("--policy", file, Limit, cancel));
        foreach (var (line, rule, what) in policy.Waivers.Select(waiver => (waiver.Line, waiver.Rule, "waiver")).Concat(policy.Rules.Select(rule => (rule.Line, rule.Rule, "rule"))))
        {
            if (rule is not null && !RuleBook.All.Any(known => Glob.Matches(rule, known.Id)))
            {
                Failures.Say($"{file}:{line}: warning: this {what} names no known rule: '{SafeText.OneLine(rule, 80)}'{Spelling.Hint(RuleBook.Nearest(rule))}");
            }
        }

        return policy;
    }
}
