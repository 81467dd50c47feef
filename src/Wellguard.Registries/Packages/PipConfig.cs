namespace Wellguard.Registries.Packages;

/// <summary>Which indexes pip would ask (pip documentation, "Configuration"): environment, PIP_CONFIG_FILE, virtual environment, user, machine; the first that says wins. Further indexes add up.</summary>
internal sealed class PipConfig
{
    /// <summary>Attack: a thousand indexes.</summary>
    private const int MostFeeds = 8;

    private static readonly string[] Sections = ["install", "download", "global"];

    /// <param name="variable">Looks up an environment variable.</param>
    public PipConfig(Func<string, string?> variable)
    {
        var home = variable("HOME");
        var only = variable("PIP_CONFIG_FILE");
        IEnumerable<string?> files = only == "/dev/null" ? [] :
        [
            only,
            variable("VIRTUAL_ENV") is { } environment ? Path.Combine(environment, "pip.conf") : null,
            Below(variable("XDG_CONFIG_HOME") ?? (home is null ? null : Path.Combine(home, ".config")), "pip/pip.conf"),
            Below(home, ".pip/pip.conf"),
            .. (variable("XDG_CONFIG_DIRS") ?? "/etc/xdg").Split(':').Select(static folder => Below(folder, "pip/pip.conf")),
            "/etc/pip.conf",
        ];
        var read = files.OfType<string>().Select(static path => Read(ConfigFile.Text(path))).ToList();
        string? Setting(string name) => variable("PIP_" + name.ToUpperInvariant().Replace('-', '_')) ?? read.Select(file => Sections.Select(section => file.GetValueOrDefault($"{section}.{name}")).FirstOrDefault(static value => value is not null)).FirstOrDefault(static value => value is not null);

        var further = (Setting("extra-index-url") ?? "").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Feeds = [.. further.Prepend(Setting("index-url")).Take(MostFeeds).Select(static address => Feed.Of(address, isOwn: true)).OfType<Feed>()];
    }

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<Feed> Feeds { get; }

    private static string? Below(string? folder, string path) => folder is null ? null : Path.Combine(folder, path);

    /// <summary>Python's configparser: sections, <c>key = value</c> or <c>key: value</c>, values that go on in indented lines.</summary>
    private static Dictionary<string, string> Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var (section, key) = ("", "");
        foreach (var line in text.Split('\n').Select(static line => line.TrimEnd()))
        {
            var plain = line.Trim();
            if (plain.Length == 0 || plain[0] is '#' or ';')
            {
                continue;
            }

            if (plain[0] == '[')
            {
                section = plain.Trim('[', ']');
            }
            else if (char.IsWhiteSpace(line[0]) && key.Length > 0)
            {
                values[key] += "\n" + plain;
            }
            else if (plain.AsSpan().IndexOfAny('=', ':') is > 0 and var end)
            {
                key = $"{section}.{plain[..end].Trim().Replace('_', '-')}";
                values[key] = plain[(end + 1)..].Trim();
            }
        }

        return values;
    }
}
