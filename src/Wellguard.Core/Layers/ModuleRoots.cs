using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Folders where interpreters look for modules: of the image's variables, and where packages are installed.</summary>
internal sealed class ModuleRoots
{
    /// <summary>Attack: a hundred thousand folders called <c>site-packages</c>.</summary>
    private const int MaxRoots = 400;

    private readonly Dictionary<string, IReadOnlyList<string>> _installed;
    private readonly string _working;

    public ModuleRoots(ImageConfig config, IReadOnlyList<LayerFacts> layers)
    {
        _working = (config.WorkingDirectory ?? "").Trim('/');
        string[] Listed(string variable) => [.. (config.Environment.LastOrDefault(item => item.Key == variable).Value ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Take(32).Select(folder => folder.Trim('/'))];
        var (python, ruby, perl) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var path in layers.SelectMany(layer => layer.Imports.Keys.Concat(layer.Programs.Select(program => program.Path))))
        {
            Note(python, path, "-packages/", 9);
            if (path.EndsWith(".rb", StringComparison.Ordinal) && path.Contains("/gems/", StringComparison.Ordinal))
            {
                Note(ruby, path, "/lib/", 4);
            }
            else if (path.EndsWith(".pm", StringComparison.Ordinal) && path.Contains("perl", StringComparison.Ordinal))
            {
                Note(perl, path, "/lib/perl5/", 10);
                Note(perl, path, "/site_perl/", 10);
            }
        }

        _installed = new()
        {
            ["python"] = [.. Listed("PYTHONPATH"), .. python],
            ["ruby"] = [.. Listed("RUBYLIB"), .. ruby],
            ["perl"] = [.. Listed("PERL5LIB"), .. perl],
            ["javascript"] = Listed("NODE_PATH"),
        };
    }

    private static void Note(SortedSet<string> roots, string path, string mark, int length)
    {
        if (roots.Count < MaxRoots && path.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0)
        {
            roots.Add(path[..(at + length)]);
        }
    }

    /// <param name="start">The program's own folder comes first, then the working directory.</param>
    public IEnumerable<string> Of(string language, string start)
    {
        yield return start;
        if (_working != start)
        {
            yield return _working;
        }

        if (language == "ruby")
        {
            yield return start.Length == 0 ? "lib" : start + "/lib";
        }

        foreach (var root in _installed.GetValueOrDefault(language) ?? [])
        {
            yield return root;
        }
    }
}
