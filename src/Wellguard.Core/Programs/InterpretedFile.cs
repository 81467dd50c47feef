using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>Perl, PHP, Ruby, PowerShell and TypeScript sources by extension; any of the languages by the first line.</summary>
public sealed class InterpretedFile : CodeReader
{
    /// <summary>PHP under any name: <c>include</c> and <c>auto_prepend_file</c> do not ask for an extension.</summary>
    private const int PageSize = 1 << 16;

    public override Need Wants(Entry entry) => SourceLanguage.Of(entry.Path) is null || HasOwnReader(entry.Path) ? Need.Nothing : Need.Content;

    public override Need Wants(Entry entry, FileKind kind) => (kind == FileKind.Script && !HasOwnReader(entry.Path)) || (kind == FileKind.Text && entry.Size is > 0 and <= PageSize && !HasOwnReader(entry.Path)) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        var language = SourceLanguage.Of(file.Path) ?? ByFirstLine(file.Bytes) ?? (file.Bytes.StartsWith("<?php"u8) ? "php" : null);
        if (language is not null && !HasOwnReader(file.Path))
        {
            var trigger = StartupFiles.TriggerOf(file.Path);
            ScriptPrefilter.Read(language, file, trigger, StartupFiles.TextOf(trigger), into);
        }
    }

    private static bool HasOwnReader(string path) => Path.GetExtension(path.AsSpan()) is ".py" or ".js" or ".mjs" or ".cjs";

    internal static string? ByFirstLine(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("#!"u8))
        {
            return null;
        }

        var end = bytes.IndexOf((byte)'\n');
        var line = bytes[..Math.Min(end < 0 ? bytes.Length : end, 256)];
        return line.IndexOf("python"u8) >= 0 ? "python" : line.IndexOf("node"u8) >= 0 ? "javascript" : line.IndexOf("perl"u8) >= 0 ? "perl" : line.IndexOf("php"u8) >= 0 ? "php" : line.IndexOf("ruby"u8) >= 0 ? "ruby" : line.IndexOf("pwsh"u8) >= 0 ? "powershell" : null;
    }
}
