using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Fuzz.Targets;

/// <summary>A zip through the single pass, as a function, and with a password.</summary>
internal sealed class ZipTarget() : FuzzTarget("zip")
{
    public const string Password = "infected";
    private const int MostEntries = 16, MostBytes = 1 << 20;

    private readonly ReaderSet readers = Pipeline.ReadersWithout(new HashSet<string>());

    public override IReadOnlyList<string> Types { get; } = ["Wellguard.Artifacts.Zip", "Wellguard.Artifacts.Function", "Wellguard.Artifacts.BoundedStream", "Wellguard.Layers.LayerReader", "Wellguard.Layers.LayerPass"];

    public override IReadOnlyList<string> Tokens { get; } =
        ["PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\u0007", "PK\u0007\u0008", "../", "/", "\u0001\u0000", "\u0001\u0099", "AE", "host.json", "function.json", "template.yaml", "serverless.yml",
         "index.js", "lambda_function.py", "\u0008\u0000", "\u0000\u0000\u0000\u0000", "\u005d\u0000"];

    public override void Run(byte[] input)
    {
        var layer = new Layer(0, null, null, null) { Format = LayerFormat.Zip, Size = input.Length, Open = _ => ValueTask.FromResult<Stream>(new MemoryStream(input, writable: false)) };
        _ = LayerReader.ReadAsync(layer, new DigestPlan(everySha256: false), readers, new FileBuffer(new LargeFile()), _ => { }, CancellationToken.None).GetAwaiter().GetResult();
        try
        {
            FunctionZip.Open(ByteSource.OfMemory(input), "f", "f.zip", Password);
            using var stream = new MemoryStream(input, writable: false);
            var zip = ZipWalker.Read(stream, "f.zip");
            foreach (var entry in zip.Entries.Where(entry => entry.IsEncrypted).Take(MostEntries))
            {
                Unpack(zip, entry);
            }
        }
        catch (UnreadableException)
        {
        }
    }

    private static void Unpack(ZipWalker zip, ZipEntry entry)
    {
        try
        {
            using var content = zip.Open(entry, Password);
            var bytes = new byte[Math.Min(entry.Entry.Size, MostBytes)];
            _ = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is UnreadableException or InvalidDataException or IOException or ZstdSharp.ZstdException)
        {
        }
    }
}
