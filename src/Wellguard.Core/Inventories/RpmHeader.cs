using System.Buffers.Binary;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>
/// One package's header as the database holds it (rpm, docs/manual/format_header.md without the magic): counts of index entries and data bytes, entries of tag, type, offset
/// and count, then the data. Big-endian.
/// </summary>
internal ref struct RpmHeader
{
    /// <summary>rpm's own bound on index entries. Attack: four billion entries.</summary>
    private const int MostEntries = 0xffff;

    /// <summary>Attack: each of a million files takes another folder name of megabytes.</summary>
    private const int LongestPath = 4096;

    /// <summary>All paths together, in header sizes: a file's other data takes more room than its path. Attack: a million short names in one long folder.</summary>
    private const int MostPathCharacters = 4;

    private const int Name = 1000, Version = 1001, Release = 1002, Epoch = 1003, Vendor = 1011, Architecture = 1022, OldFileNames = 1027, FileModes = 1030, FileDigests = 1035,
        FileFlags = 1037, SourceRpm = 1044, VerifyFlags = 1045, DirIndexes = 1116, BaseNames = 1117, DirNames = 1118, DigestAlgorithm = 5011;

    private const int TypeInt16 = 3, TypeInt32 = 4, TypeString = 6, TypeStringArray = 8, TypeTranslated = 9;
    private const uint FlagConfiguration = 1, FlagGhost = 64, VerifyDigest = 1;
    private const uint AlgorithmMd5 = 1, AlgorithmSha256 = 8;

    private readonly ReadOnlySpan<byte> index;
    private readonly ReadOnlySpan<byte> data;

    private RpmHeader(ReadOnlySpan<byte> index, ReadOnlySpan<byte> data)
    {
        this.index = index;
        this.data = data;
    }

    public static void Read(ReadOnlySpan<byte> blob, PackageFile into)
    {
        // Berkeley DB: the record of key 0 is a counter of four bytes.
        if (blob.Length < 8)
        {
            return;
        }

        var entries = BinaryPrimitives.ReadUInt32BigEndian(blob);
        var bytes = BinaryPrimitives.ReadUInt32BigEndian(blob[4..]);
        if (entries == 0 || entries > MostEntries || 8 + entries * 16L + bytes > blob.Length)
        {
            into.Problem("an rpm header is damaged");
            return;
        }

        var header = new RpmHeader(blob.Slice(8, (int)entries * 16), blob.Slice(8 + (int)entries * 16, (int)bytes));
        var name = header.String(Name);
        if (string.IsNullOrEmpty(name))
        {
            into.Problem("an rpm header names no package");
            return;
        }

        var epoch = header.Integers(Epoch, TypeInt32);
        into.Add(
            new Purl("rpm", Distro(header.String(Vendor)), name, $"{header.String(Version)}-{header.String(Release)}")
                .With("arch", header.String(Architecture)).With("epoch", epoch.Length >= 4 ? $"{BinaryPrimitives.ReadUInt32BigEndian(epoch)}" : null).With("upstream", header.String(SourceRpm)),
            ComponentState.Installed);
        header.ReadFiles(name, into);
    }

    private static string? Distro(string? vendor) => vendor switch
    {
        null => null,
        _ when vendor.StartsWith("Fedora", StringComparison.Ordinal) => "fedora",
        _ when vendor.StartsWith("Red Hat", StringComparison.Ordinal) => "redhat",
        _ when vendor.StartsWith("CentOS", StringComparison.Ordinal) => "centos",
        _ when vendor.StartsWith("Rocky", StringComparison.Ordinal) => "rocky",
        _ when vendor.StartsWith("AlmaLinux", StringComparison.Ordinal) => "almalinux",
        _ when vendor.StartsWith("openSUSE", StringComparison.Ordinal) => "opensuse",
        _ when vendor.StartsWith("SUSE", StringComparison.Ordinal) => "suse",
        _ when vendor.StartsWith("Amazon", StringComparison.Ordinal) => "amazon",
        _ when vendor.StartsWith("Oracle", StringComparison.Ordinal) => "oracle",
        _ => null,
    };

    private readonly void ReadFiles(string package, PackageFile into)
    {
        var folders = Strings(DirNames, out var folderCount);
        var folderNames = new string[Math.Min(folderCount, folders.Length)];
        for (var i = 0; i < folderNames.Length; i++)
        {
            folderNames[i] = Next(ref folders).Utf8();
        }

        var folderIndexes = Integers(DirIndexes, TypeInt32);
        var modes = Integers(FileModes, TypeInt16);
        var flags = Integers(FileFlags, TypeInt32);
        var verify = Integers(VerifyFlags, TypeInt32);
        var digests = Strings(FileDigests, out _);
        var algorithm = Integers(DigestAlgorithm, TypeInt32) is { Length: >= 4 } stored ? BinaryPrimitives.ReadUInt32BigEndian(stored) : AlgorithmMd5;
        var digestBytes = algorithm switch { AlgorithmSha256 => 32, AlgorithmMd5 => 16, _ => 0 };
        var names = Strings(BaseNames, out var count);
        var areWhole = count == 0;
        if (areWhole)
        {
            names = Strings(OldFileNames, out count);
        }

        var room = (index.Length + data.Length) * (long)MostPathCharacters;
        for (var i = 0; i < count && !names.IsEmpty; i++)
        {
            var name = Next(ref names);
            var digest = Next(ref digests);
            var folder = areWhole ? 0 : At32(folderIndexes, i) ?? uint.MaxValue;
            var isFolder = modes.Length >= 2 * i + 2 && (BinaryPrimitives.ReadUInt16BigEndian(modes[(2 * i)..]) & 0xF000) == 0x4000;
            if (isFolder || name.IsEmpty)
            {
                continue;
            }

            if (!areWhole && folder >= folderNames.Length)
            {
                into.Problem($"rpm package {package}: a file without a folder");
                return;
            }

            var length = name.Length + (areWhole ? 0 : folderNames[folder].Length);
            room -= length;
            if (length > LongestPath || room < 0)
            {
                into.Problem($"rpm package {package}: paths longer than {LongestPath} or than the whole header allows");
                return;
            }

            var path = (areWhole ? name.Utf8() : folderNames[folder] + name.Utf8()).TrimStart('/');
            if (OwnedPaths.IsKept(path))
            {
                var mayChange = ((At32(flags, i) ?? 0) & (FlagConfiguration | FlagGhost)) != 0 || ((At32(verify, i) ?? VerifyDigest) & VerifyDigest) == 0;
                into.Owned.Add(new OwnedPath(path, package, digestBytes == 0 ? null : PackageFacts.Digest(digest, digestBytes), mayChange));
            }
        }
    }

    private static uint? At32(ReadOnlySpan<byte> numbers, int i) => numbers.Length >= 4 * i + 4 ? BinaryPrimitives.ReadUInt32BigEndian(numbers[(4 * i)..]) : null;

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> strings)
    {
        var end = strings.IndexOf((byte)0);
        var first = end < 0 ? strings : strings[..end];
        strings = end < 0 ? default : strings[(end + 1)..];
        return first;
    }

    private readonly string? String(int tag)
    {
        var strings = Strings(tag, out var count);
        return count == 0 ? null : Next(ref strings).Utf8();
    }

    /// <summary>Zero-terminated strings from the tag's first on, without an end.</summary>
    private readonly ReadOnlySpan<byte> Strings(int tag, out int count)
    {
        var found = Find(tag, out var type, out count);
        if (type is TypeString or TypeStringArray or TypeTranslated)
        {
            return found;
        }

        count = 0;
        return default;
    }

    private readonly ReadOnlySpan<byte> Integers(int tag, int type)
    {
        var found = Find(tag, out var actual, out var count);
        return actual == type ? found[..(int)Math.Min(found.Length, count * (type == TypeInt16 ? 2L : 4L))] : default;
    }

    private readonly ReadOnlySpan<byte> Find(int tag, out int type, out int count)
    {
        for (var entry = index; !entry.IsEmpty; entry = entry[16..])
        {
            if (BinaryPrimitives.ReadInt32BigEndian(entry) == tag)
            {
                type = BinaryPrimitives.ReadInt32BigEndian(entry[4..]);
                var offset = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
                count = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(entry[12..]), (uint)data.Length);
                return offset < data.Length ? data[(int)offset..] : default;
            }
        }

        type = count = 0;
        return default;
    }
}
