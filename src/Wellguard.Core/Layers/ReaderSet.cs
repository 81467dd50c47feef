using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Every reader that takes part in a pass; those of the families that the user left out are not in it.</summary>
internal sealed class ReaderSet(IReadOnlyList<FileReader> readers)
{
    public int Count => readers.Count;

    public FileReader this[int index] => readers[index];
}
