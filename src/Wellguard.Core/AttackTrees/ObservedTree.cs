using System.Globalization;
using Wellguard.Events;
using Wellguard.Signals;
using Wellguard.Signals.Behavior;

namespace Wellguard.AttackTrees;

/// <summary>
/// The tree of what happened.
/// 1. Whatever a rule spoke about stays, with the way to it from the root; all else goes.
/// 2. A process that only starts another one gives its place to it: <c>sh</c>, <c>env</c>, <c>sh</c>.
/// 3. A process that is only there for what it read or spoke to takes that up: <c>cat key</c>, <c>curl address</c>.
/// 4. Like things of one parent are one node with a count; what each of them was stands in the evidence.
/// 5. Above <see cref="MaxNodes"/> what only leads on gives its place to what it leads to; then the ends that weigh least go first.
/// </summary>
internal sealed class ObservedTree
{
    /// <summary>What an analyst reads.</summary>
    private const int MaxNodes = 50;
    private const int MaxLabel = 160;
    private const int MaxEvidence = 12;
    private const int MaxDepth = 200;

    private readonly Activity _activity;
    private readonly Dictionary<Thing, Draft> _drafts = new(ReferenceEqualityComparer.Instance);

    private sealed class Draft(Thing thing, Draft? parent)
    {
        public Thing Thing { get; } = thing;
        public Draft? Parent { get; set; } = parent;
        public List<Draft> Children { get; } = [];
        public List<Observation> Observations { get; } = [.. thing.Observations];
        public int Count { get; set; } = 1;

        /// <summary>What stood before it and gave its place.</summary>
        public List<string> Via { get; } = [];
        public string Id { get; set; } = "";
        public double Weight => Observations.Count == 0 ? 0 : Observations.Max(static observation => WeightOf(observation));
    }

    private ObservedTree(Activity activity) => _activity = activity;

    /// <returns>The tree, and what the rules said as signals, strongest first.</returns>
    public static (AttackTree Tree, IReadOnlyList<Signal> Signals) Build(Activity activity)
    {
        var builder = new ObservedTree(activity);
        var root = builder.Keep(activity.Root, 0)!;
        foreach (var thing in activity.Spoken)
        {
            builder.Keep(thing, 0);
        }

        Join(root, 0);
        Fold(root, 0);
        Merge(root, 0);
        Shorten(root);
        Cut(root);
        var tree = builder.Write(root);
        return (tree, SignalsOf(root));
    }

    private Draft? Keep(Thing thing, int depth)
    {
        if (_drafts.TryGetValue(thing, out var known))
        {
            return known;
        }

        if (depth > MaxDepth)
        {
            return null;
        }

        var parent = thing.Parent is null ? null : Keep(thing.Parent, depth + 1);
        var draft = new Draft(thing, parent);
        _drafts[thing] = draft;
        parent?.Children.Add(draft);
        return draft;
    }

    /// <summary>2.</summary>
    private static void Join(Draft draft, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        foreach (var child in draft.Children.ToList())
        {
            Join(child, depth + 1);
            if (child is { Observations.Count: 0, Thing.Kind: ThingKind.Process, Children: [{ Thing.Kind: ThingKind.Process } only] } && draft.Thing.Kind != ThingKind.Artifact)
            {
                draft.Children[draft.Children.IndexOf(child)] = only;
                only.Parent = draft;
            }
        }
    }

    /// <summary>3.</summary>
    private static void Fold(Draft draft, int depth)
    {
        foreach (var child in depth > MaxDepth ? [] : draft.Children)
        {
            Fold(child, depth + 1);
        }

        if (draft.Thing.Kind == ThingKind.Process && draft.Parent is { Thing.Kind: not ThingKind.Artifact } && draft.Observations.TrueForAll(static observation => observation.Severity == Severity.Info) && draft.Children.Count > 0
            && draft.Children.TrueForAll(static child => child.Children.Count == 0 && child.Thing.Kind is ThingKind.File or ThingKind.Endpoint))
        {
            draft.Observations.AddRange(draft.Children.SelectMany(static child => child.Observations));
            draft.Children.Clear();
        }
    }

