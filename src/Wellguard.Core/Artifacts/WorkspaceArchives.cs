namespace Wellguard.Artifacts;

/// <summary>Images and functions that lie in a folder of code: they are targets of their own, and no scan of the folder judges them.</summary>
internal static class WorkspaceArchives
{
    /// <summary>Attack: a folder of a million archives. Also how deep the folders are that are looked into.</summary>
    private const int MaxFiles = 20_000;
    private const int MaxTold = 20;
    private const int Depth = 3;

    private const int MaxManifest = 1 << 20;

    public static IEnumerable<Shortfall> Unopened(string root)
    {
        if (HoldsImage(root))
        {
            yield return new Shortfall("open", "manifest.json", "the folder holds an image in parts, which is not judged: pack it as docker-archive or OCI layout and scan that");
        }

        var told = 0;
        foreach (var file in Archives(root))
        {
            if (++told > MaxTold)
            {
                yield return new Shortfall("open", Path.GetRelativePath(root, file), "and further archives in the folder are not judged");
                yield break;
            }

            yield return new Shortfall("open", Path.GetRelativePath(root, file), "an image or function in the folder is not judged: scan it as a target of its own");
        }
    }

    private static IEnumerable<string> Archives(string root)
    {
        var below = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = Depth, IgnoreInaccessible = true };
        return Directory.EnumerateFiles(root, "*", below).Take(MaxFiles).Where(IsImage).Order(StringComparer.Ordinal);
    }

    private static bool IsImage(string path)
    {
        try
        {
            if (Path.GetExtension(path) is not ".tar")
            {
                return false;
            }

            using var stream = File.OpenRead(path);
            return TarIndex.Read(stream, path) is { } index && (index.Find("manifest.json") is not null || index.Find("oci-layout") is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UnreadableException)
        {
            return false;
        }
    }

    /// <summary>What <c>skopeo copy … dir:</c> writes, and what <c>docker save</c> unpacks to.</summary>
    private static bool HoldsImage(string root)
    {
        try
        {
            var manifest = new FileInfo(Path.Combine(root, "manifest.json"));
            return manifest is { Exists: true, Length: > 0 and <= MaxManifest } && File.ReadAllText(manifest.FullName) is var text
                && text.Contains("\"layers\"", StringComparison.OrdinalIgnoreCase) && text.Contains("\"config\"", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
