using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Wellguard.Signals;

/// <param name="At">Index of the first character of <paramref name="Value"/>.</param>
/// <param name="Value">The group that the rule names, or the whole match.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextHit(DataRule Rule, int At, string Value);

/// <summary>
/// Many patterns over one text. One search finds the literals of all patterns at once (<see cref="LiteralIndex"/>); a pattern runs only on the lines around a literal of its own.
/// </summary>
internal sealed class TextMatcher
{
    /// <summary>How far a match may reach. Attack: a line of megabytes on which every literal hit would run its pattern over all of it.</summary>
    private const int Before = 256, After = 1024;

    /// <summary>Matches go on over this many lines: the value of a key may stand in the next ones.</summary>
    private const int Lines = 4;

    /// <summary>Attack: a file that repeats one match a million times.</summary>
    public const int MaxHits = 40;

    private readonly LiteralIndex _literals;
    private readonly List<(DataRule Rule, TextMatch Match)> _items = [];

    public TextMatcher(IEnumerable<DataRule> rules)
    {
        foreach (var rule in rules)
        {
            foreach (var match in rule.Texts)
            {
                _items.Add((rule, match));
            }
        }

        _literals = new LiteralIndex([.. _items.SelectMany(static (item, index) => item.Match.Literals.Select(literal => (literal, index)))]);
    }

    public static TextMatcher For(Func<DataRule, TextMatch, bool> which) =>
        new(RuleBook.Data.Where(rule => rule.Texts.Exists(match => which(rule, match))).Select(rule =>
        {
            var part = new DataRule(rule.Rule);
            part.Texts.AddRange(rule.Texts.Where(match => which(rule, match)));
            return part;
        }));

    public bool IsEmpty => _items.Count == 0;

    /// <summary>Whether some pattern speaks about files of this path.</summary>
    public bool Covers(string path) => _items.Exists(item => item.Match.Paths?.IsMatch(path) != false);

    /// <param name="path">A file's path or a place of the config; patterns that are bound to other paths do not run.</param>
    public List<TextHit> Find(ReadOnlySpan<char> text, string path)
    {
        var hits = new List<TextHit>();
        var covered = new int[_items.Count];
        var allowed = new sbyte[_items.Count];
        for (var at = _literals.Find(text, 0, out var candidates); at >= 0 && hits.Count < MaxHits; at = _literals.Find(text, at + 1, out candidates))
        {
            foreach (var (literal, item) in candidates)
            {
                if (at >= covered[item] && text[at..].StartsWith(literal, StringComparison.OrdinalIgnoreCase) && IsAllowed(item, path, allowed))
                {
                    covered[item] = Run(text, at, item, hits);
                }
            }
        }

        return hits;
    }

    private bool IsAllowed(int item, string path, sbyte[] allowed)
    {
        if (allowed[item] == 0)
        {
            allowed[item] = _items[item].Match.Paths?.IsMatch(path) != false ? (sbyte)1 : (sbyte)-1;
        }

        return allowed[item] > 0;
    }

    /// <returns>Up to where the item need not be run again.</returns>
    private int Run(ReadOnlySpan<char> text, int at, int item, List<TextHit> hits)
    {
        var (rule, match) = _items[item];
        var lineStart = text[..at].LastIndexOf('\n') + 1;
        var start = Math.Max(lineStart, at - Before);
        var limit = Math.Min(text.Length, at + After);
        var firstEnd = limit;
        var end = at;
        for (var line = 0; line < Lines && end < limit; line++)
        {
            var next = text[end..limit].IndexOf('\n');
            end = next < 0 ? limit : end + next + 1;
            firstEnd = line == 0 ? end : firstEnd;
        }

        var window = text[start..end];
        if (match.Pattern.Matches(window.ToString()) is { Count: > 0 } matches)
        {
            foreach (Match found in matches)
            {
                var group = found.Groups[match.Group];
                var place = start + group.Index;
                if (group.Length > 0 && (match.Entropy <= 0 || EntropyOf(group.Value) >= match.Entropy) && !hits.Exists(hit => hit.At == place && hit.Rule.Rule.Id == rule.Rule.Id) && hits.Count < MaxHits)
                {
                    hits.Add(new TextHit(rule, place, group.Value));
                }
            }
        }

        return firstEnd < limit || limit == text.Length ? firstEnd : limit - Before;
    }

    /// <summary>Line and column from 1.</summary>
    public static (int Line, int Column) PositionOf(ReadOnlySpan<char> text, int at) =>
        (text[..at].Count('\n') + 1, at - text[..at].LastIndexOf('\n'));

    /// <summary>Shannon entropy in bits a character.</summary>
    public static double EntropyOf(string text)
    {
        var bits = 0.0;
        foreach (var group in text.GroupBy(c => c))
        {
            var share = (double)group.Count() / text.Length;
            bits -= share * Math.Log2(share);
        }

        return bits;
    }
}
