namespace Wellguard.Advisories.Ordering;

/// <summary>
/// deb-version(7): epoch, upstream version, revision, the last two by turns as text and number. In text <c>~</c> is before the end, the end before letters, letters before all else.
/// </summary>
internal static class DebianOrder
{
    private const byte Tilde = 1;
    private const byte End = 2;
    private const byte NoLetter = 0x80;

    public static bool Write(ReadOnlySpan<char> version, ref KeyWriter key)
    {
        var colon = version.IndexOf(':');
        var epoch = colon < 0 ? [] : version[..colon];
        version = version[(colon + 1)..];
        var dash = version.LastIndexOf('-');
        if (colon == 0 || version.IsEmpty || epoch.ContainsAnyExceptInRange('0', '9') || version.ContainsAnyExceptInRange('!', '~'))
        {
            return false;
        }

        key.Number(epoch);
        WriteTurns(dash < 0 ? version : version[..dash], ref key);
        WriteTurns(dash < 0 ? [] : version[(dash + 1)..], ref key); // no revision is as good as 0
        return true;
    }

    private static void WriteTurns(ReadOnlySpan<char> text, ref KeyWriter key)
    {
        do
        {
            for (; text.Length > 0 && !char.IsAsciiDigit(text[0]); text = text[1..])
            {
                key.Mark(text[0] == '~' ? Tilde : char.IsAsciiLetter(text[0]) ? (byte)text[0] : (byte)(text[0] | NoLetter));
            }

            key.Mark(End);
            var end = text.IndexOfAnyExceptInRange('0', '9');
            key.Number(end < 0 ? text : text[..end]);
            text = end < 0 ? [] : text[end..];
        }
        while (text.Length > 0);
        key.Mark(End);
    }
}
