using System.Text.RegularExpressions;

namespace Wellguard.Signals;

/// <summary>
/// A regular expression of a rule. NonBacktracking, so linear in its input; built when a text first has one of its <see cref="RequiredLiterals"/>,
/// because most scans need few of them. A test builds them all.
/// </summary>
internal sealed class Pattern(string text)
{
    private readonly Lazy<IReadOnlyList<string>?> _words = new(() => RequiredLiterals.Of(text));
    private Regex? _regex;

    public Regex Regex => _regex ??= new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public bool IsMatch(ReadOnlySpan<char> input) => MayMatch(input) && Regex.IsMatch(input);

    public Match Match(string input) => MayMatch(input) ? Regex.Match(input) : System.Text.RegularExpressions.Match.Empty;

    public MatchCollection Matches(string input) => Regex.Matches(input);

    public override string ToString() => text;

    private bool MayMatch(ReadOnlySpan<char> input)
    {
        if (_words.Value is not { } words)
        {
            return true;
        }

        foreach (var word in words)
        {
            if (input.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
