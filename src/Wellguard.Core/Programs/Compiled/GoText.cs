using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Wellguard.Programs.Compiled;

/// <summary>
/// Go as the JavaScript that does the same, as far as commands, requests, files and values go (The Go Programming Language Specification; documentation of os, os/exec, net, net/http). Lines stay where they are.
/// What runs when the package is loaded, its <c>init</c> functions, is called at the end.
/// </summary>
internal static partial class GoText
{
    private static readonly CallRewriting Calls = new(new(StringComparer.Ordinal)
    {
        ["exec.Command"] = static arguments => Spawn(arguments),
        ["exec.CommandContext"] = static arguments => Spawn(arguments.Skip(1).ToList()),
        ["syscall.Exec"] = static arguments => arguments.Count < 2 ? null : $"require('child_process').spawn({arguments[0]}, {arguments[1]})",
        ["http.Get"] = static arguments => arguments.Count == 0 ? null : $"fetch({arguments[0]})",
        ["http.Post"] = static arguments => arguments.Count < 3 ? null : $"require('axios').post({arguments[0]}, {arguments[2]})",
        ["http.PostForm"] = static arguments => arguments.Count < 2 ? null : $"require('axios').post({arguments[0]}, {arguments[1]})",
        ["http.NewRequest"] = static arguments => arguments.Count < 3 ? null : arguments[2] == "nil" ? $"fetch({arguments[1]})" : $"require('axios').post({arguments[1]}, {arguments[2]})",
        ["http.NewRequestWithContext"] = static arguments => arguments.Count < 4 ? null : arguments[3] == "nil" ? $"fetch({arguments[2]})" : $"require('axios').post({arguments[2]}, {arguments[3]})",
        ["net.Dial"] = static arguments => arguments.Count < 2 ? null : Connect(arguments[1]),
        ["net.DialTimeout"] = static arguments => arguments.Count < 2 ? null : Connect(arguments[1]),
        ["tls.Dial"] = static arguments => arguments.Count < 2 ? null : Connect(arguments[1]),
        ["net.LookupHost"] = static arguments => $"require('dns').lookup({string.Join(", ", arguments)})",
        ["net.LookupTXT"] = static arguments => $"require('dns').resolveTxt({string.Join(", ", arguments)})",
        ["os.Environ"] = static _ => "process.env",
        ["os.Getenv"] = static arguments => $"process.env[{string.Join(", ", arguments)}]",
        ["os.LookupEnv"] = static arguments => $"process.env[{string.Join(", ", arguments)}]",
        ["os.ReadFile"] = static arguments => $"require('fs').readFileSync({string.Join(", ", arguments)})",
        ["ioutil.ReadFile"] = static arguments => $"require('fs').readFileSync({string.Join(", ", arguments)})",
        ["os.WriteFile"] = static arguments => $"require('fs').writeFileSync({string.Join(", ", arguments)})",
        ["ioutil.WriteFile"] = static arguments => $"require('fs').writeFileSync({string.Join(", ", arguments)})",
        ["os.Remove"] = static arguments => $"require('fs').rmSync({string.Join(", ", arguments)})",
        ["os.RemoveAll"] = static arguments => $"require('fs').rmSync({string.Join(", ", arguments)})",
        ["os.Chmod"] = static arguments => $"require('fs').chmodSync({string.Join(", ", arguments)})",
        ["os.Hostname"] = static _ => "require('os').hostname( )",
        ["os.UserHomeDir"] = static _ => "require('os').homedir( )",
        ["filepath.Join"] = static arguments => $"require('path').join({string.Join(", ", arguments)})",
        ["path.Join"] = static arguments => $"require('path').join({string.Join(", ", arguments)})",
        ["base64.StdEncoding.DecodeString"] = static arguments => $"atob({string.Join(", ", arguments)})",
        ["base64.RawStdEncoding.DecodeString"] = static arguments => $"atob({string.Join(", ", arguments)})",
        ["base64.URLEncoding.DecodeString"] = static arguments => $"atob({string.Join(", ", arguments)})",
        ["hex.DecodeString"] = static arguments => $"Buffer.from({string.Join(", ", arguments)}, 'hex').toString( )",
        ["strings.Join"] = static arguments => arguments.Count < 2 ? null : $"{arguments[0]}.join({arguments[1]})",
        ["fmt.Sprintf"] = static arguments => $"require('util').format({string.Join(", ", arguments)})",
        ["json.Marshal"] = static arguments => $"JSON.stringify({string.Join(", ", arguments)})",
        ["strings.NewReader"] = Same,
        ["bytes.NewReader"] = Same,
        ["bytes.NewBuffer"] = Same,
        ["bytes.NewBufferString"] = Same,
        ["io.ReadAll"] = Same,
        ["ioutil.ReadAll"] = Same,
        ["[]byte"] = Same,
        ["string"] = static arguments => $"String({string.Join(", ", arguments)})",
    });