    /// <summary>4. Twins have one label; ends of the same kind about which the same was said are alike.</summary>
    private static void Merge(Draft draft, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        var first = new Dictionary<(ThingKind, string, string), Draft>();
        foreach (var child in draft.Children.OrderBy(static child => child.Thing.At).ToList())
        {
            if (!first.TryAdd((child.Thing.Kind, LabelOf(child.Thing), child.Thing.Verb), child))
            {
                Take(draft, first[(child.Thing.Kind, LabelOf(child.Thing), child.Thing.Verb)], child);
            }
        }

        foreach (var alike in draft.Children.Where(static child => child.Children.Count == 0 && child.Observations.Count > 0).OrderBy(static child => child.Thing.At).GroupBy(Likeness).Where(static group => group.Count() > 1).ToList())
        {
            foreach (var child in alike.Skip(1))
            {
                Take(draft, alike.First(), child);
            }
        }

        foreach (var child in draft.Children)
        {
            Merge(child, depth + 1);
        }
    }

    private static (ThingKind, string, string, string) Likeness(Draft draft) =>
        (draft.Thing.Kind, draft.Thing.Verb, (draft.Thing as Actor)?.Name ?? "", string.Join(' ', draft.Observations.Select(static observation => observation.Rule.Id).Distinct().Order(StringComparer.Ordinal)));

    private static void Take(Draft parent, Draft twin, Draft child)
    {
        twin.Count += child.Count;
        twin.Observations.AddRange(child.Observations.Where(observation => !twin.Observations.Exists(known => known.Rule == observation.Rule && known.Text == observation.Text)));
        foreach (var grandchild in child.Children)
        {
            grandchild.Parent = twin;
            twin.Children.Add(grandchild);
        }

        parent.Children.Remove(child);
    }

    /// <summary>5. Nothing is said about it, and one thing came of it.</summary>
    private static void Shorten(Draft root)
    {
        var over = All(root).Count() - MaxNodes;
        foreach (var draft in over <= 0 ? [] : All(root).Where(static draft => draft is { Observations.Count: 0, Children.Count: 1, Parent.Parent: not null }).OrderByDescending(static draft => draft.Thing.At).Take(over).ToList())
        {
            var only = draft.Children[0];
            draft.Parent!.Children[draft.Parent.Children.IndexOf(draft)] = only;
            only.Parent = draft.Parent;
            only.Via.Add(LabelOf(draft.Thing));
            only.Via.AddRange(draft.Via);
        }
    }

    /// <summary>5. The only one that shows a technique stays longest.</summary>
    private static void Cut(Draft root)
    {
        var all = All(root).ToHashSet();
        var shown = all.SelectMany(static draft => TechniquesOf(draft).Distinct()).CountBy(static technique => technique).ToDictionary();
        bool IsOnly(Draft draft) => TechniquesOf(draft).Any(technique => shown[technique] == 1);
        while (all.Count > MaxNodes)
        {
            // Many at once while there are very many, so that a large tree costs little more than a small one.
            var most = Math.Max(1, (all.Count - MaxNodes) / 4);
            var ends = all.Where(static draft => draft.Children.Count == 0 && draft.Parent is not null).OrderBy(IsOnly).ThenBy(static draft => draft.Weight).ThenByDescending(static draft => draft.Thing.At).ToList();
            var gone = 0;
            foreach (var end in ends)
            {
                if (gone == most || (gone > 0 && IsOnly(end)))
                {
                    break;
                }

                gone++;
                end.Parent!.Children.Remove(end);
                all.Remove(end);
                foreach (var technique in TechniquesOf(end).Distinct())
                {
                    shown[technique]--;
                }
            }
        }
    }

    private static IEnumerable<string> TechniquesOf(Draft draft) => draft.Observations.SelectMany(static observation => observation.Rule.Attack);

    private static IEnumerable<Draft> All(Draft root)
    {
        var open = new Stack<Draft>([root]);
        while (open.TryPop(out var draft))
        {
            yield return draft;
            foreach (var child in draft.Children)
            {
                open.Push(child);
            }
        }
    }

    private AttackTree Write(Draft root)
    {
        // In order of happening; a parent before its children, whatever the clocks say.
        var order = new List<Draft>();
        var ready = new PriorityQueue<Draft, (long, int)>();
        ready.Enqueue(root, (0, 0));
        var sequence = 0;
        while (ready.TryDequeue(out var next, out var at))
        {
            next.Id = string.Create(CultureInfo.InvariantCulture, $"n{order.Count}");
            order.Add(next);
            foreach (var child in next.Children.OrderBy(static child => child.Thing.At))
            {
                ready.Enqueue(child, (Math.Max(at.Item1, child.Thing.At), ++sequence));
            }
        }

        return new AttackTree(
            [.. order.Select(NodeOf)],
            [.. order.Where(static draft => draft.Parent is not null).Select(static draft => new Edge(draft.Parent!.Id, draft.Id, VerbOf(draft.Thing)))])
        {
            RawEvents = _activity.Events,
            LostEvents = _activity.Lost,
        };
    }

