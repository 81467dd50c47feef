using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Every reader that takes part in a pass; those of the families that the user left out are not in it.</summary>
internal sealed class ReaderSet
{
    private readonly FileReader[] _readers;

    private ReaderSet(FileReader[] readers) => _readers = readers;

    public int Count => _readers.Length;

    /// <summary>Tells sets apart in the cache.</summary>
    public string Name => string.Join(',', _readers.Select(reader => reader.GetType().Name));

    public FileReader this[int index] => _readers[index];

    public static ReaderSet For(IReadOnlySet<string> without) =>
        new([.. Catalogue.PackageReaders, .. Catalogue.CodeReaders, .. Catalogue.FileInspectors, .. Catalogue.FileDetectors.Where(detector => !without.Contains(detector.Family) && !without.Contains(detector.Family + "s"))]);
}
