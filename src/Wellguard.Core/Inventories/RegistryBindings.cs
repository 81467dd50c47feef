using System.Xml;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>npm's <c>.npmrc</c>: which scopes have a registry of their own, and whether all else has.</summary>
/// <param name="Scopes">With their @.</param>
internal sealed record NpmBindings(IReadOnlySet<string> Scopes, bool All)
{
    /// <summary>npm documentation, npmrc: <c>key = value</c> lines, comments with <c>;</c> and <c>#</c>.</summary>
    public static NpmBindings Of(string text)
    {
        var scopes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var all = false;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var key = line.Split('=', 2)[0].Trim();
            all |= key == "registry";
            if (key.StartsWith('@') && key.EndsWith(":registry", StringComparison.Ordinal))
            {
                scopes.Add(key[..^":registry".Length]);
            }
        }

        return new(scopes, all);
    }
}

/// <summary>pip's requirements and configuration: whether a second index is asked for the same names.</summary>
/// <param name="Names">Of requirements without a hash.</param>
internal sealed record PipBindings(bool HasSecondIndex, int Line, IReadOnlyList<string> Names)
{
    private const int MostNames = 5_000;

    /// <summary>pip documentation, requirements file format and configuration: <c>--extra-index-url</c>, <c>extra-index-url =</c>.</summary>
    public static PipBindings Of(string text)
    {
        var names = new List<string>();
        var (number, second) = (0, 0);
        foreach (var raw in text.Replace("\\\r\n", " ", StringComparison.Ordinal).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.StartsWith("--extra-index-url", StringComparison.Ordinal) || (line.StartsWith("extra-index-url", StringComparison.Ordinal) && line.Contains('=', StringComparison.Ordinal)))
            {
                second = second == 0 ? number : second;
            }
            else if (line.Length > 0 && char.IsAsciiLetterOrDigit(line[0]) && !line.Contains("--hash", StringComparison.Ordinal) && !line.Contains(" @ ", StringComparison.Ordinal) && !line.Contains("://", StringComparison.Ordinal) && names.Count < MostNames)
            {
                var end = line.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
                names.Add(end < 0 ? line : line[..end]);
            }
        }

        return new(second > 0, second, names);
    }
}

/// <summary>A <c>NuGet.Config</c>: how many sources of the network it adds, and whether it says which package comes from which.</summary>
internal sealed record NuGetBindings(int Sources, bool IsMapped)
{
    /// <summary>Attack: a configuration of gigabytes.</summary>
    private const int LongestText = 1 << 18;

    /// <summary>NuGet documentation, nuget.config reference. Null for what is not XML: NuGet does not read it either.</summary>
    public static NuGetBindings? Of(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestText });
            var (sources, mapped, section) = (0, false, "");
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                section = reader.Depth == 1 ? reader.LocalName : section;
                mapped |= reader is { LocalName: "packageSource", Depth: 2 } && section == "packageSourceMapping";
                sources += reader.LocalName == "add" && section == "packageSources" && reader.GetAttribute("value")?.StartsWith("http", StringComparison.OrdinalIgnoreCase) == true ? 1 : 0;
            }

            return new(sources, mapped);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
