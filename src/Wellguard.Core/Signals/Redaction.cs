using System.Text;
using System.Text.RegularExpressions;

namespace Wellguard.Signals;

/// <summary>Takes secrets out of text that goes into a report: what the secret rules know, and what stands where passwords stand.</summary>
public static class Redaction
{
    private const string Mark = "[redacted]";
    private const int MaxLength = 2000;

    /// <summary>A secret that the end of the text would cut is still seen whole.</summary>
    private const int Reserve = 2000;

    private const int ShownOfSecret = 4;

    /// <summary>What stands before a program's name: also a quote, when another language holds the command as text, and the folder of the program.</summary>
    private const string Start = @"(?:^|[\s;|&/(`'""{=])";

    /// <summary>The rest of a command up to an option.</summary>
    private const string Words = @"\s(?:[^|;&\n]*?\s)?";

    private const string Quote = @"\\?[""']?";

    /// <summary>A value that is no variable and no option.</summary>
    private const string Value = @"([^\s""'$<\\-][^\s""'\\]{2,})";

    private const string QueryValue = @"([^\s""'&$<{#]{6,})";

    /// <summary>The first group is taken out.</summary>
    private static readonly Pattern[] Patterns =
    [
        new(@"://[^/\s:@""']{0,64}:([^/\s@""']+)@"),
        new(@"registry:[^\s/:@""']{1,64}:([^\s/@""']+)@[A-Za-z0-9-]{1,63}\."),
        new(@"(?:^|[\s""'(=,])[^\s/:@""'(=,]+:([^\s/@""']+)@(?:[A-Za-z][A-Za-z0-9.-]*|(?:[0-9]{1,3}\.){3}[0-9]{1,3})(?::[0-9]+)?/"), // a reference without its prefix
        new(@"(?i)authorization[""']?\s{0,2}[:=]\s{0,4}[""']?(?:basic|bearer|token|apikey)\s{1,4}([^\s""']{4,})"),
        new(@"(?i)\bcookie[""']?\s{0,2}:\s{0,4}[""']?[^\s=;""']{1,64}=([^\s""'$<{][^""'\n]{3,})"),
        new(@"(?i)(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|signing[_-]?key|credentials?|_auth)[a-z0-9_-]{0,30}[""']?\s{0,3}[=:]\s{0,3}[""']?([^\s""'&$<{][^\s""'&]{5,})"),
        new(@"(?i)(?:^|[\s;""'_-])(?:pw|pass)=[""']?([^\s""'&$<{][^\s""'&]{5,})"),
        new(@"(?i)--(?:[a-z]{1,12}-)?(?:password|passwd|passphrase|token|secret|api-key|access-key|oauth2-bearer)[= ][""']?([^\s""'$<-][^\s""']{3,})"),
        new(@"(?i)[?&](?:key|token|sig|signature|pw|pass|auth|session|sessionid|sid|jwt|hmac|x-amz-signature|x-amz-credential|x-goog-signature)=" + QueryValue),
        new(@"(?i)[?&]code=([^\s""'&$<{#]{20,})"),
        new(Start + @"(?:curl|wget|http)\s[^|;&\n]*?(?:-u|--user)[ =]?" + Quote + @"[^\s:""']{1,100}:([^\s""']+)"),
        new(Start + "curl" + Words + "(?:-U|--proxy-user)[ =]?" + Quote + @"[^\s:""']{1,100}:([^\s""']+)"),
        new(Start + "curl" + Words + "(?:-b|--cookie)[ =]?" + Quote + @"[^\s=;""'/]{1,64}=([^\s""'$<{][^""'\n]{3,})"),
        new(@"(?i)(?:\bauth[""']?\s{0,2}[=:]\s{0,2}[\[(]|(?:basic|digest)auth\(|\.login\()\s{0,4}[""'][^""'\n]{0,100}[""']\s{0,4},\s{0,4}[""']([^""'\n]+)[""']"),
        new(Start + @"sshpass\s{1,4}-p\s{0,4}[""']?([^\s""'$][^\s""']+)"),
        new(Start + @"(?:mysql|mariadb)(?:dump|admin|-dump|-admin)?\s(?:[^|;&\n]*?\s)?-p[""']?([^\s""'$-][^\s""']+)"),
        new(Start + "openssl" + Words + @"-(?:k|K|hmac)\s{1,4}" + Quote + Value),
        new(@"-pass(?:in|out)?[ =]{1,4}" + Quote + "pass:" + Value),
        new(Start + "(?:zip|unzip|zipcloak)" + Words + @"-[A-Za-z]{0,8}P\s{0,4}" + Quote + Value),
        new(Start + "(?:7z|7za|7zr|7zz|rar|unrar)" + Words + "-h?p" + Quote + Value),
        new(Start + "(?:useradd|usermod)" + Words + @"-[A-Za-z]{0,8}p\s{1,4}" + Quote + @"(\$[0-9a-z]{1,3}\$[^\s""']+|[^\s""'$<\\-][^\s""'\\]{2,})"),
        new(Start + "(?:docker|podman|buildah|skopeo|helm)" + Words + @"login\s(?:[^|;&\n]*?\s)?-p[ =]{1,4}" + Quote + Value),
        new(Start + "redis-cli" + Words + @"-a\s{1,4}" + Quote + Value),
        new(Start + "ldap[a-z]{3,10}" + Words + @"-w\s{1,4}" + Quote + Value),
        new(Start + "(?:smbclient|rpcclient)" + Words + @"(?:-U|--user)[ =]?" + Quote + @"[^\s%""']{1,100}%([^\s""'$]{3,})"),
        new(Start + @"echo\s{1,4}(?:-[ne]{1,2}\s{1,4})?" + Quote + @"([^\s""'$|-][^\s""'|]{2,})[""']?\s{0,4}\|\s{0,4}(?:/usr/bin/)?sudo\s(?:[^|;&\n]*?\s)?-[A-Za-z]{0,6}S\b"),
        new(@"[""']?[a-z_][a-z0-9_-]{0,31}:([^\s:""'$][^\s:""']{3,})[""']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?(?:/usr/sbin/)?chpasswd"),
        new(@"chpasswd\s{0,4}(?:-[a-z]{1,4}\s{1,4})?<<<\s{0,4}" + Quote + @"[a-z_][a-z0-9_-]{0,31}:([^\s""'$]{3,})"),
        new(Start + "lftp" + Words + "(?:-u|--user)[ =]?" + Quote + @"[^\s,""']{1,100},([^\s""'$]{3,})"),
        new(@"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----(?:\s|\\n|\\r){0,4}([A-Za-z0-9+/=:,\\\s-]{16,})"),
    ];

