using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Archives with a package that does nothing: what npm takes as a package, and what unpacks anywhere.</summary>
internal static class TinyArchive
{
    private static readonly DateTimeOffset Packed = new(1985, 10, 26, 8, 15, 0, TimeSpan.Zero);

    private static readonly (string Path, string Text)[] Files =
    [
        ("package/package.json", """{"name":"placeholder","version":"1.0.0","description":"","main":"index.js","license":"MIT"}"""),
        ("package/index.js", "module.exports = {};\n"),
        ("package/README.md", "# placeholder\n"),
    ];

    public static byte[] Tarball()
    {
        using var made = new MemoryStream();
        using (var zip = new GZipStream(made, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(zip, TarEntryFormat.Ustar))
        {
            foreach (var (path, text) in Files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), ModificationTime = Packed });
            }
        }

        return made.ToArray();
    }

    public static byte[] Zip()
    {
        using var made = new MemoryStream();
        using (var zip = new ZipArchive(made, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in Files)
            {
                var entry = zip.CreateEntry(path);
                entry.LastWriteTime = Packed;
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return made.ToArray();
    }
}
