using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>The history says that packages were installed, but the layer holds programs of no package and leaves the package database as it was.</summary>
internal sealed class HistoryMismatch : ArtifactDetector
{
    private const int MaxPerLayer = 10;

    private static readonly Pattern Installs = new(@"\b(?:apt-get|apt|aptitude|apk|yum|dnf|microdnf|tdnf|zypper)\b[^;&|]*?\b(?:install|add|upgrade|dist-upgrade|update)\b");
    private static readonly Pattern OtherSources = new(@"\b(?:curl|wget|tar|unzip|make|cmake|pip3?|npm|yarn|cargo|go|git|cp|mv|install\s+-|gem|dpkg|rpm|python3?|sh|bash|ln|update-alternatives|/[\w./-]{2,100}\.sh)\s");

    public override Rule About { get; } = new(Rule.IdOf(typeof(HistoryMismatch)), SignalClass.Layer, "A layer is not what its history line says", Severity.High, Confidence.High)
    {
        Attack = ["T1036", "T1195.002"],
        Stage = Stage.Stealth,
        Why = "Whoever installs packages changes the package database. Programs in system folders that no package owns, under a line that only installs packages, were put there by other means and given a false history.",
        Fix = "Rebuild the image from its Dockerfile and compare the layer.",
        Benign = "A builder that drops the package database.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (!contents.Owners.HasDatabase)
        {
            yield break;
        }

        foreach (var layer in contents.Image.Layers.Where(layer => layer.Index > 0 && layer.CreatedBy is not null))
        {
            if (BuildInstruction.Command(layer.CreatedBy!) is not { } command || !Installs.IsMatch(command) || ChangesDatabase(contents.Layers[layer.Index]))
            {
                continue;
            }

            var severity = OtherSources.IsMatch(WithoutInstall(command)) ? Severity.Low : Severity.High;
            foreach (var entry in contents.Layers[layer.Index].Entries.Where(entry => IsForeign(contents, entry, layer.Index)).Take(MaxPerLayer))
            {
                yield return new Signal(About.Id, About.Class, About.Title, severity, About.Confidence, Places.Of(contents, entry.Path, layer.Index))
                {
                    Attack = About.Attack,
                    Evidence = [new Evidence(EvidenceKind.Source, Redaction.Clean($"/{entry.Path} belongs to no package; the package database was not changed; the history says: {layer.CreatedBy}"))],
                    Object = "/" + entry.Path,
                };
            }
        }
    }

    private static bool ChangesDatabase(LayerFacts facts) =>
        facts.Packages.Exists(package => package.Owned.Count > 0)
        || facts.Entries.Exists(entry => entry.Type == EntryType.File && (entry.Path.StartsWith("var/lib/dpkg/", StringComparison.Ordinal) || entry.Path.StartsWith("lib/apk/db/", StringComparison.Ordinal) || entry.Path.StartsWith("usr/lib/apk/db/", StringComparison.Ordinal)
            || entry.Path.StartsWith("var/lib/rpm/", StringComparison.Ordinal) || entry.Path.StartsWith("usr/lib/sysimage/rpm/", StringComparison.Ordinal)));

    private static bool IsForeign(Contents contents, Entry entry, int layer) =>
        entry.Type == EntryType.File && HiddenPlaces.IsSystem(entry.Path) && !entry.Path.StartsWith("etc/", StringComparison.Ordinal) && !entry.Path.StartsWith("var/", StringComparison.Ordinal)
        && contents.Layers[layer].Kinds.GetValueOrDefault(entry.Path) is FileKind.Elf or FileKind.Script && contents.Owners.Of(entry.Path, layer).State == OwnershipState.Unowned;

    /// <summary>What the command does besides installing packages and cleaning up.</summary>
    private static string WithoutInstall(string command) =>
        string.Join('\n', command.Split((char[])[';', '&', '|', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim() + " ").Where(part => !Installs.IsMatch(part)));
}
