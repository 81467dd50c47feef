using System.Net.Http.Headers;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>
/// Which sources RubyGems and Bundler would ask: the <c>:sources:</c> of gemrc files (RubyGems guides, "gem environment"); of a lock file the sources that it names; for each its mirror (Bundler
/// documentation, "bundle config": project, environment, user). Attack: a lock file or a project's configuration names a source inside, or one that wants the user's log-in: such a source is not
/// the user's own, and a log-in belongs to the host that the user's own files name.
/// </summary>
internal sealed class GemConfig
{
    private readonly Func<string, string?> variable;
    private readonly YamlFields? project;
    private readonly YamlFields? user;
    private readonly IReadOnlyList<string> sources;

    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="folder">Whose project counts.</param>
    public GemConfig(Func<string, string?> variable, string folder)
    {
        this.variable = variable;
        var home = variable("HOME");
        var own = variable("BUNDLE_USER_CONFIG") ?? Below(variable("BUNDLE_USER_HOME") ?? Below(home, ".bundle"), "config");
        user = Read(own);
        project = ConfigFile.Upwards(folder).Select(static at => Path.Combine(at, ".bundle/config")).Where(path => path != own).Select(Read).FirstOrDefault(static read => read is not null);
        IEnumerable<string?> files =
        [
            .. (variable("GEMRC") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Reverse(),
            Below(home, ".gemrc"),
            Below(variable("XDG_CONFIG_HOME") ?? Below(home, ".config"), "gem/gemrc"),
            "/etc/gemrc",
        ];
        sources = files.Select(Read).OfType<YamlFields>().Select(static read => (IReadOnlyList<string>)[.. read.Texts(":sources"), .. read.Texts("sources")]).FirstOrDefault(static some => some.Count > 0, []);
    }

    /// <summary>In the order in which they are asked.</summary>
    /// <param name="remotes">Those that a lock file names; none: those of the user's configuration.</param>
    public IReadOnlyList<Feed> For(IReadOnlyList<string> remotes)
    {
        var known = sources.Select(static source => Feed.Of(source, isOwn: true)).OfType<Feed>().ToList();
        var named = remotes.Count == 0 ? known : [.. remotes.Select(remote => Feed.Of(remote, isOwn: false)).OfType<Feed>().Select(feed => known.Find(one => one.Address == feed.Address) ?? feed)];
        return [.. named.Select(feed => MirrorOf(feed) ?? feed).Select(feed => feed with { LogIn = feed.LogIn ?? LogInAt(feed) }).DistinctBy(static feed => feed.Address)];
    }

    private Feed? MirrorOf(Feed feed)
    {
        var address = feed.Address.AbsoluteUri;
        foreach (var key in (string[])[Key($"mirror.{address}"), Key($"mirror.{address.TrimEnd('/')}"), "BUNDLE_MIRROR__ALL"])
        {
            var own = variable(key) ?? user?.Text(key);
            if (Feed.Of(project?.Text(key) ?? own, isOwn: project?.Text(key) is null || project.Text(key) == own) is { } mirror)
            {
                return mirror;
            }
        }

        return null;
    }

    /// <summary>Attack: a project names the user's host with another port.</summary>
    private AuthenticationHeaderValue? LogInAt(Feed feed) =>
        (feed.IsOwn || feed.Address.IsDefaultPort) && Key(feed.Address.Host) is var key && (variable(key) ?? user?.Text(key)) is { } pair && pair.Contains(':', StringComparison.Ordinal) ? Feed.Basic(Uri.UnescapeDataString(pair)) : null;

    /// <summary>Bundler::Settings#key_for.</summary>
    private static string Key(string name) => "BUNDLE_" + name.Replace(".", "__", StringComparison.Ordinal).Replace("-", "___", StringComparison.Ordinal).ToUpperInvariant();

    private static YamlFields? Read(string? path)
    {
        try
        {
            return path is not null && ConfigFile.Text(path) is { Length: > 0 } text ? YamlFields.Read(path, text) : null;
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    private static string? Below(string? folder, string path) => folder is null ? null : Path.Combine(folder, path);
}
