using Wellguard.Events;

namespace Wellguard.Signals.Behavior;

public enum ThingKind { Artifact, Process, File, Endpoint, Call }

/// <summary>A rule that speaks about something that happened.</summary>
/// <param name="Text">What happened, in one line.</param>
internal sealed record Observation(Rule Rule, Severity Severity, Event Event, string Text);

/// <summary>A node of what happened: each execution of a process, each file, each endpoint that a process spoke to. <see cref="Parent"/> is where it came from.</summary>
internal class Thing(ThingKind kind, string label, long at, Thing? parent)
{
    public ThingKind Kind { get; } = kind;
    public string Label { get; set; } = label;

    /// <summary>When it came up first, nanoseconds since 1970.</summary>
    public long At { get; } = at;

    public Thing? Parent { get; set; } = parent;

    /// <summary>How the parent leads here.</summary>
    public string Verb { get; set; } = "";

    public Tags Tags { get; set; }

    /// <summary>Of a file: what its writer had read before, when that is data of its own and no part of the system.</summary>
    public string? From { get; set; }

    /// <summary>What its content shows at a glance, in the words of an event's arguments.</summary>
    public IReadOnlyList<string>? Marks { get; set; }

    /// <summary>Lower-case hex of SHA-256, when known.</summary>
    public string? Digest { get; set; }

    public List<Observation> Observations { get; } = [];

    public bool Has(Tags tags) => (Tags & tags) == tags;
}

/// <summary>One execution of a process: a new one for each exec. A fork without one shows as the process that it was forked from.</summary>
internal sealed class Actor(string program, IReadOnlyList<string> arguments, long at, Thing? parent, int process) : Thing(ThingKind.Process, string.Join(' ', arguments), at, parent)
{
    /// <summary>What one process may be said to have written. Attack: a million files.</summary>
    private const int MaxWritten = 1_000;

    private List<Thing>? _written;

    public string Program { get; } = program;
    public IReadOnlyList<string> Arguments { get; } = arguments;
    public int Process { get; } = process;

    /// <summary>The actor whose copy this is, until it executes something else.</summary>
    public Actor? CopyOf { get; init; }

    /// <summary>What shows in the tree.</summary>
    public Actor Shown => CopyOf ?? this;

    public string Name => Program[(Program.LastIndexOf('/') + 1)..];

    /// <summary>The pipe that is its standard input.</summary>
    public string? Input { get; set; }

    /// <summary>The pipe or socket that is its standard output.</summary>
    public string? Output { get; set; }

    /// <summary>The last data that it opened, as <see cref="Thing.From"/> has it.</summary>
    public string? LastRead { get; set; }

    /// <summary>The last thing that it downloaded: what it writes comes from there.</summary>
    public Thing? Source { get; set; }

    /// <summary>Files and pipes that it opened for writing.</summary>
    public IReadOnlyList<Thing> Written => _written ?? [];

    public void Writes(Thing thing)
    {
        _written ??= [];
        if (_written.Count < MaxWritten && !_written.Contains(thing))
        {
            _written.Add(thing);
        }
    }
}
