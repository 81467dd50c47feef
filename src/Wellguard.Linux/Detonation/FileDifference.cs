using System.Security.Cryptography;
using Wellguard.Artifacts;
using Wellguard.Events;
using Wellguard.Layers;

namespace Wellguard.Linux.Detonation;

/// <summary>What the upper folder of an overlay holds after a run: new and changed files, and character devices 0:0 for deleted ones (kernel, filesystems/overlayfs).</summary>
internal sealed class FileDifference : EntryVisitor, IDisposable
{
    /// <summary>Attack: a sample that makes a million files.</summary>
    private const int MaxChanges = 20_000;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long _time;
    private readonly List<Event> _changes = [];
    private Entry? _entry;
    private int _left;
    private FileMarks _marks = new();

    private readonly RootedFolder _below;

    private FileDifference(string below, long time) => (_below, _time) = (new RootedFolder(below), time);

    /// <param name="below">The file system before the run.</param>
    /// <param name="time">That the changes get: when the run ended.</param>
    public static async Task<IReadOnlyList<Event>> OfAsync(string upper, string below, long time, CancellationToken cancel)
    {
        using var difference = new FileDifference(below, time);
        await LayerEntries.WalkAsync(new Layer(0, null, null, null) { Open = _ => throw new UnreadableException(upper, "a folder"), Format = LayerFormat.Directory, Directory = upper }, difference, cancel).ConfigureAwait(false);
        if (difference._left > 0)
        {
            difference._changes.Add(new Event(time, EventKind.Lost) { Source = "overlay", Size = difference._left });
        }

        // Also where nothing changed: that the file system was looked at.
        return [.. difference._changes, new Event(time, EventKind.Change) { Source = "overlay", Object = "/", Other = "755" }];
    }

    public override bool Begin(Entry entry)
    {
        _entry = entry;
        _marks = new();
        if (_changes.Count >= MaxChanges)
        {
            _left++;
            return false;
        }

        if (entry.Type is not (EntryType.File or EntryType.HardLink))
        {
            if (entry.Type is EntryType.CharacterDevice or EntryType.SymbolicLink)
            {
                _changes.Add(Change(entry, null));
            }

            return false;
        }

        return true;
    }

    public override void Content(ReadOnlySpan<byte> piece)
    {
        _hash.AppendData(piece);
        _marks.Add(piece);
    }

    public override void End()
    {
        if (_entry is { Type: EntryType.File or EntryType.HardLink } && _changes.Count < MaxChanges)
        {
            _changes.Add(Change(_entry, Convert.ToHexStringLower(_hash.GetHashAndReset())));
        }
    }

    public override void Problem(ArchiveProblem problem, string path, string detail) => _left++;

    private Event Change(Entry entry, string? digest) => new(_time, EventKind.Change)
    {
        Source = "overlay",
        Object = "/" + entry.Path,
        Other = entry.Type == EntryType.CharacterDevice ? "deleted" : Convert.ToString(entry.Mode, 8),
        Digest = digest,
        Size = entry.Size,
        Arguments = entry.Link is { } link ? [link] : entry.Type == EntryType.File && (string[])[.. _marks.Words ?? [], .. _below.HasFile(entry.Path) ? (string[])["replaces"] : []] is { Length: > 0 } words ? words : null,
    };

    public void Dispose()
    {
        _hash.Dispose();
        _below.Dispose();
    }
}
