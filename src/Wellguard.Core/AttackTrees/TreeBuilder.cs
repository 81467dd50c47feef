using Wellguard.Layers;
using Wellguard.Programs;
using Wellguard.Signals;

namespace Wellguard.AttackTrees;

/// <summary>
/// Builds the predicted tree.
/// 1. Each program that matters becomes a process below the artifact, in order: what runs by itself first.
/// 2. Its steps become nodes where the data goes: a download below the process, the file below the download, what runs it below the file.
/// 3. Signals that are about no step become nodes of their own: below the process that starts their file, else below the artifact.
/// 4. Steps that neither are a signal nor lead to one are left out.
/// </summary>
internal sealed partial class TreeBuilder
{
    /// <summary>An analyst reads a tree, not a listing; the rest stays in the signals.</summary>
    private const int MaxNodes = 120;

    private readonly Contents _contents;
    private readonly Dictionary<Effect, List<Signal>> _byEffect;
    private readonly Dictionary<IReadOnlyList<Effect>, bool> _matters = new(ReferenceEqualityComparer.Instance);
    private readonly List<Draft> _nodes = [];
    private readonly Dictionary<string, Draft> _nodeOfSignal = [];

    private TreeBuilder(Contents contents, IReadOnlyList<Signal> signals)
    {
        _contents = contents;
        _byEffect = signals.Where(signal => signal.Effect is not null).GroupBy(signal => signal.Effect!, ReferenceEqualityComparer.Instance)
            .ToDictionary(group => (Effect)group.Key!, group => group.ToList(), (IEqualityComparer<Effect>)ReferenceEqualityComparer.Instance);
    }

    /// <returns>The tree, and the signals with the id of their node.</returns>
    public static (AttackTree Tree, IReadOnlyList<Signal> Signals) Build(Contents contents, IReadOnlyList<Signal> signals)
    {
        var telling = signals.Where(signal => signal.Severity > Severity.Info).ToList();
        if (telling.Count == 0)
        {
            return (AttackTree.Empty, signals);
        }

        var builder = new TreeBuilder(contents, telling);
        var root = builder.Add(null, NodeKind.Artifact, contents.Image.Artifact.Name, Stage.Entry, Verb.Runs);
        foreach (var program in contents.Programs.Where(program => builder.Matters(program.Code.Effects, program)))
        {
            builder.AddProgram(root, program);
        }

        foreach (var signal in telling.Where(signal => signal.Effect is null))
        {
            builder.AddFact(root, signal);
        }

        return builder.Finish(signals);
    }

    /// <summary>Asked at every level of a program: each list of steps is looked through once.</summary>
    private bool Matters(IReadOnlyList<Effect> steps, Running program)
    {
        if (steps.Count == 0)
        {
            return false;
        }

        if (!_matters.TryGetValue(steps, out var matters))
        {
            matters = steps.Any(step => _byEffect.ContainsKey(step) || Matters(step.Steps, program) || (program.Starts.TryGetValue(step, out var started) && Matters(started.Code.Effects, started)));
            _matters[steps] = matters;
        }

        return matters;
    }

    private void AddProgram(Draft root, Running program)
    {
        var first = program.Code.Effects.Count == 1 ? program.Code.Effects[0] : null;
        var label = program.Code.Path.StartsWith("config:", StringComparison.Ordinal) ? program.Code.Path[7..] + ": " + (first?.Command ?? CommandOf(program)) : "/" + program.Code.Path;
        var stage = program.Trigger switch
        {
            TriggerKind.ContainerStart or TriggerKind.Invocation or TriggerKind.Build or TriggerKind.OnBuild or TriggerKind.PackageInstall => Stage.Entry,
            TriggerKind.None or TriggerKind.Healthcheck => Stage.Execution,
            _ => Stage.Persistence,
        };
        var process = Add(root, NodeKind.Process, label, stage, Verb.Runs);
        process.Evidence.Add(new Evidence(EvidenceKind.Source, program.TriggerText ?? "nothing that was found runs it"));

        // sh -c '…' is the process itself, not a step of it.
        if (first is { Kind: EffectKind.Interpret, Origin: null, Decoding.Count: 0, Steps.Count: > 0 })
        {
            Mark(process, first);
            AddSteps(process, first.Steps, program);
        }
        else
        {
            AddSteps(process, program.Code.Effects, program);
        }
    }

    private static string CommandOf(Running program) => program.Code.Effects.Count > 0 ? program.Code.Effects[0].Command : "";

    private void AddSteps(Draft process, IReadOnlyList<Effect> steps, Running program)
    {
        var made = new Dictionary<string, Draft>();
        foreach (var step in steps)
        {
            AddStep(process, step, program, made);
        }
    }

