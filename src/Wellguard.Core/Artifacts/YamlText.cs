using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Artifacts;

/// <summary>Loads YAML text within bounds: policies, rules and examples come from pull requests too.</summary>
internal static class YamlText
{
    /// <summary>In characters. Attack: a policy from a pull request exhausts memory.</summary>
    public const int LengthLimit = 1 << 20;

    /// <summary>Deepest nesting. Attack: a million open brackets overflow the loader's stack.</summary>
    public const int DepthLimit = 32;

    /// <exception cref="UsageException">File, line, column and what is wrong. Aliases of lists and maps are: they multiply ("billion laughs"); those of texts do not.</exception>
    public static IList<YamlDocument> Documents(string file, string text)
    {
        if (text.Length > LengthLimit)
        {
            throw new UsageException($"{file}:1:1: longer than {LengthLimit} characters");
        }

        try
        {
            Check(file, text);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents;
        }
        catch (YamlException broken)
        {
            throw new UsageException($"{file}:{broken.Start.Line}:{broken.Start.Column}: {YamlNodes.Reason(broken)}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The library's scanner and loader have states that they did not foresee.
            throw new UsageException($"{file}:1:1: is no valid YAML");
        }
    }

    private static void Check(string file, string text)
    {
        var depth = 0;
        var texts = new HashSet<AnchorName>();
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            depth += current.NestingIncrease;
            if (depth > DepthLimit)
            {
                throw new UsageException($"{file}:{current.Start.Line}:{current.Start.Column}: nested deeper than {DepthLimit}");
            }

            if (current is NodeEvent { Anchor.IsEmpty: false } named && !(named is Scalar ? texts.Add(named.Anchor) : !texts.Contains(named.Anchor)))
            {
                throw new UsageException($"{file}:{current.Start.Line}:{current.Start.Column}: '{named.Anchor}' names something already");
            }

            if (current is AnchorAlias alias && !texts.Contains(alias.Value))
            {
                throw new UsageException($"{file}:{current.Start.Line}:{current.Start.Column}: an alias can stand for a text that was named before it, for nothing else");
            }
        }
    }
}