    [GeneratedRegex(@"^func[ \t]+(?:\([^()\n]*\)[ \t]*)?(\w+)(?:\[[^\]\n]*\])?\(([^\n]*?)\)[^{}()\n]*(?:\([^()\n]*\))?[^{}()\n]*\{", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Function { get; }

    [GeneratedRegex(@"\b(?:(?:go|defer)[ \t]+)?func\(([^()\n]*)\)[^{}()\n]*(?:\([^()\n]*\))?[ \t]*\{", RegexOptions.NonBacktracking)]
    private static partial Regex Closure { get; }

    [GeneratedRegex(@"^([ \t]*)(?:var|const)[ \t]+(\w+)(?:[ \t]+[\w.*\[\]]+)?[ \t]*=", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Declaration { get; }

    [GeneratedRegex(@"(\w+)(?:[ \t]*,[ \t]*\w+)*[ \t]*:=", RegexOptions.NonBacktracking)]
    private static partial Regex ShortDeclaration { get; }

    [GeneratedRegex(@"^([ \t]*(?:\}[ \t]*else[ \t]+)?)if[ \t]+(?:([^;{}\n]+);[ \t]*)?([^;{}\n]+)[ \t]+\{[ \t]*\r?$", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex If { get; }

    [GeneratedRegex(@"^([ \t]*)for[ \t]+(?:\w+[ \t]*,[ \t]*)?(\w+)[ \t]*:?=[ \t]*range[ \t]+([^{}\n]+)[ \t]+\{", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Range { get; }

    [GeneratedRegex(@"^([ \t]*)for[ \t]+([^{}\n]+)[ \t]+\{", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex For { get; }

    [GeneratedRegex(@"^import[ \t]+(\w+)[ \t]+""([^""\n]+)""|^[ \t]+(\w+)[ \t]+""((?:os/exec|net/http|os|net|io/ioutil|syscall|encoding/base64|encoding/hex))""[ \t]*\r?$", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Alias { get; }

    [GeneratedRegex(@"^(?:import|var|const|type)[ \t]*\([^()]*?^\)", RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Group { get; }

    [GeneratedRegex(@"^(?:package[ \t]+\w+|import[ \t]+(?:[\w.]+[ \t]+)?""[^""\n]*"")", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Clause { get; }

    public static string AsJavaScript(string text)
    {
        foreach (var alias in Alias.Matches(text).Take(20))
        {
            var (name, path) = alias.Groups[1].Success ? (alias.Groups[1].Value, alias.Groups[2].Value) : (alias.Groups[3].Value, alias.Groups[4].Value);
            text = name == "_" ? text : text.Replace(name + ".", path[(path.LastIndexOf('/') + 1)..] + ".", StringComparison.Ordinal);
        }

        text = Clause.Replace(text, "");
        text = Group.Replace(text, static group => group.Value.StartsWith("import", StringComparison.Ordinal) || group.Value.StartsWith("type", StringComparison.Ordinal)
            ? new string('\n', group.Value.AsSpan().Count('\n')) : group.Value[(group.Value.IndexOf('(', StringComparison.Ordinal) + 1)..^1]);
        var starts = new StringBuilder();
        var count = 0;
        text = Function.Replace(text, function =>
        {
            var name = function.Groups[1].Value;
            if (name is "init" or "main")
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{name}_{++count}");
                starts.Append(name).Append("();");
            }

            return $"function {name}({Names(function.Groups[2].Value)}) {{";
        });
        text = Closure.Replace(text, static closure => $"{(closure.Value[0] is 'g' or 'd' ? "void " : "")}function({Names(closure.Groups[1].Value)}) {{");
        text = Range.Replace(text, "$1for ($2 of $3) {");
        text = ShortDeclaration.Replace(text, "$1 =");
        text = Declaration.Replace(text, "$1var $2 =");
        text = If.Replace(text, static branch => branch.Groups[2].Success ? $"{branch.Groups[1].Value}if ({branch.Groups[2].Value}, {branch.Groups[3].Value}) {{" : $"{branch.Groups[1].Value}if ({branch.Groups[3].Value}) {{");
        text = For.Replace(text, static loop => loop.Groups[2].Value.StartsWith('(') ? loop.Value : loop.Groups[2].Value.Contains(';', StringComparison.Ordinal) ? $"{loop.Groups[1].Value}for ({loop.Groups[2].Value}) {{" : $"{loop.Groups[1].Value}while ({loop.Groups[2].Value}) {{");
        return Calls.Rewrite(Lists(text)) + "\n" + starts;
    }

    private static string? Same(List<string> arguments) => arguments.Count == 1 ? $"({arguments[0]})" : null;

    private static string? Spawn(List<string> arguments) => arguments switch
    {
        [] => null,
        [var name] => $"require('child_process').spawn({name})",
        [var name, var rest] when rest.EndsWith("...", StringComparison.Ordinal) => $"require('child_process').spawn({name}, {rest[..^3]})",
        [var name, .. var rest] => $"require('child_process').spawn({name}, [{string.Join(", ", rest)}])",
    };

    /// <param name="address"><c>"host:port"</c>, or what computes it.</param>
    internal static string Connect(string address)
    {
        var colon = address.LastIndexOf(':');
        return address.StartsWith('"') && address.EndsWith('"') && address.AsSpan().Count('"') == 2 && colon > 1
            ? $"require('net').connect({address[(colon + 1)..^1]}, {address[..colon]}\")" : $"require('net').connect({address})";
    }

    /// <summary>Names of parameters, without their types.</summary>
    private static string Names(string parameters) => string.Join(", ", parameters.Split(',').Select(static parameter => parameter.Trim().Split(' ')[0]).Where(static name => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')));

    /// <summary><c>[]string{…}</c> as <c>[…]</c>.</summary>
    private static string Lists(string text)
    {
        var made = new StringBuilder(text.Length);
        var from = 0;
        for (var at = text.IndexOf("[]", StringComparison.Ordinal); at >= 0; at = text.IndexOf("[]", at + 2, StringComparison.Ordinal))
        {
            var open = at + 2;
            while (open < text.Length && (char.IsAsciiLetterOrDigit(text[open]) || text[open] is '.' or '*'))
            {
                open++;
            }

            if (at >= from && open < text.Length && text[open] == '{' && CallText.Arguments(text, open) is var (_, close))
            {
                made.Append(text, from, at - from).Append('[').Append(text, open + 1, close - open - 1).Append(']');
                from = close + 1;
            }
        }

        return made.Append(text, from, text.Length - from).ToString();
    }
}
