using System.Globalization;
using Wellguard.Advisories.Ordering;

namespace Wellguard.Registries.Packages;

/// <summary>A version of npm (Semantic Versioning 2.0.0). Build metadata has no order and is left out.</summary>
internal sealed record NpmVersion(long Major, long Minor, long Patch, string Preview)
{
    public static IComparer<NpmVersion?> Order { get; } = Comparer<NpmVersion?>.Create(static (one, other) => one is null || other is null ? (one is null ? 0 : 1) - (other is null ? 0 : 1) : one.OrderTo(other));

    /// <summary>Null for what is no version.</summary>
    public static NpmVersion? Parse(string text)
    {
        text = text.Trim().TrimStart('v', '=').Split('+')[0];
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var numbers = (dash < 0 ? text : text[..dash]).Split('.');
        return numbers.Length == 3 && Number(numbers[0]) is { } major && Number(numbers[1]) is { } minor && Number(numbers[2]) is { } patch ? new(major, minor, patch, dash < 0 ? "" : text[(dash + 1)..]) : null;
    }

    public static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public override string ToString() => Preview.Length > 0 ? $"{Major}.{Minor}.{Patch}-{Preview}" : $"{Major}.{Minor}.{Patch}";

    /// <summary>Negative, zero or positive.</summary>
    public int OrderTo(NpmVersion other) => VersionOrder.Compare("npm", ToString(), other.ToString()) ?? 0;
}

/// <summary>A range of versions (npm's node-semver, "Ranges"): alternatives of comparisons, each with a least and a version it stays below.</summary>
internal sealed class NpmRange
{
    /// <summary>Attack: a range of thousands of alternatives.</summary>
    private const int MostParts = 64;

    private readonly List<List<(string Operator, NpmVersion Version)>> alternatives = [];

    /// <summary>Null for what is no range: a tag.</summary>
    public static NpmRange? Parse(string text)
    {
        var range = new NpmRange();
        foreach (var alternative in text.Split("||").Take(MostParts))
        {
            var comparisons = new List<(string, NpmVersion)>();
            var words = alternative.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is [var from, "-", var to])
            {
                words = [">=" + from, "<=" + to];
            }

            var pending = "";
            foreach (var word in words.Take(MostParts))
            {
                if (word.All(static c => "<>=~^".Contains(c, StringComparison.Ordinal)))
                {
                    pending = word;
                    continue;
                }

                if (!Add(comparisons, pending + word))
                {
                    return null;
                }

                pending = "";
            }

            range.alternatives.Add(comparisons);
        }

        return range;
    }

    /// <summary>A preview only where a comparison names a preview of the same numbers.</summary>
    public bool Holds(NpmVersion version) => alternatives.Exists(all =>
        all.TrueForAll(one => Compares(version.OrderTo(one.Version), one.Operator))
        && (version.Preview.Length == 0 || all.Exists(one => one.Version.Preview.Length > 0 && one.Version with { Preview = "" } == version with { Preview = "" })));

    private static bool Compares(int order, string comparison) => comparison switch { ">=" => order >= 0, ">" => order > 0, "<=" => order <= 0, "<" => order < 0, _ => order == 0 };

    private static bool Add(List<(string, NpmVersion)> to, string word)
    {
        var comparison = word[..(word.Length - word.TrimStart('<', '>', '=', '~', '^').Length)];
        var text = word[comparison.Length..].TrimStart('v').Split('+')[0];
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (preview, parts) = (dash < 0 ? "" : text[(dash + 1)..], (dash < 0 ? text : text[..dash]).Split('.'));
        var numbers = parts.TakeWhile(static part => part is not ("x" or "X" or "*" or "")).Select(NpmVersion.Number).ToList();
        if (parts.Length > 3 || numbers.Contains(null))
        {
            return false;
        }

        long At(int index) => index < numbers.Count ? numbers[index]!.Value : 0;
        var least = new NpmVersion(At(0), At(1), At(2), preview);
        var next = (comparison, numbers.Count) switch
        {
            (_, 0) => null,
            ("^", _) when At(0) > 0 || numbers.Count == 1 => new NpmVersion(At(0) + 1, 0, 0, "0"),
            ("^", _) when At(1) > 0 || numbers.Count == 2 => new NpmVersion(0, At(1) + 1, 0, "0"),
            ("^", _) => new NpmVersion(0, 0, At(2) + 1, "0"),
            (_, 1) => new NpmVersion(At(0) + 1, 0, 0, "0"),
            ("~" or "~>", _) or (_, 2) => new NpmVersion(At(0), At(1) + 1, 0, "0"),
            _ => null,
        };
        switch (comparison)
        {
            case ">" when next is not null && numbers.Count < 3:
                to.Add((">=", next with { Preview = "" }));
                break;
            case "<=" when next is not null && numbers.Count < 3:
                to.Add(("<", next));
                break;
            case ">" or "<" or "<=" or ">=":
                to.Add((comparison, least));
                break;
            case "" or "=" when numbers.Count == 3:
                to.Add(("=", least));
                break;
            default:
                to.Add((">=", least));
                if (next is not null)
                {
                    to.Add(("<", next));
                }

                break;
        }

        return true;
    }
}
