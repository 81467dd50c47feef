using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>JavaScript sources.</summary>
public sealed class JavaScriptFile : CodeReader
{
    public override Need Wants(Entry entry) =>
        entry.Path.EndsWith(".js", StringComparison.Ordinal) || entry.Path.EndsWith(".mjs", StringComparison.Ordinal) || entry.Path.EndsWith(".cjs", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into) => ScriptPrefilter.Read("javascript", file, TriggerKind.None, null, into);
}
