using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>Every reader that takes part in a pass; those of the families that the user left out are not in it.</summary>
internal sealed class ReaderSet(IReadOnlyList<FileReader> readers)
{
    private readonly FileReader[] _readers = [.. readers];

    /// <summary>Around what they evaluate in one scan.</summary>
    public EvaluationFence Fence { get; } = new(EvaluationFence.Longest);

    public int Count => _readers.Length;

    /// <summary>Tells sets apart in the cache.</summary>
    public string Name => string.Join(',', _readers.Select(reader => reader.GetType().Name));

    public FileReader this[int index] => _readers[index];
}
