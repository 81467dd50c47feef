using System.Globalization;
using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

public sealed class ElfFileTests
{
    private static ElfFile? Read(byte[] bytes)
    {
        var entry = new Entry("bin/x", EntryType.File, 0b111_101_101, bytes.Length);
        return ElfFile.TryRead(new FileContent { Entry = entry, Kind = FileKind.Elf, Bytes = bytes });
    }

    [Theory]
    [InlineData("/bin/bash")]
    [InlineData("/lib/x86_64-linux-gnu/libc.so.6")]
    [InlineData("/lib/x86_64-linux-gnu/libm.so.6")]
    public void Says_what_readelf_says(string path)
    {
        Tool.Require("readelf");
        Assert.SkipUnless(File.Exists(path), $"{path} is not here");
        var elf = Read(File.ReadAllBytes(path))!;
        var sections = Tool.Lines(Tool.Run("readelf", "-SW", path)).Select(line => line.Replace("[ ", "[", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length > 6 && parts[0].Length > 2 && char.IsAsciiDigit(parts[0][1]) && parts[1] != "NULL")
            .Select(parts => $"{parts[1]} {long.Parse(parts[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture)} {long.Parse(parts[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture)} {long.Parse(parts[5], NumberStyles.HexNumber, CultureInfo.InvariantCulture)}");
        Assert.Equal(sections, elf.Sections.Skip(1).Select(section => $"{section.Name} {section.Address} {section.Offset} {section.Size}"));

        var dynamic = Tool.Lines(Tool.Run("readelf", "-dW", path));
        string[] Values(string tag) => [.. dynamic.Where(line => line.Contains($"({tag})", StringComparison.Ordinal)).Select(line => line[(line.LastIndexOf('[') + 1)..line.LastIndexOf(']')])];
        Assert.Equal(Values("NEEDED"), elf.Needed);
        Assert.Equal(Values("SONAME").FirstOrDefault(), elf.Soname);

        var headers = Tool.Run("readelf", "-hlW", path);
        Assert.Contains($"Number of program headers:         {elf.Segments.Count}\n", headers);
        Assert.Contains($"Entry point address:               0x{elf.Entry:x}", headers);
        Assert.Equal(elf.Interpreter is not null, headers.Contains($"[Requesting program interpreter: {elf.Interpreter}]", StringComparison.Ordinal));
        Assert.Empty(elf.Problems);
    }

    [Fact]
    public void Head_and_tail_are_enough_for_the_section_names()
    {
        var bytes = File.ReadAllBytes("/bin/bash");
        var entry = new Entry("bin/bash", EntryType.File, 0b111_101_101, bytes.Length);
        var elf = ElfFile.TryRead(new FileContent { Entry = entry, Kind = FileKind.Elf, Bytes = bytes.AsSpan(0, 65536), Tail = bytes.AsSpan(bytes.Length - 65536) });
        Assert.Equal(Read(bytes)!.Sections, elf!.Sections);
    }

    [Fact]
    public void A_cut_file_says_so()
    {
        var elf = Read(File.ReadAllBytes("/bin/bash")[..5000]);
        Assert.NotNull(elf);
        Assert.NotEmpty(elf.Problems);
        Assert.Empty(elf.Sections);
    }

    [Fact]
    public void Other_files_are_no_ELF()
    {
        Assert.Null(Read([]));
        Assert.Null(Read("\u007fELF"u8.ToArray()));
        Assert.Null(Read(new byte[200]));
    }

    [Theory]
    [InlineData("-m32")]
    [InlineData("--target=aarch64-linux-gnu")]
    [InlineData("--target=powerpc64-linux-gnu")]
    public void Other_widths_and_byte_orders_are_read(string target)
    {
        Tool.Require("clang");
        using var folder = new TempFolder();
        Tool.RunIn(folder.Path, "clang", target, "-c", "-nostdinc", folder.Write("x.c", "__attribute__((section(\".well\"))) int well = 7; int f(void) { return well; }"), "-o", folder.At("x.o"));
        var bytes = File.ReadAllBytes(folder.At("x.o"));
        var elf = Read(bytes)!;
        Assert.Equal((target != "-m32", target.Contains("powerpc", StringComparison.Ordinal), 1), (elf.Is64, elf.IsBigEndian, elf.Type));
        var entry = new Entry("x.o", EntryType.File, 0, bytes.Length);
        var content = ElfFile.Content(elf.Section(".well")!.Value, new FileContent { Entry = entry, Kind = FileKind.Elf, Bytes = bytes }).ToArray();
        Assert.Equal(elf.IsBigEndian ? [0, 0, 0, 7] : [7, 0, 0, 0], content);
    }
}
