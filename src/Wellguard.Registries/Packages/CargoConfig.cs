using System.Net.Http.Headers;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>
/// Which registry cargo would ask (The Cargo Book, "Configuration", "Source Replacement", "Registry Authentication"): the folders from the project up, then the user's; the nearest that says wins.
/// Attack: a folder of code replaces the user's source, or calls its own by the name of the user's: such a registry is not the user's own, and a token belongs to the address that the user's own files name.
/// </summary>
internal sealed class CargoConfig
{
    /// <summary>What lock files call the registry that cargo has without any configuration (cargo, CRATES_IO_INDEX). It is never asked.</summary>
    private const string Usual = "registry+https://github.com/rust-lang/crates.io-index";

    private const string UsualName = "crates-io";

    /// <summary>Attack: sources that replace each other in a circle.</summary>
    private const int MostReplacements = 10;

    private readonly Func<string, string?> variable;
    private readonly List<(Dictionary<string, string> Values, bool IsOwn)> files = [];
    private readonly Dictionary<string, string> tokens;

    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="folder">Whose project counts.</param>
    public CargoConfig(Func<string, string?> variable, string folder)
    {
        this.variable = variable;
        Home = variable("CARGO_HOME") ?? (variable("HOME") is { } home ? Path.Combine(home, ".cargo") : null);
        foreach (var at in ConfigFile.Upwards(folder).Select(static at => Path.Combine(at, ".cargo")).Where(at => at != Home))
        {
            files.Add((Read(at, "config"), false));
        }

        tokens = Home is null ? [] : Read(Home, "credentials");
        files.Add((Home is null ? [] : Read(Home, "config"), true));
    }

    /// <summary>The user's own folder of cargo, or null.</summary>
    public string? Home { get; }

    /// <summary>The registry, or why there is none.</summary>
    /// <param name="source">As a lock file names it: <c>registry+ADDRESS</c>, <c>sparse+ADDRESS</c>. Null: the usual one.</param>
    public (Feed? Feed, string Why) For(string? source)
    {
        if ((source is null or Usual ? UsualName : NameOf(source)) is not { } name)
        {
            return (null, $"no registry of crates is configured as {source}; say so in ~/.cargo/config.toml: [registries.NAME] index = \"sparse+https://HOST/index/\"");
        }

        for (var replaced = 0; Value($"source.{name}.replace-with") is { } next; name = next)
        {
            if (++replaced > MostReplacements)
            {
                return (null, $"its sources replace each other without end (source.{name} in cargo's configuration)");
            }
        }

        var index = IndexOf(name);
        return index is not null && Feed.Of(Bare(index), IsOwn(index)) is { } feed
            ? index.StartsWith("sparse+", StringComparison.Ordinal) ? (feed with { LogIn = feed.LogIn ?? LogInAt(feed.Address) }, "") : (null, $"the registry {feed} is a git index, which is not read; name its sparse index in ~/.cargo/config.toml: sparse+https://HOST/index/")
            : (null, ((string[])["directory", "local-registry", "git"]).Any(kind => Value($"source.{name}.{kind}") is not null) ? $"cargo takes it from a folder or repository (source.{name} in its configuration), not from a registry"
                : "no registry of crates is configured; say which in ~/.cargo/config.toml: [source.crates-io] replace-with = \"NAME\" and [source.NAME] registry = \"sparse+https://HOST/index/\"");
    }

    private string? NameOf(string source) => Names().FirstOrDefault(name => IndexOf(name) is { } index && IsSame(index, source));

    /// <summary>Of registries and sources that some file has, and of those that replace others.</summary>
    private IEnumerable<string> Names() =>
        files.SelectMany(static file => file.Values).SelectMany(static pair => pair.Key.Split('.') is ["registries" or "source", var name, var key] ? key == "replace-with" ? (string[])[name, pair.Value] : [name] : []).Distinct();

    private string? IndexOf(string name) => variable($"CARGO_REGISTRIES_{VariableOf(name)}_INDEX") ?? Value($"registries.{name}.index") ?? Value($"source.{name}.registry");

    private string? Value(string key) => files.Select(file => file.Values.GetValueOrDefault(key)).FirstOrDefault(static value => value is not null);

    /// <summary>A value of the environment, or of the user's own files.</summary>
    private bool IsOwn(string index) => OwnIndexes().Any(one => IsSame(one.Index, index));

    private AuthenticationHeaderValue? LogInAt(Uri address) =>
        OwnIndexes().Where(one => Feed.Of(Bare(one.Index), isOwn: true)?.Address == address).Select(one => variable($"CARGO_REGISTRIES_{VariableOf(one.Name)}_TOKEN") ?? tokens.GetValueOrDefault($"registries.{one.Name}.token"))
            .Select(static token => AuthenticationHeaderValue.TryParse(token, out var header) ? header : null).FirstOrDefault(static header => header is not null);

    private IEnumerable<(string Name, string Index)> OwnIndexes()
    {
        foreach (var name in Names())
        {
            foreach (var index in (string?[])[variable($"CARGO_REGISTRIES_{VariableOf(name)}_INDEX"), .. files.Where(static file => file.IsOwn).SelectMany(file => (string?[])[file.Values.GetValueOrDefault($"registries.{name}.index"), file.Values.GetValueOrDefault($"source.{name}.registry")])])
            {
                if (index is not null)
                {
                    yield return (name, index);
                }
            }
        }
    }

    private static bool IsSame(string one, string other) => Bare(one).TrimEnd('/') == Bare(other).TrimEnd('/');

    private static string Bare(string index) => index.StartsWith("sparse+", StringComparison.Ordinal) ? index[7..] : index.StartsWith("registry+", StringComparison.Ordinal) ? index[9..] : index;

    private static string VariableOf(string name) => name.ToUpperInvariant().Replace('-', '_');

    /// <summary>Also tables that stand on one line: <c>[registries]</c>, <c>mine = { index = "…" }</c>.</summary>
    private static Dictionary<string, string> Read(string folder, string name)
    {
        var text = ConfigFile.Text(Path.Combine(folder, name)) is { Length: > 0 } old ? old : ConfigFile.Text(Path.Combine(folder, name + ".toml"));
        var values = TomlLines.Read(text);
        foreach (var (key, value) in values.Where(static pair => pair.Value.StartsWith('{')).ToList())
        {
            foreach (var (inner, its) in TomlLines.Read(value.Trim('{', '}', ' ').Replace(',', '\n')))
            {
                values[$"{key}.{inner}"] = its;
            }
        }

        return values;
    }
}
