using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>Code of a function's package that runs beside or before its handler.</summary>
internal sealed class FunctionStart : ArtifactDetector
{
    private const string WrapperVariable = "AWS_LAMBDA_EXEC_WRAPPER";

    public override Rule About { get; } = new(Rule.IdOf(typeof(FunctionStart)), SignalClass.Trigger, "The platform starts this beside the function's handler", Severity.Low, Confidence.High)
    {
        Attack = ["T1546"],
        Stage = Stage.Persistence,
        Why = "Wrapper scripts, extensions and custom runtimes start by themselves with the function's credentials in their environment, before the handler and after it.",
        Fix = "Read what it does; leave it out when you did not put it there.",
        Benign = "Extensions for telemetry, and compiled runtimes.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (contents.Image.Artifact.Kind != ArtifactKind.Function)
        {
            yield break;
        }

        foreach (var (name, value) in contents.Image.Config.Environment.Where(variable => variable.Key == WrapperVariable))
        {
            var path = value.Replace("/var/task/", "", StringComparison.Ordinal).Replace("/opt/", "", StringComparison.Ordinal).TrimStart('/');
            if (contents.Files.Resolve(path) is { } wrapper)
            {
                yield return Signal(Places.Of(contents, wrapper.Entry.Path, wrapper.Layer), Severity.Low, $"{name}={Redaction.Clean(value)}", "starts the runtime in its place");
            }
            else
            {
                yield return Signal(new Place("config:Env"), Severity.Low, $"{name}={Redaction.Clean(value)}: not in this package", "starts the runtime in its place");
            }
        }

        foreach (var (entry, layer) in contents.Files.All)
        {
            if (entry.Type == EntryType.File && Reason(contents, entry, layer) is { } reason)
            {
                yield return Signal(Places.Of(contents, entry.Path, layer), Severity.Low, $"/{entry.Path}, mode {Convert.ToString(entry.Mode, 8)}", reason);
            }
        }
    }

    private static string? Reason(Contents contents, Entry entry, int layer)
    {
        if (entry.Path.StartsWith("extensions/", StringComparison.Ordinal) && entry.Path.LastIndexOf('/') == 10 && entry.IsExecutable)
        {
            return "starts as an extension with every instance of the function";
        }

        return entry.Path == "bootstrap" && contents.KindOf(new PlacedEntry(entry, layer)) is FileKind.Script or FileKind.Text ? "is the runtime of the function, as a script" : null;
    }

    private Signal Signal(Place place, Severity severity, string text, string trigger) =>
        new(About.Id, About.Class, About.Title, severity, About.Confidence, place) { Attack = About.Attack, Trigger = trigger, Evidence = [new Evidence(EvidenceKind.Source, text)], Object = place.Path };
}
