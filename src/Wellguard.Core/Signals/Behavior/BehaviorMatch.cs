using Wellguard.Events;

namespace Wellguard.Signals.Behavior;

public enum Outcome { Done, Refused }

/// <summary>One pattern of a behavior rule: all that is given must hold.</summary>
internal sealed record BehaviorMatch
{
    public required IReadOnlyList<EventKind> Kinds { get; init; }

    /// <summary>Of the event's object, as <see cref="Event"/> describes it.</summary>
    public Pattern? Object { get; init; }
    public Pattern? ExceptObject { get; init; }
    public Pattern? Other { get; init; }

    /// <summary>Of the arguments, joined with spaces.</summary>
    public Pattern? Line { get; init; }
    public Pattern? ExceptLine { get; init; }

    /// <summary>Of the program's path of the process that did it.</summary>
    public Pattern? By { get; init; }
    public Pattern? ExceptBy { get; init; }

    /// <summary>Of the process that did it.</summary>
    public Tags With { get; init; }

    /// <summary>None of them may be on the process that did it.</summary>
    public Tags Without { get; init; } = Tags.Packages;

    /// <summary>Of the file, pipe or endpoint.</summary>
    public Tags On { get; init; }

    public Outcome? Outcome { get; init; }

    /// <summary>So many different objects by the processes of one parent. 1: each counts.</summary>
    public int Times { get; init; } = 1;

    public Severity? Severity { get; init; }

    /// <summary>What depends on nothing but the kind, the object and, of an execution, the name that it was called by: it is asked once for all events that share them.</summary>
    public bool Concerns(Event happened) => HoldsObject(happened) && !Excepts(ExceptObject, happened.Object);

    /// <summary>The rest, of an event that it <see cref="Concerns"/>.</summary>
    /// <param name="thing">What the event is about, or null.</param>
    public bool Matches(Event happened, Actor actor, Thing? thing) =>
        (actor.Tags & With) == With && (actor.Tags & Without) == Tags.None
        && (On == Tags.None || thing?.Has(On) == true)
        && (Outcome is not { } outcome || happened.Result is not { } result || (outcome == Behavior.Outcome.Done) == result >= 0)
        && Holds(Other, happened.Other)
        && Holds(By, actor.Program) && !Excepts(ExceptBy, actor.Program)
        && (Line is null && ExceptLine is null || string.Join(' ', happened.Arguments ?? []) is var line && Holds(Line, line) && !Excepts(ExceptLine, line));

    /// <summary>A program also goes by the name that it was called by: <c>pkill</c> is a link to <c>pgrep</c>.</summary>
    private bool HoldsObject(Event happened) =>
        Holds(Object, happened.Object) || (happened is { Kind: EventKind.Exec or EventKind.Start, Arguments: [{ Length: > 0 } called, ..] } && Holds(Object, "/" + called[(called.LastIndexOf('/') + 1)..]));

    private static bool Holds(Pattern? pattern, string? text) => pattern is null || (text is not null && pattern.IsMatch(text));

    private static bool Excepts(Pattern? pattern, string? text) => pattern is not null && text is not null && pattern.IsMatch(text);
}

/// <summary>A rule about what happened, as its file says it.</summary>
internal sealed record BehaviorRule(Rule Rule, IReadOnlyList<BehaviorMatch> Matches);
