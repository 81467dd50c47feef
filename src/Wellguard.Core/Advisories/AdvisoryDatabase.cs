using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using System.Text;
using Wellguard.Advisories.Ordering;
using Wellguard.Artifacts;

namespace Wellguard.Advisories;

/// <summary>
/// A database file (<see cref="DatabaseLayout"/>), mapped into memory: a look-up touches the few pages that it needs. The file is hostile: whatever it says is checked against its length,
/// and what does not fit is an <see cref="UnreadableException"/>. May be used by several threads.
/// </summary>
public sealed class AdvisoryDatabase : IDisposable
{
    /// <summary>Attack: a text that says it is as long as the file.</summary>
    private const int TextLimit = 64 << 10;

    /// <summary>Attack: a name with a million advisories, each with a million versions.</summary>
    private const int ListLimit = 1 << 20;

    private readonly string path;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly long length;
    private readonly (long Start, long Count) names;
    private readonly (long Start, long Count) advisories;
    private readonly (long Start, long Count) affected;
    private readonly (long Start, long Count) texts;

    private AdvisoryDatabase(string path, MemoryMappedFile file, long length)
    {
        (this.path, this.file, this.length) = (path, file, length);
        view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        if (Long(0) != (long)DatabaseLayout.Magic)
        {
            throw new UnreadableException(path, "is no database of advisories; wellguard db import makes one");
        }

        if (Int(DatabaseLayout.Format) is var format && format != DatabaseLayout.Version)
        {
            throw new UnreadableException(path, $"has format {format}, this wellguard reads {DatabaseLayout.Version}; wellguard db import or db update makes it anew");
        }

        names = Section(DatabaseLayout.Names, DatabaseLayout.NameSize);
        advisories = Section(DatabaseLayout.Advisories, DatabaseLayout.AdvisorySize);
        affected = Section(DatabaseLayout.Affected, 1);
        texts = Section(DatabaseLayout.Texts, 1);
        if (Long(DatabaseLayout.FileLength) != length)
        {
            throw Damaged();
        }

        Ecosystem = Text(Int(DatabaseLayout.Ecosystem));
    }

    public string Ecosystem { get; }
    public long Records => Int(DatabaseLayout.Records);
    public long KnownBad => Int(DatabaseLayout.KnownBad);
    public long Withdrawn => Int(DatabaseLayout.Withdrawn);

    /// <summary>Records that could not be read when it was made.</summary>
    public long Broken => Int(DatabaseLayout.Broken);
    public long Packages => names.Count;
    public long Length => length;

    /// <summary>Of its newest record.</summary>
    public DateTimeOffset? Modified => Time(DatabaseLayout.Modified);
    public DateTimeOffset? Imported => Time(DatabaseLayout.Imported);

    /// <summary><c>sha256:</c> and hexadecimal, as the file says; <see cref="IsIntact"/> computes it.</summary>
    public string Digest => "sha256:" + Convert.ToHexStringLower(Bytes(DatabaseLayout.Digest, SHA256.HashSizeInBytes));

    /// <summary>Throws <see cref="UnreadableException"/>.</summary>
    public static AdvisoryDatabase Open(string path)
    {
        MemoryMappedFile? file = null;
        try
        {
            // A pipe or a device has length 0.
            var length = new FileInfo(path).Length;
            if (length < DatabaseLayout.HeaderSize)
            {
                throw new UnreadableException(path, "is no database of advisories: it is too short");
            }

            file = MemoryMappedFile.CreateFromFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new(path, file, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UnreadableException or ArgumentException)
        {
            file?.Dispose();
            throw e as UnreadableException ?? new UnreadableException(path, e is UnauthorizedAccessException ? "permission denied" : e is ArgumentException ? "was cut while it was opened" : e.Message, e);
        }
    }

    /// <summary>What is said of a version of a package, in the order of the ids. Throws <see cref="UnreadableException"/>.</summary>
    internal IEnumerable<Advisory> Find(PackageKey package)
    {
        if (Entry(Encoding.UTF8.GetBytes(package.Name)) is not { } entry)
        {
            yield break;
        }

        var key = package.Version is { } version ? VersionOrder.Key(Ecosystem, version) : null;
        var exact = package.Version is { } text ? VersionRange.ExactKey(Ecosystem, text) : null;
        var at = affected.Start + Int(entry + 4);
        for (var left = Bounded(Int(entry + 8)); left > 0; left--)
        {
            var (advisory, release, events, versions) = (Int(at, affected), Text(Int(at + 4, affected)), Bounded(Int(at + 8, affected)), Bounded(Int(at + 12, affected)));
            at += 16;
            var end = at + (events * DatabaseLayout.EventSize) + (versions * 4);
            if (package.IsOf(release) && (InRanges(at, events, key) is var (isHeld, next) && isHeld | InVersions(at + (events * DatabaseLayout.EventSize), versions, exact)))
            {
                yield return AdvisoryAt(advisory) with { Fixed = next };
            }

            at = end;
        }
    }

    /// <summary>Whether the digest is that of the content.</summary>
    public bool IsIntact()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (long at = 0; at < length;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - at));
            view.SafeMemoryMappedViewHandle.ReadSpan((ulong)at, part);
            if (at == 0)
            {
                part.Slice(DatabaseLayout.Digest, SHA256.HashSizeInBytes).Clear();
                part.Slice(DatabaseLayout.Imported, sizeof(long)).Clear();
            }

