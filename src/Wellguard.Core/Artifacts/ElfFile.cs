using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Wellguard.Artifacts;

/// <param name="Type"><c>p_type</c>: 1 loads, 2 is the dynamic section, 3 the interpreter.</param>
/// <param name="Flags">1 executes, 2 writes, 4 reads.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ElfSegment(uint Type, uint Flags, long Offset, ulong Address, long FileSize, ulong MemorySize);

/// <param name="Type"><c>sh_type</c>: 1 program data, 8 occupies no file space.</param>
/// <param name="Flags">1 writes, 2 is loaded, 4 executes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ElfSection(string Name, uint Type, ulong Flags, ulong Address, long Offset, long Size);

/// <summary>
/// What an ELF file says about itself (gABI 4.1; 32 and 64 bits, both byte orders). Whatever lies outside of the file or of the bytes in memory is left out
/// and said in <see cref="Problems"/>; nothing throws.
/// </summary>
public sealed record ElfFile
{
    /// <summary>Attack: 65,535 headers that all point to the same megabytes.</summary>
    private const int MostSegments = 256, MostSections = 4096, MostNeeded = 512, MostDynamic = 4096;

    /// <summary>Attack: a name of megabytes.</summary>
    private const int LongestName = 256;

    private const uint SegmentLoad = 1, SegmentDynamic = 2, SegmentInterpreter = 3, SectionNoBits = 8;
    private const ulong DynamicNeeded = 1, DynamicStrings = 5, DynamicSoname = 14, DynamicRpath = 15, DynamicRunpath = 29;

    public bool Is64 { get; private init; }
    public bool IsBigEndian { get; private init; }

    /// <summary><c>e_type</c>: 1 relocatable, 2 executable, 3 shared object or position-independent executable, 4 core.</summary>
    public int Type { get; private init; }

    /// <summary><c>e_machine</c>: 62 x86-64, 183 AArch64, 3 i386, 40 ARM.</summary>
    public int Machine { get; private init; }

    /// <summary>Virtual address of the first instruction.</summary>
    public ulong Entry { get; private init; }

    public IReadOnlyList<ElfSegment> Segments { get; private init; } = [];

    /// <summary>Empty also when the section headers were stripped off; then <see cref="SectionCount"/> is 0.</summary>
    public IReadOnlyList<ElfSection> Sections { get; private init; } = [];

    /// <summary>How many sections the header claims.</summary>
    public int SectionCount { get; private init; }

    /// <summary>The dynamic loader's path, or null for a static file.</summary>
    public string? Interpreter { get; private init; }

    /// <summary>Libraries that the loader loads (<c>DT_NEEDED</c>).</summary>
    public IReadOnlyList<string> Needed { get; private init; } = [];

    public string? Soname { get; private init; }

    /// <summary>Where the loader looks first (<c>DT_RUNPATH</c>, else <c>DT_RPATH</c>).</summary>
    public string? RunPath { get; private init; }

    public IReadOnlyList<string> Problems { get; private init; } = [];

    /// <summary>Null when the bytes do not begin with an ELF header.</summary>
    public static ElfFile? TryRead(in FileContent file) => TryRead(new FileWindows(file), whole: true);

    /// <summary>Without sections and dynamic section: an image has hundreds of programs whose form is enough.</summary>
    public static ElfFile? TryReadForm(in FileContent file) => TryRead(new FileWindows(file), whole: false);

    private static ElfFile? TryRead(FileWindows file, bool whole)
    {
        var head = file.From(0, 64);
        if (head.Length < 52 || !head.StartsWith("\u007fELF"u8) || head[4] is not (1 or 2) || head[5] is not (1 or 2) || (head[4] == 2 && head.Length < 64))
        {
            return null;
        }

        var words = new Words(head[4] == 2, head[5] == 2);
        var is64 = words.Is64;
        var problems = new List<string>();
        var segments = ReadSegments(file, words, (long)words.Address(head, is64 ? 32 : 28), words.Half(head, is64 ? 54 : 42), words.Half(head, is64 ? 56 : 44), problems);
        int sectionCount = words.Half(head, is64 ? 60 : 48);
        var sections = !whole ? [] : ReadSections(file, words, (long)words.Address(head, is64 ? 40 : 32), words.Half(head, is64 ? 58 : 46), sectionCount, words.Half(head, is64 ? 62 : 50), problems);
        var dynamic = whole ? ReadDynamic(file, words, segments, problems) : ([], null, null);
        return new ElfFile
        {
            Is64 = is64,
            IsBigEndian = words.IsBigEndian,
            Type = words.Half(head, 16),
            Machine = words.Half(head, 18),
            Entry = words.Address(head, 24),
            Segments = segments,
            Sections = sections,
            SectionCount = sectionCount,
            Interpreter = segments.Where(segment => segment.Type == SegmentInterpreter).Take(1).Select(segment => (segment.Offset, Length: (int)Math.Min(segment.FileSize, LongestName))).ToList() is [var place]
                ? Terminated(file.From(place.Offset, place.Length)) : null,
            Needed = dynamic.Needed,
            Soname = dynamic.Soname,
            RunPath = dynamic.RunPath,
            Problems = problems,
        };
    }

    public ElfSection? Section(string name)
    {
        foreach (var section in Sections)
        {
            if (section.Name == name)
            {
                return section;
            }
        }

        return null;
    }

