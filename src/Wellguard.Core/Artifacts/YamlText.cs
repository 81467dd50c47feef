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

    /// <exception cref="UsageException">File, line, column and what is wrong. Aliases are: they multiply ("billion laughs").</exception>
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
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            depth += current.NestingIncrease;
            if (depth > DepthLimit)
            {
                throw new UsageException($"{file}:{current.Start.Line}:{current.Start.Column}: nested deeper than {DepthLimit}");
            }

            if (current is AnchorAlias)
            {
                throw new UsageException($"{file}:{current.Start.Line}:{current.Start.Column}: aliases are not allowed here");
            }
        }
    }
}
