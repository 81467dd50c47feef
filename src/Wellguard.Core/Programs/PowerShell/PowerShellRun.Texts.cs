using System.Globalization;
using System.Text.RegularExpressions;

namespace Wellguard.Programs.PowerShell;

/// <content>Operators that make texts: <c>-join</c>, <c>-split</c>, <c>-replace</c>, <c>-f</c>.</content>
internal sealed partial class PowerShellRun
{
    /// <summary>Attack: a pattern that takes for ever.</summary>
    private static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(500);

    private const int MaxHole = 33;

    private Item Join(Item list, string separator)
    {
        var parts = new List<Shell.Value>();
        foreach (var item in list.Items)
        {
            if (parts.Count > 0 && separator.Length > 0)
            {
                parts.Add(new Shell.Value(separator));
            }

            parts.Add(item.Value);
        }

        return Made(parts);
    }

    private Item Made(List<Shell.Value> parts) => parts.Count == 0 ? Item.Of("") : new Item(shell.Limit(Shell.Value.Concat(parts))) { IsText = true };

    private Item Split(Item item, string separator, bool pattern)
    {
        if (!item.Joined.Known)
        {
            return item;
        }

        analysis.Work(item.Text.Length);
        var parts = separator.Length == 0 ? [.. Most(item.Text.ToCharArray()).Select(static c => c.ToString())]
            : pattern && Compiled(separator) is { } split ? Attempt(() => split.Split(item.Text, MaxItems + 1), [item.Text])
            : item.Text.Split(separator, MaxItems + 1, StringSplitOptions.None);
        return Item.OfList([.. Most(parts).Select(item.With)]);
    }

    private Item Replace(Item item, string what, string by, bool pattern)
    {
        if (!item.Joined.Known || what.Length == 0)
        {
            return item;
        }

        analysis.Work(item.Text.Length + by.Length);
        if (item.Text.Length * (long)Math.Max(by.Length, 1) > Analysis.MaxDecoded)
        {
            return item.Derived("${replaced}");
        }

        return item.With(pattern && Compiled(what) is { } regex ? Attempt(() => regex.Replace(item.Text, by), item.Text) : item.Text.Replace(what, by, StringComparison.Ordinal));
    }

    /// <summary>Null: plain text, or a pattern that is not read.</summary>
    private static Regex? Compiled(string pattern)
    {
        if (pattern.Length > 200 || pattern.AsSpan().IndexOfAny(@"\[](){}.*+?^$|") < 0)
        {
            return null;
        }

        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTime);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private T Attempt<T>(Func<T> match, T otherwise)
    {
        try
        {
            return match();
        }
        catch (RegexMatchTimeoutException)
        {
            Say("a pattern of PowerShell code took too long; what it matches is not known");
            return otherwise;
        }
    }

    /// <summary><c>'{1}{0}' -f 'b', 'a'</c>; what stands behind a colon or comma in a hole is left out.</summary>
    private Item Formatted(Item format, Item arguments)
    {
        var text = format.Text;
        var pieces = new Pieces();
        for (var i = 0; i < text.Length; i++)
        {
            var close = text[i] == '{' ? text.IndexOf('}', i, Math.Min(MaxHole, text.Length - i)) : -1;
            if (i + 1 < text.Length && text[i] is '{' or '}' && text[i + 1] == text[i])
            {
                pieces.Add(text[i++]);
            }
            else if (close > 0 && int.TryParse(text[(i + 1)..close].Split(':', ',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < arguments.Items.Count)
            {
                pieces.Add(arguments.Items[index].Value);
                i = close;
            }
            else
            {
                pieces.Add(text[i]);
            }
        }

        return Made(pieces.Whole());
    }
}
