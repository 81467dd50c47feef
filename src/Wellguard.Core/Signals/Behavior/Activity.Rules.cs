using Wellguard.Events;

namespace Wellguard.Signals.Behavior;

/// <content>What rules say.</content>
internal sealed partial class Activity
{
    /// <summary>Asks the rules about one event.</summary>
    /// <param name="thing">What it is about: a rule's word stands there, else on the process.</param>
    /// <param name="unwritten">Path of a file that nobody has written, in place of a thing: most reads are of such, and only what a rule speaks about becomes a node.</param>
    private void Judge(Event happened, Actor actor, Thing? thing, string? unwritten = null)
    {
        foreach (var (rule, match) in Concerned(happened))
        {
            if (Speaks(rule, match, happened, actor, thing))
            {
                var about = unwritten is null ? thing : OfActor(actor, ThingKind.File, unwritten, happened.Time);
                Tell(about is null || happened.Kind is EventKind.Exec or EventKind.Start || IsStream(about.Label) ? actor.Shown : about, new Observation(rule, match.Severity ?? rule.Severity, happened, TextOf(happened, actor)));
            }
        }
    }

    private bool Speaks(Rule rule, BehaviorMatch match, Event happened, Actor actor, Thing? thing)
    {
        if (!match.Matches(happened, actor, thing) || !Counts(match, actor, happened))
        {
            return false;
        }

        if (rule.Stage == Stage.Credential && happened is { Kind: EventKind.Read, Result: not < 0 })
        {
            Taint(actor, Tags.Sensitive);
        }

        return true;
    }

    /// <summary>Most events are about things that were seen before: patterns are matched once for each.</summary>
    private (Rule Rule, BehaviorMatch Match)[] Concerned(Event happened)
    {
        var about = happened is { Kind: EventKind.Exec or EventKind.Start, Arguments: [var called, ..] } ? $"{happened.Object}\0{called}" : happened.Object ?? "";
        if (!_concerned.TryGetValue(happened.Kind, out var known))
        {
            _concerned[happened.Kind] = known = new(StringComparer.Ordinal);
        }

        if (!known.TryGetValue(about, out var matches))
        {
            matches = [.. _rules[happened.Kind].Where(entry => entry.Match.Concerns(happened))];
            if (++_concernedCount > MaxConcerned)
            {
                _concerned.Clear();
                _concernedCount = 0;
                return matches;
            }

            known[about] = matches;
        }

        return matches;
    }

    private bool Counts(BehaviorMatch match, Actor actor, Event happened)
    {
        if (match.Times == 1)
        {
            return true;
        }

        // A script has a process for each: they count for it.
        var who = Interpreters.Starter(actor.Shown);
        if (!_counted.TryGetValue((match, who), out var objects))
        {
            if (_counted.Count >= MaxRecent)
            {
                _counted.Clear();
            }

            _counted[(match, who)] = objects = new HashSet<string>(StringComparer.Ordinal);
        }

        return objects.Count < match.Times && objects.Add(happened.Object ?? "") && objects.Count == match.Times;
    }

    private void Tell(Thing thing, Observation observation)
    {
        if (thing.Observations.Exists(known => known.Rule == observation.Rule))
        {
            return;
        }

        if (thing.Observations.Count == 0)
        {
            if (Spoken.Count >= MaxSpoken)
            {
                Lost++;
                return;
            }

            Spoken.Add(thing);
        }

        thing.Observations.Add(observation);
    }

    /// <summary>Places in memory say nothing and are others in each run: what has more digits than a 32-bit number is left out.</summary>
    private static string CallText(Event happened)
    {
        const int DigitsOfNumber = 10;
        return happened.Object + "(" + string.Join(", ", (happened.Arguments ?? []).Take(4).Select(static argument => argument.Length > DigitsOfNumber && argument.StartsWith("0x", StringComparison.Ordinal) ? "…" : argument)) + ")";
    }

    private static string TextOf(Event happened, Actor actor) => happened.Kind switch
    {
        EventKind.Exec or EventKind.Start => string.Join(' ', happened.Arguments ?? []),
        EventKind.Kernel => $"{actor.Name}: {CallText(happened)}{(happened.Result < 0 ? " was refused" : "")}",
        _ => $"{actor.Name}: {SpelledKind(happened.Kind)} {happened.Object}{(happened.Other is { } other ? $" ({other})" : "")}{(happened.Kind is EventKind.Request or EventKind.Send or EventKind.Theft && happened.Arguments is { Count: > 0 } words ? ": " + string.Join(", ", words) : "")}",
    };

    private static string SpelledKind(EventKind kind) => kind.ToString().ToLowerInvariant();
}
