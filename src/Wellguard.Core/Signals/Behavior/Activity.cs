using Wellguard.Events;

namespace Wellguard.Signals.Behavior;

/// <summary>
/// What happened, put together from events in order: who started whom, what came from where, who spoke to whom.
/// 1. A process downloads: what it writes, pipes and hands over is downloaded too, whenever it opened it.
/// 2. A program or script that was downloaded runs: the process and all that it starts is untrusted.
/// 3. Rules look at each event with what is known by then. Nothing here knows which sensor saw it.
/// </summary>
internal sealed partial class Activity
{
    /// <summary>Nodes of each kind. Attack: a sample that makes processes, files or connections without end; what is beyond is counted.</summary>
    private const int MaxThings = 100_000;

    /// <summary>Things that a rule speaks about; a tree shows fifty.</summary>
    private const int MaxSpoken = 20_000;

    private const int MaxConcerned = 50_000;

    /// <summary>What processes spoke to, and what is counted of them. Above it all is forgotten: who is still there is met again.</summary>
    private const int MaxRecent = 20_000;

    private readonly ILookup<EventKind, (Rule Rule, BehaviorMatch Match)> _rules;
    private readonly Dictionary<int, Actor> _actors = [];
    private readonly Dictionary<string, Thing> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<(Actor, string), Thing> _ofActor = [];
    private readonly Dictionary<(BehaviorMatch, Thing), HashSet<string>> _counted = [];
    private readonly Dictionary<EventKind, Dictionary<string, (Rule Rule, BehaviorMatch Match)[]>> _concerned = [];
    private int _concernedCount;

    public Activity(IEnumerable<BehaviorRule> rules, string artifact)
    {
        _rules = rules.SelectMany(static rule => rule.Matches.SelectMany(match => match.Kinds.Select(kind => (kind, rule.Rule, match)))).ToLookup(static entry => entry.kind, static entry => (entry.Rule, entry.match));
        Root = new Thing(ThingKind.Artifact, artifact, 0, null);
        _nobody = new Actor("", [artifact], 0, Root, 0);
        _packages = new Actor("", [artifact], 0, Root, 0) { Tags = Tags.Packages };
    }

    private long _latest;

    /// <summary>How many files are said to be changed at the end.</summary>
    private int _changes;

    /// <summary>Who did what no process is known for.</summary>
    private readonly Actor _nobody;

    /// <summary>Who makes the files of packages that a distribution signed.</summary>
    private readonly Actor _packages;

    /// <summary>Those files; of some only the folder.</summary>
    private readonly HashSet<string> _packaged = new(StringComparer.Ordinal);

    public Thing Root { get; }

    /// <summary>Everything that a rule spoke about, in order.</summary>
    public List<Thing> Spoken { get; } = [];

    public long Events { get; private set; }
    public long Lost { get; private set; }

    /// <summary>Nanoseconds since 1970, of the first event.</summary>
    public long Began { get; private set; }

    public void Add(Event happened)
    {
        Events++;
        _latest = Math.Max(_latest, happened.Time);
        Began = Began == 0 ? happened.Time : Began;
        switch (happened.Kind)
        {
            case EventKind.Start:
                Start(happened);
                break;
            case EventKind.Fork:
                Fork(happened);
                break;
            case EventKind.Exec:
                Exec(happened);
                break;
            case EventKind.Exit:
                _actors.Remove(happened.Process);
                break;
            case EventKind.Read or EventKind.Write or EventKind.Delete or EventKind.Rename or EventKind.Link or EventKind.Mode:
                AddFile(happened);
                break;
            case EventKind.Change:
                Change(happened);
                break;
            case EventKind.Kernel:
                Judge(happened, ActorOf(happened), OfActor(ActorOf(happened), ThingKind.Call, CallText(happened), happened.Time));
                break;
            case EventKind.Lost:
                Lost += Math.Max(1, happened.Size);
                break;
            default:
                AddNetwork(happened);
                break;
        }
    }

    private Actor ActorOf(Event happened) =>
        happened.Process == 0 ? _nobody : _actors.TryGetValue(happened.Process, out var actor) ? actor : _actors[happened.Process] = new Actor(happened.Name ?? "", [happened.Name ?? $"process {happened.Process}"], happened.Time, Root, happened.Process);

    private void Start(Event happened)
    {
        var actor = new Actor(happened.Object ?? "", happened.Arguments ?? [], happened.Time, Root, happened.Process) { Verb = "runs" };
        _actors[happened.Process] = actor;
        Judge(happened, actor, actor);
    }