    /// <summary>
    /// Tokens that their first letters tell, wherever they stand: in a path, a host, the middle of a word. A rule that looks for them is stricter, because it
    /// speaks where no token is; redaction may err.
    /// </summary>
    private static readonly Pattern[] TokenPatterns =
    [
        new(@"(gh[pousr]_[A-Za-z0-9]{16,})"),
        new(@"(github_pat_[A-Za-z0-9_]{20,})"),
        new(@"(gl(?:pat|dt|rt|ptt)-[A-Za-z0-9_.-]{16,})"),
        new(@"(xox[abeoprs]-[0-9A-Za-z-]{10,})"),
        new(@"((?:AKIA|ASIA)[A-Z2-7]{16})"),
        new(@"(npm_[A-Za-z0-9]{30,})"),
        new(@"(AIza[0-9A-Za-z_-]{30,})"),
        new(@"((?:sk|rk)_live_[0-9A-Za-z]{16,})"),
        new(@"(sk-(?:proj|svcacct|ant|or|admin)-[A-Za-z0-9_-]{24,})"),
        new(@"(hf_[A-Za-z0-9]{30,})"),
        new(@"(dapi[a-f0-9]{32})"),
        new(@"bot(\d{6,12}:[A-Za-z0-9_-]{30,})"),
        new(@"(?:^|[^0-9])(\d{8,10}:AA[A-Za-z0-9_-]{30,})"),
    ];

    private static readonly System.Buffers.SearchValues<string> TokenLetters = System.Buffers.SearchValues.Create(
        ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glptt-", "xox", "AKIA", "ASIA", "npm_", "AIza", "_live_", "sk-", "hf_", "dapi", "bot", ":AA"], StringComparison.Ordinal);

    /// <summary>One vectorised search: most texts have none of a token's first letters.</summary>
    public static bool MayHoldToken(string text) => text.AsSpan().IndexOfAny(TokenLetters) >= 0;

    /// <summary>The text without tokens. For names, which other words of secrets do not make secret.</summary>
    public static string Tokens(string text)
    {
        if (MayHoldToken(text))
        {
            foreach (var pattern in TokenPatterns)
            {
                text = pattern.IsMatch(text) ? pattern.Replace(text, static match => Without(match, Hint(match.Groups[1].Value))) : text;
            }
        }

        return text;
    }

    /// <summary>The text, at most 2,000 characters, with what looks like a secret replaced.</summary>
    public static string Clean(string text)
    {
        text = text.Length > MaxLength + Reserve ? text[..(MaxLength + Reserve)] : text;
        foreach (var pattern in Patterns)
        {
            if (pattern.IsMatch(text))
            {
                text = pattern.Replace(text, static match => match.Groups[1].Value.StartsWith(Mark, StringComparison.Ordinal) ? match.Value : Without(match, Mark));
            }
        }

        text = Tokens(WithoutKnown(text));
        return text.Length > MaxLength ? text[..(MaxLength - 1)] + "…" : text;
    }

    /// <summary>The first characters of a secret, enough to find it again: <c>AKIA…</c>.</summary>
    public static string Hint(string secret) => secret.Length >= 3 * ShownOfSecret ? secret[..ShownOfSecret] + "…" + Mark : Mark;

    private static string Without(Match match, string mark)
    {
        var group = match.Groups[1];
        var start = group.Index - match.Index;
        return string.Concat(match.Value.AsSpan(0, start), mark, match.Value.AsSpan(start + group.Length));
    }

    private static string WithoutKnown(string text)
    {
        var hits = Content.SecretRules.Known(text).OrderBy(hit => hit.At).ToList();
        if (hits.Count == 0)
        {
            return text;
        }

        var clean = new StringBuilder();
        var at = 0;
        foreach (var hit in hits.Where(hit => !hit.Value.Contains(Mark, StringComparison.Ordinal)))
        {
            if (hit.At >= at)
            {
                clean.Append(text, at, hit.At - at).Append(Hint(hit.Value));
                at = hit.At + hit.Value.Length;
            }
        }

        return clean.Append(text, at, text.Length - at).ToString();
    }
}
