namespace Wellguard.Artifacts;

public enum CompletenessState { Complete, Partial, Failed }

/// <summary>One thing that could not be read or checked: data, never an exception that a user sees.</summary>
/// <param name="Stage">open, read, inventory, analyse.</param>
/// <param name="What">The thing, for example a layer's digest or a path.</param>
/// <param name="Why">What happened, in one line.</param>
public sealed record Shortfall(string Stage, string What, string Why);

/// <summary>How much of the artifact was seen. Only a complete scan can be clean.</summary>
public sealed record Completeness(CompletenessState State, IReadOnlyList<Shortfall> Reasons)
{
    /// <summary>Why of what asked for more than the process's heap may hold (<c>System.GC.HeapHardLimit</c>).</summary>
    public const string MemoryIsOver = "it takes more memory than the scan may have";

    /// <summary>What a bound left out without leaving anything unread: no reason for less than complete. Null when there is none.</summary>
    public IReadOnlyList<Shortfall>? Notes { get; init; }

    public static Completeness Of(IReadOnlyList<Shortfall> reasons) =>
        new(reasons.Count == 0 ? CompletenessState.Complete : CompletenessState.Partial, reasons);

    public static Completeness Failed(Shortfall reason) => new(CompletenessState.Failed, [reason]);
}
