using System.Text;

namespace Wellguard.Programs.Compiled;

/// <summary>Calls of a compiled language as the calls of JavaScript that do the same, so that one evaluation follows both.</summary>
/// <param name="rewritings">By the text before the opening bracket: what stands for the call with these arguments, or null to leave it.</param>
internal sealed class CallRewriting(Dictionary<string, Func<List<string>, string?>> rewritings)
{
    /// <summary>Attack: calls in calls in calls.</summary>
    private const int MaxRounds = 4;

    private readonly string[] _names = [.. rewritings.Keys.OrderByDescending(static name => name.Length)];

    public string Rewrite(string text)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var next = Once(text);
            if (next == text)
            {
                break;
            }

            text = next;
        }

        return text;
    }

    private string Once(string text)
    {
        var made = new StringBuilder(text.Length);
        var from = 0;
        for (var open = text.IndexOf('(', StringComparison.Ordinal); open >= 0; open = text.IndexOf('(', open + 1))
        {
            if (open < from || NameBefore(text, open) is not { } name || CallText.Arguments(text, open) is not var (arguments, close) || rewritings[name](arguments) is not { } call)
            {
                continue;
            }

            var start = open - name.Length;
            if (start < from)
            {
                continue;
            }

            var lines = text.AsSpan(start, close + 1 - start).Count('\n') - call.AsSpan().Count('\n');
            made.Append(text, from, start - from).Append(call).Append('\n', Math.Max(lines, 0)); // lines stay where they are
            from = close + 1;
        }

        return made.Append(text, from, text.Length - from).ToString();
    }

    private string? NameBefore(string text, int open) =>
        Array.Find(_names, name => name.Length <= open && string.CompareOrdinal(text, open - name.Length, name, 0, name.Length) == 0
            && (open == name.Length || name[0] is '.' or '[' || !(char.IsAsciiLetterOrDigit(text[open - name.Length - 1]) || text[open - name.Length - 1] is '_' or '.')));
}