    /// <summary>A section's bytes; empty when it has none or they are not in memory.</summary>
    public static ReadOnlySpan<byte> Content(ElfSection section, scoped in FileContent file) =>
        section.Type == SectionNoBits ? default : new FileWindows(file).Slice(section.Offset, section.Size);

    /// <summary>Where a virtual address lies in the file, or -1.</summary>
    public long OffsetOf(ulong address) => OffsetOf(Segments, address);

    private static long OffsetOf(IReadOnlyList<ElfSegment> segments, ulong address)
    {
        foreach (var segment in segments)
        {
            if (segment.Type == SegmentLoad && address >= segment.Address && address - segment.Address < (ulong)Math.Max(0, segment.FileSize))
            {
                return segment.Offset + (long)(address - segment.Address);
            }
        }

        return -1;
    }

    private static List<ElfSegment> ReadSegments(FileWindows file, Words words, long at, int size, int count, List<string> problems)
    {
        var segments = new List<ElfSegment>();
        if (count > MostSegments || (count > 0 && size < (words.Is64 ? 56 : 32)))
        {
            problems.Add($"{count} program headers of {size} bytes");
            return segments;
        }

        for (var i = 0; i < count; i++)
        {
            var bytes = at < 0 || at > file.Size ? default : file.Slice(at + (long)i * size, size);
            if (bytes.IsEmpty)
            {
                problems.Add("program headers are outside of the file");
                break;
            }

            segments.Add(words.Is64
                ? new(words.Word(bytes, 0), words.Word(bytes, 4), (long)words.Address(bytes, 8), words.Address(bytes, 16), (long)words.Address(bytes, 32), words.Address(bytes, 40))
                : new(words.Word(bytes, 0), words.Word(bytes, 24), words.Word(bytes, 4), words.Word(bytes, 8), words.Word(bytes, 16), words.Word(bytes, 20)));
        }

        return segments;
    }

    private static List<ElfSection> ReadSections(FileWindows file, Words words, long at, int size, int count, int names, List<string> problems)
    {
        var sections = new List<ElfSection>();
        if (count == 0)
        {
            return sections;
        }

        if (count > MostSections || size < (words.Is64 ? 64 : 40) || at < 0 || at > file.Size)
        {
            problems.Add($"{count} section headers of {size} bytes at {at}");
            return sections;
        }

        var nameHeader = file.Slice(at + (long)names * size, size);
        var (nameOffset, nameSize) = nameHeader.IsEmpty ? (0, 0) : Extent(nameHeader, words);
        for (var i = 0; i < count; i++)
        {
            var bytes = file.Slice(at + (long)i * size, size);
            if (bytes.IsEmpty)
            {
                problems.Add(file.IsWhole ? "section headers are outside of the file" : "section headers are not in memory");
                break;
            }

            var (offset, length) = Extent(bytes, words);
            var name = words.Word(bytes, 0) is var place && place < nameSize && nameOffset >= 0 && nameOffset <= file.Size
                ? Terminated(file.From(nameOffset + place, (int)Math.Min(LongestName, nameSize - place))) : "";
            sections.Add(new(name, words.Word(bytes, 4), words.Address(bytes, 8), words.Address(bytes, words.Is64 ? 16 : 12), offset, length));
        }

        return sections;
    }

    private static (long Offset, long Size) Extent(ReadOnlySpan<byte> header, Words words) =>
        ((long)words.Address(header, words.Is64 ? 24 : 16), (long)words.Address(header, words.Is64 ? 32 : 20));

    private static (List<string> Needed, string? Soname, string? RunPath) ReadDynamic(FileWindows file, Words words, List<ElfSegment> segments, List<string> problems)
    {
        var needed = new List<string>();
        var place = segments.Find(segment => segment.Type == SegmentDynamic);
        var entry = words.Is64 ? 16 : 8;
        var bytes = place.FileSize <= 0 ? default : file.From(place.Offset, (int)Math.Min(place.FileSize, MostDynamic * entry));
        if (bytes.IsEmpty)
        {
            return (needed, null, null);
        }

        var strings = -1L;
        for (var at = 0; at + entry <= bytes.Length; at += entry)
        {
            if (words.Address(bytes, at) == DynamicStrings)
            {
                strings = OffsetOf(segments, words.Address(bytes, at + entry / 2));
            }
        }

        if (strings < 0 || strings > file.Size)
        {
            problems.Add("the dynamic section has no strings");
            return (needed, null, null);
        }

        string? soname = null, runPath = null;
        for (var at = 0; at + entry <= bytes.Length && words.Address(bytes, at) != 0; at += entry)
        {
            var value = words.Address(bytes, at + entry / 2);
            var text = value < (ulong)file.Size ? Terminated(file.From(strings + (long)value, LongestName)) : "";
            switch (words.Address(bytes, at))
            {
                case DynamicNeeded when needed.Count < MostNeeded:
                    needed.Add(text);
                    break;
                case DynamicSoname:
                    soname = text;
                    break;
                case DynamicRunpath:
                case DynamicRpath when runPath is null:
                    runPath = text;
                    break;
            }
        }

        return (needed, soname, runPath);
    }

    private static string Terminated(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>Numbers in the file's own width and byte order; the caller has checked the length.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Words(bool Is64, bool IsBigEndian)
    {
        public ushort Half(ReadOnlySpan<byte> bytes, int at) => IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

        public uint Word(ReadOnlySpan<byte> bytes, int at) => IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

        public ulong Address(ReadOnlySpan<byte> bytes, int at) => !Is64 ? Word(bytes, at)
            : IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
    }
}
