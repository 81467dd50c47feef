using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>A made-up npm package as its registry would give it.</summary>
internal static class MadePackage
{
    /// <param name="files">A path below the package's folder, then its text, again and again.</param>
    public static byte[] Npm(string manifest, params string[] files)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            using var tar = new TarWriter(gzip, TarEntryFormat.Ustar);
            foreach (var pair in ((string[])["package.json", manifest, .. files]).Chunk(2))
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "package/" + pair[0]) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(pair[1])) });
            }
        }

        return bytes.ToArray();
    }

    public static async Task<Report> ScanAsync(byte[] package, ScanOptions options)
    {
        var images = await ImageSources.OpenAsync(ByteSource.OfMemory(package), "package.tgz", new OpenOptions(Path.GetTempPath()), TestContext.Current.CancellationToken);
        return await Pipeline.ScanAsync(Assert.Single(images), options, TestContext.Current.CancellationToken);
    }
}
