using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>The configuration of supervisord and circus: each <c>command=</c> is started with the container.</summary>
internal sealed class SupervisorFile : CodeReader
{
    private const int MaxLength = 1 << 17;

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= MaxLength && entry.Path.EndsWith(".conf", StringComparison.Ordinal) && entry.Path.Contains("supervisor", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    /// <summary>Under another name it is known by its sections.</summary>
    public override Need Wants(Entry entry, FileKind kind) =>
        kind == FileKind.Text && entry.Size is > 0 and <= MaxLength && Path.GetExtension(entry.Path.AsSpan()) is "" or ".conf" or ".cfg" or ".ini" ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (file.Bytes.IndexOf("[program:"u8) < 0 && file.Bytes.IndexOf("[eventlistener:"u8) < 0 && file.Bytes.IndexOf("[watcher:"u8) < 0)
        {
            return;
        }

        var line = 0;
        foreach (var raw in file.Text.Split('\n'))
        {
            line++;
            var text = raw.TrimStart();
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && text[..equals].Trim() is "command" or "cmd")
            {
                var analysis = new Analysis();
                into.Add(analysis.Program(file.Path, line, TriggerKind.Boot, "a process manager starts it", analysis.Nested("sh", text[(equals + 1)..].Trim(), line)));
            }
        }
    }
}
