using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Wellguard.Registries.Packages;

/// <summary>
/// Which sources NuGet would ask (NuGet documentation, "nuget.config reference" and "Package source mapping"): machine, user, then the folders from the root down to the project; what is nearer adds and
/// overrides, <c>clear</c> forgets. Attack: a folder of code names a source as the user does, with another address: log-ins belong to an address that the user's own files name.
/// </summary>
internal sealed partial class NuGetConfig
{
    /// <summary>Attack: a thousand sources, each asked for every package.</summary>
    private const int MostSources = 16;

    private readonly Dictionary<string, Feed> sources = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Source, string Pattern)> mapping = [];

    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="folder">Whose project counts.</param>
    public NuGetConfig(Func<string, string?> variable, string folder)
    {
        var home = variable("HOME");
        var own = (variable("NUGET_COMMON_APPLICATION_DATA") ?? "/etc/opt") is var machine ? Files(Path.Combine(machine, "NuGet/Config")) : [];
        IReadOnlyList<string> user = home is null ? [] : [.. Files(Path.Combine(home, ".nuget/config")), .. Files(Path.Combine(variable("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config"), "NuGet")), .. Files(Path.Combine(home, ".nuget/NuGet"))];
        var known = new HashSet<string>([.. own, .. user], StringComparer.Ordinal);
        var project = ConfigFile.Upwards(folder).Reverse().SelectMany(static at => ((string[])["nuget.config", "NuGet.config", "NuGet.Config"]).Select(name => Path.Combine(at, name))).Where(path => File.Exists(path) && !known.Contains(path));
        var logIns = new List<(Uri Address, System.Net.Http.Headers.AuthenticationHeaderValue LogIn)>();
        var disabled = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, isOwn) in own.Concat(user).Select(static path => (path, true)).Concat(project.Select(static path => (path, false))))
        {
            if (Read(path) is { } root)
            {
                Apply(root, isOwn, disabled);
                logIns.AddRange(isOwn ? LogIns(root, variable) : []);
            }
        }

        foreach (var (name, feed) in sources.ToList())
        {
            if (disabled.Contains(name))
            {
                sources.Remove(name);
            }
            else
            {
                sources[name] = feed with { LogIn = feed.LogIn ?? logIns.Where(one => one.Address == feed.Address).Select(static one => one.LogIn).LastOrDefault() };
            }
        }
    }

    /// <summary>For a package: those that the longest pattern names which fits it, else all.</summary>
    public IReadOnlyList<Feed> For(string id)
    {
        var fitting = mapping.Where(one => one.Pattern.EndsWith('*') ? id.StartsWith(one.Pattern[..^1], StringComparison.OrdinalIgnoreCase) : id.Equals(one.Pattern, StringComparison.OrdinalIgnoreCase)).ToList();
        var longest = fitting.Count == 0 ? 0 : fitting.Max(static one => one.Pattern.Length);
        return [.. (mapping.Count == 0 ? sources : sources.Where(source => fitting.Exists(one => one.Pattern.Length == longest && one.Source.Equals(source.Key, StringComparison.OrdinalIgnoreCase)))).Select(static source => source.Value).Take(MostSources)];
    }

    private void Apply(XElement root, bool isOwn, HashSet<string> disabled)
    {
        foreach (var entry in root.Elements("packageSources").Elements())
        {
            if (entry.Name.LocalName == "clear")
            {
                sources.Clear();
            }
            else if (entry.Attribute("key")?.Value is { } name && Feed.Of(entry.Attribute("value")?.Value, isOwn) is { } feed && sources.Count < MostSources)
            {
                // The user's own address stays the user's own when a project repeats it.
                sources[name] = sources.Values.FirstOrDefault(known => known.Address == feed.Address && known.IsOwn) ?? feed;
            }
        }

        foreach (var entry in root.Elements("disabledPackageSources").Elements("add"))
        {
            if (entry.Attribute("key")?.Value is { } name && entry.Attribute("value")?.Value is "true" or "True")
            {
                disabled.Add(name);
            }
        }

        foreach (var entry in root.Elements("packageSourceMapping").Elements())
        {
            if (entry.Name.LocalName == "clear")
            {
                mapping.Clear();
            }

            mapping.AddRange(entry.Elements("package").Select(package => (entry.Attribute("key")?.Value ?? "", package.Attribute("pattern")?.Value ?? "")).Where(static one => one.Item2.Length > 0));
        }
    }

    private IEnumerable<(Uri, System.Net.Http.Headers.AuthenticationHeaderValue)> LogIns(XElement root, Func<string, string?> variable)
    {
        foreach (var entry in root.Elements("packageSourceCredentials").Elements())
        {
            string? Value(string key) => entry.Elements("add").FirstOrDefault(add => string.Equals(add.Attribute("key")?.Value, key, StringComparison.OrdinalIgnoreCase))?.Attribute("value")?.Value is { } text ? Variable.Replace(text, match => variable(match.Groups[1].Value) ?? "") : null;
            if (sources.GetValueOrDefault(XmlConvert.DecodeName(entry.Name.LocalName)) is { IsOwn: true } feed && Value("Username") is { } user && Value("ClearTextPassword") is { } password)
            {
                yield return (feed.Address, Feed.Basic($"{user}:{password}"));
            }
        }
    }

    private static XElement? Read(string path)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(ConfigFile.Text(path).TrimStart('\uFEFF')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> Files(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Where(static path => path.EndsWith(".config", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Take(MostSources)] : [];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [GeneratedRegex("%([A-Za-z0-9_]+)%", RegexOptions.NonBacktracking)]
    private static partial Regex Variable { get; }
}
