namespace Wellguard.Artifacts.Examples;

/// <summary>What a scan of an example should say. Absent means that it does not matter.</summary>
/// <param name="Levels">Verdict levels that are right, lower case.</param>
public sealed record Expectation(IReadOnlyList<string> Levels)
{
    /// <summary><c>complete</c> or <c>partial</c>.</summary>
    public string? Completeness { get; init; }

    /// <summary>Signal classes that must all be there, as in the report (<c>known-bad</c>).</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Signals that must all be there.</summary>
    public IReadOnlyList<ExpectedSignal> Signals { get; init; } = [];
    public ExpectedChain? Chain { get; init; }
}

/// <summary>A signal that says at least this. Every given part must match the same signal.</summary>
/// <param name="Class">One of these classes.</param>
/// <param name="Line">Where the expectation is written, for messages.</param>
public sealed record ExpectedSignal(IReadOnlyList<string> Class, int Line)
{
    /// <summary>For people.</summary>
    public string? About { get; init; }

    /// <summary>One of these places: a path, or <c>config:Entrypoint</c>. Empty: anywhere.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];
    public int? AtLine { get; init; }
    public int? Layer { get; init; }

    /// <summary>A part of the history line of the signal's layer.</summary>
    public string? CreatedBy { get; init; }
    public bool? InFinalFilesystem { get; init; }

    /// <summary>At least one of these techniques; a technique also stands for its sub-techniques. Empty: any.</summary>
    public IReadOnlyList<string> Attack { get; init; } = [];
}

/// <summary>What the predicted tree must show.</summary>
/// <param name="Depth">Nodes on the longest path, the artifact excluded, at least.</param>
/// <param name="Branches">Children of the node that has most, at least.</param>
/// <param name="Techniques">All of these, each somewhere in the tree.</param>
public sealed record ExpectedChain(int Depth, int Branches, IReadOnlyList<string> Techniques);
