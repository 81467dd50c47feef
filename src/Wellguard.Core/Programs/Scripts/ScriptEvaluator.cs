namespace Wellguard.Programs.Scripts;

/// <summary>Evaluates Python, JavaScript, Perl, PHP and Ruby text to the effects that it would have, as far as constants go.</summary>
internal static class ScriptEvaluator
{
    /// <summary>Attack: a small constant that is decoded and evaluated thousands of times. One step of the analysis pays for this many characters.</summary>
    private const int CharactersAStep = 256;

    /// <param name="language"><c>python</c>, <c>javascript</c>, <c>perl</c>, <c>php</c>, <c>ruby</c>; another one gives nothing.</param>
    /// <param name="line">Line of the text's first line, from 1.</param>
    public static IReadOnlyList<Effect> Evaluate(string language, string text, int line, Analysis analysis, Action<ScriptRun>? left = null)
    {
        if (!ScriptLanguages.TryParse(language, out var known))
        {
            return [];
        }

        if (text.Length > Analysis.MaxText)
        {
            analysis.Problems.Add($"only the first {Analysis.MaxText:N0} characters were read");
            text = text[..Analysis.MaxText];
        }

        for (var paid = 0; analysis.Depth > 0 && paid <= text.Length; paid += CharactersAStep)
        {
            if (!analysis.Step())
            {
                return [];
            }
        }

        var tokens = ScriptTokenizer.Read(new TokenList(known, text, line, null));
        if (tokens.Tokens.Count > ScriptTokenizer.MaxTokens)
        {
            analysis.Problems.Add($"only the first {ScriptTokenizer.MaxTokens:N0} tokens were read");
        }

        var run = new ScriptRun(tokens, analysis);
        var effects = run.Run();
        left?.Invoke(run);
        return effects;
    }

    /// <summary>What is known of one expression.</summary>
    public static Value ValueOf(string language, string expression) =>
        ScriptLanguages.TryParse(language, out var known) ? new ScriptRun(ScriptTokenizer.Read(new TokenList(known, expression, 1, null)), new Analysis()).Only() : Value.Unknown;
}
