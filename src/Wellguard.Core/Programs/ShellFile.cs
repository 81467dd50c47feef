using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>Shell scripts: by shebang, by extension, and the start-up files that need neither.</summary>
internal sealed class ShellFile : CodeReader
{
    private const int GuessSize = 1 << 14;

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= FileContent.WholeLimit && (entry.Path.EndsWith(".sh", StringComparison.Ordinal) || StartupFiles.IsShell(entry.Path)) && !IsSample(entry.Path) ? Need.Content : Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) =>
        entry.Size is > 0 and <= FileContent.WholeLimit && !IsSample(entry.Path) && (kind == FileKind.Script || (kind == FileKind.Text && (entry.IsExecutable || MayBeStarted(entry)))) ? Need.Content : Need.Nothing;

    /// <summary>A small text without an extension, where programs are put: <c>sh /run</c> needs no execute bit.</summary>
    private static bool MayBeStarted(Entry entry) =>
        entry.Size <= GuessSize && !Path.GetFileName(entry.Path.AsSpan()).Contains('.') && !entry.Path.StartsWith("usr/share/", StringComparison.Ordinal) && !entry.Path.StartsWith("etc/", StringComparison.Ordinal)
        && !entry.Path.StartsWith("var/lib/", StringComparison.Ordinal) && !entry.Path.Contains("node_modules/", StringComparison.Ordinal) && !entry.Path.Contains("-packages/", StringComparison.Ordinal);

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        var guessed = file.Kind == FileKind.Text && !file.Entry.IsExecutable && MayBeStarted(file.Entry) && !StartupFiles.IsShell(file.Path);
        if (file.Kind == FileKind.Elf || !file.IsWhole || !IsShell(file.Bytes))
        {
            return;
        }

        var text = file.Text;
        var analysis = new Analysis { Script = file.Path, ScriptText = text };
        var effects = analysis.Read("sh", text);
        var trigger = TriggerOf(file.Path);
        if (effects.Count > 0 || analysis.Problems.Count > 0)
        {
            into.Add(new CodeFile(file.Path, 1, trigger, TextOf(trigger)) { Effects = effects, Problems = guessed ? [] : analysis.Problems, Guessed = guessed });
        }
    }

    /// <summary>Documentation and git's samples do not run; the package database's scripts have run.</summary>
    private static bool IsSample(string path) =>
        path.StartsWith("usr/share/doc/", StringComparison.Ordinal) || path.StartsWith("var/lib/dpkg/", StringComparison.Ordinal) || path.EndsWith(".sample", StringComparison.Ordinal);

    private static bool IsShell(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("#!"u8))
        {
            return true;
        }

        var end = bytes.IndexOf((byte)'\n');
        var first = bytes[..Math.Min(end < 0 ? bytes.Length : end, 128)];
        var slash = first.LastIndexOf((byte)'/');
        return first[(slash + 1)..].IndexOf("sh"u8) >= 0 && first.IndexOf("python"u8) < 0;
    }

    public static TriggerKind TriggerOf(string path)
    {
        if (path.StartsWith("etc/cron.", StringComparison.Ordinal) && !path.StartsWith("etc/cron.d/", StringComparison.Ordinal))
        {
            return TriggerKind.Schedule;
        }

        if (path.Contains(".git/hooks/", StringComparison.Ordinal) || path.StartsWith("usr/share/git-core/templates/hooks/", StringComparison.Ordinal))
        {
            return TriggerKind.GitHook;
        }

        if (path.StartsWith("docker-entrypoint.d/", StringComparison.Ordinal) || path.StartsWith("docker-entrypoint-init", StringComparison.Ordinal))
        {
            return TriggerKind.ContainerStart;
        }

        return StartupFiles.TriggerOf(path);
    }

    private static string? TextOf(TriggerKind trigger) => trigger switch
    {
        TriggerKind.Schedule => "cron runs it",
        TriggerKind.GitHook => "git runs it as a hook",
        TriggerKind.Login => "runs at every login or shell start",
        TriggerKind.Boot => "runs at boot",
        TriggerKind.ContainerStart => "the image's entrypoint runs it",
        _ => null,
    };
}
