using System.Text.RegularExpressions;

namespace Wellguard.Signals;

/// <summary>
/// A regular expression of a rule, built when it is first asked: most scans need few of them. NonBacktracking, so linear in its input;
/// a test builds them all.
/// </summary>
internal sealed class Pattern(string text)
{
    private Regex? _regex;

    public Regex Regex => _regex ??= new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public bool IsMatch(ReadOnlySpan<char> input) => Regex.IsMatch(input);

    public Match Match(string input) => Regex.Match(input);

    public MatchCollection Matches(string input) => Regex.Matches(input);

    public override string ToString() => text;
}
