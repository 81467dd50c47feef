using System.Text;

namespace Wellguard.Artifacts;

public sealed partial class ZipWalker
{
    private const int CentralSize = 46;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private void ReadEntries(ReadOnlySpan<byte> directory, long declared, long shift)
    {
        var seen = new HashSet<string>();
        while (directory.Length >= CentralSize && directory.StartsWith("PK\x01\x02"u8))
        {
            var (nameLength, extraLength, commentLength) = (Short(directory, 28), Short(directory, 30), Short(directory, 32));
            if (CentralSize + nameLength + extraLength + commentLength > directory.Length)
            {
                break;
            }

            if (entries.Count >= EntryLimit)
            {
                shortfalls.Add(new("open", "zip directory", $"more than {EntryLimit} entries; the rest was not read"));
                return;
            }

            var entry = ReadEntry(directory, directory.Slice(CentralSize, nameLength), directory.Slice(CentralSize + nameLength, extraLength), shift);
            if (entry is not null && !seen.Add(entry.Entry.Path))
            {
                Note(new(ZipFlawKind.DuplicateName, entry.Entry.Path, "the name occurs more than once"));
            }

            if (entry is not null && !names.TryAdd(entry.Entry))
            {
                shortfalls.Add(new("open", "zip directory", NameBudget.Exhausted));
                return;
            }

            if (entry is not null)
            {
                entries.Add(entry);
            }

            declared--;
            directory = directory[(CentralSize + nameLength + extraLength + commentLength)..];
        }

        // The 16 bit count wraps in archives of old tools: a multiple of 65536 is no difference.
        if (declared % 65536 != 0 || directory.Length > 0)
        {
            shortfalls.Add(new("open", "zip directory", declared == 0 ? $"{directory.Length} bytes could not be read" : "does not hold as many entries as the end record says"));
        }
    }

    private ZipEntry? ReadEntry(ReadOnlySpan<byte> header, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> extra, long shift)
    {
        if (nameBytes.Length > EntryPaths.MaxLength)
        {
            NoteUnread($"a name of {nameBytes.Length:N0} bytes");
            return null;
        }

        var raw = NameOf(nameBytes);
        if (raw.AsSpan().Count('/') + raw.AsSpan().Count('\\') > EntryPaths.MaxDepth)
        {
            NoteUnread($"a path of more than {EntryPaths.MaxDepth} folders");
            return null;
        }

        long compressed = Int(header, 20), size = Int(header, 24), offset = Int(header, 42);
        var (method, strength) = (Short(header, 10), 0);
        for (var rest = extra; rest.Length >= 4 && 4 + Short(rest, 2) <= rest.Length; rest = rest[(4 + Short(rest, 2))..])
        {
            var field = rest.Slice(4, Short(rest, 2));
            switch (Short(rest, 0))
            {
                case 1:
                    Widen(ref field, ref size);
                    Widen(ref field, ref compressed);
                    Widen(ref field, ref offset);
                    break;
                case 0x9901 when field.Length >= 7 && method == 99: // WinZip AE-1 and AE-2
                    (strength, method) = (field[4], Short(field, 5));
                    break;
                case 0x7075 when field.Length > 5 && NameOf(field[5..]) is var other && other != raw: // Info-ZIP Unicode path
                    Note(new(ZipFlawKind.HeaderDisagreement, Clean(raw), $"its Unicode name is '{Shown(other)}'"));
                    break;
            }
        }

        var written = raw;
        raw = raw.IndexOf('\0', StringComparison.Ordinal) is var nul and >= 0 ? raw[..nul] : raw;
        if (Clean(raw) is not { Length: > 0 } path)
        {
            return null;
        }

        if (raw.Length < written.Length)
        {
            Note(new(ZipFlawKind.HeaderDisagreement, path, "its name goes on behind a NUL: readers see different names"));
        }

        if (size < 0 || compressed < 0 || offset < 0)
        {
            NoteUnread($"a size or place that no file has ('{Shown(path)}')");
        }

        NoteOddPath(raw, path);
        var isUnix = header[5] is 3 or 19;
        var mode = isUnix ? (int)(Int(header, 38) >> 16) : 0;
        var isFolder = raw.EndsWith('/') || raw.EndsWith('\\');
        if (size > 0 && (isFolder || (mode & 0xF000) == 0x4000))
        {
            Note(new(ZipFlawKind.HeaderDisagreement, path, $"a folder with {size:N0} bytes of content: readers make a folder or a file"));
            isFolder = false;
            mode = 0;
        }

        var type = isFolder || (mode & 0xF000) == 0x4000 ? EntryType.Directory : (mode & 0xF000) switch
        {
            0xA000 => EntryType.SymbolicLink,
            0x1000 => EntryType.Fifo,
            0x2000 => EntryType.CharacterDevice,
            0x6000 => EntryType.BlockDevice,
            _ => EntryType.File,
        };
        var permissions = (mode & 0xFFF) != 0 ? mode & 0xFFF : type == EntryType.Directory ? 0b111_101_101 : 0b110_100_100;
        return new(new(path, type, permissions, type is EntryType.File or EntryType.SymbolicLink ? Math.Max(0, size) : 0), method, Short(header, 8), Math.Max(0, compressed), offset + shift)
        {
            Crc = Int(header, 16),
            ModifiedTime = Short(header, 12),
            AesStrength = strength,
        };
    }

    /// <summary>Attack: 64 kB of name in each of a thousand flaws.</summary>
    private static string Shown(string name) => name.Length <= 200 ? name : name[..200] + "…";

    private void NoteUnread(string why)
    {
        if (shortfalls.Count < FlawLimit)
        {
            shortfalls.Add(new("open", "zip directory", $"has an entry with {why}, which was not read"));
        }
    }

    private void NoteOddPath(string raw, string path)
    {
        if (raw.StartsWith('/') || raw.StartsWith('\\') || (raw.Length > 1 && raw[1] == ':' && char.IsAsciiLetter(raw[0])))
        {
            Note(new(ZipFlawKind.AbsolutePath, path, $"the name '{raw}' is absolute"));
        }

        if (raw.Split('/', '\\').Contains(".."))
        {
            Note(new(ZipFlawKind.Traversal, path, $"the name '{raw}' leaves its folder"));
        }
    }

    /// <summary>Relative and inside the root, whatever was written.</summary>
    private static string Clean(string raw) => string.Join('/', raw.Split('/', '\\').Where(p => p is not "" and not "." and not ".."));

    private static string NameOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>APPNOTE 4.5.3: a field is there only when the 32 bit one is full.</summary>
    private static void Widen(ref ReadOnlySpan<byte> field, ref long value)
    {
        if (value == uint.MaxValue && field.Length >= 8)
        {
            value = Long(field, 0);
            field = field[8..];
        }
    }
}
