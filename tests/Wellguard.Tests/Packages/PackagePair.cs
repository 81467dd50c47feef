using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Verdicts;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Tests.Packages;

/// <summary>A package before and after an update: <c>tests/packages/NAME/{old,new,expect}.yml</c>.</summary>
internal sealed record PackagePair(string Name, string Folder)
{
    public static readonly ScanOptions Options = new(Policy.Default, new DateOnly(2026, 1, 1)) { Without = new HashSet<string> { "known-bad", "lookalike", "family" } };

    public static IEnumerable<PackagePair> In(string folder) =>
        Directory.GetDirectories(Path.Combine(Architecture.Sources.Root, "tests/packages", folder)).Order(StringComparer.Ordinal).Select(static path => new PackagePair(Path.GetFileName(path), path));

    public static PackagePair Of(string folder, string name) => In(folder).Single(pair => pair.Name == name);

    public ExampleImage Old => Read("old.yml");

    public ExampleImage New => Read("new.yml");

    /// <summary>What differs, in the words of whoever wrote the pair.</summary>
    public IReadOnlySet<string> Changes => Expected("change") is YamlSequenceNode list ? list.Children.Select(static item => item.ToString()).ToHashSet() : new HashSet<string>();

    public Task<Report> DiffAsync(CancellationToken cancel) => Pipeline.DiffAsync(Old.Build(), New.Build(), Options, cancel);

    public Task<Report> ScanNewAsync(CancellationToken cancel) => Pipeline.ScanAsync(New.Build(), Options, cancel);

    public Task<Report> ScanOldAsync(CancellationToken cancel) => Pipeline.ScanAsync(Old.Build(), Options, cancel);

    private YamlNode? Expected(string key)
    {
        var stream = new YamlStream();
        using var text = File.OpenText(Path.Combine(Folder, "expect.yml"));
        stream.Load(text);
        return ((YamlMappingNode)stream.Documents[0].RootNode).Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    private ExampleImage Read(string file) => ExampleImage.Read(File.ReadAllText(Path.Combine(Folder, file)), Name + ".yml", seed: 7);
}
