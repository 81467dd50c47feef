using Wellguard.Layers;

namespace Wellguard.Signals;

/// <summary>All signals of an artifact, in report order.</summary>
internal static class Detection
{
    /// <param name="without">Families that the user left out: a class (<c>secret</c>, also <c>secrets</c>) or a rule id.</param>
    public static List<Signal> Detect(Contents contents, IReadOnlySet<string> without)
    {
        var apart = Task.Run(() => OfContents(contents, without).ToList(), CancellationToken.None); // on the second core
        var steps = StepRules.Detect(contents).ToList();
        var signals = steps.Select(step => step.Signal)
            .Concat(HarmfulAutostart.Detect(contents, steps))
            .Concat(TheftInOneProgram.Detect(contents, steps))
            .Concat(apart.GetAwaiter().GetResult())
            .Where(signal => !IsLeftOut(signal, without))
            .Where(new Flood().IsLow)
            .DistinctBy(signal => (signal.Rule, signal.Where.Path, signal.Where.Line, signal.Where.Column, signal.Where.Layer?.Index, signal.Object));
        return Ordered(signals);
    }

    /// <summary>In report order, numbered.</summary>
    public static List<Signal> Ordered(IEnumerable<Signal> signals) =>
    [
        .. signals
            .OrderByDescending(signal => signal.Severity)
            .ThenBy(signal => signal.Rule, StringComparer.Ordinal)
            .ThenBy(signal => signal.Where.Layer?.Index ?? -1)
            .ThenBy(signal => signal.Where.Path, StringComparer.Ordinal)
            .ThenBy(signal => signal.Where.Line)
            .ThenBy(signal => signal.Where.Column)
            .Select((signal, index) => signal with { Id = $"s{index + 1}" }),
    ];

    private static IEnumerable<Signal> OfContents(Contents contents, IReadOnlySet<string> without) =>
        VariableRules.Detect(contents)
            .Concat(ConfigTexts.Detect(contents, without))
            .Concat(PathRules.Detect(contents))
            .Concat(FindingSignals.Detect(contents))
            .Concat((contents.IsInterrupted ? [] : Catalogue.ArtifactDetectors).SelectMany(detector => detector.Detect(contents)));

    /// <summary>Attack: an artifact that repeats a harmless fact until the one that matters is cut off. Counts each rule's signals of each severity apart.</summary>
    private sealed class Flood
    {
        private const int MaxAlike = 100;

        private readonly Dictionary<(string, Severity), int> _counts = [];

        public bool IsLow(Signal signal) => (_counts[(signal.Rule, signal.Severity)] = _counts.GetValueOrDefault((signal.Rule, signal.Severity)) + 1) <= MaxAlike;
    }

    private static bool IsLeftOut(Signal signal, IReadOnlySet<string> without) =>
        without.Count > 0 && (without.Contains(signal.Rule) || without.Contains(NameOf(signal.Class)) || without.Contains(NameOf(signal.Class) + "s"));

    private static string NameOf(SignalClass kind) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
