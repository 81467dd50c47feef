using System.Collections.Concurrent;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Something harmless of the kind that a request seems to expect: by the path's extension, what it accepts, and who asks.</summary>
internal static class Payload
{
    private static readonly ConcurrentDictionary<string, byte[]> Made = new();

    /// <summary>Extensions, what is served and under which type.</summary>
    private static readonly (string[] Extensions, string File, string Type, string Kind)[] Kinds =
    [
        ([".sh", ".bash", ".zsh", ".ksh"], "script.sh", "text/x-shellscript", "script"),
        ([".py"], "script.py", "text/x-python", "script"),
        ([".js", ".mjs", ".cjs"], "script.js", "application/javascript", "script"),
        ([".ps1", ".psm1"], "script.ps1", "text/plain", "script"),
        ([".pl", ".rb"], "script.rb", "text/plain", "script"),
        ([".tar.gz", ".tgz", ".gz"], "package.tgz", "application/gzip", "archive"),
        ([".zip", ".jar", ".whl", ".nupkg", ".vsix"], "package.zip", "application/zip", "archive"),
        ([".json"], "answer.json", "application/json", "json"),
        ([".html", ".htm", ".php", ".asp", ".aspx", ".jsp"], "page.html", "text/html; charset=utf-8", "text"),
        ([".txt", ".md", ".log", ".conf", ".ini", ".yml", ".yaml", ".cfg", ".list", ".asc"], "notes.txt", "text/plain; charset=utf-8", "text"),
        ([".png", ".ico"], "dot.png", "image/png", "image"),
        ([".gif", ".jpg", ".jpeg", ".webp"], "dot.gif", "image/gif", "image"),
        ([".elf", ".bin", ".so", ".out", ".x86", ".x86_64", ".amd64", ".node", ".exe", ".run", ".appimage"], "program", "application/octet-stream", "elf"),
        ([".arm64", ".aarch64", ".arm8"], "program-arm64", "application/octet-stream", "elf"),
    ];

    private static readonly string[] ScriptWords = ["install", "setup", "init", "bootstrap", "script", "update", "run", "get", "sh"];
    private static readonly string[] ProgramWords = ["linux", "x86_64", "amd64", "x64", "miner", "xmrig", "agent", "daemon", "bin", "kworker", "kinsing", "client"];
    private static readonly string[] Shells = ["curl/*", "wget/*", "*busybox*", "*powershell*"];

    public static HttpAnswer For(HttpRequest request)
    {
        if (request.Head.Method is not ("GET" or "HEAD"))
        {
            return HttpAnswer.Text(200, "application/json", """{"ok":true,"status":"ok"}""");
        }

        var (file, type, kind) = Choose(request);
        return new(200, type, Named(file), kind, []);
    }

    /// <summary>By its name here: made by code, or of rules/decoys/files.</summary>
    public static byte[] Named(string file) => Made.GetOrAdd(file, static file => file switch
    {
        "program" => TinyProgram.X64(),
        "program-arm64" => TinyProgram.Arm64(),
        "package.tgz" => TinyArchive.Tarball(),
        "package.zip" => TinyArchive.Zip(),
        "dot.gif" => Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
        "dot.png" => Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="),
        _ => DecoyBook.File(file),
    });

    private static (string File, string Type, string Kind) Choose(HttpRequest request)
    {
        var path = request.Path.ToLowerInvariant();
        foreach (var (extensions, file, type, kind) in Kinds)
        {
            if (Array.Exists(extensions, extension => path.EndsWith(extension, StringComparison.Ordinal)))
            {
                return (file, type, kind);
            }
        }

        var accept = request.Head["Accept"] ?? "*/*";
        var last = path[(path.LastIndexOf('/') + 1)..];
        var isShell = Array.Exists(Shells, shell => Glob.Fits(shell, request.Agent));
        return accept.Contains("json", StringComparison.OrdinalIgnoreCase) ? Of("answer.json")
            : accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) ? Of("page.html")
            : path.Contains("arm64", StringComparison.Ordinal) || path.Contains("aarch64", StringComparison.Ordinal) ? Of("program-arm64")
            : Array.Exists(ProgramWords, word => last.Contains(word, StringComparison.Ordinal)) ? Of("program")
            : Array.Exists(ScriptWords, word => last.Contains(word, StringComparison.Ordinal)) || (isShell && last.Length <= 2) ? Of("script.sh")
            : path.Contains("/api", StringComparison.Ordinal) || !isShell ? Of("answer.json")
            : Of("notes.txt");
    }

    private static (string File, string Type, string Kind) Of(string file)
    {
        var kind = Array.Find(Kinds, kind => kind.File == file);
        return (file, kind.Type, kind.Kind);
    }
}
