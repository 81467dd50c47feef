using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>Shell scripts: by shebang, by extension, and the start-up files that need neither.</summary>
internal sealed class ShellFile : CodeReader
{
    private const int GuessSize = 1 << 14;

    /// <summary>Droppers are short, and short scripts cost little.</summary>
    private const int ShortScript = 1 << 11;

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= FileContent.WholeLimit && (entry.Path.EndsWith(".sh", StringComparison.Ordinal) || IsInstallScript(entry.Path) || StartupFiles.IsShell(entry.Path)) && !IsSample(entry.Path) ? Need.Content : Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) =>
        entry.Size is > 0 and <= FileContent.WholeLimit && !IsSample(entry.Path) && (kind == FileKind.Script || (kind == FileKind.Text && (entry.IsExecutable || MayBeStarted(entry)))) ? Need.Content : Need.Nothing;

    /// <summary>An execute bit makes no program of it: archives made on other systems give one to everything.</summary>
    private static bool IsDocument(string name) =>
        Path.GetExtension(name.AsSpan()) is ".md" or ".txt" or ".rst" or ".cfg" or ".toml" or ".in" or ".ini" or ".json" or ".yml" or ".yaml" or ".html" or ".css" or ".xml" or ".csv" or ".lock" or ".map"
        || name is "PKG-INFO" or "METADATA" or "RECORD" or "WHEEL" or "LICENSE" or "README" or "CHANGELOG" or "AUTHORS" or "COPYING" or "NOTICE" or "Makefile" or "Dockerfile";

    /// <summary>A small text without an extension, where programs are put: <c>sh /run</c> needs no execute bit.</summary>
    private static bool MayBeStarted(Entry entry) =>
        entry.Size <= GuessSize && !Path.GetFileName(entry.Path.AsSpan()).Contains('.') && !entry.Path.StartsWith("usr/share/", StringComparison.Ordinal) && !entry.Path.StartsWith("etc/", StringComparison.Ordinal)
        && !entry.Path.StartsWith("var/lib/", StringComparison.Ordinal) && !entry.Path.Contains("node_modules/", StringComparison.Ordinal) && !entry.Path.Contains("-packages/", StringComparison.Ordinal);

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        var guessed = file.Kind == FileKind.Text && !file.Entry.IsExecutable && MayBeStarted(file.Entry) && !StartupFiles.IsShell(file.Path);
        if (file.Kind == FileKind.Elf || !file.IsWhole || (file.Kind == FileKind.Text && IsDocument(file.Entry.Name)) || !IsShell(file.Bytes) || SourceLanguage.Of(file.Path) is not null)
        {
            return;
        }

        var installs = IsInstallScript(file.Path);
        var trigger = installs ? TriggerKind.PackageInstall : StartupFiles.TriggerOf(file.Path);
        if ((installs || guessed || (trigger == TriggerKind.None && IsDistroTool(file))) && !ScriptPrefilter.ReachesOut(file.Bytes))
        {
            return;
        }

        var text = file.Text;
        var analysis = new Analysis { Script = file.Path, ScriptText = text };
        var effects = analysis.Read("sh", text);
        if (guessed && !effects.Any(effect => effect.Kind is EffectKind.Download or EffectKind.Interpret or EffectKind.Send or EffectKind.Connect))
        {
            return; // prose: each line of it is a command that nobody knows. What something starts is read again then.
        }

        if (effects.Count > 0 || analysis.Problems.Count > 0 || analysis.Imports.Count > 0)
        {
            var program = analysis.Program(file.Path, 1, trigger, StartupFiles.TextOf(trigger), effects);
            into.Add(guessed ? program with { Problems = [], Guessed = true } : program);
        }
    }

    /// <summary>
    /// A long script where distros put theirs, which nothing is known to start. A changed one is found by its digest; one that something starts is read then.
    /// </summary>
    private static bool IsDistroTool(in FileContent file) =>
        !file.IsOfPackage && file.Bytes.Length > ShortScript && ((file.Path.StartsWith("usr/", StringComparison.Ordinal) && !file.Path.StartsWith("usr/local/", StringComparison.Ordinal) && !file.Path.StartsWith("usr/src/", StringComparison.Ordinal))
        || file.Path.StartsWith("bin/", StringComparison.Ordinal) || file.Path.StartsWith("sbin/", StringComparison.Ordinal) || file.Path.StartsWith("lib/", StringComparison.Ordinal));

    /// <summary>Documentation and git's samples do not run; of the package database only the scripts run.</summary>
    private static bool IsSample(string path) =>
        path.StartsWith("usr/share/doc/", StringComparison.Ordinal) || (path.StartsWith("var/lib/dpkg/", StringComparison.Ordinal) && !IsInstallScript(path)) || path.EndsWith(".sample", StringComparison.Ordinal);

    /// <summary>dpkg(1) runs them when it configures, upgrades or removes the package. Hundreds in every image: only those that reach out are read.</summary>
    private static bool IsInstallScript(string path) =>
        path.StartsWith("var/lib/dpkg/info/", StringComparison.Ordinal) && Path.GetExtension(path.AsSpan()) is ".postinst" or ".preinst" or ".prerm" or ".postrm";

    private static bool IsShell(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("#!"u8))
        {
            return true;
        }

        var end = bytes.IndexOf((byte)'\n');
        var first = bytes[..Math.Min(end < 0 ? bytes.Length : end, 128)];
        var slash = first.LastIndexOf((byte)'/');
        return first[(slash + 1)..].IndexOf("sh"u8) >= 0 && first.IndexOf("python"u8) < 0 && first.IndexOf("pwsh"u8) < 0;
    }
}
