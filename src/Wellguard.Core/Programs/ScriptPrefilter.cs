using System.Buffers;
using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>Decides from raw bytes whether a script is worth parsing: most of the thousands of files of an image's runtimes are not.</summary>
internal static class ScriptPrefilter
{
    /// <summary>In files above this size words that hide or fetch code count too, whatever stands before them.</summary>
    private const int LargeFile = 512 << 10;

    /// <summary>An application's own files up to this size are read whatever is in them.</summary>
    public const int ApplicationFile = 32 << 10;

    /// <summary>The same of Python, of which no tool makes one file of many: a long one is data, or hides something.</summary>
    private const int ApplicationPython = 1 << 20;

    private static readonly SearchValues<string> PythonWords = Words("exec(", "exec (", "eval(", "subprocess", "os.system", "popen", "urlopen", "urlretrieve", "requests.", "httpx", "socket", "__import__", "b64decode", "pty.spawn", "memfd_create", "environ", "exec \"", "exec '", "marshal", "os.exec", "rmtree", "import_module", "expanduser", "chmod");
    private static readonly SearchValues<string> JavaScriptWords = Words("child_process", " eval(", "(eval(", "=eval(", ";eval(", "\neval(", "new Function(", "(Function(", "fetch(", "('http", "(\"http", "(`http", "from 'http", "from \"http", "node:http", "axios", "'net'", "\"net\"", "atob(", "execSync", "child_", "fromCharCode", "constructor(\"", "constructor('", "stringify(process.env", "unlinkSync(__filename");
    private static readonly SearchValues<string> Strong = Words("b64decode", "exec(", "os.system", "pty.spawn", "child_process", "atob(", "eval(", "fromCharCode", "unescape(", "'base64'", "\"base64\"", "base64_decode", "memfd_create", "urlopen", "curl ", "wget ", "/bin/sh", "child_");
    private static readonly SearchValues<string> OtherWords = Words("system", "exec", "eval", "popen", "`", "qx", "http", "socket", "Socket", "base64", "pack", "%x", "spawn", "unlink", "$_POST", "$_GET", "$_REQUEST", "assert", "create_function", "passthru");

    /// <summary>Folders that distro packages own: a changed file there is found by its digest, so only hidden code is looked for.</summary>
    private static readonly string[] DistroFolders = ["usr/lib/python", "usr/share/nodejs/", "usr/lib/node_modules/npm/", "usr/share/perl", "usr/lib/ruby/", "usr/share/php", "usr/share/python3/", "usr/lib/x86_64-linux-gnu/perl", "usr/lib/aarch64-linux-gnu/perl", "usr/share/doc/"];

    private static readonly SearchValues<string> Hidden = Words("exec(base64", "exec(zlib", "exec(__import__", "exec(urlopen", "exec(requests", "exec(bytes.fromhex", "pty.spawn(", "eval(atob(", "eval(Buffer.from(", "memfd_create(", "eval(unescape", "eval(String.fromCharCode", "exec(codecs", "exec(marshal");

    /// <summary>What installed packages of npm are looked into for: hidden or started code, or the network together with something worth taking.</summary>
    private static readonly SearchValues<string> StartsCode = Words("child_process", "child_'", "child_\"", "(eval(", "=eval(", ";eval(", "atob(", "'base64')", "execSync", "/bin/sh", "curl ", "wget ", "unlinkSync(__filename");
    private static readonly SearchValues<string> Network = Words("('http", "(\"http", "from 'http", "from \"http", "node:http", "fetch(", "axios", "'net'", "\"net\"", "'dns'", "\"dns\"");
    private static readonly SearchValues<string> WorthTaking = Words("process.env)", "process.env,", "process.env}", "process.env }", "process.env;", "homedir(", "hostname()", ".npmrc", ".ssh", "_TOKEN", "_SECRET", "_ACCESS_KEY", "169.254", "userInfo(", "networkInterfaces(");

    /// <summary>Commands in Perl, PHP or Ruby of the distro: only what reaches out or hides.</summary>
    private static readonly SearchValues<string> Reaches = Words("curl ", "wget ", "IO::Socket", "use Socket", "HTTP::", "decode_base64", "/dev/tcp", "/dev/shm", "LWP", "| sh", "|sh", "| bash", "pack(\"H", "pack('H", "pack 'H", "pack \"H");

    private static SearchValues<string> Words(params ReadOnlySpan<string> words) => SearchValues.Create(words, StringComparison.Ordinal);

    private static readonly SearchValues<string> Fetches = Words("curl", "wget", "/dev/tcp", "base64", "| sh", "|sh", "| bash", "|bash", "/dev/shm", "openssl enc", "python -c", "python3 -c", "perl -e", "nc -", "ncat", "socat", "stratum", "authorized_keys", "ld.so.preload", "/etc/shadow", "/dev/udp", "nc ", "xxd -", "mkfifo", "eval \"$(", "eval $(", ".ssh/", ".aws/", "crontab", "chattr", "insmod", "nsenter", "/proc/1/", "docker.sock");

    /// <summary>A script that fetches, hides or takes something.</summary>
    public static bool ReachesOut(ReadOnlySpan<byte> bytes) => Contains(bytes, Fetches);

