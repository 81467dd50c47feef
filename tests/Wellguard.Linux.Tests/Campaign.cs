using System.Text;
using System.Text.RegularExpressions;
using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Linux.Detonation.Samples;
using Wellguard.Signals;
using YamlDotNet.RepresentationModel;
using Placeholders = Wellguard.Artifacts.Examples.Placeholders;

namespace Wellguard;

/// <summary>A step of a campaign, as tests/campaigns/README.md has it.</summary>
internal sealed record CampaignStep(string Id, bool Inside, IReadOnlyList<string> Attack, Regex? Sees, IReadOnlyList<string> After);

/// <summary>A file of tests/campaigns with its names made up.</summary>
internal sealed class Campaign
{
    private static readonly string[] Keys = ["name", "about", "artifact", "baseSystem", "image", "package", "stages", "steps", "expect"];
    private static readonly string[] StepKeys = ["id", "what", "where", "stage", "attack", "sees", "after", "branch"];

    public required string Name { get; init; }
    public required Artifact Artifact { get; init; }
    public required BaseSystem BaseSystem { get; init; }
    public ExamplePackage? Package { get; private init; }
    public required IReadOnlyList<Level> Levels { get; init; }
    public required IReadOnlyList<CampaignStep> Steps { get; init; }
    public required IReadOnlyDictionary<string, byte[]> Stages { get; init; }
    public ExampleImage? Image { get; private init; }

    public enum Level { Clean, Suspicious, Malicious, Unknown }

    public static Campaign Read(string file, ulong seed)
    {
        var yaml = new YamlNodes(Path.GetFileName(file));
        var root = YamlText.Documents(file, File.ReadAllText(file))[0].RootNode;
        var keys = yaml.Map(root, Keys);
        var names = new Placeholders(seed);
        var image = keys.TryGetValue("image", out var node) ? node : null;
        var package = keys.TryGetValue("package", out var packed) ? packed : null;
        Define(image ?? package, names, yaml);
        string Expand(string text) => names.Expand(text, what => new UsageException($"{file}: {what}"));
        var expect = yaml.Map(yaml.Required(root, keys, "expect"), "level")["level"];
        return new Campaign
        {
            Name = yaml.RequiredText(root, keys, "name"),
            Artifact = new(package is null ? ArtifactKind.Image : ArtifactKind.Package, yaml.RequiredText(root, keys, "name")),
            BaseSystem = yaml.OptionalText(keys, "baseSystem") switch { null or "shell" => BaseSystem.Shell, "python" => BaseSystem.Python, "node" => BaseSystem.Node, var other => throw new UsageException($"{file}: baseSystem {other}") },
            Package = package is null ? null : ExamplePackage.Read(package, yaml, Expand),
            Levels = expect is YamlSequenceNode levels ? [.. levels.Children.Select(yaml.Word<Level>)] : [yaml.Word<Level>(expect)],
            Image = image is null ? null : ExampleImage.Read(TextOf(image), Path.GetFileName(file), seed),
            Stages = keys.TryGetValue("stages", out var stages) ? ((YamlMappingNode)stages).Children.ToDictionary(pair => Expand(yaml.Text(pair.Key)), pair =>
            {
                var stage = yaml.Map(pair.Value, "text", "base64");
                return stage.ContainsKey("text") ? Encoding.UTF8.GetBytes(Expand(yaml.RequiredText(pair.Value, stage, "text"))) : Convert.FromBase64String(Expand(yaml.RequiredText(pair.Value, stage, "base64")));
            }) : [],
            Steps = keys.TryGetValue("steps", out var steps) ? [.. yaml.List(steps).Select(step =>
            {
                var of = yaml.Map(step, StepKeys);
                return new CampaignStep(
                    yaml.RequiredText(step, of, "id"),
                    yaml.OptionalText(of, "where") == "inside",
                    of.TryGetValue("attack", out var attack) ? [.. yaml.List(attack).Select(id => yaml.Text(id))] : [],
                    yaml.OptionalText(of, "sees") is { } sees ? new Regex(Expand(sees), RegexOptions.NonBacktracking) : null,
                    of.TryGetValue("after", out var after) ? [.. yaml.List(after).Select(id => yaml.Text(id))] : []);
            })] : [],
        };
    }

    /// <summary>An image over its base system, or the file of a package.</summary>
    /// <param name="folder">For the file.</param>
    public async Task<Sample> SampleAsync(string folder, CancellationToken cancel)
    {
        if (Package is { } package)
        {
            return await Sample.OfFileAsync(package.Write(Path.Combine(folder, "packages")), new OpenOptions(Path.GetTempPath()), cancel) ?? throw new InvalidOperationException($"{Name}: its file is not taken for a package");
        }

        var built = Image!.Build();
        return new(built.Artifact, built.Config) { Image = built.Layers.Count > 0 ? built : null, Base = BaseSystem };
    }

    /// <summary>Nodes that show the step with a right technique; empty: it is not in the tree.</summary>
    public static IReadOnlyList<Node> Shown(CampaignStep step, AttackTree tree) =>
        [.. tree.Nodes.Where(node => step.Sees!.IsMatch(node.Label) || node.Evidence.Any(evidence => step.Sees.IsMatch(evidence.Text))).Where(node => step.Attack.Count == 0 || step.Attack.Any(id => node.Attack.Any(shown => shown == id || shown.StartsWith(id + ".", StringComparison.Ordinal))))];

    private static void Define(YamlNode? image, Placeholders names, YamlNodes yaml)
    {
        if (image is YamlMappingNode map && map.Children.TryGetValue("encoded", out var encoded))
        {
            foreach (var (name, value) in ((YamlMappingNode)encoded).Children)
            {
                var keys = yaml.Map(value, "text", "as");
                names.Define(yaml.Text(name), names.Expand(yaml.RequiredText(value, keys, "text"), what => new UsageException(what)), [.. yaml.List(keys["as"]).Select(word => yaml.Text(word))], what => new UsageException(what));
            }
        }
    }

    private static string TextOf(YamlNode node)
    {
        using var writer = new StringWriter();
        new YamlStream(new YamlDocument(node)).Save(writer, assignAnchors: false);
        return writer.ToString().Replace("\n...", "", StringComparison.Ordinal);
    }
}
