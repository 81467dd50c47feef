using System.Buffers.Binary;
using System.Text;

namespace Wellguard.Artifacts.Examples;

/// <summary>What an <c>elf:</c> of an example asks for.</summary>
internal sealed record ElfPlan
{
    public bool Shared { get; init; }

    /// <summary>Path of the program interpreter, or null for a static program.</summary>
    public string? Interpreter { get; init; }
    public IReadOnlyList<string> Needed { get; init; } = [];
    public IReadOnlyList<string> Strings { get; init; } = [];

    /// <summary>Names of exported functions, in the dynamic string table.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];
    public bool SectionHeaders { get; init; } = true;

    /// <summary>Further sections with random content: name and size in bytes.</summary>
    public IReadOnlyList<(string Name, int Size)> Random { get; init; } = [];

    /// <summary><c>upx</c>, or <c>upx-tampered</c> where the magic is overwritten.</summary>
    public string? Packed { get; init; }

    /// <summary>Go version and main module, for example <c>go1.23.4 example.test/tool</c>.</summary>
    public string? Go { get; init; }
}

/// <summary>Builds ELF64 x86-64 files (System V gABI, chapters 4 and 5) that readelf accepts without a warning; a static one exits at once.</summary>
internal static partial class ElfBuilder
{
    private const int HeaderSize = 64, SegmentSize = 56, SectionSize = 64;

    private sealed record Section(string Name, uint Type, ulong Flags, byte[] Data);

    public static byte[] Build(ElfPlan plan, Seed seed) => plan.Packed is null ? Plain(plan, seed) : Packed(plan, seed);

    private static byte[] Plain(ElfPlan plan, Seed seed)
    {
        var sections = new List<Section>();
        if (plan.Interpreter is { } interpreter)
        {
            sections.Add(new(".interp", 1, 2, Encoding.ASCII.GetBytes(interpreter + "\0")));
        }
        if (plan.Interpreter is not null || plan.Shared)
        {
            var (strings, symbols, dynamic) = Dynamic(plan);
            sections.Add(new(".dynstr", 3, 2, strings));
            sections.Add(new(".dynsym", 11, 2, symbols));
            sections.Add(new(".dynamic", 6, 3, dynamic));
        }
        // mov eax, 60; xor edi, edi; syscall: exit(0)
        sections.Add(new(".text", 1, 6, [0xB8, 60, 0, 0, 0, 0x31, 0xFF, 0x0F, 0x05, .. seed.Bytes(7)]));
        sections.Add(new(".rodata", 1, 2, Encoding.UTF8.GetBytes(string.Join('\0', plan.Strings) + "\0")));
        if (plan.Go is { } go)
        {
            sections.Add(new(".go.buildinfo", 1, 3, GoInfo(go)));
        }
        sections.AddRange(plan.Random.Select(r => new Section(r.Name, 1, 2, seed.Bytes(r.Size))));
        return Assemble(plan, sections);
    }

