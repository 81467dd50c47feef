using System.Text.RegularExpressions;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>The image lets the holder of a key in.</summary>
internal sealed class PlantedAuthorizedKey : ArtifactDetector
{
    private static readonly Regex Key = new(@"(?<type>ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-[a-z0-9-]{4,20}|sk-(?:ssh|ecdsa)-[a-z0-9@.-]{4,40})\s{1,4}[A-Za-z0-9+/]{20}[A-Za-z0-9+/=]*\s{0,4}(?<name>.{0,80})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    public override Rule About { get; } = new(Rule.IdOf(typeof(PlantedAuthorizedKey)), SignalClass.Persistence, "The image lets the holder of a key log in", Severity.High, Confidence.High)
    {
        Attack = ["T1098.004"],
        Stage = Stage.Persistence,
        Why = "A key in authorized_keys opens every container of this image to its holder, without a password and without a trace in the accounts. Keys belong into a mounted file, not into an image.",
        Fix = "Remove the file from the image and find out whose key it is.",
        Benign = "A test image with a published key.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        for (var layer = 0; layer < contents.Layers.Count; layer++)
        {
            foreach (var (path, text) in contents.Layers[layer].Texts.Where(text => text.Key.Contains("/.ssh/authorized_keys", StringComparison.Ordinal)).OrderBy(text => text.Key, StringComparer.Ordinal))
            {
                var lines = text.Split('\n');
                for (var i = 0; i < lines.Length; i++)
                {
                    if (!lines[i].TrimStart().StartsWith('#') && Key.Match(lines[i]) is { Success: true } match)
                    {
                        yield return Signal(contents, path, layer, i + 1, $"{match.Groups["type"].Value} key of '{match.Groups["name"].Value.Trim()}'");
                    }
                }
            }
        }
    }

    private Signal Signal(Contents contents, string path, int layer, int line, string text)
    {
        var severity = !contents.IsFinal(path, layer) ? Severity.Low : path.StartsWith("root/", StringComparison.Ordinal) ? Severity.High : Severity.Medium;
        return new Signal(About.Id, About.Class, About.Title, severity, About.Confidence, Places.Of(contents, path, layer) with { Line = line })
        {
            Attack = About.Attack,
            Evidence = [new Evidence(EvidenceKind.Source, text)],
            Object = "/" + path,
        };
    }
}
