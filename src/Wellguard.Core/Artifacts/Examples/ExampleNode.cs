using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Artifacts.Examples;

/// <summary>A YAML node that knows its file, so that every error names file and line. Scalars come with their placeholders replaced.</summary>
internal sealed class ExampleNode(YamlNode node, string file, Placeholders placeholders)
{
    public int Line => (int)node.Start.Line;

    public static ExampleNode Read(string yaml, string file, Placeholders placeholders)
    {
        var documents = YamlText.Documents(file, yaml);
        return documents.Count == 1 ? new ExampleNode(documents[0].RootNode, file, placeholders) : throw new UsageException($"{file}:1: one YAML document is expected");
    }

    public UsageException Error(string message) => new($"{file}:{Line}: {message}");

    /// <summary>The value of a key, or null. <see cref="Only"/> says which keys may be there.</summary>
    public ExampleNode? this[string key] =>
        Map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? new ExampleNode(value, file, placeholders) : null;

    public ExampleNode Only(params ReadOnlySpan<string> keys)
    {
        foreach (var key in Map.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !keys.Contains(name))
            {
                throw new UsageException($"{file}:{key.Start.Line}: unknown key '{key}'; known here: {string.Join(", ", keys)}");
            }
        }
        return this;
    }

    public string Text => node is YamlScalarNode { Value: { } value } ? placeholders.Expand(value, Error) : throw Error("text is expected");

    public int Number => int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Error($"'{Text}' is not a number");

    /// <summary>Bytes to make up; all of an example together have a limit.</summary>
    public int Size => placeholders.TryGenerate(Number) ? Number : throw Error($"an example may generate at most {Placeholders.MaxGenerated} bytes");

    public bool Flag => Text switch { "true" => true, "false" => false, var other => throw Error($"'{other}' is neither true nor false") };

    public int Mode
    {
        get
        {
            var text = Text;
            return text.Length is > 0 and <= 5 && text.All(c => c is >= '0' and <= '7') ? Convert.ToInt32(text, 8) : throw Error($"'{text}' is not an octal mode");
        }
    }

    public IReadOnlyList<ExampleNode> Items =>
        node is YamlSequenceNode sequence ? [.. sequence.Children.Select(c => new ExampleNode(c, file, placeholders))] : throw Error("a list is expected");

    /// <summary>A list of texts; one text alone is a list of one.</summary>
    public IReadOnlyList<string> Texts => node is YamlScalarNode ? [Text] : [.. Items.Select(i => i.Text)];

    public IEnumerable<(string Key, ExampleNode Value)> Pairs =>
        Map.Children.Select(c => (placeholders.Expand((c.Key as YamlScalarNode)?.Value ?? throw Error("keys are texts"), Error), new ExampleNode(c.Value, file, placeholders)));

    private YamlMappingNode Map => node as YamlMappingNode ?? throw Error("a map is expected");
}
