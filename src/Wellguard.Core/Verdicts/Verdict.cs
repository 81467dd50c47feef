namespace Wellguard.Verdicts;

public enum Level { Clean, Suspicious, Malicious, Unknown }

public enum Decision { Allow, Review, Block }

/// <param name="Score">0 to 100, the same for the same input.</param>
/// <param name="Policy">Name of the policy that decided.</param>
/// <param name="Reasons">Signal ids, strongest first.</param>
/// <param name="Waived">Signal ids that a waiver of the policy took out.</param>
public sealed record Verdict(Level Level, Decision Decision, int Score, string Policy, IReadOnlyList<string> Reasons, IReadOnlyList<string> Waived)
{
    /// <summary>The waivers behind <paramref name="Waived"/>, or null.</summary>
    public IReadOnlyList<AppliedWaiver>? Waivers { get; init; }

    /// <summary>What decided when it was not the level alone: the policy rule and its reason, in one line.</summary>
    public string? Because { get; init; }

    /// <summary>What a reader of the policy must know, for example a waiver that has expired.</summary>
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>A waiver that took signals out, as a report shows it.</summary>
/// <param name="Rule">A glob on rule ids, or null.</param>
/// <param name="Class">As the contract spells it, or null.</param>
/// <param name="Expires">The last day on which it applies.</param>
/// <param name="Signals">Ids of the signals that it took out.</param>
public sealed record AppliedWaiver(string? Rule, string? Class, WaiverScope Scope, string Reason, string Owner, DateOnly Expires, IReadOnlyList<string> Signals)
{
    internal string InOneLine => $"{Owner}, until {Expires:yyyy-MM-dd}, for {Scope.InOneLine}: {Reason}";
}

/// <summary>What a waiver is limited to: all that are given must match.</summary>
public sealed record WaiverScope(string? Artifact, string? Path, string? Digest, string? Purl)
{
    internal string InOneLine
    {
        get
        {
            (string Name, string? Value)[] parts = [("artifact", Artifact), ("path", Path), ("digest", Digest), ("purl", Purl)];
            return string.Join(", ", parts.Where(part => part.Value is not null).Select(part => $"{part.Name} {part.Value}"));
        }
    }
}
