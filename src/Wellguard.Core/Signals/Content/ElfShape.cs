using System.Buffers.Binary;
using System.Globalization;
using Wellguard.Artifacts;

namespace Wellguard.Signals.Content;

/// <summary>What the form of an ELF file says about who made it: a compiler, or a packer.</summary>
/// <param name="Entropy">Bits a byte over samples of the whole file, 0 to 8.</param>
internal sealed record ElfShape(ElfFile File, double Entropy, string? Packer)
{
    /// <summary>Compiled programs have 5 to 6.5 bits a byte; compressed or encrypted bytes almost 8.</summary>
    public const double HighEntropy = 7.2;

    /// <summary>Below this size an entropy says little.</summary>
    private const int Smallest = 4096;

    private const int SampleSize = 1 << 12;
    private const int MaxSamples = 16;

    public bool HasNoSections => File.SectionCount == 0 && File.Type is 2 or 3;

    public static ElfShape? Of(in FileContent file)
    {
        if (file.Kind != FileKind.Elf || ElfFile.TryReadForm(file) is not { } elf || elf.Type is not (2 or 3))
        {
            return null;
        }

        var entropy = file.Bytes.Length < Smallest ? 0 : EntropyOf(file.Bytes);
        return new ElfShape(elf, entropy, PackerOf(file, elf, entropy));
    }

    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Entropy:0.0} bits a byte, {File.Segments.Count} segments, {File.SectionCount} sections");

    /// <summary>
    /// UPX leaves no section headers and puts <c>l_info</c> (checksum, magic, size, version, format) and <c>p_info</c> (id, size and block size of the original)
    /// behind the program headers, and its pack header at the end (upx: src/stub/src/include/linux.h). The magic is often overwritten so that <c>upx -d</c> refuses.
    /// </summary>
    private static string? PackerOf(in FileContent file, ElfFile elf, double entropy)
    {
        var start = (elf.Is64 ? 64 : 52) + elf.Segments.Count * (elf.Is64 ? 56 : 32);
        if (file.Bytes.Length < start + 32 || elf.SectionCount > 0 && entropy < HighEntropy)
        {
            return null;
        }

        var last = file.IsWhole ? file.Bytes : file.Tail;
        if (file.Bytes.Slice(start, 16).IndexOf("UPX!"u8) >= 0 || last[Math.Max(0, last.Length - 64)..].IndexOf("UPX!"u8) >= 0)
        {
            return "UPX";
        }

        var info = file.Bytes.Slice(start, 24);
        uint Word(ReadOnlySpan<byte> bytes) => elf.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var original = Word(info[16..]);
        var block = Word(info[20..]);
        var isLayout = info[10] is >= 10 and <= 20 && info[11] is >= 10 and <= 60 && original >= file.Entry.Size && block > 0 && block <= original;
        return isLayout && entropy >= HighEntropy - 0.2 && elf is { SectionCount: 0, Interpreter: null } ? "UPX, its mark overwritten" : null;
    }

    public static double EntropyOf(ReadOnlySpan<byte> bytes)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        var total = 0;
        var step = Math.Max(SampleSize, bytes.Length / MaxSamples);
        for (var at = 0; at < bytes.Length; at += step)
        {
            foreach (var value in bytes.Slice(at, Math.Min(SampleSize, bytes.Length - at)))
            {
                counts[value]++;
                total++;
            }
        }

        var bits = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
            {
                var share = (double)count / total;
                bits -= share * Math.Log2(share);
            }
        }

        return bits;
    }
}