            hash.AppendData(part);
            at += part.Length;
        }

        return hash.GetHashAndReset().AsSpan().SequenceEqual(Bytes(DatabaseLayout.Digest, SHA256.HashSizeInBytes));
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    /// <summary>The entry of a name, by halving; null when it has none.</summary>
    private long? Entry(byte[] name)
    {
        Span<byte> buffer = stackalloc byte[TextLimit >> 6];
        var (low, high) = (0L, names.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var entry = names.Start + (middle * DatabaseLayout.NameSize);
            var (start, size) = TextAt(Int(entry));
            var found = buffer[..Math.Min(size, buffer.Length)];
            view.SafeMemoryMappedViewHandle.ReadSpan((ulong)start, found);
            switch (found.SequenceCompareTo(name))
            {
                case 0: return entry;
                case < 0: low = middle + 1; break;
                default: high = middle - 1; break;
            }
        }

        return null;
    }

    /// <summary>Whether one of the ranges holds the version, and the first version behind it that mends one that does.</summary>
    private (bool IsHeld, string? Fixed) InRanges(long at, long count, byte[]? version)
    {
        var range = new List<RangeEvent>();
        var (isHeld, mended) = (false, default((byte[] Key, string Text)?));
        var next = default((byte[] Key, string Text)?);
        for (var left = count; left > 0; left--, at += DatabaseLayout.EventSize)
        {
            var kind = Int(at, affected);
            if ((kind & DatabaseLayout.BeginsRange) != 0)
            {
                EndRange();
            }

            var one = new RangeEvent((OsvEventKind)(kind & ~DatabaseLayout.BeginsRange), TextBytes(Int(at + 4, affected)));
            range.Add(one);
            if (next is null && one.Kind == OsvEventKind.Fixed && version is not null && version.AsSpan().SequenceCompareTo(one.Key) < 0)
            {
                next = (one.Key, Text(Int(at + 8, affected)));
            }
        }

        EndRange();
        return (isHeld, mended?.Text);

        void EndRange()
        {
            if (range.Count > 0 && VersionRange.Holds(range, version))
            {
                isHeld = true;
                mended = mended is { } known && (next is not { } later || later.Key.AsSpan().SequenceCompareTo(known.Key) <= 0) ? known : next;
            }

            range.Clear();
            next = null;
        }
    }

    private bool InVersions(long at, long count, byte[]? exact)
    {
        var (low, high) = (0L, exact is null ? -1 : count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (TextBytes(Int(at + (middle * 4), affected)).AsSpan().SequenceCompareTo(exact))
            {
                case 0: return true;
                case < 0: low = middle + 1; break;
                default: high = middle - 1; break;
            }
        }

        return false;
    }

    private Advisory AdvisoryAt(long index)
    {
        if (index >= advisories.Count)
        {
            throw Damaged();
        }

        var at = advisories.Start + (index * DatabaseLayout.AdvisorySize);
        var flags = Int(at + 12);
        var severity = (AdvisorySeverity)(flags & 0x7F);
        var score = (flags >> 8) & 0xFF;
        return new(Text(Int(at)), (flags & DatabaseLayout.Malicious) != 0, Enum.IsDefined(severity) ? severity : throw Damaged(), Text(Int(at + 4)))
        {
            Score = score == DatabaseLayout.NoScore ? null : score / 10.0,
            Aliases = Text(Int(at + 8)).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Modified = Time(at + 16),
            Published = Time(at + 24),
        };
    }

    private (long Start, long Count) Section(int header, int size)
    {
        var (start, count) = (Long(header), Long(header + 8));
        return start >= DatabaseLayout.HeaderSize && count >= 0 && start <= length && count <= (length - start) / size ? (start, count) : throw Damaged();
    }

    private (long Start, int Size) TextAt(uint reference)
    {
        var size = reference + 4L <= texts.Count ? Int(texts.Start + reference) : throw Damaged();
        return size <= TextLimit && reference + 4L + size <= texts.Count ? (texts.Start + reference + 4, (int)size) : throw Damaged();
    }

    private byte[] TextBytes(uint reference)
    {
        var (start, size) = TextAt(reference);
        return Bytes(start, size);
    }

    private string Text(uint reference) => Encoding.UTF8.GetString(TextBytes(reference));

    private byte[] Bytes(long at, int count)
    {
        var bytes = new byte[count];
        view.SafeMemoryMappedViewHandle.ReadSpan((ulong)at, bytes.AsSpan());
        return bytes;
    }

    private long Bounded(uint count) => count <= ListLimit ? count : throw Damaged();

    private uint Int(long at, (long Start, long Count) section) => at >= section.Start && at + 4 <= section.Start + section.Count ? Int(at) : throw Damaged();

    private uint Int(long at)
    {
        Span<byte> bytes = stackalloc byte[4];
        view.SafeMemoryMappedViewHandle.ReadSpan((ulong)at, bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private long Long(long at)
    {
        Span<byte> bytes = stackalloc byte[8];
        view.SafeMemoryMappedViewHandle.ReadSpan((ulong)at, bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>Null: none, or one that no calendar has.</summary>
    private DateTimeOffset? Time(long at) => Long(at) is var time && time >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    private UnreadableException Damaged() => new(path, "is damaged; wellguard db import or db update makes it anew");
}
