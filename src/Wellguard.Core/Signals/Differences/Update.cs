namespace Wellguard.Signals.Differences;

/// <summary>What of an update counts: signals that the version before did not have, and the lines of the comparison that mean something.</summary>
internal static class Update
{
    /// <summary>A signal of a kind that the version before had too counts two degrees less: the update did not bring it.</summary>
    private const int KnownKind = 2;

    public static IReadOnlyList<Signal> Signals(PackageVersion old, PackageVersion now, IReadOnlyList<Line> lines)
    {
        var had = old.Signals.Select(signal => Key(old, signal)).ToHashSet();
        var kinds = old.Signals.GroupBy(static signal => signal.Rule).ToDictionary(static group => group.Key, static group => group.Max(static signal => signal.Severity));
        var brought = now.Signals.Where(signal => !had.Contains(Key(now, signal)))
            .Select(signal => kinds.TryGetValue(signal.Rule, out var severity) && severity >= signal.Severity ? signal with { Severity = (Severity)Math.Max((int)signal.Severity - KnownKind, (int)Severity.Info) } : signal);
        var compared = lines.Where(static line => line.Rule is not null).Select(line => new Signal(line.Rule!.Id, line.Rule.Class, line.Rule.Title, line.Severity ?? line.Rule.Severity, line.Rule.Confidence, new Place(line.Path) { Line = line.Number > 0 ? line.Number : null })
        {
            Attack = line.Rule.Attack,
            Trigger = line.Kind == "trigger" ? line.What : null,
            Evidence = [new Evidence(EvidenceKind.Source, Redaction.Clean(line.What))],
        });
        return [.. compared.Concat(brought)
            .OrderByDescending(static signal => signal.Severity).ThenByDescending(static signal => signal.Class == SignalClass.Diff).ThenBy(static signal => signal.Rule, StringComparer.Ordinal).ThenBy(static signal => signal.Where.Path, StringComparer.Ordinal).ThenBy(static signal => signal.Where.Line)
            .Select(static (signal, index) => signal with { Id = $"s{index + 1}" })];
    }

    /// <summary>Lines move, the code in them stays.</summary>
    private static (string Rule, string? Path, string? Text, string? Object) Key(PackageVersion version, Signal signal) =>
        (signal.Rule, signal.Where.Path is { } path ? version.Below(path) : null, signal.Evidence is [var first, ..] ? first.Text : null, signal.Object);
}
