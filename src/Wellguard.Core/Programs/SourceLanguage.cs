namespace Wellguard.Programs;

/// <summary>The language of a source file by its name: the one table of extensions.</summary>
internal static class SourceLanguage
{
    private static readonly Dictionary<string, string> Extensions = new(StringComparer.Ordinal)
    {
        [".py"] = "python",
        [".pyw"] = "python",
        [".js"] = "javascript",
        [".mjs"] = "javascript",
        [".cjs"] = "javascript",
        [".ts"] = "javascript",
        [".mts"] = "javascript",
        [".cts"] = "javascript",
        [".jsx"] = "javascript",
        [".tsx"] = "javascript",
        [".rb"] = "ruby",
        [".ru"] = "ruby",
        [".rake"] = "ruby",
        [".pl"] = "perl",
        [".pm"] = "perl",
        [".psgi"] = "perl",
        [".php"] = "php",
        [".phtml"] = "php",
        [".ps1"] = "powershell",
        [".psm1"] = "powershell",
    };

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByExtension = Extensions.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <returns>Null: the extension says nothing.</returns>
    public static string? Of(string path) => ByExtension.TryGetValue(Path.GetExtension(path.AsSpan()), out var language) && !IsDeclaration(path) ? language : null;

    /// <returns>Null: values are not followed between modules of this language.</returns>
    public static string? Linked(string path) => Of(path) is "python" or "javascript" ? Of(path) : null;

    /// <summary>TypeScript that compiles to nothing, and in installed packages sources beside what was compiled from them.</summary>
    private static bool IsDeclaration(string path) =>
        path.EndsWith(".d.ts", StringComparison.Ordinal) || (IsTyped(path) && path.Contains("node_modules/", StringComparison.Ordinal));

    /// <summary>Has types that launchers drop.</summary>
    public static bool IsTyped(string path) => Path.GetExtension(path.AsSpan()) is ".ts" or ".mts" or ".cts" or ".jsx" or ".tsx";
}
