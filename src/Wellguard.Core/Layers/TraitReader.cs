using System.Buffers;
using System.Collections.Concurrent;
using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>Notes the traits of every source file and binary. Takes part in a pass only when versions are compared.</summary>
/// <param name="into">By path.</param>
internal sealed class TraitReader(ConcurrentDictionary<string, FileTraits> into) : FileInspector
{
    /// <summary>A line of code that somebody wrote is shorter; bundlers and obfuscators write longer ones.</summary>
    public const int LongLine = 1_000;

    /// <summary>Attack: a file of a million addresses.</summary>
    public const int MaxHosts = 500;

    private const int LongestHost = 253;

    /// <summary>Variation selectors and characters without width in a row: emoji have one or two.</summary>
    private const int ManyInvisible = 12;

    /// <summary>What code is able to do, by words that stand for it in the ecosystems' languages.</summary>
    private static readonly (string Name, string[] Words)[] Shown =
    [
        ("starts programs", ["child_process", "execSync", "spawnSync", "subprocess", "os.system", "os.popen", "Process.Start", "<Exec ", "pty.spawn"]),
        ("speaks to the network", ["'http'", "\"http\"", "'https'", "\"https\"", "node:http", "fetch(", "XMLHttpRequest", "WebSocket", "'net'", "\"net\"", "'dns'", "\"dns\"", "requests.", "urllib", "httpx", "socket.", "HttpClient", "WebClient", "sendBeacon", "axios"]),
        ("runs code that it is given", ["eval(", "new Function(", "Function(", "vm.run", "_compile(", "exec(", "compile(", "RoslynCodeTaskFactory", "CodeTaskFactory", "Assembly.Load", "importScripts("]),
        ("decodes text", ["atob(", "'base64'", "\"base64\"", "b64decode", "fromCharCode", "unescape(", "marshal.loads", "fromhex", "FromBase64String", "createDecipher", "Fernet(", "'hex'", "\"hex\""]),
        ("reads the environment", ["process.env", "os.environ", "getenv(", "GetEnvironmentVariable"]),
        ("looks for credentials", [".npmrc", ".ssh", ".aws", "id_rsa", "_TOKEN", "_authToken", ".git-credentials", ".pypirc", "wallet", "keychain", "Login Data", "leveldb", "mnemonic", "privateKey", "secretKey", "private_key", ".kube"]),
        ("asks whose machine it is", ["os.hostname", "userInfo(", "networkInterfaces", "getpass", "gethostname", "platform.node", "os.getlogin", "Environment.MachineName", "Environment.UserName"]),
        ("publishes or changes repositories", ["npm publish", "npm/v1/tokens", "twine", "gh auth", "api.github.com", ".github/workflows", "git push", "/-/npm"]),
        ("hooks into pages", ["XMLHttpRequest.prototype", "window.fetch =", "globalThis.fetch =", "window.fetch=", "addEventListener('submit'", "document.cookie", "createElement('script')", "createElement(\"script\")", "navigator.clipboard"]),
        ("asks wallets to pay", ["window.ethereum", "eth_requestAccounts", "eth_sendTransaction", "signTransaction", "signAllTransactions", "setApprovalForAll"]),
        ("deletes files", ["rmSync", "rmdirSync", "rimraf", "rmtree", "unlinkSync", "fs.rm(", "Directory.Delete", "rm -rf", "os.remove"]),
        ("ends or slows down programs", ["process.exit", "Environment.Exit", "FailFast", "Process.GetCurrentProcess().Kill", ".Kill()", "os._exit", "while (true)", "while(true)"]),
    ];

    public static readonly (string Name, SearchValues<string> Words)[] Capabilities = [.. Shown.Select(static one => (one.Name, Words(one.Words)))];

    private static readonly SearchValues<string> AnyWord = Words([.. Shown.SelectMany(static one => one.Words)]);

    /// <summary>Some word shows that the code can do one of them.</summary>
    public static bool HasCapability(string text) => text.AsSpan().ContainsAny(AnyWord);

    private static readonly SearchValues<string> Hides = Words("eval(", "Function(", "atob(", "fromCharCode", "exec(", "b64decode", "_0x", "child_process", "XMLHttpRequest", "fetch(", "marshal", "unescape(", "process.env", "process[", "\"base64\"", "'base64'", "\"hex\"", "'hex'", ".reverse()", "ethereum");

    private static SearchValues<string> Words(params ReadOnlySpan<string> words) => SearchValues.Create(words, StringComparison.Ordinal);

