using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Artifacts;

/// <summary>Reads YAML nodes strictly: what is not expected is a <see cref="UsageException"/> with file, line and column.</summary>
internal sealed class YamlNodes(string file)
{
    public string File { get; } = file;

    public UsageException Wrong(YamlNode node, string what) => new($"{File}:{node.Start.Line}:{node.Start.Column}: {what}");

    public Dictionary<string, YamlNode> Map(YamlNode node, params string[] known)
    {
        if (node is not YamlMappingNode map)
        {
            throw Wrong(node, $"expected keys ({string.Join(", ", known)})");
        }

        var keys = new Dictionary<string, YamlNode>();
        foreach (var (key, value) in map.Children)
        {
            var name = Text(key);
            keys[name] = known.Contains(name) ? value : throw Wrong(key, $"unknown key '{Short(name)}'{Suggest(name, known)}");
        }

        return keys;
    }

    public IList<YamlNode> List(YamlNode node) => node is YamlSequenceNode list ? list.Children : throw Wrong(node, "expected a list");

    /// <param name="key">Whose value it is, for the error.</param>
    public string Text(YamlNode node, string? key = null) => node is YamlScalarNode scalar && scalar.Value is { } text && !string.IsNullOrWhiteSpace(text) ? text
        : throw Wrong(node, $"{(key is null ? "" : $"'{key}': ")}expected text{(node is YamlScalarNode ? ", and it is empty" : "")}");

    public string? OptionalText(Dictionary<string, YamlNode> keys, string key) => keys.TryGetValue(key, out var node) ? Text(node, key) : null;

    public string RequiredText(YamlNode parent, Dictionary<string, YamlNode> keys, string key) => Text(Required(parent, keys, key), key);

    public YamlNode Required(YamlNode parent, Dictionary<string, YamlNode> keys, string key) =>
        keys.TryGetValue(key, out var node) ? node : throw Wrong(parent, $"'{key}' is missing");

    /// <summary>An enum value as the report spells it: lower case, hyphens.</summary>
    public T Word<T>(YamlNode node)
        where T : struct, Enum
    {
        var text = Text(node);
        var known = Array.ConvertAll(Enum.GetNames<T>(), JsonNamingPolicy.KebabCaseLower.ConvertName);
        var at = Array.IndexOf(known, text);
        return at >= 0 ? Enum.GetValues<T>()[at] : throw Wrong(node, $"unknown value '{Short(text)}', expected one of {string.Join(", ", known)}");
    }

    public T? OptionalWord<T>(Dictionary<string, YamlNode> keys, string key)
        where T : struct, Enum => keys.TryGetValue(key, out var node) ? Word<T>(node) : null;

    public DateOnly Day(YamlNode node) =>
        DateOnly.TryParseExact(Text(node), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Wrong(node, $"'{Short(Text(node))}' is not a day, write it as 2027-01-31");

    /// <summary>In words for who writes the file, not for who wrote the parser.</summary>
    public static string Reason(YamlException broken)
    {
        var texts = new List<string>();
        for (Exception? problem = broken; problem is not null; problem = problem.InnerException)
        {
            texts.Add(problem.Message);
        }

        return Says("duplicate key") || Says("same key") ? "a key is there twice"
            : Says("tab") ? "a tab where YAML wants spaces"
            : Says("flow mapping") || Says("flow sequence") ? "a bracket or brace that is not closed, or a comma that is missing"
            : Says("quoted scalar") ? "a quote that is not closed"
            : Says("block mapping") || Says("simple key") || Says("mapping values") ? "not valid YAML: look at the indentation and at the colon after the key"
            : Says("block sequence") || Says("block collection") ? "not valid YAML: look at the indentation and at the '- ' before each item"
            : "not valid YAML: look at indentation, quotes and colons";

        bool Says(string words) => texts.Exists(text => text.Contains(words, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>One harmless line for a message.</summary>
    private static string Short(string text) =>
        string.Create(Math.Min(text.Length, 100), text, static (line, all) =>
        {
            for (var at = 0; at < line.Length; at++)
            {
                line[at] = char.IsAsciiLetterOrDigit(all[at]) || char.IsPunctuation(all[at]) || char.IsSymbol(all[at]) ? all[at] : ' ';
            }
        });

    private static string Suggest(string name, string[] known) =>
        Spelling.Near(name, known) is { } near ? $", did you mean '{near}'?" : $", expected one of {string.Join(", ", known)}";
}
