using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Folders where interpreters look for modules: of the image's variables, and where packages are installed.</summary>
internal sealed class ModuleRoots
{
    /// <summary>Attack: a hundred thousand folders called <c>site-packages</c>.</summary>
    private const int MaxRoots = 4_000;

    private static readonly string[] PerlFolders = ["perl", "perl5", "site_perl", "vendor_perl", "core_perl", "perl-base"];

    private readonly Dictionary<string, string[]> _named;

    /// <summary>The folders that hold something of this name, by language.</summary>
    private readonly Dictionary<(string Language, string First), List<string>> _installed = [];
    private readonly Dictionary<string, (string Root, string First)> _last = [];
    private readonly HashSet<string> _roots = new(StringComparer.Ordinal);

    public ModuleRoots(ImageConfig config, IReadOnlyList<LayerFacts> layers, List<Shortfall> shortfalls)
    {
        Working = (config.WorkingDirectory ?? "").Trim('/');
        string[] Listed(string variable) => [.. (config.Environment.LastOrDefault(item => item.Key == variable).Value ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Take(32).Select(folder => folder.Trim('/'))];
        _named = new()
        {
            ["python"] = Listed("PYTHONPATH"),
            ["ruby"] = Listed("RUBYLIB"),
            ["perl"] = Listed("PERL5LIB"),
            ["javascript"] = [.. Listed("NODE_PATH"), "usr/share/nodejs", "usr/lib/nodejs"],
        };
        foreach (var path in layers.SelectMany(layer => layer.Entries).Select(entry => entry.Path))
        {
            NotePython(path);
            NoteRuby(path);
            NotePerl(path);
        }

        if (_roots.Count > MaxRoots)
        {
            shortfalls.Add(new Shortfall("analyse", "", $"modules are installed in more than {MaxRoots:N0} folders; those of the rest were not followed"));
        }
    }

    /// <summary>The image's working directory, without slash at either end.</summary>
    public string Working { get; }

    private void NotePython(string path)
    {
        if (path.IndexOf("-packages/", StringComparison.Ordinal) is var first and >= 0)
        {
            Note("python", path, first + 9);
            if (path.LastIndexOf("-packages/", StringComparison.Ordinal) is var last && last != first)
            {
                Note("python", path, last + 9);
            }
        }
    }

    /// <summary><c>…/gems/NAME-VERSION/lib</c>, and the library's own folders.</summary>
    private void NoteRuby(string path)
    {
        for (var at = path.IndexOf("gems/", StringComparison.Ordinal); at >= 0; at = path.IndexOf("gems/", at + 5, StringComparison.Ordinal))
        {
            if (path.IndexOf('/', at + 5) is var slash and >= 0 && string.CompareOrdinal(path, slash, "/lib/", 0, 5) == 0)
            {
                Note("ruby", path, slash + 4);
            }
        }

        if (path.IndexOf("ruby/", StringComparison.Ordinal) is var ruby and >= 0)
        {
            Versions("ruby", path, ruby + 4);
            if (path.IndexOf("_ruby/", StringComparison.Ordinal) is var below and >= 0)
            {
                Versions("ruby", path, below + 5);
            }
        }
    }

    private void NotePerl(string path)
    {
        for (var at = path.IndexOf("perl", StringComparison.Ordinal); at >= 0; at = path.IndexOf("perl", at + 4, StringComparison.Ordinal))
        {
            var (start, end) = (path.LastIndexOf('/', at) + 1, path.IndexOf('/', at));
            if (end > 0 && PerlFolders.AsSpan().Contains(path[start..end]))
            {
                Versions("perl", path, end);
            }
        }
    }

    /// <summary>The folder, and those of versions and machines below it: <c>site_perl/5.36/x86_64-linux-gnu</c>.</summary>
    private void Versions(string language, string path, int end)
    {
        while (end >= 0)
        {
            Note(language, path, end);
            var next = path.IndexOf('/', end + 1);
            end = next > 0 && (char.IsAsciiDigit(path[end + 1]) || path.AsSpan(end + 1, next - end - 1).Contains("-linux", StringComparison.Ordinal)) ? next : -1;
        }
    }

    private void Note(string language, string path, int end)
    {
        var below = path.AsSpan(end + 1);
        below = below[..(below.IndexOfAny('/', '.') is var stop and >= 0 ? stop : below.Length)];
        if (below.IsEmpty)
        {
            return;
        }

        // Archives list a folder's entries one after the other.
        if (_last.TryGetValue(language, out var last) && path.AsSpan(0, end).SequenceEqual(last.Root) && below.SequenceEqual(last.First))
        {
            return;
        }

        var (root, first) = (path[..end], below.ToString());
        if (_roots.Count > MaxRoots || (_roots.Add(root) && _roots.Count > MaxRoots))
        {
            return;
        }

        _last[language] = (root, first);
        if (!_installed.TryGetValue((language, first), out var roots))
        {
            _installed[(language, first)] = roots = [];
        }

        if (!roots.Contains(root))
        {
            roots.Add(root);
        }
    }

    /// <summary>The program's own folders, in which a module hides those of the same name elsewhere.</summary>
    public static IEnumerable<string> Own(string language, string start) => language == "ruby" ? [start, Below(start, "lib")] : [start];

    /// <summary>The working directory, the folders of variables, and those where packages are installed that hold something of this name.</summary>
    /// <param name="first">The first part of the module's name.</param>
    public IEnumerable<string> Of(string language, string first) =>
        Own(language, Working).Concat(_named.GetValueOrDefault(language) ?? []).Concat(_installed.GetValueOrDefault((language, first)) ?? []);

    private static string Below(string folder, string name) => folder.Length == 0 ? name : folder + "/" + name;
}
