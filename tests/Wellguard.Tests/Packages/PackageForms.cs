using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Wellguard.Tests.Packages;

/// <summary>Packages of each format, made in memory as their tools make them.</summary>
internal static partial class PackageForms
{
    /// <param name="files">A path, then its text, again and again.</param>
    public static byte[] Zip(params string[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var pair in files.Chunk(2))
            {
                using var content = zip.CreateEntry(pair[0]).Open();
                content.Write(Encoding.UTF8.GetBytes(pair[1]));
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Tar(params string[] files) => Tar(files.Chunk(2).Select(static pair => (pair[0], Encoding.UTF8.GetBytes(pair[1]))));

    public static byte[] Tar(IEnumerable<(string Path, byte[] Content)> files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (path, content) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(content), Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute });
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Gzip(byte[] plain)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return bytes.ToArray();
    }

    public static byte[] Ar(params (string Name, byte[] Content)[] members)
    {
        using var bytes = new MemoryStream();
        bytes.Write("!<arch>\n"u8);
        foreach (var (name, content) in members)
        {
            bytes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name,-16}{0,-12}{0,-6}{0,-6}{"100644",-8}{content.Length,-10}`\n")));
            bytes.Write(content);
            bytes.Write(content.Length % 2 == 1 ? "\n"u8 : ""u8);
        }

        return bytes.ToArray();
    }

    /// <param name="control">Files of the control archive; the control file is there.</param>
    public static byte[] Debian(string[] control, params string[] data) =>
        Ar(("debian-binary", "2.0\n"u8.ToArray()), ("control.tar.gz", Gzip(Tar(["./control", "Package: example\nVersion: 1.0-1\nArchitecture: all\nDepends: libc6 (>= 2.36), python3\n", .. control]))), ("data.tar.gz", Gzip(Tar(data))));

    public static byte[] Gem(string specification, params string[] files) =>
        Tar([("metadata.gz", Gzip(Encoding.UTF8.GetBytes(specification))), ("data.tar.gz", Gzip(Tar(files))), ("checksums.yaml.gz", Gzip("---\n"u8.ToArray()))]);

    public static byte[] Extension(string manifest, params string[] files) =>
        Zip(["extension.vsixmanifest", "<PackageManifest><Metadata><Identity Language=\"en-US\" Id=\"example\" Version=\"1.0.0\" Publisher=\"somebody\" /></Metadata></PackageManifest>", "extension/package.json", manifest, .. files]);
}
