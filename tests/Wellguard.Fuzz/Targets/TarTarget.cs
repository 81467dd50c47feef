using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Fuzz.Targets;

/// <summary>A tar through the single pass with every reader.</summary>
internal sealed class TarTarget() : FuzzTarget("tar")
{
    private const int BlockSize = 512;

    /// <summary>No divisor of 512: headers and contents are split between blocks.</summary>
    private const int PieceSize = 1000;

    private readonly ReaderSet readers = Pipeline.ReadersWithout(new HashSet<string>());

    public override IReadOnlyList<string> Types { get; } =
        ["Wellguard.Artifacts.TarWalker", "Wellguard.Artifacts.BlockReader", "Wellguard.Artifacts.EntryPaths", "Wellguard.Layers.LayerPass", "Wellguard.Layers.FileBuffer", "Wellguard.Layers.ContextFiles"];

    public override IReadOnlyList<string> Tokens { get; } =
        ["ustar\0" + "00", "ustar  \0", "../", "/", "./", ".wh.", ".wh..wh..opq", "11 path=a\n", "15 linkpath=x\n", "9999999999 size=1\n", "12 size=-1\n", "20 size=99999999999\n",
         "31 SCHILY.xattr.security.capability=x\n", "77777777777\0", "\0\0\0\0\0\0\0\0", "etc/passwd", "var/lib/dpkg/status", "usr/bin/x", "etc/cron.d/x", "x.sh", "node_modules/a/package.json", "#!/bin/sh\n"];

    public override void Run(byte[] input)
    {
        var at = 0;
        ReadOnlyMemory<byte> Next()
        {
            var piece = input.AsMemory(at, Math.Min(PieceSize, input.Length - at));
            at += piece.Length;
            return piece;
        }

        using var pass = new LayerPass(new LayerFacts(), new DigestPlan(everySha256: false), isBase: true, readers, new FileBuffer(new LargeFile()));
        new TarWalker(new BlockReader(Next), pass).Walk(CancellationToken.None);
    }

    /// <summary>Wherever a header can begin, a checksum field of eight bytes that is nearly one is made right.</summary>
    public override void Repair(byte[] input) => RepairHeaders(input);

    public static void RepairHeaders(Span<byte> input)
    {
        for (var at = 0; at + BlockSize <= input.Length; at += BlockSize)
        {
            var header = input.Slice(at, BlockSize);
            if (header[0] == 0 || !(header.Slice(257, 5).SequenceEqual("ustar"u8) || (header[154] == 0 && header[155] == ' ')))
            {
                continue;
            }

            var sum = 8 * ' ';
            for (var i = 0; i < BlockSize; i++)
            {
                sum += i is >= 148 and < 156 ? 0 : header[i];
            }

            for (var i = 153; i >= 148; i--, sum >>= 3)
            {
                header[i] = (byte)('0' + (sum & 7));
            }

            header[154] = 0;
            header[155] = (byte)' ';
        }
    }
}
