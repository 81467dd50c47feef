namespace Wellguard.Signals.Sources;

/// <summary>A line of the comparison of a package with its source.</summary>
/// <param name="Kind">As in the report: <c>trigger</c>, <c>code</c>, <c>able</c>, <c>hidden</c>, <c>build</c>, <c>binary</c>, <c>differs</c>, <c>missing</c>, <c>made</c>, <c>same</c>.</param>
/// <param name="Rule">Null: told, not judged.</param>
/// <param name="Number">Of the line in the file, 0 when the whole file is meant.</param>
internal sealed record SourceLine(string Kind, string What, Rule? Rule, string? Path, int Number)
{
    public Severity Severity { get; init; }

    /// <summary>The line itself.</summary>
    public string? Evidence { get; init; }

    public string? Trigger { get; init; }

    /// <summary>Lines of the kind that would be judged and are cut off.</summary>
    public int Unjudged { get; init; }
}
