using System.Buffers.Binary;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>
/// The modules that a Go program was built from (Go, debug/buildinfo): after a marker on a 16-byte boundary stand the Go version and the module list, as length and
/// text since Go 1.18, behind two pointers before.
/// </summary>
public sealed class GoBinary : PackageReader
{
    private const int HeaderSize = 32, Boundary = 16;

    /// <summary>The module list stands between two 16-byte sentinels.</summary>
    private const int Sentinel = 16;

    /// <summary>Attack: a text of nothing but markers.</summary>
    private const int MostMarkers = 64;

    /// <summary>Attack: a module list of megabytes. The largest real ones have about 2,000 modules of 100 bytes.</summary>
    private const int MostText = 2 << 20;

    public override Need Wants(Entry entry) => Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) => kind == FileKind.Elf && entry.IsExecutable ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        if (!file.GoBuildInfo.IsEmpty)
        {
            Parse(file.GoBuildInfo, null, file, into);
            return;
        }

        if (ElfFile.TryRead(file) is not { } elf)
        {
            return;
        }

        if (elf.Section(".go.buildinfo") is { } section)
        {
            Parse(new FileWindows(file).From(section.Offset, MostText), elf, file, into);
        }
        else if (elf.Sections.Count == 0)
        {
            Search(file, elf, into);
        }
    }

    /// <summary>A file without section headers: any marker on the boundary that is followed by a readable list. Go's own tools hold the marker as a constant too.</summary>
    private static void Search(in FileContent file, ElfFile elf, PackageFile into)
    {
        var at = 0;
        for (var tries = 0; tries < MostMarkers; tries++)
        {
            var next = file.Bytes[at..].IndexOf(" Go buildinf:"u8);
            if (next < 0)
            {
                return;
            }

            at += next + 1;
            if ((at - 2) % Boundary == 0 && at >= 2 && file.Bytes[at - 2] == 0xff && Parse(file.Bytes[(at - 2)..], elf, file, into))
            {
                return;
            }
        }
    }

    private static bool Parse(ReadOnlySpan<byte> info, ElfFile? elf, in FileContent file, PackageFile into)
    {
        if (info.Length < HeaderSize || info[0] != 0xff || !info[1..].StartsWith(" Go buildinf:"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> version, modules;
        if ((info[15] & 2) != 0)
        {
            var rest = info[HeaderSize..];
            version = Text(ref rest);
            modules = Text(ref rest);
        }
        else if (elf is { Is64: true })
        {
            var isBigEndian = (info[15] & 1) != 0;
            version = Pointed(info[16..], elf, new FileWindows(file), isBigEndian);
            modules = Pointed(info[24..], elf, new FileWindows(file), isBigEndian);
        }
        else
        {
            into.Problem("Go build information of before Go 1.18 in a file that is not held whole");
            return true;
        }

        if (!version.StartsWith("go"u8) && !version.StartsWith("devel"u8))
        {
            return false;
        }

        var number = version.StartsWith("go"u8) ? version[2..] : version;
        var space = number.IndexOf((byte)' ');
        into.Add(new Purl("golang", null, "stdlib", (space > 0 && version[0] == 'g' ? number[..space] : number).Utf8()), ComponentState.Installed);
        if (modules.Length >= 2 * Sentinel)
        {
            ReadModules(modules[Sentinel..^Sentinel], into);
        }

        return true;
    }

    /// <summary><c>mod</c> and <c>dep</c> lines of tab-separated path, version and sum; a <c>=></c> line replaces the one before.</summary>
    private static void ReadModules(ReadOnlySpan<byte> text, PackageFile into)
    {
        var lines = new Lines(text);
        Purl? pending = null;
        while (lines.Next(out var line))
        {
            var isReplacement = line.StartsWith("=>\t"u8);
            if (!isReplacement && pending is not null)
            {
                into.Add(pending, ComponentState.Installed);
                pending = null;
            }

            if (isReplacement || line.StartsWith("mod\t"u8) || line.StartsWith("dep\t"u8))
            {
                var rest = line[(isReplacement ? 3 : 4)..];
                var path = Field(ref rest);
                pending = GoModule.Purl(path.Utf8(), Field(ref rest).Utf8());
            }
        }

        if (pending is not null)
        {
            into.Add(pending, ComponentState.Installed);
        }
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var tab = rest.IndexOf((byte)'\t');
        var field = tab < 0 ? rest : rest[..tab];
        rest = tab < 0 ? default : rest[(tab + 1)..];
        return field;
    }

    private static ReadOnlySpan<byte> Text(scoped ref ReadOnlySpan<byte> rest)
    {
        ulong length = 0;
        for (var shift = 0; !rest.IsEmpty && shift < 32; shift += 7)
        {
            var digit = rest[0];
            rest = rest[1..];
            length |= (ulong)(digit & 0x7f) << shift;
            if (digit < 0x80)
            {
                break;
            }
        }

        var text = length > (ulong)rest.Length ? default : rest[..(int)length];
        rest = rest[text.Length..];
        return text;
    }

    /// <summary>A Go string header behind a pointer: address and length of the text.</summary>
    private static ReadOnlySpan<byte> Pointed(ReadOnlySpan<byte> pointer, ElfFile elf, FileWindows windows, bool isBigEndian)
    {
        var header = windows.Slice(elf.OffsetOf(Number(pointer, isBigEndian)), 16);
        return header.IsEmpty ? default : windows.Slice(elf.OffsetOf(Number(header, isBigEndian)), (long)Math.Min(Number(header[8..], isBigEndian), MostText));
    }

    private static ulong Number(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
