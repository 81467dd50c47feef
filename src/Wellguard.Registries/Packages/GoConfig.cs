using System.IO.Enumeration;

namespace Wellguard.Registries.Packages;

/// <summary>Which proxies go would ask (Go Modules Reference, "Environment variables"; <c>go help env</c>): the environment, the user's <c>go env</c> file, the one that came with go. A folder of code names none.</summary>
internal sealed class GoConfig
{
    /// <summary>Attack, or a mistake: a thousand proxies.</summary>
    private const int MostProxies = 16;

    private readonly Func<string, string?> variable;
    private readonly List<Dictionary<string, string>> files = [];

    /// <param name="variable">Looks up an environment variable.</param>
    public GoConfig(Func<string, string?> variable)
    {
        this.variable = variable;
        var home = variable("HOME");
        var root = variable("GOROOT") ?? (variable("PATH") ?? "").Split(':').Where(Path.IsPathRooted).Select(static folder => Path.Combine(folder, "go")).Where(File.Exists).Select(RootOf).FirstOrDefault();
        foreach (var path in (string?[])[variable("GOENV") ?? ((variable("XDG_CONFIG_HOME") ?? (home is null ? null : Path.Combine(home, ".config"))) is { } config ? Path.Combine(config, "go/env") : null), root is null ? null : Path.Combine(root, "go.env")])
        {
            files.Add(path is null or "off" ? [] : Read(ConfigFile.Text(path)));
        }

        Modules = Setting("GOMODCACHE") ?? ((Setting("GOPATH")?.Split(':')[0] ?? (home is null ? null : Path.Combine(home, "go"))) is { } workspace ? Path.Combine(workspace, "pkg/mod") : null);
    }

    /// <summary>The folder of modules that were fetched, or null.</summary>
    public string? Modules { get; }

    /// <summary>In the order in which they are asked, with the words <c>direct</c> and <c>off</c> where they stand.</summary>
    public IReadOnlyList<GoProxyEntry> Proxies
    {
        get
        {
            var entries = new List<GoProxyEntry>();
            var rest = Setting("GOPROXY") ?? "";
            while (rest.Length > 0 && entries.Count < MostProxies)
            {
                var end = rest.AsSpan().IndexOfAny(',', '|');
                var word = (end < 0 ? rest : rest[..end]).Trim();
                if (word.Length > 0)
                {
                    entries.Add(new(word, Feed.Of(word, isOwn: true), end >= 0 && rest[end] == '|'));
                }

                rest = end < 0 ? "" : rest[(end + 1)..];
            }

            return entries;
        }
    }

    /// <summary>No proxy may hear of it: GONOPROXY, by default GOPRIVATE: patterns of the first parts of its path.</summary>
    public bool IsPrivate(string module) =>
        (Setting("GONOPROXY") ?? Setting("GOPRIVATE") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Any(pattern =>
        {
            var (wanted, parts) = (pattern.TrimEnd('/').Split('/'), module.Split('/'));
            return wanted.Length <= parts.Length && wanted.Zip(parts).All(static pair => pair.First.Contains('[', StringComparison.Ordinal) || FileSystemName.MatchesSimpleExpression(pair.First, pair.Second, ignoreCase: false));
        });

    private string? Setting(string name) => variable(name) is { Length: > 0 } value ? value : files.Select(file => file.GetValueOrDefault(name)).FirstOrDefault(static value => value is { Length: > 0 });

    /// <summary>The installation that a program of the search path belongs to: it is usually a link.</summary>
    private static string? RootOf(string program)
    {
        try
        {
            return Path.GetDirectoryName(Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Select(static line => line.Trim()))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && line[0] != '#')
            {
                values[line[..equals]] = line[(equals + 1)..].Trim('"');
            }
        }

        return values;
    }
}

/// <param name="Feed">Null for what is no address over the network.</param>
/// <param name="IsOptional">What stands behind it is asked whatever it answers; else only when it does not have it.</param>
internal sealed record GoProxyEntry(string Word, Feed? Feed, bool IsOptional);
