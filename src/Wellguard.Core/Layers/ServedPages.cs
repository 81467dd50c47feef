using System.Text.RegularExpressions;
using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>Folders of pages that a server runs when somebody asks for them: PHP has no list of its programs, every file below is one.</summary>
internal static partial class ServedPages
{
    /// <summary>Attack: a configuration of a hundred thousand folders.</summary>
    public const int MaxFolders = 64;

    [GeneratedRegex(@"^[ \t]*(?:DocumentRoot|root)[ \t]+""?(?<d>/[^\s"";]+)", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex RootSetting { get; }

    /// <returns>Paths without slash at either end; empty when the step starts no such server.</returns>
    /// <param name="isCutOff">There are more than were taken.</param>
    public static IReadOnlyList<string> Of(Effect step, ImageConfig config, IReadOnlyList<LayerFacts> layers, out bool isCutOff)
    {
        isCutOff = false;
        var name = (step.Object ?? "")[((step.Object ?? "").LastIndexOf('/') + 1)..];
        var first = step.Command.Split(' ', 2)[0];
        var working = (config.WorkingDirectory ?? "").Trim('/');
        if ((name.StartsWith("php", StringComparison.Ordinal) || first.EndsWith("php", StringComparison.Ordinal)) && Words(step) is var words && words.Contains("-S"))
        {
            var at = words.IndexOf("-t");
            return [at >= 0 && at + 1 < words.Count ? Full(words[at + 1], working) : working];
        }

        if (name == "artisan" || step.Command.Contains("artisan serve", StringComparison.Ordinal))
        {
            return [working.Length == 0 ? "public" : working + "/public"];
        }

        if (!name.StartsWith("php-fpm", StringComparison.Ordinal) && name is not ("apache2" or "apache2ctl" or "apachectl" or "apache2-foreground" or "httpd" or "httpd-foreground" or "frankenphp" or "rr" or "unitd" or "lighttpd" or "nginx" or "docker-php-entrypoint"))
        {
            return [];
        }

        var folders = new List<string> { "var/www/html", "var/www", "app/public", "usr/share/nginx/html", "usr/local/apache2/htdocs" };
        folders.AddRange(config.Environment.Where(static item => item.Key.EndsWith("DOCUMENT_ROOT", StringComparison.Ordinal)).Select(static item => item.Value.Trim('/')));
        foreach (var (path, text) in layers.SelectMany(static layer => layer.Texts))
        {
            if (path.StartsWith("etc/apache2/", StringComparison.Ordinal) || path.StartsWith("etc/nginx/", StringComparison.Ordinal) || path.StartsWith("etc/httpd/", StringComparison.Ordinal) || path.StartsWith("etc/lighttpd/", StringComparison.Ordinal))
            {
                folders.AddRange(RootSetting.Matches(text).Select(static match => match.Groups["d"].Value.Trim('/')));
            }
        }

        var distinct = folders.Where(static folder => folder.Length > 0).Distinct().ToList();
        isCutOff = distinct.Count > MaxFolders;
        return [.. distinct.Take(MaxFolders)];
    }

    private static List<string> Words(Effect step) => [.. step.Command.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static string Full(string folder, string working) =>
        folder.StartsWith('/') ? folder.Trim('/') : folder is "." or "./" ? working : (working.Length == 0 ? "" : working + "/") + folder.TrimStart('.', '/').TrimEnd('/');

    public static bool IsPage(string path) => Path.GetExtension(path.AsSpan()) is ".php" or ".phtml" or ".php5" or ".php7" or ".inc";
}
