using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A symbolic link of a function's package that points out of it.</summary>
internal sealed class LinkLeavesPackage : ArtifactDetector
{
    private const int MaxSignals = 20;

    /// <summary>Where the platforms put a package: links to there stay inside.</summary>
    private static readonly string[] Inside = ["/var/task/", "/opt/", "/home/site/wwwroot/", "/workspace/"];

    private static readonly string[] Sensitive = ["/proc/", "/etc/", "/root", "/var/run/", "/run/", "/dev/", "/var/runtime", "/sys/"];

    public override Rule About { get; } = new(Rule.IdOf(typeof(LinkLeavesPackage)), SignalClass.File, "A link in the package points out of it", Severity.Medium, Confidence.High)
    {
        Attack = ["T1552.001", "T1083"],
        Stage = Stage.Credential,
        Why = "A link to /proc/self/environ or to a folder of the platform reads or writes, under an innocent name, what is not part of the function: the credentials in its environment for one.",
        Fix = "Leave links out of packages, or point them to files of the package.",
        Benign = "Links to libraries of the runtime.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (contents.Image.Artifact.Kind != ArtifactKind.Function)
        {
            yield break;
        }

        foreach (var (entry, layer) in contents.Files.All.Where(placed => placed.Entry is { Type: EntryType.SymbolicLink, Link: not null } && Leaves(placed.Entry)).Take(MaxSignals))
        {
            var isSensitive = Array.Exists(Sensitive, folder => entry.Link!.Contains(folder, StringComparison.Ordinal));
            yield return new Signal(About.Id, About.Class, About.Title, isSensitive ? Severity.High : Severity.Low, About.Confidence, Places.Of(contents, entry.Path, layer))
            {
                Attack = About.Attack,
                Evidence = [new Evidence(EvidenceKind.Path, $"/{entry.Path} -> {entry.Link}")],
                Object = entry.Link,
            };
        }
    }

    private static bool Leaves(Entry link)
    {
        if (link.Link!.StartsWith('/'))
        {
            return !Array.Exists(Inside, folder => link.Link.StartsWith(folder, StringComparison.Ordinal));
        }

        var depth = link.Path.Count(c => c == '/');
        foreach (var part in link.Link.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            depth += part switch { ".." => -1, "." => 0, _ => 1 };
            if (depth < 0)
            {
                return true;
            }
        }

        return false;
    }
}