    private static byte[] Assemble(ElfPlan plan, List<Section> sections)
    {
        var segments = 1 + (plan.Interpreter is null ? 0 : 1) + (sections.Exists(s => s.Type == 6) ? 1 : 0);
        var offsets = new List<int>();
        var at = HeaderSize + segments * SegmentSize;
        foreach (var section in sections)
        {
            at = (at + 15) & ~15;
            offsets.Add(at);
            at += section.Data.Length;
        }
        var end = at;
        var names = "\0" + string.Concat(sections.Select(s => s.Name + "\0")) + ".shstrtab\0";
        var namesAt = at;
        var tableAt = (namesAt + names.Length + 15) & ~15;
        var file = new byte[plan.SectionHeaders ? tableAt + (sections.Count + 2) * SectionSize : end];
        var text = sections.FindIndex(s => s.Name == ".text");
        Header(file, plan.Shared || plan.Interpreter is not null ? (ushort)3 : (ushort)2, Address(plan) + (ulong)offsets[text], segments,
            plan.SectionHeaders ? tableAt : 0, plan.SectionHeaders ? sections.Count + 2 : 0);
        var segment = HeaderSize;
        if (plan.Interpreter is not null)
        {
            Segment(file, ref segment, 3, 4, offsets[0], sections[0].Data.Length, Address(plan));
        }
        Segment(file, ref segment, 1, 5, 0, end, Address(plan));
        var dynamic = sections.FindIndex(s => s.Type == 6);
        if (dynamic >= 0)
        {
            Segment(file, ref segment, 2, 6, offsets[dynamic], sections[dynamic].Data.Length, Address(plan));
        }
        for (var i = 0; i < sections.Count; i++)
        {
            sections[i].Data.CopyTo(file, offsets[i]);
        }
        var strings = sections.FindIndex(s => s.Type == 3);
        if (dynamic >= 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offsets[dynamic] + 8), Address(plan) + (ulong)offsets[strings]);
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offsets[dynamic] + 24), Address(plan) + (ulong)offsets[strings + 1]);
        }
        if (plan.SectionHeaders)
        {
            Encoding.ASCII.GetBytes(names).CopyTo(file, namesAt);
            for (var i = 0; i < sections.Count; i++)
            {
                var name = names.IndexOf("\0" + sections[i].Name + "\0", StringComparison.Ordinal) + 1;
                var field = file.AsSpan(tableAt + (i + 1) * SectionSize);
                Entry(field, name, sections[i].Type, sections[i].Flags, Address(plan) + (ulong)offsets[i], offsets[i], sections[i].Data.Length);
                if (sections[i].Type is 6 or 11)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(field[40..], (uint)strings + 1);
                    BinaryPrimitives.WriteUInt32LittleEndian(field[44..], sections[i].Type == 11 ? 1u : 0u);
                    BinaryPrimitives.WriteUInt64LittleEndian(field[56..], sections[i].Type == 11 ? 24ul : 16ul);
                }
            }
            Entry(file.AsSpan(tableAt + (sections.Count + 1) * SectionSize), names.IndexOf(".shstrtab", StringComparison.Ordinal), 3, 0, 0, namesAt, names.Length);
        }
        return file;
    }

    private static ulong Address(ElfPlan plan) => plan.Shared || plan.Interpreter is not null ? 0ul : 0x400000ul;

    /// <summary>The tables of dynamic linking. <see cref="Assemble"/> fills in the addresses of the first two entries of the last one.</summary>
    private static (byte[] Strings, byte[] Symbols, byte[] Dynamic) Dynamic(ElfPlan plan)
    {
        var strings = new StringBuilder("\0");
        var symbols = new MemoryStream();
        symbols.Write(new byte[24]);
        Span<byte> symbol = stackalloc byte[24];
        foreach (var name in plan.Symbols)
        {
            symbol.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(symbol, (uint)strings.Length);
            // A global function in the first section that has code; its address does not matter here.
            symbol[4] = 0x12;
            BinaryPrimitives.WriteUInt16LittleEndian(symbol[6..], 1);
            symbols.Write(symbol);
            strings.Append(name).Append('\0');
        }
        var needed = plan.Needed.Select(n =>
        {
            strings.Append(n).Append('\0');
            return (1ul, (ulong)(strings.Length - n.Length - 1));
        }).ToList();
        var dynamic = new MemoryStream();
        foreach (var (tag, value) in (IEnumerable<(ulong, ulong)>)[(5, 0), (6, 0), (10, (ulong)strings.Length), (11, 24), .. needed, (0, 0)])
        {
            dynamic.Write(BitConverter.GetBytes(tag));
            dynamic.Write(BitConverter.GetBytes(value));
        }
        return (Encoding.ASCII.GetBytes(strings.ToString()), symbols.ToArray(), dynamic.ToArray());
    }

    /// <summary>Go's <c>debug/buildinfo</c>, inline strings (Go 1.18 and later).</summary>
    private static byte[] GoInfo(string go)
    {
        var (version, module) = (go.Split(' ')[0], go.Split(' ')[^1]);
        var info = $"path\t{module}\nmod\t{module}\t(devel)\t\nbuild\t-compiler=gc\nbuild\tCGO_ENABLED=0\nbuild\tGOARCH=amd64\nbuild\tGOOS=linux\n";
        byte[] start = [0x30, 0x77, 0xAF, 0x0C, 0x92, 0x74, 0x08, 0x02, 0x41, 0xE1, 0xC1, 0x07, 0xE6, 0xD6, 0x18, 0xE6];
        byte[] end = [0xF9, 0x32, 0x43, 0x31, 0x86, 0x18, 0x20, 0x72, 0x00, 0x82, 0x42, 0x10, 0x41, 0x16, 0xD8, 0xF2];
        byte[] mod = [.. start, .. Encoding.UTF8.GetBytes(info), .. end];
        var data = new MemoryStream();
        data.Write([0xFF, .. " Go buildinf:"u8, 8, 2]);
        data.Write(new byte[32 - data.Length]);
        foreach (var part in (byte[][])[Encoding.UTF8.GetBytes(version), mod])
        {
            var length = (uint)part.Length;
            for (; length >= 0x80; length >>= 7)
            {
                data.WriteByte((byte)(length | 0x80));
            }
            data.WriteByte((byte)length);
            data.Write(part);
        }
        return data.ToArray();
    }

    private static void Header(Span<byte> file, ushort type, ulong entry, int segments, int sectionsAt, int sections)
    {
        ReadOnlySpan<byte> ident = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0];
        ident.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file[16..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(file[18..], 62);
        BinaryPrimitives.WriteUInt32LittleEndian(file[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(file[24..], entry);
        BinaryPrimitives.WriteUInt64LittleEndian(file[32..], HeaderSize);
        BinaryPrimitives.WriteUInt64LittleEndian(file[40..], (ulong)sectionsAt);
        BinaryPrimitives.WriteUInt16LittleEndian(file[52..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[54..], SegmentSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[56..], (ushort)segments);
        BinaryPrimitives.WriteUInt16LittleEndian(file[58..], sections == 0 ? (ushort)0 : (ushort)SectionSize);
        BinaryPrimitives.WriteUInt16LittleEndian(file[60..], (ushort)sections);
        BinaryPrimitives.WriteUInt16LittleEndian(file[62..], (ushort)Math.Max(0, sections - 1));
    }

    private static void Segment(Span<byte> file, ref int at, uint type, uint flags, int offset, int size, ulong address)
    {
        var field = file[at..];
        BinaryPrimitives.WriteUInt32LittleEndian(field, type);
        BinaryPrimitives.WriteUInt32LittleEndian(field[4..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(field[8..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(field[16..], address + (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(field[24..], address + (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(field[32..], (ulong)size);
        BinaryPrimitives.WriteUInt64LittleEndian(field[40..], (ulong)size);
        BinaryPrimitives.WriteUInt64LittleEndian(field[48..], type == 1 ? 0x1000ul : 8ul);
        at += SegmentSize;
    }

    private static void Entry(Span<byte> field, int name, uint type, ulong flags, ulong address, int offset, int size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)name);
        BinaryPrimitives.WriteUInt32LittleEndian(field[4..], type);
        BinaryPrimitives.WriteUInt64LittleEndian(field[8..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(field[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(field[24..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(field[32..], (ulong)size);
        BinaryPrimitives.WriteUInt64LittleEndian(field[48..], 1);
    }
}
