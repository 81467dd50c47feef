using Wellguard.Artifacts;

namespace Wellguard.Signals;

/// <summary>Every rule that can fire: the data under <c>rules/</c>, and what detectors in C# say about themselves. Read once, when first needed.</summary>
public static class RuleBook
{
    /// <summary>Folders of <c>rules/</c> with other things.</summary>
    private static readonly string[] NoRules = ["rules/examples/", "rules/policy/", "rules/decoys/", "rules/behavior/"];

    private static readonly Lazy<IReadOnlyList<DataRule>> Loaded = new(Load);
    private static readonly Lazy<IReadOnlyList<Behavior.BehaviorRule>> LoadedBehavior = new(LoadBehavior);
    private static readonly Lazy<Dictionary<string, Rule>> ById = new(() => All.ToDictionary(rule => rule.Id));

    /// <summary>In order of id.</summary>
    public static IReadOnlyList<Rule> All =>
        [.. Loaded.Value.Select(data => data.Rule).Concat(LoadedBehavior.Value.Select(behavior => behavior.Rule)).Append(HarmfulAutostart.Rule).Append(TheftInOneProgram.Rule).Concat(Differences.DiffRules.All).Concat(Sources.SourceRules.All).Concat(Catalogue.ArtifactDetectors.Select(detector => detector.About)).Concat(Catalogue.FileDetectors.SelectMany(detector => detector.Rules)).OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    internal static IReadOnlyList<DataRule> Data => Loaded.Value;

    /// <summary>Rules about what happened.</summary>
    internal static IReadOnlyList<Behavior.BehaviorRule> Behavior => LoadedBehavior.Value;

    /// <summary>Reads everything now; whoever asks meanwhile waits for it.</summary>
    internal static void Preload() => _ = ById.Value;

    public static Rule? Find(string id) => ById.Value.GetValueOrDefault(id);

    /// <summary>The id that somebody may have meant, or null.</summary>
    public static string? Nearest(string asked)
    {
        var ids = All.Select(rule => rule.Id).ToList();
        var last = asked[(asked.LastIndexOf('/') + 1)..];
        return Spelling.Near(asked, ids)
            ?? (Spelling.Near(last, ids.Select(NameOf)) is { } name ? ids.Find(id => NameOf(id) == name) : null)
            ?? (last.Length > 2 ? ids.Find(id => id.Contains(last, StringComparison.OrdinalIgnoreCase)) : null);

        static string NameOf(string id) => id[(id.LastIndexOf('/') + 1)..];
    }

    private static List<DataRule> Load() => [.. Resources().Select(rule => RuleFile.Read(rule.Name, rule.Text))];

    private static List<Behavior.BehaviorRule> LoadBehavior() =>
        [.. EmbeddedRules.Names.Where(static name => name.StartsWith(Signals.Behavior.BehaviorFile.Folder, StringComparison.Ordinal)).Select(static name => Signals.Behavior.BehaviorFile.Read(name["rules/".Length..^".yml".Length], EmbeddedRules.Read(name)))];

    private static IEnumerable<(string Name, string Text)> Resources() => EmbeddedRules.Names
        .Where(static name => name.EndsWith(".yml", StringComparison.Ordinal) && !Array.Exists(NoRules, folder => name.StartsWith(folder, StringComparison.Ordinal)))
        .Select(static name => (name["rules/".Length..^".yml".Length], EmbeddedRules.Read(name)));
}
