using System.Formats.Tar;
using System.IO.Compression;
using Wellguard.Artifacts;

namespace Wellguard.Tests.Artifacts;

/// <summary>The files of tests/corpus.</summary>
internal static class Corpus
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static IReadOnlyList<string> Files { get; } = [.. Directory.EnumerateFiles(Root, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public static ExampleImage Read(string file, ulong seed) => ExampleImage.Read(File.ReadAllText(Path.Combine(Root, file)), file, seed);

    /// <summary>Every path in any layer.</summary>
    public static HashSet<string> Paths(Image image)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in image.Layers)
        {
            using var stream = layer.Open(default).AsTask().GetAwaiter().GetResult();
            var copy = new MemoryStream();
            stream.CopyTo(copy);
            if (layer.Format == LayerFormat.Zip)
            {
                var bytes = copy.ToArray();
                var end = bytes.AsSpan().LastIndexOf("PK\x05\x06"u8) + 22;
                using var zip = new ZipArchive(new MemoryStream(bytes[..end]));
                paths.UnionWith(zip.Entries.Select(e => e.FullName));
            }
            else
            {
                paths.UnionWith(Entries(copy.ToArray()).Select(e => e.Path));
            }
        }
        return paths;
    }

    /// <summary>Entries of a layer's tar; of a truncated one those before the cut.</summary>
    public static List<(string Path, byte[] Content)> Entries(byte[] blob)
    {
        Stream stream = new MemoryStream(blob);
        stream = blob switch
        {
            [0x1F, 0x8B, ..] => new GZipStream(stream, CompressionMode.Decompress),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => new ZstdSharp.DecompressionStream(stream),
            _ => stream,
        };
        var entries = new List<(string, byte[])>();
        try
        {
            using var tar = new TarReader(stream);
            while (tar.GetNextEntry() is { } entry)
            {
                var content = new MemoryStream();
                entry.DataStream?.CopyTo(content);
                entries.Add((entry.Name.TrimEnd('/'), content.ToArray()));
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return entries;
        }
        return entries;
    }

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Wellguard.slnx")))
            {
                return Path.Combine(at.FullName, "tests", "corpus");
            }
        }
        throw new InvalidOperationException("the repository was not found above the test assembly");
    }
}
