namespace Wellguard.Verdicts;

public enum Level { Clean, Suspicious, Malicious, Unknown }

public enum Decision { Allow, Review, Block }

/// <param name="Score">0 to 100, the same for the same input.</param>
/// <param name="Policy">Name of the policy that decided.</param>
/// <param name="Reasons">Signal ids, strongest first.</param>
/// <param name="Waived">Signal ids that a waiver of the policy took out.</param>
public sealed record Verdict(Level Level, Decision Decision, int Score, string Policy, IReadOnlyList<string> Reasons, IReadOnlyList<string> Waived)
{
    /// <summary>What decided when it was not the level alone: the policy rule and its reason, in one line.</summary>
    public string? Because { get; init; }

    /// <summary>What a reader of the policy must know, for example a waiver that has expired.</summary>
    public IReadOnlyList<string>? Notes { get; init; }
}
