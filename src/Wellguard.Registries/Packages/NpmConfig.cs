using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Wellguard.Registries.Packages;

/// <summary>
/// Which registry npm would ask (npm documentation, "npmrc" and "config"): environment, project, user, global; the first that says wins.
/// Attack: a folder of code brings a <c>.npmrc</c> that sends the user's variables or tokens to somebody else. Such a file may name registries; log-ins and
/// variables are taken from the user's own files alone.
/// </summary>
internal sealed partial class NpmConfig
{
    private readonly List<(Dictionary<string, string> Values, bool IsOwn)> files = [];

    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="folder">Whose project counts.</param>
    public NpmConfig(Func<string, string?> variable, string folder)
    {
        string? Setting(string name) => variable("npm_config_" + name) ?? variable("NPM_CONFIG_" + name.ToUpperInvariant());
        var home = variable("HOME");
        var project = ConfigFile.Upwards(folder).FirstOrDefault(static at => File.Exists(Path.Combine(at, "package.json")) || Directory.Exists(Path.Combine(at, "node_modules"))) ?? folder;
        var user = Setting("userconfig") ?? (home is null ? null : Path.Combine(home, ".npmrc"));
        files.Add((new(StringComparer.OrdinalIgnoreCase) { ["registry"] = Setting("registry") ?? "" }, true));
        if (Path.Combine(project, ".npmrc") is var own && own != user)
        {
            files.Add((Read(ConfigFile.Text(own), static _ => null), false));
        }

        foreach (var path in (IEnumerable<string?>)[user, Setting("globalconfig"), .. Prefixes(variable, Setting("prefix")).Select(static prefix => Path.Combine(prefix, "etc/npmrc")), "/etc/npmrc"])
        {
            if (path is not null)
            {
                files.Add((Read(ConfigFile.Text(path), variable), true));
            }
        }
    }

    /// <summary>Null: none is configured for it.</summary>
    /// <param name="name">Of a package, with its scope.</param>
    public Feed? For(string name)
    {
        var scope = name.StartsWith('@') ? name[..name.IndexOf('/', StringComparison.Ordinal)] + ":registry" : null;
        foreach (var key in (string?[])[scope, "registry"])
        {
            foreach (var (values, isOwn) in files)
            {
                if (key is not null && Feed.Of(values.GetValueOrDefault(key), isOwn) is { } feed)
                {
                    return feed with { LogIn = feed.LogIn ?? LogInAt(feed.Address), IsOwn = isOwn || files.Any(file => file.IsOwn && file.Values.Values.Any(value => Feed.Of(value, true)?.Address == feed.Address)) };
                }
            }
        }

        return null;
    }

    /// <summary>Keys are the registry's address without its scheme, or a part of the path above it.</summary>
    private AuthenticationHeaderValue? LogInAt(Uri address)
    {
        for (var path = address.AbsolutePath; path.Length > 0; path = path[..(path.TrimEnd('/').LastIndexOf('/') + 1)])
        {
            var place = $"//{address.Authority}{path}:";
            string? Value(string key) => files.Where(static file => file.IsOwn).Select(file => file.Values.GetValueOrDefault(place + key)).FirstOrDefault(static value => !string.IsNullOrEmpty(value));
            if (Value("_authToken") is { } token && token.All(static c => c is > ' ' and < '\x7f'))
            {
                return new("Bearer", token);
            }

            if (Value("_auth") is { } pair && pair.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '='))
            {
                return new("Basic", pair);
            }

            var password = new byte[1024];
            if (Value("username") is { } user && Value("_password") is { } encoded && Convert.TryFromBase64String(encoded, password, out var length))
            {
                return Feed.Basic($"{user}:{Encoding.UTF8.GetString(password, 0, length)}");
            }
        }

        return null;
    }

    /// <summary>Where node is installed; npm's global configuration lies below.</summary>
    private static IEnumerable<string> Prefixes(Func<string, string?> variable, string? configured) =>
        configured is not null ? [configured]
        : (variable("PATH") ?? "").Split(':').Where(Path.IsPathRooted).Where(static folder => File.Exists(Path.Combine(folder, "node"))).Select(static folder => Path.GetDirectoryName(folder.TrimEnd('/'))).OfType<string>().Take(1);

    /// <summary>The npm package "ini": <c>key = value</c>, comments after <c>;</c> and <c>#</c>. Sections are not used.</summary>
    private static Dictionary<string, string> Read(string text, Func<string, string?> variable)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text.Split('\n').Select(static line => line.Trim()))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && line[0] is not (';' or '#' or '['))
            {
                values[line[..equals].Trim()] = Variable.Replace(line[(equals + 1)..].Trim().Trim('"', '\''), match => variable(match.Groups[1].Value) ?? "");
            }
        }

        return values;
    }

    [GeneratedRegex(@"\$\{([A-Za-z0-9_]+)\??\}", RegexOptions.NonBacktracking)]
    private static partial Regex Variable { get; }
}
