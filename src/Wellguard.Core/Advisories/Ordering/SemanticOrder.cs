namespace Wellguard.Advisories.Ordering;

/// <summary>
/// Semantic Versioning 2.0.0, section 11, as read by tools that forgive a <c>v</c> or <c>=</c> in front (node-semver, "loose") and missing parts; build metadata does not count.
/// </summary>
internal static class SemanticOrder
{
    private const byte NumericIdentifier = 1;
    private const byte TextIdentifier = 2;
    private const byte EndOfIdentifiers = 0;
    private const byte Release = 255;

    public static bool Write(ReadOnlySpan<char> version, ref KeyWriter key) => Write(version.TrimStart("= v"), 3, ref key);

    /// <param name="parts">Numbers of a whole version.</param>
    internal static bool Write(ReadOnlySpan<char> version, int parts, ref KeyWriter key)
    {
        if (version.IndexOf('+') is >= 0 and var metadata)
        {
            version = version[..metadata];
        }

        var dash = version.IndexOf('-');
        return WriteNumbers(dash < 0 ? version : version[..dash], parts, ref key) && WriteIdentifiers(dash < 0 ? null : version[(dash + 1)..], dash < 0, ref key);
    }

    private static bool WriteNumbers(ReadOnlySpan<char> numbers, int parts, ref KeyWriter key)
    {
        foreach (var range in numbers.Split('.'))
        {
            var number = numbers[range];
            if (number.IsEmpty || number.ContainsAnyExceptInRange('0', '9') || parts-- == 0)
            {
                return false;
            }

            key.Number(number);
        }

        for (; parts > 0; parts--)
        {
            key.Number([]);
        }

        return true;
    }

    private static bool WriteIdentifiers(ReadOnlySpan<char> identifiers, bool isRelease, ref KeyWriter key)
    {
        if (isRelease)
        {
            key.Mark(Release);
            return true;
        }

        foreach (var range in identifiers.Split('.'))
        {
            var identifier = identifiers[range];
            if (identifier.IsEmpty || identifier.ContainsAnyExcept(Identifier))
            {
                return false;
            }

            if (identifier.ContainsAnyExceptInRange('0', '9'))
            {
                key.Mark(TextIdentifier);
                key.Text(identifier);
            }
            else
            {
                key.Mark(NumericIdentifier);
                key.Number(identifier);
            }
        }

        key.Mark(EndOfIdentifiers);
        return true;
    }

    private static readonly System.Buffers.SearchValues<char> Identifier = System.Buffers.SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
}