    public override Need Wants(Entry entry) => entry.Type == EntryType.File && entry.Size > 0 ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        var isBinary = file.Kind == FileKind.Elf || file.Bytes.StartsWith("MZ"u8) || file.Bytes.StartsWith("\0asm"u8) || file.Bytes.StartsWith((ReadOnlySpan<byte>)[0xcf, 0xfa, 0xed, 0xfe]);
        var traits = new FileTraits(file.Entry.Size, isBinary);
        if (!isBinary && IsText(file))
        {
            traits = Read(file.Text, traits, SourceLanguage.Of(file.Path) is not null || IsScript(file.Path));
        }

        into[file.Path] = traits;
    }

    /// <summary>Code that programs evaluate, out of data files or encoded, is as much theirs as their own lines.</summary>
    public static void AddEvaluated(ConcurrentDictionary<string, FileTraits> traits, IEnumerable<CodeFile> programs)
    {
        foreach (var program in programs)
        {
            var waiting = new Stack<Effect>(program.Effects);
            while (waiting.TryPop(out var effect))
            {
                if (effect is { Kind: EffectKind.Interpret, Text: { } text } && traits.TryGetValue(program.Path, out var own))
                {
                    var code = Read(text, new FileTraits(text.Length, false), isCode: true);
                    traits[program.Path] = own with
                    {
                        Hosts = own.Hosts.Union(code.Hosts).ToHashSet(),
                        HasMoreHosts = own.HasMoreHosts || code.HasMoreHosts,
                        Capabilities = own.Capabilities.Union(code.Capabilities).ToHashSet(),
                        LongestLine = Math.Max(own.LongestLine, code.LongestLine),
                        HasInvisible = own.HasInvisible || code.HasInvisible,
                        HiddenLine = own.HiddenLine > 0 ? own.HiddenLine : code.HiddenLine > 0 ? effect.Line : 0,
                    };
                }

                foreach (var step in effect.Steps)
                {
                    waiting.Push(step);
                }
            }
        }
    }

    private static bool IsText(in FileContent file) => file.Kind is FileKind.Text or FileKind.Script || SourceLanguage.Of(file.Path) is not null || IsScript(file.Path);

    private static bool IsScript(string path) => Path.GetExtension(path.AsSpan()) is ".json" or ".sh" or ".bat" or ".cmd" or ".targets" or ".props" or ".pth" or ".gyp" or ".gypi" or ".html" or ".m4" or ".toml" or ".cfg" or ".yml" or ".yaml";

    private static FileTraits Read(string text, FileTraits traits, bool isCode)
    {
        var (longest, hidden, number) = (0, 0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            longest = Math.Max(longest, line.Length);
            if (hidden == 0 && isCode && line.Length > LongLine && line.ContainsAny(Hides))
            {
                hidden = number;
            }
        }

        var hosts = HostsOf(text, out var hasMore);
        return traits with
        {
            IsCode = isCode,
            Hosts = hosts,
            HasMoreHosts = hasMore,
            Capabilities = isCode ? Capabilities.Where(capability => text.AsSpan().ContainsAny(capability.Words)).Select(static capability => capability.Name).ToHashSet() : traits.Capabilities,
            LongestLine = longest,
            HasInvisible = HasInvisible(text),
            HiddenLine = hidden,
        };
    }

    private static HashSet<string> HostsOf(string text, out bool hasMore)
    {
        hasMore = false;
        var hosts = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; !hasMore && text.IndexOf("://", at, StringComparison.Ordinal) is var found and >= 0; at = found + 3)
        {
            var rest = text.AsSpan(found + 3, Math.Min(LongestHost, text.Length - found - 3));
            var end = rest.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
            var host = rest[..(end < 0 ? rest.Length : end)].Trim('.');
            if (host.Length > 3 && host.Contains('.'))
            {
                var name = host.ToString().ToLowerInvariant();
                hasMore = hosts.Count == MaxHosts && !hosts.Contains(name);
                if (!hasMore)
                {
                    hosts.Add(name);
                }
            }
        }

        return hosts;
    }

    private static bool HasInvisible(string text)
    {
        var row = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isOne = c is >= '\ufe00' and <= '\ufe0f' or >= '\u200b' and <= '\u200f' or '\u2060' or '\ufeff' or '\u3164' or '\uffa0' || (c == '\udb40' && i + 1 < text.Length);
            i += c == '\udb40' ? 1 : 0;
            row = isOne ? row + 1 : 0;
            if (row >= ManyInvisible)
            {
                return true;
            }
        }

        return false;
    }
}
