using System.Text.RegularExpressions;

namespace Wellguard.Signals;

/// <summary>
/// A regular expression of a rule.
/// 1. It is asked only where one of its <see cref="RequiredLiterals"/> stands: most texts have none.
/// 2. The backtracking engine answers, because it is built in microseconds; it has <see cref="Patience"/> for one text.
/// 3. A text that wears it out goes to the NonBacktracking engine, linear in its input but milliseconds to build, and so do all later texts.
/// </summary>
internal sealed class Pattern(string text)
{
    /// <summary>Attack: text that makes a backtracking engine try everything. Lost once a pattern at most.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly Lazy<CaselessWord[]?> _words = new(() => RequiredLiterals.Of(text)?.Select(word => new CaselessWord(word)).ToArray());
    private Regex? _quick;
    private Regex? _linear;

    /// <summary>The linear engine: a rule's pattern must be one that it takes.</summary>
    public Regex Linear => _linear ??= new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public bool IsMatch(string input) => MayMatch(input) && Ask(regex => regex.IsMatch(input));

    public Match Match(string input) => MayMatch(input) ? Ask(regex => regex.Match(input)) : System.Text.RegularExpressions.Match.Empty;

    public IReadOnlyList<Match> Matches(string input) => MayMatch(input) ? Ask(regex => regex.Matches(input).ToList()) : [];

    public string Replace(string input, MatchEvaluator evaluator) => MayMatch(input) ? Ask(regex => regex.Replace(input, evaluator)) : input;

    public override string ToString() => text;

    private T Ask<T>(Func<Regex, T> question)
    {
        if (_linear is { } linear)
        {
            return question(linear);
        }

        try
        {
            return question(_quick ??= new Regex(text, RegexOptions.CultureInvariant, Patience));
        }
        catch (RegexMatchTimeoutException)
        {
            return question(Linear);
        }
    }

    private bool MayMatch(ReadOnlySpan<char> input)
    {
        if (_words.Value is not { } words)
        {
            return true;
        }

        foreach (var word in words)
        {
            if (word.IsIn(input))
            {
                return true;
            }
        }

        return false;
    }
}
