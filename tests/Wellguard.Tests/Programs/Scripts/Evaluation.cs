using Wellguard.Programs;
using Wellguard.Programs.Scripts;

namespace Wellguard.Tests.Programs.Scripts;

internal static class Evaluation
{
    public static IReadOnlyList<Effect> Of(string language, string code) => ScriptEvaluator.Evaluate(language, code, 1, new Analysis());

    /// <summary>One line an effect: <c>Kind Object [> Target] [from Origin] [= Text] [decoding] [?conditional]</c>.</summary>
    public static string[] Lines(string language, string code) => [.. Of(language, code).Select(Line)];

    private static string Line(Effect effect) => $"{effect.Kind} {effect.Object}"
        + (effect.Target is null ? "" : " > " + effect.Target)
        + (effect.Origin is null ? "" : " from " + effect.Origin)
        + (effect.Text is null ? "" : " = " + effect.Text)
        + (effect.Decoding.Count == 0 ? "" : " [" + string.Join(' ', effect.Decoding) + "]")
        + (effect.Conditional ? " ?" : "");
}
