using System.Text.RegularExpressions;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A sudoers rule that makes somebody root without a password.</summary>
internal sealed class PasswordlessSudo : ArtifactDetector
{
    private static readonly Regex Grant = new(@"^\s{0,20}(?<who>[^\s#=]{1,100})\s[^#]{0,300}=\s{0,20}(?:\([^)]{0,100}\)\s{0,20})?(?:[A-Z_]{2,20}:\s{0,20})*NOPASSWD:\s{0,20}(?:[A-Z_]{2,20}:\s{0,20})*(?<what>ALL|/(?:usr/)?bin/(?:ba|da|z|)sh)\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>Accounts that run servers; none of them has a reason to become root. Debian policy and Fedora name them so.</summary>
    private static readonly HashSet<string> Services = ["www-data", "nginx", "apache", "http", "nobody", "daemon", "mail", "news", "proxy", "backup", "games", "sys", "bin", "postgres", "mysql", "redis", "sshd", "messagebus", "%www-data", "ALL"];

    public override Rule About { get; } = new(Rule.IdOf(typeof(PasswordlessSudo)), SignalClass.Persistence, "An account becomes root without a password", Severity.High, Confidence.High)
    {
        Attack = ["T1548.003"],
        Stage = Stage.Persistence,
        Why = "Whoever takes over a program that runs as this account has root at once. For accounts of servers nobody needs that; it is how a back door keeps its rights.",
        Fix = "Remove the rule, or allow the one command that is needed.",
        Benign = "Development and build images give their only user sudo.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        var paths = contents.Layers.SelectMany(facts => facts.Texts.Keys).Where(path => path == "etc/sudoers" || path.StartsWith("etc/sudoers.d/", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var lines = (contents.Text(path) ?? "").Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (Grant.Match(lines[i]) is { Success: true } match && match.Groups["who"].Value is var who && who is not "root")
                {
                    yield return new Signal(About.Id, About.Class, About.Title, Services.Contains(who) ? Severity.High : Severity.Low, About.Confidence, SecondRootAccount.Where(contents, path, i + 1))
                    {
                        Attack = About.Attack,
                        Evidence = [new Evidence(EvidenceKind.Source, Redaction.Clean(lines[i].Trim()))],
                        Object = who,
                    };
                }
            }
        }
    }
}
