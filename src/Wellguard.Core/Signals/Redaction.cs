using System.Text.RegularExpressions;

namespace Wellguard.Signals;

/// <summary>Takes secrets out of text that goes into a report.</summary>
public static class Redaction
{
    private const string Mark = "[redacted]";
    private const int MaxLength = 2000;

    private static readonly Regex[] Patterns =
    [
        new(@"://[^/\s:@]{0,64}:([^/\s@]{1,256})@", RegexOptions.NonBacktracking),
        new(@"(?i)authorization:\s{0,4}(?:basic|bearer|token)\s{1,4}([^\s""']{4,512})", RegexOptions.NonBacktracking),
        new(@"(?i)(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key)[""']?\s{0,3}[=:]\s{0,3}[""']?([^\s""'&$]{6,256})", RegexOptions.NonBacktracking),
    ];

    /// <summary>The text, at most 2,000 characters, with what looks like a secret replaced.</summary>
    public static string Clean(string text)
    {
        text = text.Length > MaxLength ? text[..(MaxLength - 1)] + "…" : text;
        foreach (var pattern in Patterns)
        {
            text = pattern.Replace(text, static match => match.Value.Replace(match.Groups[1].Value, Mark, StringComparison.Ordinal));
        }

        return text;
    }

    /// <summary>The first characters of a secret, enough to find it again: <c>AKIA…</c>.</summary>
    public static string Hint(string secret) => secret.Length >= 12 ? secret[..4] + "…" + Mark : Mark;
}
