using Wellguard.Layers;

namespace Wellguard.Signals;

/// <summary>Turns what the pass found in single files into signals: adds the layer, leaves out what the distro vouches for.</summary>
internal static class FindingSignals
{
    /// <summary>Attack: an artifact that repeats one fact in a million files.</summary>
    private const int MaxPerRule = 100;

    private static readonly Lazy<Dictionary<string, FileDetector>> Detectors = new(() => Catalogue.FileDetectors.SelectMany(detector => detector.Rules, (detector, rule) => (detector, rule.Id)).ToDictionary(pair => pair.Id, pair => pair.detector));

    public static IEnumerable<Signal> Detect(Contents contents)
    {
        var counts = new Dictionary<string, int>();
        for (var layer = 0; layer < contents.Layers.Count; layer++)
        {
            foreach (var finding in contents.Layers[layer].Findings)
            {
                if (RuleBook.Find(finding.Rule) is not { } rule || (rule.Severity < Severity.High && contents.IsVouched(finding.Path, layer)))
                {
                    continue;
                }

                var about = finding.Path.Length == 0 ? new Place(null) { Layer = Places.Reference(contents, layer, inFinal: true) } : Places.Of(contents, finding.Path, layer);
                var place = about with { Line = finding.Line > 0 ? finding.Line : null, Column = finding.Column > 0 ? finding.Column : null };
                var evidence = new List<Evidence> { new(EvidenceKind.Source, finding.Text, place) };
                if (finding.Decoded is { } decoded)
                {
                    evidence.Add(new Evidence(EvidenceKind.Decoded, Redaction.Clean(decoded)));
                }

                var signal = new Signal(rule.Id, rule.Class, rule.Title, rule.Severity, rule.Confidence, place) { Attack = rule.Attack, Evidence = evidence, Object = finding.Object };
                var judged = Detectors.Value.TryGetValue(rule.Id, out var detector) ? detector.InContext(signal, finding, contents) : rule.Class == SignalClass.Secret ? Content.SecretRules.InContext(signal) : signal;
                if (judged is not null && (judged.Severity > Severity.Low || (counts[rule.Id] = counts.GetValueOrDefault(rule.Id) + 1) <= MaxPerRule))
                {
                    yield return judged;
                }
            }
        }
    }
}
