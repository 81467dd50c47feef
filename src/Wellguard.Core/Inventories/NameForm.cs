using System.Text;

namespace Wellguard.Inventories;

/// <summary>A package's name in the forms that are compared.</summary>
internal sealed class NameForm
{
    private static readonly char[] Separators = ['-', '_', '.', '/', '@', ' '];

    /// <summary>Attack: a name of megabytes. No registry takes more than 214 characters.</summary>
    public const int Longest = 214;

    private NameForm(string name, string latin)
    {
        Name = name;
        Latin = latin;
        Words = latin.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        Joined = string.Concat(Words);
        Shape = ShapeOf(Joined);
        var scope = latin.StartsWith('@') ? latin.IndexOf('/', StringComparison.Ordinal) : -1;
        Scope = scope > 0 ? latin[..scope] : null;
        foreach (var c in Joined)
        {
            Letters |= 1UL << (c & 63);
        }
    }

    /// <summary>Lower case.</summary>
    public string Name { get; }

    /// <summary>With Latin letters for those that look like them.</summary>
    public string Latin { get; }

    /// <summary>What stands between separators.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Without separators.</summary>
    public string Joined { get; }

    /// <summary>What is left at a glance: no separators, no doubled letters, 0 as o, 1 as l, rn as m, vv as w.</summary>
    public string Shape { get; }

    /// <summary>npm's <c>@scope</c>, or null.</summary>
    public string? Scope { get; }

    /// <summary>A bit for each character of <see cref="Joined"/>: an edit changes two at most.</summary>
    public ulong Letters { get; }

    /// <summary>Null for what is no name, or longer than any registry takes.</summary>
    public static NameForm? Of(string name)
    {
        if (name.Length is 0 or > Longest)
        {
            return null;
        }

        var lower = name.ToLowerInvariant();
        var form = new NameForm(lower, AlikeLetters.Latin(lower));
        return form.Joined.Length == 0 ? null : form;
    }

    private static string ShapeOf(string joined)
    {
        var shape = new StringBuilder(joined.Length);
        for (var i = 0; i < joined.Length; i++)
        {
            var c = joined[i] switch { '0' => 'o', '1' => 'l', var other => other };
            if (i + 1 < joined.Length && ((c == 'r' && joined[i + 1] == 'n') || (c == 'v' && joined[i + 1] == 'v')))
            {
                c = c == 'r' ? 'm' : 'w';
                i++;
            }

            if (shape.Length == 0 || shape[^1] != c || char.IsAsciiDigit(c))
            {
                shape.Append(c);
            }
        }

        return shape.ToString();
    }
}
