using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Wellguard.Programs.Compiled;

/// <summary>
/// Rust as the JavaScript that does the same, as far as commands, requests, files and values go (documentation of std::process, std::env, std::fs, std::net; of the usual clients of HTTP). Lines stay where they are.
/// What runs by itself, <c>main</c> of a build script, a procedural macro, a constructor, is called at the end.
/// </summary>
internal static partial class RustText
{
    /// <summary>Attack: a chain of a million calls.</summary>
    private const int MaxChain = 64;

    private static readonly CallRewriting Calls = new(new(StringComparer.Ordinal)
    {
        ["reqwest::get"] = Fetch,
        ["reqwest::blocking::get"] = Fetch,
        ["ureq::get"] = Fetch,
        ["minreq::get"] = Fetch,
        ["attohttpc::get"] = Fetch,
        ["TcpStream::connect"] = static arguments => arguments.Count == 1 ? GoText.Connect(arguments[0]) : null,
        ["env::vars"] = static _ => "process.env",
        ["env::vars_os"] = static _ => "process.env",
        ["env::var"] = static arguments => $"process.env[{string.Join(", ", arguments)}]",
        ["env::var_os"] = static arguments => $"process.env[{string.Join(", ", arguments)}]",
        ["fs::read_to_string"] = static arguments => $"require('fs').readFileSync({string.Join(", ", arguments)})",
        ["fs::read"] = static arguments => $"require('fs').readFileSync({string.Join(", ", arguments)})",
        ["fs::write"] = static arguments => $"require('fs').writeFileSync({string.Join(", ", arguments)})",
        ["fs::remove_file"] = static arguments => $"require('fs').rmSync({string.Join(", ", arguments)})",
        ["fs::remove_dir_all"] = static arguments => $"require('fs').rmSync({string.Join(", ", arguments)})",
        ["base64::decode"] = static arguments => $"atob({string.Join(", ", arguments)})",
        ["general_purpose::STANDARD.decode"] = static arguments => $"atob({string.Join(", ", arguments)})",
        ["BASE64_STANDARD.decode"] = static arguments => $"atob({string.Join(", ", arguments)})",
        ["hex::decode"] = static arguments => $"Buffer.from({string.Join(", ", arguments)}, 'hex').toString( )",
        ["String::from"] = static arguments => arguments.Count == 1 ? $"({arguments[0]})" : null,
        ["String::from_utf8"] = static arguments => arguments.Count == 1 ? $"({arguments[0]})" : null,
        ["format!"] = static arguments => arguments.Count == 0 ? null : $"require('util').format({Hole.Replace(arguments[0], "%s")}{string.Concat(arguments.Skip(1).Select(static argument => ", " + argument))})",
    });