    private Node NodeOf(Draft draft)
    {
        // That a file of the run is gone at its end does not make it a step of hiding: it stands where it came from.
        var strongest = draft.Observations.Where(observation => !draft.Thing.Has(Tags.RunTime) || observation.Event.Kind != EventKind.Delete).MaxBy(static observation => WeightOf(observation));
        var label = LabelOf(draft.Thing);
        return new Node(draft.Id, KindOf(draft.Thing), draft.Count > 1 ? $"{label} (x{draft.Count})" : label, strongest?.Rule.Stage ?? StageOf(draft))
        {
            Attack = [.. draft.Observations.OrderByDescending(static observation => WeightOf(observation)).SelectMany(static observation => observation.Rule.Attack).Distinct()],
            State = SignalState.Observed,
            Score = (int)Math.Round(draft.Weight),
            AtMs = draft.Thing.At == 0 ? null : Math.Max(0, (draft.Thing.At - _activity.Began) / 1_000_000),
            Evidence = [.. draft.Observations.Select(static observation => new Evidence(EvidenceKind.Event, Redaction.Clean(observation.Text))).Distinct().Take(MaxEvidence), .. draft.Via.Select(static label => new Evidence(EvidenceKind.Path, label)), .. draft.Thing.Digest is { } digest ? (Evidence[])[new Evidence(EvidenceKind.Event, "sha256:" + digest)] : []],
        };
    }

    private static IReadOnlyList<Signal> SignalsOf(Draft root)
    {
        var signals = All(root).SelectMany(draft => draft.Observations.DistinctBy(static observation => observation.Rule).Select(observation => (draft, observation)))
            .OrderByDescending(static pair => WeightOf(pair.observation)).ThenBy(static pair => pair.observation.Rule.Id, StringComparer.Ordinal).ThenBy(static pair => pair.draft.Thing.At)
            .Select(pair => new Signal(pair.observation.Rule.Id, SignalClass.Behavior, pair.observation.Rule.Title, pair.observation.Severity, pair.observation.Rule.Confidence, new Place(PathOf(pair.draft.Thing)))
            {
                Attack = pair.observation.Rule.Attack,
                State = SignalState.Observed,
                Evidence = [new Evidence(EvidenceKind.Event, Redaction.Clean(pair.observation.Text))],
                Node = pair.draft.Id,
                Object = pair.draft.Thing.Kind is ThingKind.Endpoint or ThingKind.File ? pair.draft.Thing.Label : null,
            }).ToList();
        return [.. signals.Select(static (signal, index) => signal with { Id = string.Create(CultureInfo.InvariantCulture, $"s{index + 1}") })];
    }

    private static double WeightOf(Observation observation) => new Signal(observation.Rule.Id, SignalClass.Behavior, "", observation.Severity, observation.Rule.Confidence, new Place(null)).Weight;

    private static string? PathOf(Thing thing) => thing switch
    {
        Actor actor => actor.Program.TrimStart('/'),
        { Kind: ThingKind.File } => thing.Label.TrimStart('/'),
        _ => null,
    };

    private static string LabelOf(Thing thing)
    {
        var label = Redaction.Clean(thing.Label.ReplaceLineEndings(" "));
        return label.Length > MaxLabel ? label[..(MaxLabel - 1)] + "…" : label;
    }

    private static NodeKind KindOf(Thing thing) => thing.Kind switch
    {
        ThingKind.Artifact => NodeKind.Artifact,
        ThingKind.Process => NodeKind.Process,
        ThingKind.File => NodeKind.File,
        ThingKind.Endpoint => NodeKind.Endpoint,
        _ => NodeKind.Object,
    };

    private static Stage StageOf(Draft draft) => draft.Thing.Kind switch
    {
        ThingKind.Artifact => Stage.Entry,
        ThingKind.Process when draft.Parent is { Thing.Kind: ThingKind.Artifact } => Stage.Entry,
        ThingKind.Endpoint when draft.Thing.Verb == "downloads" => Stage.Download,
        ThingKind.File when draft.Thing.Has(Tags.Downloaded) => Stage.Download,
        _ => Stage.Execution,
    };

    private static Verb VerbOf(Thing thing) => Enum.TryParse<Verb>(thing.Verb, ignoreCase: true, out var verb) ? verb : thing.Kind switch
    {
        ThingKind.File => Verb.Reads,
        ThingKind.Endpoint => Verb.Connects,
        ThingKind.Call => Verb.Uses,
        _ => Verb.Runs,
    };
}
