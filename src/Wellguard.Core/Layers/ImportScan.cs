using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Imports;

namespace Wellguard.Layers;

/// <summary>Records what each source file loads: which of them run depends on who starts what, and that is known only when all layers are.</summary>
internal sealed class ImportScan : FileInspector
{
    /// <summary>Attack: a layer of a million files that load each other. In characters.</summary>
    private const int MaxTogether = 32 << 20;

    public override Need Wants(Entry entry) => entry.Size is > 0 and <= FileContent.WholeLimit && LanguageOf(entry.Path) is not null ? Need.Content : Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) => kind == FileKind.Script && entry.Size <= FileContent.WholeLimit ? Need.Content : Need.Nothing;

    /// <summary>Not what distros ship, but where they put packages others are put too, and a package has nobody else's files.</summary>
    private static bool IsRead(in FileContent file) => file.IsOfPackage || !ScriptPrefilter.InDistroFolder(file.Path) || file.Path.Contains("-packages/", StringComparison.Ordinal);

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (!file.IsWhole || !IsRead(file) || file.Kind is FileKind.Elf or FileKind.Archive)
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

    private static string? LanguageOf(string path) => path.EndsWith("/package.json", StringComparison.Ordinal) || path == "package.json" ? "javascript" : SourceLanguage.Of(path);
}
