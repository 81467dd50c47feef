using System.Text.RegularExpressions;

namespace Wellguard.Programs.Shell;

/// <summary>Lines of a text: <c>head</c>, <c>tail</c>, the simple half of <c>sed</c>.</summary>
internal sealed partial class ShellEvaluator
{
    /// <summary>Characters that a line editor goes through. Attack: a pattern over megabytes.</summary>
    private const int MaxEdited = 1 << 18;

    private Value HeadOrTail(Invocation call)
    {
        var tail = BaseName(call.Name) == "tail";
        string? count = null;
        var bytes = false;
        var files = new List<Value>();
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var word = call[i];
            if (word is "-n" or "--lines" or "-c" or "--bytes")
            {
                bytes = word is "-c" or "--bytes";
                count = call[++i];
            }
            else if (word.Length > 1 && word[0] is '-' or '+' && char.IsAsciiDigit(word[1]))
            {
                count = word[0] == '+' ? word : word[1..];
            }
            else if (word.Length > 2 && word[0] == '-' && word[1] is 'n' or 'c')
            {
                bytes = word[1] == 'c';
                count = word[2..];
            }
            else if (!word.StartsWith('-') || word == "-")
            {
                files.Add(call.Arguments[i]);
            }
        }

        var input = files.Count == 0 || files[0].Text == "-" ? call.Input : files[0].Downloaded ? files[0] : ReadFile(files[0].Text, call.Line, call.Column);
        if (!input.Known || input.Text.Length == 0 || !long.TryParse(count ?? "10", out var given))
        {
            return input with { Known = false };
        }

        var number = (int)Math.Clamp(given, -int.MaxValue, int.MaxValue);

        if (bytes)
        {
            var length = input.Text.Length;
            var from = (count ?? "").StartsWith('+') ? Math.Clamp(number - 1, 0, length) : Math.Clamp(length - Math.Abs(number), 0, length);
            return input.With(tail ? input.Text[from..] : input.Text[..(number < 0 ? from : Math.Min(number, length))]);
        }