    /// <summary>What starts or hides code, or sends what is worth taking.</summary>
    public static bool IsHarmful(string language, ReadOnlySpan<byte> bytes)
    {
        if (language != "javascript")
        {
            return Contains(bytes, PythonWords);
        }

        Span<char> wide = stackalloc char[Piece];
        var (speaks, takes) = (false, false);
        for (var at = 0; at < bytes.Length; at += Piece - Overlap)
        {
            var part = Widened(bytes, at, wide);
            speaks = speaks || part.ContainsAny(Network);
            takes = takes || part.ContainsAny(WorthTaking);
            if ((speaks && takes) || part.ContainsAny(StartsCode))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="isOfPackage">No folder is a distro's (<see cref="Layer.IsPackage"/>).</param>
    public static bool IsWorthReading(string language, string path, ReadOnlySpan<byte> bytes, bool isOfPackage)
    {
        var isDistros = !isOfPackage && InDistroFolder(path);
        if (language == "javascript" && path.Contains("node_modules/", StringComparison.Ordinal) && !isDistros)
        {
            return IsHarmful(language, bytes);
        }

        if (!isOfPackage && language is not ("python" or "javascript") && (path.StartsWith("usr/bin/", StringComparison.Ordinal) || path.StartsWith("usr/sbin/", StringComparison.Ordinal) || path.StartsWith("usr/lib/", StringComparison.Ordinal)))
        {
            return Contains(bytes, path.StartsWith("usr/lib/", StringComparison.Ordinal) ? Hidden : Reaches);
        }

        if (language == "powershell")
        {
            return true; // names are written in any case, with marks between letters
        }

        var words = isDistros ? Hidden : language switch { "python" => PythonWords, "javascript" => JavaScriptWords, _ => OtherWords };
        return Contains(bytes, words) || (bytes.Length > LargeFile && !isDistros && Contains(bytes, Strong));
    }

    /// <summary>The application's own code is always read: small, and in no folder where package managers of distros and languages install. So is a package's own.</summary>
    private static bool IsApplication(in FileContent file) =>
        file.Bytes.Length <= (file.Path.EndsWith(".py", StringComparison.Ordinal) ? ApplicationPython : ApplicationFile) && !file.Path.Contains("node_modules/", StringComparison.Ordinal) && (file.IsOfPackage || !IsInstalled(file.Path));

    private static bool IsInstalled(string path) =>
        InDistroFolder(path) || path.Contains("-packages/", StringComparison.Ordinal) || path.Contains("/lib/python", StringComparison.Ordinal) || path.Contains("/lib/ruby", StringComparison.Ordinal) || path.Contains("/perl", StringComparison.Ordinal)
        || path.StartsWith("usr/share/", StringComparison.Ordinal) || path.StartsWith("usr/bin/", StringComparison.Ordinal) || path.StartsWith("usr/sbin/", StringComparison.Ordinal) || path.StartsWith("usr/lib/", StringComparison.Ordinal);

    public static bool InDistroFolder(string path)
    {
        foreach (var folder in DistroFolders)
        {
            if (path.StartsWith(folder, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The search works on characters; bytes are widened in pieces that overlap by the longest word.</summary>
    private static bool Contains(ReadOnlySpan<byte> bytes, SearchValues<string> words)
    {
        Span<char> wide = stackalloc char[Piece];
        for (var at = 0; at < bytes.Length; at += Piece - Overlap)
        {
            if (Widened(bytes, at, wide).ContainsAny(words))
            {
                return true;
            }
        }

        return false;
    }

    private const int Piece = 8192;
    private const int Overlap = 32;

    private static ReadOnlySpan<char> Widened(ReadOnlySpan<byte> bytes, int at, Span<char> wide) =>
        wide[..Encoding.Latin1.GetChars(bytes.Slice(at, Math.Min(Piece, bytes.Length - at)), wide)];

    /// <summary>Adds a program when its text would do anything.</summary>
    public static void Read(string language, in FileContent file, TriggerKind trigger, string? why, List<CodeFile> into)
    {
        if (trigger == TriggerKind.None && !IsApplication(file) && !IsWorthReading(language, file.Path, file.Bytes, file.IsOfPackage))
        {
            return;
        }

        switch (SourceLanguage.Linked(file.Path) == language ? file.Turns?.Of(file.Bytes.Length, file.Bytes.Length <= Analysis.MaxText && file.IsWhole) : Turn.AtOnce)
        {
            case Turn.WithOthers:
                into.Add(new CodeFile(file.Path, 1, trigger, why) { Waiting = file.Text });
                break;
            case Turn.InPieces:
                ProgramPieces.Read(language, file, trigger, why, into);
                break;
            default:
                Add(language, file.Text, file.Path, 1, trigger, why, into);
                break;
        }
    }

    public static void Add(string language, string text, string path, int line, TriggerKind trigger, string? why, List<CodeFile> into)
    {
        text = language == "javascript" && SourceLanguage.IsTyped(path) ? TypeScript.WithoutTypes(text) : text;
        var analysis = new Analysis { Folder = path[..Math.Max(path.LastIndexOf('/'), 0)] };
        var effects = line == 1 ? analysis.Read(language, text) : analysis.Nested(language, text, line);
        if (effects.Count > 0 || analysis.Problems.Count > 0 || analysis.Imports.Count > 0)
        {
            into.Add(analysis.Program(path, line, trigger, why, effects));
        }
    }
}
