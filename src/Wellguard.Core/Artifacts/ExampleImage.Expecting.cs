using Wellguard.Artifacts.Examples;

namespace Wellguard.Artifacts;

public sealed partial class ExampleImage
{
    private static readonly string[] KnownClasses =
    [
        "config", "environment", "file", "persistence", "layer", "identity", "escape", "secret", "known-bad", "trigger", "flow", "lookalike", "family", "diff", "behavior", "integrity", "pipeline",
    ];

    private static Expectation ReadExpectation(ExampleNode node)
    {
        node.Only("level", "completeness", "classes", "signals", "chain");
        return new Expectation(Known(node["level"], ["clean", "suspicious", "malicious", "unknown"]))
        {
            Completeness = Known(node["completeness"], ["complete", "partial"]) is [var state, ..] ? state : null,
            Classes = Known(node["classes"], KnownClasses),
            Signals = [.. (node["signals"]?.Items ?? []).Select(ReadSignal)],
            Chain = node["chain"] is { } chain
                ? new ExpectedChain(chain.Only("depth", "branches", "techniques")["depth"]?.Number ?? 0, chain["branches"]?.Number ?? 0, chain["techniques"]?.Texts ?? [])
                : null,
        };
    }

    private static ExpectedSignal ReadSignal(ExampleNode node)
    {
        node.Only("class", "about", "path", "line", "layer", "createdBy", "inFinalFilesystem", "attack");
        return new ExpectedSignal(Known(node["class"], KnownClasses), node.Line)
        {
            About = node["about"]?.Text,
            Path = node["path"]?.Texts ?? [],
            AtLine = node["line"]?.Number,
            Layer = node["layer"]?.Number,
            CreatedBy = node["createdBy"]?.Text,
            InFinalFilesystem = node["inFinalFilesystem"]?.Flag,
            Attack = node["attack"]?.Texts ?? [],
        };
    }

    private static IReadOnlyList<string> Known(ExampleNode? node, string[] values)
    {
        var texts = node?.Texts ?? [];
        return texts.FirstOrDefault(t => !values.Contains(t, StringComparer.Ordinal)) is { } unknown
            ? throw node!.Error($"unknown '{unknown}': {string.Join(", ", values)}")
            : texts;
    }
}
