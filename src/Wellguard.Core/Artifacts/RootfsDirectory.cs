namespace Wellguard.Artifacts;

/// <summary>A directory as an artifact of one layer.</summary>
internal static class RootfsDirectory
{
    /// <summary>A package that was unpacked.</summary>
    public static Image Open(string path, PackageArchive package) => PackageImage.Of(package, [LayerOf(Path.GetFullPath(path), package.Path)]);

    public static Image Open(string path, ArtifactKind kind, string source)
    {
        var root = Path.GetFullPath(path);
        return new(new(kind, Path.TrimEndingDirectorySeparator(path)) { Source = source }, new() { Os = "linux" }, [LayerOf(root, source)])
        {
            Shortfalls = !HoldsFile(root) ? [new("open", source, "holds no file: there is nothing in it to judge")] : kind == ArtifactKind.Workspace ? [.. WorkspaceArchives.Unopened(root)] : [],
        };
    }

    private static Layer LayerOf(string root, string source) => new(0, null, null, null)
    {
        Format = LayerFormat.Directory,
        Directory = root,
        Open = _ => throw new UnreadableException(source, "is a directory: its entries are walked, not read as a stream"),
    };

    /// <summary>What may not be read, the walk says.</summary>
    private static bool HoldsFile(string root)
    {
        try
        {
            var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, MaxRecursionDepth = EntryPaths.MaxDepth };
            return new DirectoryInfo(root).EnumerateFileSystemInfos("*", all).Any(info => info is not DirectoryInfo || info.LinkTarget is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
