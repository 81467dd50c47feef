using Microsoft.Win32.SafeHandles;
using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Linux.Detonation;

/// <summary>Unpacks the layers of an image into a folder, as container engines do (OCI image-spec, layer.md).</summary>
internal sealed class RootFilesystem : EntryVisitor, IDisposable
{
    /// <summary>Attack: sparse gigabytes fill the disk.</summary>
    private const long MaxBytes = 24L << 30;

    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";

    private readonly RootedFolder _folder;
    private readonly HashSet<string> _ofLayer = new(StringComparer.Ordinal);
    private readonly List<Shortfall> _shortfalls = [];
    private SafeFileHandle? _file;
    private Entry? _entry;
    private long _offset;
    private long _total;

    private RootFilesystem(string path) => _folder = new RootedFolder(path);

    /// <param name="folder">Exists and is empty.</param>
    /// <returns>What could not be unpacked. Throws <see cref="IOException"/> when the disk is full, and <see cref="UnreadableException"/> for a layer that is not there.</returns>
    public static async Task<IReadOnlyList<Shortfall>> UnpackAsync(Image image, string folder, CancellationToken cancel)
    {
        using var root = new RootFilesystem(folder);
        foreach (var layer in image.Layers)
        {
            root._ofLayer.Clear();
            var end = await LayerEntries.WalkAsync(layer, root, cancel).ConfigureAwait(false);
            if (end.Broken is { } broken)
            {
                root._shortfalls.Add(new Shortfall("unpack", layer.Digest ?? layer.DiffId ?? $"layer {layer.Index}", broken));
            }
        }

        return root._shortfalls;
    }

    public override bool Begin(Entry entry)
    {
        var name = entry.Name;
        var folder = entry.Path[..Math.Max(0, entry.Path.Length - name.Length - 1)];
        if (name == Opaque)
        {
            _folder.Empty(folder, _ofLayer.Contains);
            return false;
        }

        if (name.StartsWith(Whiteout, StringComparison.Ordinal))
        {
            _folder.Remove(folder.Length == 0 ? name[Whiteout.Length..] : folder + "/" + name[Whiteout.Length..]);
            return false;
        }

        for (var path = entry.Path; path.Length > 0 && _ofLayer.Add(path); path = path[..Math.Max(0, path.LastIndexOf('/'))])
        {
        }

        switch (entry.Type)
        {
            case EntryType.Directory:
                _folder.MakeDirectory(entry.Path, entry.Mode, entry.Owner, entry.Group);
                return false;
            case EntryType.SymbolicLink:
                _folder.MakeSymbolicLink(entry.Path, entry.Link!, entry.Owner, entry.Group);
                return false;
            case EntryType.HardLink:
                if (!_folder.MakeHardLink(entry.Path, entry.Link!))
                {
                    _shortfalls.Add(new Shortfall("unpack", entry.Path, $"a hard link to /{entry.Link}, which is not there"));
                }

                return false;
            case EntryType.Fifo:
                _folder.MakePipe(entry.Path, entry.Mode);
                return false;
            case EntryType.File:
                _total += entry.Size;
                if (_total > MaxBytes)
                {
                    throw new IOException($"the image unpacks to more than {MaxBytes >> 30} GB");
                }

                _file = _folder.Create(entry.Path);
                _entry = entry;
                _offset = 0;
                return true;
            default:
                return false; // the cell has devices of its own
        }
    }

    public override void Content(ReadOnlySpan<byte> piece)
    {
        RandomAccess.Write(_file!, piece, _offset);
        _offset += piece.Length;
    }

    public override void End()
    {
        if (_file is not null)
        {
            RootedFolder.SetOwner(_file, _entry!.Mode, _entry.Owner, _entry.Group, _entry.Path);
            _file.Dispose();
            _file = null;
        }
    }

    public override void Problem(ArchiveProblem problem, string path, string detail) => _shortfalls.Add(new Shortfall("unpack", path, detail));

    public void Dispose()
    {
        _file?.Dispose();
        _folder.Dispose();
    }
}
