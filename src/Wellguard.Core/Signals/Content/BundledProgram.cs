using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals.Content;

/// <summary>A package starts a program for machines that it brings, when it is installed or imported.</summary>
internal sealed class BundledProgram : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(BundledProgram)), SignalClass.Flow, "Starts a program for machines that it brings", Severity.Critical, Confidence.Medium)
    {
        Attack = ["T1204.002", "T1195.002"],
        Stage = Stage.Execution,
        Why = "Nobody reads a binary. One that a library starts without being asked is how payloads come with packages of sources.",
        Fix = "Find out what it was built of; do not install it until you know.",
        Benign = "Native tools that check themselves after the installation.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        // A distro's package is there to install programs, and its scripts run them.
        if (contents.Image.Package is null or { Format: PackageFormat.Debian })
        {
            yield break;
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var program in contents.Programs.Where(static program => program.Trigger is TriggerKind.PackageInstall or TriggerKind.Import or TriggerKind.InterpreterStart))
        {
            foreach (var step in RunningStep.Of(program).Where(static step => step.Effect.Kind is EffectKind.Execute or EffectKind.Run && step.Effect.Object?.Contains('/', StringComparison.Ordinal) == true))
            {
                if (FileOf(contents, step) is { } file && told.Add(file.Entry.Path))
                {
                    var where = Places.Of(contents, step.Program.Code.Path, step.Program.Layer) with { Line = step.Effect.Line, Column = step.Effect.Column };
                    yield return new Signal(About.Id, About.Class, About.Title, About.Severity, About.Confidence, where)
                    {
                        Attack = About.Attack,
                        Trigger = program.TriggerText,
                        Evidence = [new Evidence(EvidenceKind.Source, Redaction.Clean(step.Effect.Command), where), new Evidence(EvidenceKind.Flow, $"/{file.Entry.Path}, {file.Entry.Size:N0} bytes")],
                        Effect = step.Effect,
                        Object = "/" + file.Entry.Path,
                    };
                }
            }
        }
    }

    private static PlacedEntry? FileOf(Contents contents, RunningStep step)
    {
        var named = step.Effect.Object!;
        var folder = step.Program.Code.Path[..Math.Max(step.Program.Code.Path.LastIndexOf('/'), 0)];
        var file = named.StartsWith('/') ? contents.Files.Resolve(named.TrimStart('/')) : Filesystem.TryJoin(folder, named, out var path) ? contents.Files.Resolve(path) : null;
        return file is not null && contents.KindOf(file) == FileKind.Elf ? file : null;
    }
}
