namespace Wellguard.Tests.Architecture;

/// <summary>The repository's own files.</summary>
internal static class Sources
{
    public static string Root { get; } = Path.GetDirectoryName(Path.GetDirectoryName(Artifacts.Corpus.Root)!)!;

    /// <summary>C# that people write, relative to the root.</summary>
    public static IReadOnlyList<string> Code { get; } = [.. Below("src"), .. Below("tests")];

    public static IEnumerable<string> Shipped => Code.Where(file => file.StartsWith("src/", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(At(file));

    public static string At(string file) => Path.Combine(Root, file);

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(At(folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
