namespace Wellguard.Programs.Shell;

/// <summary>Evaluates shell text to the effects that it would have.</summary>
internal static class ShellEvaluator
{
    public static IReadOnlyList<Effect> Evaluate(string text, int line, Analysis analysis) => [];
}
