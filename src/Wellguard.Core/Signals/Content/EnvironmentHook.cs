using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals.Content;

/// <summary>A variable of the image that loads a library or runs a file in every program of a kind.</summary>
internal sealed class EnvironmentHook : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(EnvironmentHook)), SignalClass.Environment, "The environment makes programs load or run a file", Severity.High, Confidence.Medium)
    {
        Attack = ["T1574.006", "T1546"],
        Stage = Stage.Persistence,
        Why = "LD_PRELOAD, BASH_ENV, NODE_OPTIONS and their like put code into every program that starts, invisible in the command line.",
        Fix = "Look at the file. A library of a distro package is usual for memory allocators; a file in a temporary or hidden folder is not.",
        Benign = "jemalloc or tcmalloc through LD_PRELOAD, agents of monitoring products.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        foreach (var hook in EnvironmentHooks.Of(contents.Image.Config.Environment).Where(hook => !hook.IsCode))
        {
            var file = contents.Started(hook.Value);
            if (file is not null && contents.IsVouched(file.Entry.Path, file.Layer))
            {
                continue;
            }

            yield return new Signal(About.Id, About.Class, About.Title, IsSuspiciousPlace(hook.Value) ? Severity.Critical : Severity.Low, About.Confidence, new Place("config:Env"))
            {
                Attack = hook.Trigger == TriggerKind.LibraryLoad ? ["T1574.006"] : hook.Trigger == TriggerKind.Login ? ["T1546.004"] : ["T1546"],
                Trigger = hook.Text,
                Evidence = [new Evidence(EvidenceKind.Source, Redaction.Clean($"{hook.Variable}={hook.Value}"))],
                Object = hook.Value,
            };
        }
    }

    /// <summary>Where only droppers put what everything shall load: temporary folders and hidden names.</summary>
    private static bool IsSuspiciousPlace(string path) =>
        path.StartsWith("/tmp/", StringComparison.Ordinal) || path.StartsWith("/var/tmp/", StringComparison.Ordinal) || path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("data:", StringComparison.Ordinal)
        || path[(path.LastIndexOf('/') + 1)..].StartsWith('.');
}
