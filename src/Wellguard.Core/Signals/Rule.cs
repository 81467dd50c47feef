namespace Wellguard.Signals;

/// <summary>What is said about a fact wherever it is found: <c>wellguard explain ID</c> tells it all.</summary>
/// <param name="Id"><c>content/…</c>, <c>origin/…</c>: folder and kebab-case name.</param>
/// <param name="Title">One line, a statement.</param>
/// <param name="Attack">ATT&amp;CK technique ids.</param>
public sealed record Rule(string Id, SignalClass Class, string Title, Severity Severity, Confidence Confidence)
{
    public IReadOnlyList<string> Attack { get; init; } = [];
    public Stage Stage { get; init; }

    /// <summary>Why it matters.</summary>
    public required string Why { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Fix { get; init; }

    /// <summary>When it is right to ignore it.</summary>
    public string? Benign { get; init; }
}
