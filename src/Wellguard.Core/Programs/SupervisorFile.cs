using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>supervisord's configuration: each <c>command=</c> is started with the container.</summary>
internal sealed class SupervisorFile : CodeReader
{
    private const int MaxLength = 1 << 17;

    public override Need Wants(Entry entry) =>
        entry.Size is > 0 and <= MaxLength && entry.Path.EndsWith(".conf", StringComparison.Ordinal) && entry.Path.Contains("supervisor", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        var line = 0;
        foreach (var raw in file.Text.Split('\n'))
        {
            line++;
            var text = raw.TrimStart();
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && text[..equals].Trim() == "command")
            {
                var analysis = new Analysis();
                into.Add(new CodeFile(file.Path, line, TriggerKind.Boot, "supervisord starts it") { Effects = analysis.Nested("sh", text[(equals + 1)..].Trim(), line), Problems = analysis.Problems });
            }
        }
    }
}
