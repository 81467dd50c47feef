using System.Text;
using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals.Content;

/// <summary>A library that a variable loads into programs, and that runs programs over a connection or hides files.</summary>
internal sealed class HarmfulPreload : FileDetector
{
    /// <summary>Root kits that are preloaded are small; libraries of this size are many but short.</summary>
    private const int MaxLength = 256 << 10;

    private static readonly byte[][] Joins = Names("dup2", "dup3");
    private static readonly byte[][] Starts = Names("execl", "execle", "execlp", "execv", "execve", "execvp", "execvpe", "system", "popen", "posix_spawn");
    private static readonly byte[][] Connects = Names("connect", "accept", "accept4", "bind");
    private static readonly byte[][] Lists = Names("readdir", "readdir64");
    private static readonly byte[][] Wraps = Names("dlsym");

    private static readonly Rule About = new(Rule.IdOf(typeof(HarmfulPreload)), SignalClass.File, "A library that programs must load runs a shell or hides files", Severity.Critical, Confidence.High)
    {
        Attack = ["T1574.006", "T1014", "T1059.004"],
        Stage = Stage.Persistence,
        Why = "LD_PRELOAD names a library of no package that imports what joins a shell to a connection, or that takes the place of the functions by which folders are listed. That is how user-land root kits work.",
        Fix = "Do not run the image; look at the library, and at what else its layer brought.",
        Benign = "Tracing agents that start helpers of their own.",
    };

    public override IReadOnlyList<Rule> Rules { get; } = [About];

    public override Need Wants(Entry entry) => Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) => kind == FileKind.Elf && entry.Size is > 0 and <= MaxLength && entry.Path.Contains(".so", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (file.Kind != FileKind.Elf || !file.IsWhole || file.Bytes.Length > MaxLength || !file.Path.Contains(".so", StringComparison.Ordinal))
        {
            return;
        }

        var text = file.HasAny(Joins) && file.HasAny(Starts) && file.HasAny(Connects) ? "joins programs to a connection"
            : file.HasAny(Lists) && file.HasAny(Wraps) ? "takes the place of functions that list folders" : null;
        if (text is not null)
        {
            facts.Findings.Add(new Finding(About.Id, file.Path, 0, 0, text) { Object = "/" + file.Path });
        }
    }

    public override Signal? InContext(Signal signal, Finding finding, Contents contents)
    {
        var layer = signal.Where.Layer!.Index;
        return contents.Owners.Of(finding.Path, layer).State is OwnershipState.Vouched or OwnershipState.Listed ? null
            : EnvironmentHooks.Of(contents.Image.Config.Environment).Any(hook => hook.Trigger == TriggerKind.LibraryLoad && contents.Started(hook.Value) is { } file && file.Layer == layer && file.Entry.Path == finding.Path) ? signal with { Trigger = "every program loads it" } : null;
    }

    /// <summary>As they stand in a string table: between zeros.</summary>
    private static byte[][] Names(params string[] names) => [.. names.Select(static name => Encoding.ASCII.GetBytes("\0" + name + "\0"))];
}
