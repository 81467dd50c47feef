using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary>Names, blanks, comments and literals of source text, of which only the surroundings of a word are read.</summary>
internal static class ImportText
{
    /// <summary>Attack: a thousand comments between a word and what belongs to it.</summary>
    private const int MaxComments = 100;

    public static bool IsNamePart(byte c) => char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or >= 128;

    public static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> text) => text.TrimStart(" \t"u8);

    /// <summary>What stands behind blanks, ends of lines and comments. Empty when too much of the file was looked at.</summary>
    /// <param name="hash"><c>#</c> begins a comment; else <c>//</c> and <c>/*</c> do.</param>
    public static ReadOnlySpan<byte> SkipSpace(ReadOnlySpan<byte> text, ImportNames names, bool hash = false)
    {
        for (var comments = 0; comments < MaxComments && names.MayLook(0); comments++)
        {
            var rest = text.TrimStart(" \t\r\n\f\v"u8);
            var end = 0;
            if (hash ? rest.StartsWith("#"u8) : rest.StartsWith("//"u8))
            {
                end = rest.IndexOf((byte)'\n') is var line and >= 0 ? line + 1 : rest.Length;
            }
            else if (!hash && rest.StartsWith("/*"u8))
            {
                end = rest[2..].IndexOf("*/"u8) is var close and >= 0 ? close + 4 : rest.Length;
            }

            if (!names.MayLook(text.Length - rest.Length + end))
            {
                return default;
            }

            text = rest[end..];
            if (end == 0)
            {
                return text;
            }
        }

        names.NoteCutOff();
        return default;
    }

    /// <summary>The text of a quoted literal at the start; null when there is none, or one with holes.</summary>
    /// <param name="rest">What follows it.</param>
    /// <param name="plain">The language puts no variables into double quotes, and knows its escapes in all of them.</param>
    public static string? Literal(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest, bool plain = false)
    {
        rest = text;
        if (text.IsEmpty || text[0] is not ((byte)'"' or (byte)'\'' or (byte)'`'))
        {
            return null;
        }

        var bounded = text[..Math.Min(text.Length, ImportNames.MaxName + 2)];
        var end = bounded[1..].IndexOfAny(text[0], (byte)'\n');
        while (end > 0 && bounded[end] == (byte)'\\' && bounded[end + 1] == text[0])
        {
            end = bounded[(end + 2)..].IndexOfAny(text[0], (byte)'\n') is var next and >= 0 ? end + 1 + next : -1; // \'
        }

        if (end < 1 || text[1 + end] != text[0])
        {
            return null;
        }

        var inside = text.Slice(1, end);
        rest = text[(end + 2)..];
        if ((text[0] == (byte)'`' && inside.IndexOf("${"u8) >= 0) || (!plain && text[0] == (byte)'"' && (inside.IndexOf("#{"u8) >= 0 || inside.IndexOfAny((byte)'$', (byte)'@') >= 0)))
        {
            return null;
        }

        var name = Encoding.UTF8.GetString(inside);
        return inside.IndexOf((byte)'\\') < 0 ? name : plain || text[0] == (byte)'"' ? Scripts.Escapes.Resolve(name, bytes: false) : Scripts.Escapes.ResolveSingle(name);
    }
}
