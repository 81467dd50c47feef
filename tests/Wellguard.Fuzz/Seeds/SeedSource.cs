using Wellguard.Fuzz.Driver;

namespace Wellguard.Fuzz.Seeds;

/// <summary>Real files as first inputs: made by this machine's tools, taken from this machine, and the few under <c>seeds/</c> that need tools which may be absent.</summary>
internal static class SeedSource
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>At most <see cref="Mutator.Longest"/> bytes each.</summary>
    public static IReadOnlyList<byte[]> Of(string target)
    {
        IEnumerable<byte[]> made = target switch
        {
            "tar" => ArchiveSeeds.Tars(),
            "zip" => ArchiveSeeds.Zips(),
            "dpkg" => PackageSeeds.Dpkg(),
            "rpm" => PackageSeeds.Rpm(),
            "lockfiles" => PackageSeeds.Lockfiles(),
            "elf" => CodeSeeds.Elves(),
            "shell" => CodeSeeds.Shell(),
            "scripts" => CodeSeeds.Scripts(),
            "packages" => PublishedSeeds.Archives(),
            "msbuild" => PublishedSeeds.BuildFiles(),
            "evaluator" => PublishedSeeds.Expressions(),
            "xz" => CompressedSeeds.Xz(),
            "bzip2" => CompressedSeeds.BZip2(),
            "config" => ConfigSeeds.All(),
            "advisories" => AdvisorySeeds.All(),
            _ => [],
        };
        var kept = Folder(Path.Combine("tests/Wellguard.Fuzz/seeds", target), "*").Concat(Folder(Path.Combine("tests/Wellguard.Fuzz/crashes", target), "*")).Select(Read);
        return [.. made.Concat(kept).Where(seed => seed.Length > 0)];
    }

    /// <summary>The beginning of a file.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[Math.Min(file.Length, Mutator.Longest)];
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A file behind a first line that says what it is, cut so that both fit.</summary>
    public static byte[] Labelled(string label, ReadOnlySpan<byte> content)
    {
        byte[] first = [.. System.Text.Encoding.UTF8.GetBytes(label), (byte)'\n'];
        return [.. first, .. content[..Math.Min(content.Length, Mutator.Longest - first.Length)]];
    }

    public static byte[] Labelled(string label, string content) => Labelled(label, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Files of a folder, of the repository unless the path is absolute, in order of their names; none when it is not there.</summary>
    public static IEnumerable<string> Folder(string path, string pattern, bool deep = false)
    {
        path = Path.Combine(Root, path);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, pattern, deep ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal)
            : [];
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Wellguard.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the fuzzer runs from the repository's build output only");
        }

        return folder;
    }
}
