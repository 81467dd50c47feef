using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Artifacts;

/// <summary>Reads YAML nodes strictly: what is not expected is a <see cref="UsageException"/> with file, line and column.</summary>
internal sealed class YamlNodes(string file)
{
    /// <summary>Letters that a key may differ by to be suggested.</summary>
    private const int TypoLimit = 2;

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

    public string Text(YamlNode node) => node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Wrong(node, "expected text");

    public string? OptionalText(Dictionary<string, YamlNode> keys, string key) => keys.TryGetValue(key, out var node) ? Text(node) : null;

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

    /// <summary>The library's message without the position that it puts in front.</summary>
    public static string Reason(YamlException broken)
    {
        var innermost = broken;
        while (innermost.InnerException is YamlException inner)
        {
            innermost = inner;
        }

        var text = innermost.Message;
        var end = text.StartsWith("(Line:", StringComparison.Ordinal) ? text.IndexOf("): ", StringComparison.Ordinal) : -1;
        return Short(end < 0 ? text : text[(end + 3)..]);
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

    private static string Suggest(string name, string[] known)
    {
        var (near, distance) = known.Select(key => (key, Distance(name, key))).MinBy(pair => pair.Item2);
        return distance <= TypoLimit ? $", did you mean '{near}'?" : $", expected one of {string.Join(", ", known)}";
    }

    /// <summary>Levenshtein's distance; names of different length by more than the limit are far.</summary>
    private static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > TypoLimit)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[other.Length];
    }
}
