using Wellguard.Artifacts.Examples;

namespace Wellguard.Artifacts;

/// <summary>A lock file or a bill of materials by itself: a workspace that holds nothing else.</summary>
internal static class WorkspaceFile
{
    /// <summary>Attack: a lock file of gigabytes.</summary>
    private const int Limit = FileContent.WholeLimit;

    private static readonly string[] Ends = [".json", ".lock", ".locked", ".yaml", ".yml", ".toml", ".mod", ".sum"];

    /// <summary>By its name, and by holding text.</summary>
    public static bool IsLike(string path, ReadOnlySpan<byte> head) =>
        (Array.Exists(Ends, end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)) || Path.GetFileName(path) is var name && name.StartsWith("requirements", StringComparison.Ordinal) && name.EndsWith(".txt", StringComparison.Ordinal))
        && head.Length > 0 && !head.Contains((byte)0);

    public static Image Open(string path, string source, OpenOptions options)
    {
        var file = ByteSource.OfFile(path, options.Stamp);
        if (file.Length > Limit)
        {
            throw new UnreadableException(source, $"has {file.Length} bytes, more than the {Limit} that are read of a lock file");
        }

        var content = new byte[file.Length];
        using (var stream = file.Open())
        {
            stream.ReadExactly(content);
        }

        using var tar = new MemoryStream();
        var writer = new TarWriter(tar);
        writer.Write(new Entry(Path.GetFileName(path), EntryType.File, 0x1A4, content.Length), content);
        writer.End();
        var bytes = ByteSource.OfMemory(tar.ToArray());
        var layer = new Layer(0, null, null, null) { Size = bytes.Length, Open = _ => ValueTask.FromResult(bytes.Open()) };
        return new(new(ArtifactKind.Workspace, Path.GetFileName(path)) { Source = source }, new() { Os = "linux" }, [layer]);
    }
}
