using Wellguard.Artifacts.Compression;

namespace Wellguard.Fuzz.Targets;

/// <summary>A decompressor alone: whatever the input, it ends or says what is wrong, and how much is asked for at a time changes nothing.</summary>
internal sealed class CompressionTarget(string name, IReadOnlyList<string> types, IReadOnlyList<string> tokens, Func<Stream, Stream> open, Action<byte[]>? repair = null) : FuzzTarget(name)
{
    /// <summary>Of what comes out: a bomb is no fault here, because who reads sets the bound.</summary>
    private const int MostBytes = 4 << 20;

    /// <summary>No divisor of anything.</summary>
    private const int SmallPiece = 1009;

    private readonly byte[] _large = new byte[MostBytes], _small = new byte[MostBytes];

    public override IReadOnlyList<string> Types { get; } = types;

    public override IReadOnlyList<string> Tokens { get; } = tokens;

    public static CompressionTarget Xz() => new("xz", ["Wellguard.Artifacts.Compression.Xz", "Wellguard.Artifacts.Compression.Lzma", "Wellguard.Artifacts.Compression.ByteInput"],
        ["\u00fd7zXZ\0", "YZ", "\u0002\0\u0021\u0001", "\u00c0", "\u0001\0\u0003", "\u0002\0\u0003", "\u00e0\u00ff\u00ff", "\u00c0\0\0\0\0\u005d", "\u00a0\0\0", "\u0080\0\0", "\0\0\0\0", "\0\u0001"], static stored => new XzStream(stored), RepairXz);

    public static CompressionTarget BZip2() => new("bzip2", ["Wellguard.Artifacts.Compression.BZip2", "Wellguard.Artifacts.Compression.ByteInput"],
        ["BZh9", "BZh1", "1AY&SY", "\u0017\u0072\u0045\u0038\u0050\u0090", "\0\0\0\0", "\u00ff\u00ff\u00ff\u00ff"], static stored => new BZip2Stream(stored));

    public override void Run(byte[] input)
    {
        var (large, small) = (Read(input, _large, MostBytes), Read(input, _small, SmallPiece));
        if (large is { } length && small is { } other && !_large.AsSpan(0, length).SequenceEqual(_small.AsSpan(0, other)))
        {
            throw new InvalidOperationException("what comes out depends on how much is asked for");
        }

        if (large is null != small is null)
        {
            throw new InvalidOperationException("whether it can be read depends on how much is asked for");
        }
    }

    /// <summary>Null: it is damaged.</summary>
    private int? Read(byte[] input, byte[] into, int most)
    {
        using var stored = new MemoryStream(input, writable: false);
        using var plain = open(stored);
        try
        {
            var length = 0;
            for (var count = -1; count != 0; length += count)
            {
                count = plain.Read(into, length, Math.Min(most, MostBytes - length));
            }

            return length;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    public override void Repair(byte[] input) => repair?.Invoke(input);

    /// <summary>The headers of the stream and of its first block have checksums.</summary>
    private static void RepairXz(byte[] input)
    {
        const int Header = 12;
        if (input.Length < Header)
        {
            return;
        }

        Sum(input.AsSpan(6, 2), input.AsSpan(8));
        if (input.Length > Header && (input[Header] + 1) * 4 is var size && input.Length >= Header + size)
        {
            Sum(input.AsSpan(Header, size - 4), input.AsSpan(Header + size - 4));
        }
    }

    private static void Sum(ReadOnlySpan<byte> of, Span<byte> into) => System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(into, XzCheck.Crc32(of));
}