    /// <param name="made">Nodes of this process by URL and path: where a later step goes on.</param>
    private void AddStep(Draft process, Effect step, Running program, Dictionary<string, Draft> made)
    {
        var starts = program.Starts.GetValueOrDefault(step);
        var isTold = _byEffect.ContainsKey(step);
        var leads = Matters(step.Steps, program) || (starts is not null && Matters(starts.Code.Effects, starts));
        var carries = step.Kind is EffectKind.Download or EffectKind.MakeExecutable or EffectKind.Execute or EffectKind.Interpret or EffectKind.Write && (step.Origin is not null || step.Kind is EffectKind.Download or EffectKind.MakeExecutable);
        if (_nodes.Count >= MaxNodes || (!isTold && !leads && !(carries && Matters(program.Code.Effects, program) && IsOnPath(step, made))))
        {
            return;
        }

        var parent = ParentOf(process, step, made);
        Draft node;
        switch (step.Kind)
        {
            case EffectKind.Download:
                node = made[step.Object ?? ""] = Add(parent, NodeKind.Endpoint, step.Object ?? step.Command, Stage.Download, Verb.Downloads);
                if (step.Target is { } target)
                {
                    made[target] = Add(node, NodeKind.File, target, Stage.Download, Verb.Writes);
                }

                break;
            case EffectKind.Send or EffectKind.Connect:
                node = Add(parent, NodeKind.Endpoint, step.Object ?? step.Command, step.Kind == EffectKind.Send ? Stage.Impact : Stage.Execution, step.Kind == EffectKind.Send ? Verb.Sends : Verb.Connects);
                break;
            case EffectKind.Write:
                node = made[step.Object ?? ""] = Add(parent, NodeKind.File, step.Object ?? step.Command, Stage.Persistence, Verb.Writes);
                break;
            case EffectKind.MakeExecutable or EffectKind.Delete when made.TryGetValue(step.Object ?? "", out var changed):
                changed.Evidence.Add(new Evidence(EvidenceKind.Source, Redaction.Clean(step.Command)));
                node = changed;
                break;
            case EffectKind.MakeExecutable or EffectKind.Delete:
                node = Add(parent, NodeKind.File, step.Object ?? step.Command, step.Kind == EffectKind.Delete ? Stage.Stealth : Stage.Execution, Verb.Changes);
                break;
            case EffectKind.Read:
                node = made[step.Object ?? ""] = Add(parent, NodeKind.File, step.Object ?? step.Command, Stage.Credential, Verb.Reads);
                break;
            default:
                node = Add(parent, NodeKind.Process, step.Command, Stage.Execution, step.Kind == EffectKind.Execute ? Verb.Executes : Verb.Runs);
                break;
        }

        Mark(node, step);
        if (step.Steps.Count > 0)
        {
            AddSteps(node, step.Steps, program);
        }

        if (starts is not null)
        {
            AddSteps(node, starts.Code.Effects, starts);
        }
    }

    /// <summary>A step without a signal is kept when it continues data that is in the tree, or begins a download.</summary>
    private static bool IsOnPath(Effect step, Dictionary<string, Draft> made) =>
        step.Kind == EffectKind.Download || (step.Origin is not null && made.ContainsKey(step.Origin)) || (step.Object is not null && made.ContainsKey(step.Object));

    private static Draft ParentOf(Draft process, Effect step, Dictionary<string, Draft> made)
    {
        if (step.Kind is EffectKind.Execute && step.Object is not null && made.TryGetValue(step.Object, out var file))
        {
            return file;
        }

        if (step.Kind is EffectKind.Execute or EffectKind.Interpret or EffectKind.Write or EffectKind.Send && step.Origin is not null && made.TryGetValue(step.Origin, out var source))
        {
            return source;
        }

        return process;
    }

    private void Mark(Draft node, Effect step)
    {
        foreach (var signal in _byEffect.GetValueOrDefault(step) ?? [])
        {
            Tell(node, signal);
        }
    }

    private void AddFact(Draft root, Signal signal)
    {
        const string Config = "config:";
        var isFile = signal.Where.Path?.StartsWith(Config, StringComparison.Ordinal) == false;
        var label = signal.Where.Path is not { } path ? signal.Title : isFile ? "/" + path : $"{path[Config.Length..]}: {signal.Title}";
        var existing = _nodes.Find(node => node.Label == label || (signal.Where.Path is { } file && node.Kind == NodeKind.Process && (node.Label == "/" + file || StartsFile(node.Label, file))));
        if (existing is not null && existing.Kind == NodeKind.Process && existing.Label != label)
        {
            existing = Add(existing, NodeKind.File, label, StageOf(signal), Verb.Executes);
        }

        var node = existing ?? (_nodes.Count < MaxNodes ? Add(root, isFile ? NodeKind.File : NodeKind.Object, label, StageOf(signal), isFile ? Verb.Creates : Verb.Uses) : root);
        Tell(node, signal);
    }

    /// <summary>The command line of a process starts this file.</summary>
    private bool StartsFile(string label, string path)
    {
        var command = label.Contains(": ", StringComparison.Ordinal) ? label[(label.IndexOf(": ", StringComparison.Ordinal) + 2)..] : label;
        var end = command.IndexOf(' ', StringComparison.Ordinal);
        return _contents.Started(end < 0 ? command : command[..end])?.Entry.Path == path;
    }

    private static Stage StageOf(Signal signal) => RuleBook.Find(signal.Rule)?.Stage ?? Stage.Execution;
}