        var pieces = input.Text.TrimEnd('\n').Split('\n').Select(line => line + "\n").ToList();
        number = (count ?? "").StartsWith('+') ? number - 1 : number;
        var some = tail ? (count ?? "").StartsWith('+') ? pieces.Skip(number) : pieces.TakeLast(Math.Abs(number)) : number < 0 ? pieces.SkipLast(-number) : pieces.Take(number);
        return input.With(string.Concat(some));
    }

    [GeneratedRegex("^(?:(\\d+|\\$|/(?:[^/\\\\]|\\\\.)*/)(?:,(\\d+|\\$|/(?:[^/\\\\]|\\\\.)*/))?)?\\s*(d|p|s[^A-Za-z0-9].*|e.*|q)$", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex SedCommand { get; }

    /// <summary>One <c>[address]command</c> of sed over a known text. Null: not of this kind.</summary>
    private static Value? Edited(Value input, string script, bool quiet)
    {
        if (!input.Known || input.Text.Length is 0 or > MaxEdited || script.Length > 500 || SedCommand.Match(script) is not { Success: true } match)
        {
            return null;
        }

        var command = match.Groups[3].Value;
        var parts = command[0] == 's' ? command[2..].Split(command[1]) : [];
        if (command[0] is 'e' or 'q' || (command[0] == 's' && parts.Length != 3))
        {
            return null;
        }

        try
        {
            var first = Lines(match.Groups[1].Value);
            var last = Lines(match.Groups[2].Value);
            var pattern = command[0] == 's' ? Basic(parts[0]) : null;
            var output = new System.Text.StringBuilder();
            var lines = input.Text.TrimEnd('\n').Split('\n');
            var inside = false;
            for (var i = 0; i < lines.Length; i++)
            {
                var wasInside = inside;
                inside = match.Groups[2].Success ? inside || first(lines[i], i + 1, lines.Length) : !match.Groups[1].Success || first(lines[i], i + 1, lines.Length);
                var selected = inside;
                if (match.Groups[2].Success && inside && (wasInside || int.TryParse(match.Groups[2].Value, out _)) && last(lines[i], i + 1, lines.Length))
                {
                    inside = false;
                }

                if (selected && command == "d")
                {
                    continue;
                }

                var line = lines[i];
                var changed = false;
                if (selected && pattern is not null && pattern.IsMatch(line))
                {
                    changed = true;
                    line = pattern.Replace(line, Replacement(parts[1]), parts[2].Contains('g', StringComparison.Ordinal) ? int.MaxValue : 1);
                }

                if (!quiet || (selected && command == "p") || (changed && parts[2].Contains('p', StringComparison.Ordinal)))
                {
                    output.Append(line).Append('\n');
                }
            }

            return input.With(output.ToString());
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null; // a pattern that .NET does not know
        }
    }

    private static Func<string, int, int, bool> Lines(string text)
    {
        if (int.TryParse(text, out var number))
        {
            return (_, at, _) => at == number;
        }

        if (text == "$")
        {
            return (_, at, count) => at == count;
        }

        var pattern = text.Length > 1 ? Basic(text[1..^1]) : null;
        return (line, _, _) => pattern?.IsMatch(line) != false;
    }

    /// <summary>A basic regular expression (POSIX.1-2017, XBD 9.3) as .NET's: brackets and plus without a backslash mean themselves.</summary>
    private static Regex Basic(string text)
    {
        var pattern = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
                pattern.Append(text[i] is '(' or ')' or '{' or '}' or '|' or '+' or '?' ? text[i].ToString() : "\\" + text[i]);
            }
            else
            {
                pattern.Append(text[i] is '(' or ')' or '{' or '}' or '|' or '+' or '?' ? "\\" + text[i] : text[i].ToString());
            }
        }

        return new Regex(pattern.ToString(), RegexOptions.NonBacktracking);
    }

    private static string Replacement(string text)
    {
        var result = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            result.Append(text[i] switch
            {
                '$' => "$$",
                '&' => "$0",
                '\\' when i + 1 < text.Length => char.IsAsciiDigit(text[++i]) ? "${" + text[i] + "}" : text[i] == 'n' ? "\n" : text[i].ToString(),
                var c => c.ToString(),
            });
        }

        return result.ToString();
    }

    /// <summary>The lines that a pattern picks from a text that is known; patterns with signs whose meaning differs among dialects pass the origin only.</summary>
    private Value Grep(Invocation call)
    {
        var (inverted, any, pattern, at) = (false, call.Has("-o", "-c", "-q", "-l", "-f", "-r", "-R", "-P"), (string?)null, 0);
        for (; at < call.Arguments.Count; at++)
        {
            if (call[at] is "-e" && at + 1 < call.Arguments.Count)
            {
                pattern ??= call[++at];
            }
            else if (call[at].StartsWith('-') && call[at].Length > 1)
            {
                inverted |= call[at][1] != '-' && call[at].Contains('v', StringComparison.Ordinal);
                any |= call[at][1] == '-' || call[at].AsSpan(1).IndexOfAny("ocqlfrRPABCmn") >= 0;
            }
            else if (pattern is null)
            {
                pattern = call[at];
            }
            else
            {
                break;
            }
        }

        if (any || pattern is null || pattern.AsSpan().IndexOfAny(@"\()[]{}+?|*") >= 0 || at < call.Arguments.Count - 1)
        {
            return Filter(call);
        }

        var input = at < call.Arguments.Count ? ReadFile(call[at], call.Line, call.Column) : call.Input;
        if (!input.Known || input.Text.Length is 0 or > MaxEdited)
        {
            return at < call.Arguments.Count ? input with { Known = false } : Filter(call);
        }

        _analysis.Work(input.Text.Length);
        var (start, end) = (pattern.StartsWith('^'), pattern.EndsWith('$'));
        var word = pattern[(start ? 1 : 0)..^(end && pattern.Length > (start ? 1 : 0) ? 1 : 0)];
        return word.Contains('.', StringComparison.Ordinal) ? input with { Known = false }
            : input.With(string.Concat(input.Text.TrimEnd('\n').Split('\n').Where(line => Fits(line) != inverted).Select(line => line + "\n")));

        bool Fits(string line) => start && end ? line == word : start ? line.StartsWith(word, StringComparison.Ordinal) : end ? line.EndsWith(word, StringComparison.Ordinal) : line.Contains(word, StringComparison.Ordinal);
    }
}
