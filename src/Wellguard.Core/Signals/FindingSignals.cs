using Wellguard.Layers;

namespace Wellguard.Signals;

/// <summary>Turns what the pass found in single files into signals: adds the layer, leaves out what the distro vouches for.</summary>
internal static class FindingSignals
{
    public static IEnumerable<Signal> Detect(Contents contents)
    {
        for (var layer = 0; layer < contents.Layers.Count; layer++)
        {
            foreach (var finding in contents.Layers[layer].Findings)
            {
                if (RuleBook.Find(finding.Rule) is not { } rule || contents.IsVouched(finding.Path, layer))
                {
                    continue;
                }

                var place = Places.Of(contents, finding.Path, layer) with { Line = finding.Line > 0 ? finding.Line : null, Column = finding.Column > 0 ? finding.Column : null };
                var evidence = new List<Evidence> { new(EvidenceKind.Source, finding.Text, place) };
                if (finding.Decoded is { } decoded)
                {
                    evidence.Add(new Evidence(EvidenceKind.Decoded, Redaction.Clean(decoded)));
                }

                yield return new Signal(rule.Id, rule.Class, rule.Title, rule.Severity, rule.Confidence, place) { Attack = rule.Attack, Evidence = evidence, Object = finding.Object };
            }
        }
    }
}
