using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals;

/// <summary>Judges files by where they are and what they are.</summary>
internal static class PathRules
{
    /// <summary>Signals of one rule in one artifact.</summary>
    private const int MaxPerRule = 20;

    public static IEnumerable<Signal> Detect(Contents contents)
    {
        var rules = RuleBook.Data.Where(rule => rule.Files.Count > 0).ToList();
        var counts = new Dictionary<string, int>();
        for (var layer = 0; layer < contents.Layers.Count; layer++)
        {
            foreach (var entry in contents.Layers[layer].Entries)
            {
                if (entry.Type is not (EntryType.File or EntryType.HardLink or EntryType.SymbolicLink))
                {
                    continue;
                }

                foreach (var rule in rules)
                {
                    if (rule.Files.Exists(match => Fits(contents, match, entry, layer)) && (counts[rule.Rule.Id] = counts.GetValueOrDefault(rule.Rule.Id) + 1) <= MaxPerRule)
                    {
                        yield return Signal(contents, rule.Rule, entry, layer);
                    }
                }
            }
        }
    }

    private static bool Fits(Contents contents, FileMatch match, Entry entry, int layer) =>
        (match.Executable is not { } executable || executable == entry.IsExecutable)
        && (match.SetId is not { } setId || setId == (entry.Type == EntryType.File && (entry.Mode & 0b110_000_000_000) != 0))
        && match.Kinds?.Contains(contents.Layers[layer].Kinds.GetValueOrDefault(entry.Path)) != false
        && match.Path.IsMatch(entry.Path)
        && (match.Owned || contents.Owners.Of(entry.Path, layer).State is OwnershipState.Unowned or OwnershipState.Replaced);

    private static Signal Signal(Contents contents, Rule rule, Entry entry, int layer) =>
        new(rule.Id, rule.Class, rule.Title, rule.Severity, rule.Confidence, Places.Of(contents, entry.Path, layer))
        {
            Attack = rule.Attack,
            Evidence = [new Evidence(EvidenceKind.Path, $"/{entry.Path} mode {Convert.ToString(entry.Mode, 8)}{(entry.Link is null ? "" : " -> " + entry.Link)}")],
            Object = "/" + entry.Path,
        };
}
