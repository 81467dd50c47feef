using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>A program of the artifact and how it comes to run.</summary>
/// <param name="Layer">Index of its layer; null in the image's config.</param>
/// <param name="InFinal">Its file is in the final file system.</param>
public sealed record Running(CodeFile Code, TriggerKind Trigger, string? TriggerText, int? Layer, bool InFinal)
{
    /// <summary>A package database in the artifact has its digest. Whoever made the image could write that too: it excuses what is unusual, never what harms.</summary>
    public bool Vouched { get; init; }

    /// <summary>Runs because another program loads it or serves it: not what the container is.</summary>
    public bool IsModule { get; init; }

    /// <summary>Steps of the programs that a step starts, by step.</summary>
    public IReadOnlyDictionary<Effect, Running> Starts { get; init; } = new Dictionary<Effect, Running>(ReferenceEqualityComparer.Instance);
}