    private void Fork(Event happened)
    {
        var parent = ActorOf(happened);
        if (_actors.Count < MaxThings)
        {
            _actors[happened.Child] = new Actor(parent.Program, parent.Arguments, happened.Time, parent.Parent, happened.Child) { CopyOf = parent.Shown, Tags = parent.Tags & ~Tags.Downloaded, Input = parent.Input, Output = parent.Output };
        }
    }

    private void Exec(Event happened)
    {
        var before = ActorOf(happened);
        if (happened.Result < 0)
        {
            Judge(happened, before, before.Shown);
            return;
        }

        var file = _files.GetValueOrDefault(happened.Object ?? "");
        var actor = new Actor(happened.Object ?? "", happened.Arguments ?? [], happened.Time, before.Shown, happened.Process) { Verb = "runs", Tags = before.Tags & (Tags.Untrusted | Tags.Install), Input = before.Input, Output = before.Output, Digest = happened.Digest };
        if (before.Has(Tags.Packages) && Interpreters.IsSystemPackageManager(before.Shown))
        {
            actor.Tags |= Tags.Packages;
        }

        if (Interpreters.Installs(before.Shown as Actor ?? before) && !Interpreters.IsPackageManager(actor))
        {
            actor.Tags |= Tags.Install;
        }

        // Attack: a file that takes the name of a package manager.
        if (Interpreters.IsPackageManager(actor) && !Interpreters.Unpacks(actor) && file?.Has(Tags.RunTime) != true)
        {
            actor.Tags |= Tags.Packages;
        }

        foreach (var written in before.CopyOf is null ? [] : before.Written)
        {
            actor.Writes(written); // a shell opens what it redirects to, then becomes the program
        }

        if (file is { From: { } carrier } && file.Has(Tags.RunTime) && !file.Has(Tags.Downloaded) && !before.Has(Tags.Packages))
        {
            var writer = file.Parent as Actor ?? before;
            Judge(new Event(happened.Time, EventKind.Read) { Source = happened.Source, Process = writer.Process, Object = carrier, Other = "carrier" }, writer, OfActor(writer, ThingKind.File, carrier, file.At));
        }

        if (file?.Has(Tags.Downloaded) == true || (file?.Has(Tags.RunTime) == true && before.Has(Tags.Untrusted)))
        {
            actor.Parent = file;
            actor.Verb = "executes";
            actor.Tags |= Tags.Untrusted;
        }

        _actors[happened.Process] = actor;
        TaintByParent(actor);
        Judge(happened, actor, file);
        if (Interpreters.IsShell(actor.Name) && Interpreters.ReadsInput(actor) && (NetworkOf(actor.Input) ?? NetworkOf(actor.Output)) is { } socket)
        {
            Judge(happened with { Kind = EventKind.Read, Object = socket.Label, Other = "commands" }, actor, socket);
        }

        Feed(actor, happened);
    }

    private Thing? NetworkOf(string? stream) => stream is not null && _files.TryGetValue(stream, out var socket) && socket.Has(Tags.Network) ? socket : null;

    /// <summary>What an interpreter reads on standard input runs.</summary>
    private void Feed(Actor actor, Event happened)
    {
        if (actor.Input is { } pipe && _files.TryGetValue(pipe, out var input) && input.Has(Tags.Downloaded) && Interpreters.ReadsInput(actor.Shown))
        {
            RunsDownloaded(actor, input.Parent, happened);
        }
    }

    /// <summary>The process becomes a child of the download that it runs.</summary>
    private void RunsDownloaded(Actor actor, Thing? source, Event happened)
    {
        if (actor.Has(Tags.Untrusted) && actor.Shown.Verb == "executes")
        {
            return; // it is already the child of what it runs
        }

        actor.Tags |= Tags.Untrusted;
        actor.Shown.Tags |= Tags.Untrusted;
        if (source is not null && !Descends(source, actor.Shown))
        {
            actor.Shown.Parent = source;
            actor.Shown.Verb = "executes";
        }

        Judge(happened with { Kind = EventKind.Exec, Object = actor.Program, Arguments = actor.Arguments }, actor, new Thing(ThingKind.File, "", happened.Time, source) { Tags = Tags.Downloaded | Tags.Code });
    }

    private static bool Descends(Thing thing, Thing from)
    {
        var at = thing;
        for (var depth = 0; at is not null && depth < 1_000; depth++, at = at.Parent)
        {
            if (ReferenceEquals(at, from))
            {
                return true;
            }
        }

        return at is not null;
    }

    private Thing OfActor(Actor actor, ThingKind kind, string label, long at)
    {
        var key = (actor.Shown, label);
        if (!_ofActor.TryGetValue(key, out var thing))
        {
            thing = new Thing(kind, label, at, actor.Shown);
            if (_ofActor.Count >= MaxRecent)
            {
                _ofActor.Clear();
            }

            _ofActor[key] = thing;
        }

        return thing;
    }
}
