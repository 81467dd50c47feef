using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Wellguard.Artifacts;

/// <summary>
/// The texts of a YAML document by their paths: <c>runs.steps.0.run</c>. Made from the parser's events, so that aliases, which stand for nothing here, multiply nothing ("billion laughs").
/// </summary>
internal sealed class YamlFields
{
    /// <summary>Attack: a million open brackets.</summary>
    private const int MaxDepth = 32;

    /// <summary>Attack: a million texts.</summary>
    private const int MaxTexts = 200_000;

    private readonly Dictionary<string, (string Text, int Line)> _texts;
    private readonly string _prefix;

    private YamlFields(Dictionary<string, (string Text, int Line)> texts, string prefix) => (_texts, _prefix) = (texts, prefix);

    /// <summary>Throws <see cref="UnreadableException"/>: no YAML, nested too deep, too long.</summary>
    public static YamlFields Read(string what, string text)
    {
        try
        {
            var texts = new Dictionary<string, (string, int)>(StringComparer.Ordinal);
            Walk(new Parser(new StringReader(text)), what, texts);
            return new(texts, "");
        }
        catch (YamlException broken)
        {
            throw new UnreadableException(what, $"line {broken.Start.Line}: {YamlNodes.Reason(broken)}", broken);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new UnreadableException(what, "is no valid YAML", e);
        }
    }

    public string? Text(string path) => _texts.TryGetValue(_prefix + path, out var found) ? found.Text : null;

    /// <summary>From 1: of the first line of the text.</summary>
    public int Line(string path) => _texts.TryGetValue(_prefix + path, out var found) ? found.Line : 1;

    public bool Has(string path) => _texts.Keys.Any(key => key == _prefix + path || key.StartsWith(_prefix + path + ".", StringComparison.Ordinal));

    /// <summary>The items of a list.</summary>
    public IEnumerable<YamlFields> Each(string path)
    {
        var items = new List<string>();
        var start = _prefix + path + ".";
        foreach (var key in _texts.Keys.Where(key => key.StartsWith(start, StringComparison.Ordinal)))
        {
            var end = key.IndexOf('.', start.Length);
            var item = end < 0 ? key : key[..end];
            if (items.Count == 0 || items[^1] != item)
            {
                items.Add(item);
            }
        }

        return items.Select(item => new YamlFields(_texts, item + "."));
    }

    /// <summary>The texts of a list of texts.</summary>
    public IEnumerable<string> Texts(string path)
    {
        for (var i = 0; Text(string.Create(CultureInfo.InvariantCulture, $"{path}.{i}")) is { } text; i++)
        {
            yield return text;
        }
    }

    private static void Walk(Parser parser, string what, Dictionary<string, (string Text, int Line)> texts)
    {
        var open = new Stack<Level>();
        while (parser.MoveNext() && parser.Current is not DocumentEnd)
        {
            switch (parser.Current)
            {
                case MappingStart or SequenceStart:
                    if (open.Count == MaxDepth)
                    {
                        throw new UnreadableException(what, $"line {parser.Current.Start.Line}: nested deeper than {MaxDepth}");
                    }

                    open.Push(new Level(open.TryPeek(out var outer) ? outer.Next("") : "", parser.Current is MappingStart));
                    break;
                case MappingEnd or SequenceEnd:
                    open.Pop();
                    if (open.TryPeek(out var around))
                    {
                        around.Done();
                    }

                    break;
                case Scalar scalar when open.TryPeek(out var level):
                    if (level.TakesKey)
                    {
                        level.Key = scalar.Value;
                    }
                    else if (texts.Count < MaxTexts)
                    {
                        texts[level.Next("")] = (scalar.Value, (int)scalar.Start.Line + (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded ? 1 : 0));
                        level.Done();
                    }
                    else
                    {
                        throw new UnreadableException(what, $"has more than {MaxTexts:N0} texts");
                    }

                    break;
                case AnchorAlias when open.TryPeek(out var level):
                    level.Done();
                    break;
            }
        }
    }

    /// <summary>An open map or list.</summary>
    private sealed class Level(string path, bool isMap)
    {
        private int _count;

        public string? Key { get; set; }

        public bool TakesKey => isMap && Key is null;

        /// <summary>The path of the value that comes. A key that is no text has none.</summary>
        public string Next(string unnamed) => (path.Length > 0 ? path + "." : "") + (isMap ? Key ?? unnamed : _count.ToString(CultureInfo.InvariantCulture));

        public void Done()
        {
            // A map or an alias where a key is wanted: its value comes next.
            Key = isMap && Key is null ? "" : null;
            _count++;
        }
    }
}
