using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals.Content;

/// <summary>A program that a later layer deletes: it is still in the image, and it may have run.</summary>
internal sealed class DeletedInLaterLayer : ArtifactDetector
{
    /// <summary>Cleaning up after a build deletes thousands of files: the first of each layer stand for the rest.</summary>
    private const int MaxPerLayer = 3;

    private const int MaxWorse = 30;

    public override Rule About { get; } = new(Rule.IdOf(typeof(DeletedInLaterLayer)), SignalClass.Layer, "A program is deleted by a later layer", Severity.Low, Confidence.High)
    {
        Attack = ["T1070.004"],
        Stage = Stage.Stealth,
        Why = "What a later layer deletes does not show in a container, but it was there while the image was built, and it is in every copy of the image.",
        Fix = "Look at the layer that brought the file and at what ran between the two.",
        Benign = "Build tools and archives that are cleaned up in a layer of their own.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        var counts = new Dictionary<(int, int), int>();
        var worse = 0;
        HashSet<string>? owned = null;
        foreach (var removed in contents.Files.Removed.Where(removed => !removed.Replaced && removed.Entry.Type == EntryType.File))
        {
            var facts = contents.Layers[removed.Layer];
            if (facts.Kinds.GetValueOrDefault(removed.Entry.Path) is not (FileKind.Elf or FileKind.Script) || !(removed.Entry.IsExecutable || removed.Entry.Path.Contains(".so", StringComparison.Ordinal)))
            {
                continue;
            }

            owned ??= contents.Layers.SelectMany(layer => layer.Packages).SelectMany(package => package.Owned).Select(path => path.Path).ToHashSet();
            if (owned.Contains(removed.Entry.Path) || owned.Contains(Unmerged(removed.Entry.Path)))
            {
                continue; // a package that was removed again
            }

            var severity = SeverityOf(contents, removed);
            if (severity > Severity.Low ? worse++ < MaxWorse : (counts[(removed.Layer, removed.ByLayer)] = counts.GetValueOrDefault((removed.Layer, removed.ByLayer)) + 1) <= MaxPerLayer)
            {
                yield return Signal(contents, removed, severity);
            }
        }
    }

    private Signal Signal(Contents contents, RemovedEntry removed, Severity severity) =>
        new(About.Id, About.Class, About.Title, severity, About.Confidence, Places.Of(contents, removed.Entry.Path, removed.Layer))
        {
            Attack = About.Attack,
            Evidence = [new Evidence(EvidenceKind.Path, $"/{removed.Entry.Path} came in layer {removed.Layer} and was deleted in layer {removed.ByLayer}: {Redaction.Clean(contents.Image.Layers[removed.ByLayer].CreatedBy ?? "no history")}")],
            Object = "/" + removed.Entry.Path,
        };

    /// <summary>High for a program that hides what it is; medium for one that ran and is gone; scripts are judged by what they do.</summary>
    private static Severity SeverityOf(Contents contents, RemovedEntry removed)
    {
        var facts = contents.Layers[removed.Layer];
        var path = removed.Entry.Path;
        if (facts.Findings.Exists(finding => finding.Path == path && finding.Rule is "content/packed-executable" or "content/no-section-headers" or "content/wallet-for-mining"))
        {
            return Severity.High;
        }

        var isProgram = facts.Kinds.GetValueOrDefault(path) == FileKind.Elf;
        var ran = contents.Programs.Any(program => program.Trigger == TriggerKind.Build && program.Code.Effects.Any(step => step.Kind == EffectKind.Execute && step.Object == "/" + path));
        return isProgram && ran && HiddenPlaces.IsHidden(path) ? Severity.Medium : Severity.Low;
    }

    private static string Unmerged(string path) => path.StartsWith("usr/", StringComparison.Ordinal) ? path[4..] : path;
}