    [GeneratedRegex(@"\{[^{}""]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Hole { get; }

    [GeneratedRegex(@"'(?:static|[a-z_]\w*)\b([^'])", RegexOptions.NonBacktracking)]
    private static partial Regex Lifetime { get; }

    [GeneratedRegex(@"\bb?r(#{0,3})""", RegexOptions.NonBacktracking)]
    private static partial Regex RawString { get; }

    [GeneratedRegex(@"^[ \t]*#!?\[[^\n]*\][ \t]*\r?$", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Attribute { get; }

    [GeneratedRegex(@"#\[(?:proc_macro\w*(?:\([^\]\n]*\))?|ctor|ctor::ctor)\]\s*(?:pub\s+)?(?:unsafe\s+)?(?:extern\s+""C""\s+)?fn\s+(\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex RunsByItself { get; }

    [GeneratedRegex(@"\b(?:pub(?:\([^()\n]*\))?[ \t]+)?(?:async[ \t]+)?(?:unsafe[ \t]+)?(?:const[ \t]+)?(?:extern[ \t]+""C""[ \t]+)?fn[ \t]+(\w+)[ \t]*(?:<[^{}()\n]*>)?\(([^()]*)\)[^{};]*\{", RegexOptions.NonBacktracking)]
    private static partial Regex Function { get; }

    [GeneratedRegex(@"\b(?:let|static|const)[ \t]+(?:mut[ \t]+)?(\w+)[ \t]*(?::[^=;\n]+)?=", RegexOptions.NonBacktracking)]
    private static partial Regex Declaration { get; }

    [GeneratedRegex(@"\b(if|while)[ \t]+let[ \t]+\w+\([ \t]*(?:mut[ \t]+)?(\w+)[ \t]*\)[ \t]*=[ \t]*([^{}\n]+)[ \t]\{", RegexOptions.NonBacktracking)]
    private static partial Regex Matching { get; }

    [GeneratedRegex(@"\b(if|while)[ \t]+([^{}()\n][^{}\n]*)[ \t]\{[ \t]*\r?$", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Branch { get; }

    [GeneratedRegex(@"\bfor[ \t]+(\w+)[ \t]+in[ \t]+([^{}\n]+)[ \t]\{", RegexOptions.NonBacktracking)]
    private static partial Regex Loop { get; }

    [GeneratedRegex(@"(?:std|tokio|async_std)::(process|env|fs|net)::", RegexOptions.NonBacktracking)]
    private static partial Regex Standard { get; }

    [GeneratedRegex(@"\.(?:unwrap|unwrap_or_default|to_string|to_owned|into|as_str|as_bytes|clone|to_vec|trim|trim_end)\(\)|\.expect\(""[^""\n]*""\)|\?([;.)])|&(?:mut[ \t]+)?([\w""\[])|([(\s=,\[])b("")", RegexOptions.NonBacktracking)]
    private static partial Regex Plumbing { get; }

    [GeneratedRegex(@"\bCommand::new\(|(?:\.|::)post\(", RegexOptions.NonBacktracking)]
    private static partial Regex ChainStart { get; }

    /// <summary>The next call of a chain is near. Attack: a thousand chains, behind each a text without end.</summary>
    private const int LongestLink = 200;

    [GeneratedRegex(@"\s*(?:\.await\s*)?\.(\w+)\(", RegexOptions.NonBacktracking)]
    private static partial Regex ChainLink { get; }

    [GeneratedRegex(@"^[ \t]*(?:pub(?:\([^()\n]*\))?[ \t]+)?(?:use|extern[ \t]+crate)[ \t][^;""]*;", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Use { get; }

    public static string AsJavaScript(string text)
    {
        var starts = RunsByItself.Matches(text).Take(MaxChain).Select(static found => found.Groups[1].Value).Append("main").Distinct().ToList();
        text = Lifetime.Replace(RawStrings(text), "$1");
        text = Use.Replace(Attribute.Replace(text, ""), static use => new string('\n', use.Value.AsSpan().Count('\n')));
        text = Standard.Replace(text, "$1::").Replace("process::Command", "Command", StringComparison.Ordinal);
        text = Plumbing.Replace(text, "$1$2$3$4");
        var defined = new HashSet<string>(StringComparer.Ordinal);
        text = Function.Replace(text, function =>
        {
            defined.Add(function.Groups[1].Value);
            var names = function.Groups[2].Value.Split(',').Select(static parameter => parameter.Split(':')[0].Replace("mut ", "", StringComparison.Ordinal).Trim()).Where(static name => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'));
            return $"function {function.Groups[1].Value}({string.Join(", ", names)}) {{{new string('\n', function.Value.AsSpan().Count('\n'))}";
        });
        text = Matching.Replace(text, "$1 ($2 = $3) {");
        text = Declaration.Replace(text, "var $1 =");
        text = Loop.Replace(text, "for ($1 of $2) {");
        text = Branch.Replace(text, "$1 ($2) {");
        text = Calls.Rewrite(Chains(text));
        return text + "\n" + string.Concat(starts.Where(defined.Contains).Select(static name => string.Create(CultureInfo.InvariantCulture, $"{name}();")));
    }

    private static string? Fetch(List<string> arguments) => arguments.Count == 1 ? $"fetch({arguments[0]})" : null;

    /// <summary><c>Command::new(a).arg(b).args([c]).spawn()</c> and <c>post(a).body(b).send()</c>, each as one call.</summary>
    private static string Chains(string text)
    {
        var made = new StringBuilder(text.Length);
        var from = 0;
        foreach (Match start in ChainStart.Matches(text))
        {
            if (start.Index < from || CallText.Arguments(text, start.Index + start.Length - 1) is not ({ Count: 1 } first, var close))
            {
                continue;
            }

            var (given, body, end) = (new List<string>(), "", close + 1);
            for (var count = 0; count < MaxChain && ChainLink.Match(text, end, Math.Min(LongestLink, text.Length - end)) is { Success: true } link && link.Index == end && CallText.Arguments(text, link.Index + link.Length - 1) is var (arguments, after); count++)
            {
                var argument = string.Join(", ", arguments);
                switch (link.Groups[1].Value)
                {
                    case "arg":
                        given.Add(argument);
                        break;
                    case "args":
                        given.Add("..." + argument);
                        break;
                    case "body" or "json" or "form" or "send_string" or "send_json" or "send_bytes" or "multipart":
                        body = argument;
                        break;
                }

                end = after + 1;
            }

            var isCommand = start.Value[0] == 'C';
            var lines = text.AsSpan(start.Index, end - start.Index).Count('\n');
            var call = isCommand ? $"require('child_process').spawn({first[0]}, {Joined(given)})" : $"require('axios').post({first[0]}, {(body.Length > 0 ? body : "''")})";
            made.Append(text, from, start.Index - from).Append(isCommand ? "" : ";").Append(call).Append('\n', Math.Max(lines - call.AsSpan().Count('\n'), 0));
            from = end;
        }

        return made.Append(text, from, text.Length - from).ToString();
    }

    private static string Joined(List<string> given) =>
        given is [var only] && only.StartsWith("...", StringComparison.Ordinal) ? only[3..] : $"[{string.Join(", ", given)}]";

    /// <summary><c>r#"…"#</c> as a string with escapes.</summary>
    private static string RawStrings(string text)
    {
        var made = new StringBuilder(text.Length);
        var from = 0;
        foreach (Match raw in RawString.Matches(text))
        {
            var (start, mark) = (raw.Index + raw.Length, "\"" + raw.Groups[1].Value);
            if (raw.Index >= from && text.IndexOf(mark, start, StringComparison.Ordinal) is >= 0 and var end)
            {
                var plain = text[start..end];
                made.Append(text, from, raw.Index - from).Append('"').Append(JsonEncodedText.Encode(plain)).Append('"').Append('\n', plain.AsSpan().Count('\n'));
                from = end + mark.Length;
            }
        }

        return made.Append(text, from, text.Length - from).ToString();
    }
}
