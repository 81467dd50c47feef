using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <param name="At">Index of its first character.</param>
/// <param name="IsLogin">It stands where a miner names the account that gets the reward.</param>
/// <param name="Pool">The host and port that stand shortly before such a login, or null.</param>
internal sealed record Wallet(string Address, string Currency, int At, bool IsLogin, string? Pool);

/// <summary>Addresses of cryptocurrencies whose checksum is right, in small configuration files, scripts and the config.</summary>
internal sealed class Wallets : FileDetector
{
    /// <summary>Configuration files and scripts are smaller; data files of megabytes hold addresses by chance.</summary>
    private const int MaxLength = 1 << 18;

    private const int Shortest = 26;
    private const int Longest = 106;

    /// <summary>Attack: a file that lists a million addresses.</summary>
    private const int MaxPerText = 5;

    /// <summary>How far before the login its server stands.</summary>
    private const int ServerReach = 300;

    /// <summary>Wallets of this many currencies in one file are there to be put in the place of others' (clippers), or to be paid.</summary>
    private const int ManyCurrencies = 3;

    private const string Many = "one of several currencies";

    private static readonly Lazy<Regex> Server = new(() => new(@"(?:[a-z0-9-]{1,63}\.){1,6}[a-z0-9-]{2,63}:\d{2,5}\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase));
    private static readonly SearchValues<char> WordCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly string[] LoginWords = ["-u", "user", "-user", "username", "-wallet", "-wal", "-ewal", "-zwal", "-address", "rig-id"];
    private static readonly HashSet<string> Extensions = [".json", ".yml", ".yaml", ".toml", ".ini", ".conf", ".cfg", ".env", ".sh", ".bash", ".py", ".js", ".mjs", ".cjs", ".ts", ".pl", ".rb", ".php", ".ps1", ".bat", ".service", ".xml", ".properties", ".txt", ""];

    internal static Rule Found { get; } = new(Rule.IdOf(typeof(Wallets)), SignalClass.File, "Names a cryptocurrency wallet", Severity.Low, Confidence.High)
    {
        Attack = ["T1496.001"],
        Stage = Stage.Impact,
        Why = "An address with a right checksum is somebody's account. In the environment or on a command line it is where a miner's reward goes; in a text it may be a donation.",
        Fix = "Find out whose it is and which program reads it.",
        Benign = "Donation addresses, and wallet software.",
    };

    internal static Rule ForMining { get; } = new("content/wallet-for-mining", SignalClass.File, "Names the wallet that is paid for mining", Severity.High, Confidence.High)
    {
        Attack = ["T1496.001"],
        Stage = Stage.Impact,
        Why = "A wallet as the user of a server is how miners log in to a pool. Somebody else gets the coins, you get the bill.",
        Fix = "Remove the file and the program that reads it; look for the same wallet elsewhere.",
        Benign = "An image that is meant to mine.",
    };

    public override IReadOnlyList<Rule> Rules { get; } = [Found, ForMining];

    public override Need Wants(Entry entry) => entry.Size is >= Shortest and <= MaxLength && IsCandidate(entry.Path) ? Need.Head : Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) =>
        kind is FileKind.Text or FileKind.Script && entry.Size is >= Shortest and <= MaxLength && IsCandidate(entry.Path) ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (file.Kind is not (FileKind.Text or FileKind.Script) || !file.IsWhole || !HasLongWord(file.Bytes))
        {
            return;
        }

        var text = Encoding.Latin1.GetString(file.Bytes);
        var wallets = In(text);
        var many = wallets.Select(wallet => wallet.Currency).Distinct().Count() >= ManyCurrencies && !file.Path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
        foreach (var wallet in wallets)
        {
            var (line, column) = TextMatcher.PositionOf(text, wallet.At);
            facts.Findings.Add(new Finding((wallet.IsLogin ? ForMining : Found).Id, file.Path, line, column, Describe(wallet) + (many ? ", " + Many : "")) { Object = wallet.Address });
        }
    }

    public override Signal? InContext(Signal signal, Finding finding, Contents contents) =>
        finding.Rule == Found.Id ? (finding.Text.EndsWith(Many, StringComparison.Ordinal) ? signal with { Severity = Severity.Medium } : signal) : signal with { Severity = SeverityOf(finding.Text.Contains(" at ", StringComparison.Ordinal)) };

    public static Severity SeverityOf(bool hasPool) => hasPool ? Severity.Critical : Severity.High;

    public static string Describe(Wallet wallet) => $"{wallet.Currency} {wallet.Address}{(wallet.Pool is null ? "" : " at " + wallet.Pool)}";

    public static List<Wallet> In(string text)
    {
        var found = new List<Wallet>();
        for (var at = 0; at < text.Length && found.Count < MaxPerText;)
        {
            var start = text.AsSpan(at).IndexOfAny(WordCharacters);
            if (start < 0)
            {
                break;
            }

            start += at;
            var length = text.AsSpan(start).IndexOfAnyExcept(WordCharacters);
            length = length < 0 ? text.Length - start : length;
            at = start + length;
            if (length is >= Shortest and <= Longest && WalletChecksums.CurrencyOf(text.AsSpan(start, length)) is { } currency && !found.Exists(wallet => wallet.Address.AsSpan().SequenceEqual(text.AsSpan(start, length))))
            {
                var isLogin = IsLogin(text.AsSpan(Math.Max(0, start - 32), Math.Min(32, start)));
                var before = isLogin ? text[Math.Max(0, start - ServerReach)..start] : "";
                found.Add(new Wallet(text.Substring(start, length), currency, start, isLogin, Server.Value.Matches(before).LastOrDefault()?.Value));
            }
        }

        return found;
    }

    /// <summary>Whether some word is as long as an address: one byte in <see cref="Shortest"/> is looked at, and the words around those.</summary>
    private static bool HasLongWord(ReadOnlySpan<byte> bytes)
    {
        for (var at = Shortest - 1; at < bytes.Length;)
        {
            if (!char.IsAsciiLetterOrDigit((char)bytes[at]))
            {
                at += Shortest;
                continue;
            }

            var start = at;
            while (start > 0 && char.IsAsciiLetterOrDigit((char)bytes[start - 1]))
            {
                start--;
            }

            while (++at < bytes.Length && char.IsAsciiLetterOrDigit((char)bytes[at]))
            {
            }

            if (at - start >= Shortest)
            {
                return true;
            }

            at += Shortest;
        }

        return false;
    }

    /// <param name="before">What stands in front of the address.</param>
    private static bool IsLogin(ReadOnlySpan<char> before)
    {
        var word = before.TrimEnd(" \t\"'=:,[");
        foreach (var login in LoginWords)
        {
            if (word.Length < before.Length && word.EndsWith(login, StringComparison.OrdinalIgnoreCase))
            {
                return word.Length == login.Length || !char.IsAsciiLetter(word[^(login.Length + 1)]) || login[0] != '-';
            }
        }

        return false;
    }

    private static bool IsCandidate(string path) =>
        Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()) && !TextPlaces.IsDocumentation(path) && !path.Contains("node_modules/", StringComparison.Ordinal) && !path.Contains("-packages/", StringComparison.Ordinal);
}
