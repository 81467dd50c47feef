// The least that a scan of these layers can cost on this machine: inflate each once, SHA-256 of what is stored and of what comes out; one thread.
//   dotnet run bench/limit.cs OCI-LAYOUT      prints processor seconds: minimum, median and maximum of five runs after a warm-up
#:property RestorePackagesWithLockFile=false
using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;

var layers = Directory.GetFiles(Path.Combine(args[0], "blobs", "sha256")).Where(IsGzip).ToList();
var buffer = new byte[1 << 18];
var samples = Enumerable.Range(0, 6).Select(_ => Once()).Skip(1).Order().ToList();
Console.WriteLine($"{samples[0]:F3} / {samples[2]:F3} / {samples[4]:F3}");

double Once()
{
    var before = Process.GetCurrentProcess().TotalProcessorTime;
    foreach (var layer in layers)
    {
        using var blob = File.OpenRead(layer);
        SHA256.HashData(blob);
        blob.Position = 0;
        using var inflated = new GZipStream(blob, CompressionMode.Decompress);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int length; (length = inflated.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, length);
        }
    }

    return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
}

static bool IsGzip(string path)
{
    using var file = File.OpenRead(path);
    return file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
}
