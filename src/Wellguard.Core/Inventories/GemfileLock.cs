using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary><c>Gemfile.lock</c> of Bundler: sections without indent; below <c>specs:</c> gems by four, what they need by six. <c>PATH</c> is the project's own.</summary>
public sealed class GemfileLock : PackageReader
{
    /// <summary>Attack: a thousand sources, each asked for every gem.</summary>
    private const int MostRemotes = 16;

    /// <summary>Below <c>vendor/bundle</c> Bundler installs gems, which bring lock files that nothing reads.</summary>
    public override Need Wants(Entry entry) =>
        (entry.IsNamed("Gemfile.lock") || entry.IsNamed("gems.locked")) && !entry.IsInsideInstalledPackage() && !entry.Path.Contains("vendor/bundle/", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var (section, remotes) = ("", new List<string>());
        var specs = new List<Spec>();
        var direct = new HashSet<string>(StringComparer.Ordinal);
        var digests = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var lines = new Lines(file.Bytes);
        while (lines.Next(out var line))
        {
            var indent = line.IndexOfAnyExcept((byte)' ');
            var text = indent < 0 ? "" : line[indent..].Utf8();
            switch (indent)
            {
                case 0:
                    (section, remotes) = (text, []);
                    break;
                case 2 when text.StartsWith("remote: ", StringComparison.Ordinal) && remotes.Count < MostRemotes:
                    remotes.Add(text["remote: ".Length..].Trim());
                    break;
                case 2 when section == "DEPENDENCIES":
                    direct.Add(NameOf(text));
                    break;
                case 2 when section == "CHECKSUMS" && text.IndexOf(") ", StringComparison.Ordinal) is > 0 and var end:
                    digests[text[..(end + 1)]] = [.. text[(end + 2)..].Split(',').Select(static pair => pair.Split('=') is [var algorithm, var hex] ? Integrity.OfHex(algorithm.Trim(), hex.Trim()) : null).OfType<string>()];
                    break;
                case 4 when section is "GEM" or "GIT" && Spec.Of(text, section, remotes) is { } spec:
                    specs.Add(spec);
                    into.Add(spec.Purl, ComponentState.Declared);
                    break;
                case 6 when section == "PATH":
                    direct.Add(NameOf(text));
                    break;
                case 6 when section is "GEM" or "GIT" && specs.Count > 0:
                    specs[^1].Needs.Add(NameOf(text));
                    break;
            }
        }

        var graph = new LockGraph<string> { KnowsDirect = direct.Count > 0 };
        var keys = specs.ToLookup(static spec => spec.Purl.Name, static spec => spec.Key, StringComparer.Ordinal);
        foreach (var spec in specs)
        {
            graph.Add(spec.Key, new(spec.Purl.ToString())
            {
                Integrity = digests.GetValueOrDefault(spec.Key, []),
                Registries = spec.IsFromGit ? [] : spec.Remotes,
                Elsewhere = spec.IsFromGit ? spec.Remotes.FirstOrDefault("a repository") : null,
            }, spec.Needs.SelectMany(name => keys[name]));
        }

        foreach (var key in direct.SelectMany(name => keys[name]))
        {
            graph.Direct(key);
        }

        graph.Write(into);
    }

    /// <summary>Of <c>rake (~> 13.0)</c> and <c>rake!</c>.</summary>
    private static string NameOf(string requirement) => requirement.Split(' ')[0].TrimEnd('!');

    /// <param name="Key"><c>NAME (VERSION)</c> or <c>NAME (VERSION-PLATFORM)</c>.</param>
    private sealed record Spec(string Key, Purl Purl, List<string> Remotes, bool IsFromGit)
    {
        public List<string> Needs { get; } = [];

        public static Spec? Of(string text, string section, List<string> remotes)
        {
            var open = text.LastIndexOf(" (", StringComparison.Ordinal);
            if (open <= 0 || !text.EndsWith(')'))
            {
                return null;
            }

            var version = text[(open + 2)..^1];
            var dash = version.IndexOf('-', StringComparison.Ordinal);
            var purl = new Purl("gem", null, text[..open], dash < 0 ? version : version[..dash]).With("platform", dash < 0 ? null : version[(dash + 1)..]);
            return new(text, purl, remotes, section == "GIT");
        }
    }
}
