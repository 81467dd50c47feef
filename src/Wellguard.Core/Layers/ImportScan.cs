using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Imports;

namespace Wellguard.Layers;

/// <summary>Records what each source file loads: which of them run depends on who starts what, and that is known only when all layers are.</summary>
internal sealed class ImportScan : FileInspector
{
    /// <summary>Bundles are longer, and hold what they need.</summary>
    private const int MaxFile = 1 << 20;

    /// <summary>Attack: a layer of a million files that load each other. In characters.</summary>
    private const int MaxTogether = 32 << 20;

    public override Need Wants(Entry entry) => entry.Size is > 0 and <= MaxFile && LanguageOf(entry.Path) is not null && !ScriptPrefilter.InDistroFolder(entry.Path) ? Need.Content : Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) => kind == FileKind.Script && entry.Size <= MaxFile && !ScriptPrefilter.InDistroFolder(entry.Path) ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (!file.IsWhole || file.Kind is FileKind.Elf or FileKind.Archive)
        {
            return;
        }

        var names = file.Entry.Name == "package.json" ? JavaScriptImports.OfPackage(file.Bytes)
            : (LanguageOf(file.Path) ?? InterpretedFile.ByFirstLine(file.Bytes)) is { } language ? ImportNames.Of(language, file.Bytes) : null;
        if (names is null)
        {
            return;
        }

        if (facts.ImportText <= MaxTogether && (facts.ImportText += names.Length) > MaxTogether)
        {
            facts.Shortfalls.Add(new Shortfall("analyse", file.Path, $"what source files load takes more than {MaxTogether >> 20} MB; from here on it was not followed"));
        }

        if (facts.ImportText <= MaxTogether)
        {
            facts.Imports[file.Path] = names;
        }
    }

    private static string? LanguageOf(string path) => Path.GetExtension(path.AsSpan()) switch
    {
        ".py" => "python",
        ".js" or ".mjs" or ".cjs" => "javascript",
        ".ts" or ".mts" or ".cts" or ".jsx" or ".tsx" when !path.Contains("node_modules/", StringComparison.Ordinal) && !path.EndsWith(".d.ts", StringComparison.Ordinal) => "javascript",
        ".rb" or ".ru" => "ruby",
        ".pl" or ".pm" or ".psgi" => "perl",
        ".php" or ".phtml" => "php",
        ".json" when path.EndsWith("/package.json", StringComparison.Ordinal) || path == "package.json" => "javascript",
        _ => null,
    };
}
