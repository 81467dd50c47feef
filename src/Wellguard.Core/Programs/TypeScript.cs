using System.Text.RegularExpressions;

namespace Wellguard.Programs;

/// <summary>TypeScript as the JavaScript that it compiles to, as far as values depend on it: launchers drop the types and run the rest. Lines stay where they are.</summary>
internal static partial class TypeScript
{
    [GeneratedRegex(@"\b(const|let|var)([ \t]+[\w$]+)[ \t]*!?:(?:[^=;\n(){}]|\{[^{}\n]*\})*=", RegexOptions.NonBacktracking)]
    private static partial Regex Declaration { get; }

    [GeneratedRegex(@"([)\]}'""`])[ \t]+(?:as|satisfies)[ \t]+[\w.$]+(?:<[^<>\n]*>)?(?:\[\])*", RegexOptions.NonBacktracking)]
    private static partial Regex Assertion { get; }

    [GeneratedRegex(@"\)[ \t]*:[ \t]*[\w.$<>\[\]|, \t]+(\{|=>)", RegexOptions.NonBacktracking)]
    private static partial Regex Returned { get; }

    [GeneratedRegex(@"([(,][ \t]*(?:(?:private|public|protected|readonly)[ \t]+)*[\w$]+)\??[ \t]*:[ \t]*(?:string|number|boolean|any|unknown|object|Buffer|Function|Error|[A-Z][\w.$]*<[^<>()\n]*>|[A-Z][a-z][\w$]*)(?:\[\])*[ \t]*([,)=])", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter { get; }

    public static string WithoutTypes(string text)
    {
        text = Declaration.Replace(text, "$1$2 =");
        text = Assertion.Replace(text, "$1");
        text = Returned.Replace(text, ") $1");
        text = Parameter.Replace(text, "$1$2");
        return Parameter.Replace(text, "$1$2"); // the comma between two was taken by the first
    }
}
