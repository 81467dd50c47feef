namespace Wellguard.Layers;

/// <summary>The command line of uWSGI, whose options may stand in a file too (uWSGI documentation, "Configuring uWSGI").</summary>
internal static class UwsgiServer
{
    /// <summary>Attack: a configuration of a million lines. A file, and how many files.</summary>
    private const int MaxLines = 1_000;
    private const int MaxFiles = 8;

    private static readonly string[] Naming = ["module", "wsgi", "wsgi-file", "file", "mount", "import", "shared-import", "spooler-import", "pythonpath", "python-path", "pp", "chdir"];

    /// <returns>The command line with what the files say, options as words of their own.</returns>
    public static List<string> Words(List<string> words, Func<string, string?> text)
    {
        List<string> all = [.. words.SelectMany(word => word.StartsWith("--", StringComparison.Ordinal) && word.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 ? (string[])[word[..equals], word[(equals + 1)..]] : [word])];
        var files = all.Where((word, index) => word.EndsWith(".ini", StringComparison.Ordinal) || (index > 0 && all[index - 1] is "--ini" or "--yaml" or "--yml")).Take(MaxFiles).ToList();
        foreach (var line in files.SelectMany(file => (text(file) ?? "").Split('\n').Take(MaxLines)))
        {
            var mark = line.AsSpan().IndexOfAny('=', ':');
            if (mark > 0 && Naming.Contains(line[..mark].Trim()))
            {
                var (option, value) = (line[..mark].Trim(), line[(mark + 1)..].Trim());
                all.AddRange(option is "chdir" ? ["--chdir", value] : option is "pythonpath" or "python-path" or "pp" ? ["--pythonpath", value] : [value[(value.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()]);
            }
        }

        return all;
    }
}
