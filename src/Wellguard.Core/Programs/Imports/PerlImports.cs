using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary><c>use A::B</c>, <c>use parent 'A'</c>, <c>use lib 'x'</c>, <c>require A::B</c>, <c>require "x.pl"</c>, <c>do "x.pl"</c>, <c>unshift @INC, 'x'</c>.</summary>
internal static class PerlImports
{
    /// <summary>Attack: a list that does not end. In bytes.</summary>
    private const int MaxList = 1_000;

    private const int MaxWords = 20;

    private static readonly byte[][] Loading = [.. ((string[])["use", "require", "do"]).Select(Encoding.ASCII.GetBytes)];

    public static void Find(ReadOnlySpan<byte> bytes, ImportNames names)
    {
        var end = bytes.IndexOf("\n__END__"u8);
        bytes = end < 0 ? bytes : bytes[..end];
        foreach (var word in Loading)
        {
            for (var at = 0; bytes[at..].IndexOf(word) is var found and >= 0;)
            {
                at += found + word.Length;
                if (at < bytes.Length && !ImportText.IsNamePart(bytes[at]) && StartsStatement(bytes[..(at - word.Length)], names))
                {
                    Loads(ImportText.SkipSpace(bytes[at..], names, hash: true), isDo: word.Length == 2, names);
                }
            }
        }

        for (var at = 0; bytes[at..].IndexOf("@INC"u8) is var found and >= 0;)
        {
            at += found + 4;
            var rest = bytes[at..Math.Min(bytes.Length, at + MaxList)];
            if (names.MayLook(rest.Length) && ImportText.SkipBlanks(rest) is [(byte)',' or (byte)'=', .. var folders])
            {
                Folders(folders, names);
            }
        }
    }

    private static bool StartsStatement(ReadOnlySpan<byte> before, ImportNames names)
    {
        var trimmed = before.TrimEnd(" \t\r"u8);
        return names.MayLook(before.Length - trimmed.Length) && (trimmed.IsEmpty || trimmed[^1] is (byte)'\n' or (byte)';' or (byte)'{' or (byte)'}' or (byte)'(' or (byte)')' or (byte)'"' or (byte)'\'');
    }

    private static void Loads(ReadOnlySpan<byte> text, bool isDo, ImportNames names)
    {
        if (ImportText.Literal(text, out _) is { } path)
        {
            names.Add(path);
            return;
        }

        text = text[..Math.Min(text.Length, MaxList)];
        var end = 0;
        while (end < text.Length && (ImportText.IsNamePart(text[end]) || text[end] == (byte)':'))
        {
            end++;
        }

        var name = Encoding.UTF8.GetString(text[..end]);
        if (!names.MayLook(text.Length) || isDo || end == 0)
        {
            return;
        }

        if (name == "lib")
        {
            Folders(text[end..], names);
        }
        else if (name is "parent" or "base" or "if" or "autouse" or "aliased" or "fields" or "only")
        {
            foreach (var word in Statement(text[end..]).Split((char[])[' ', '\'', '"', '(', ')', ',', '\t', '\r', '\n', '/', '=', '>'], StringSplitOptions.RemoveEmptyEntries).Where(static word => word is not "qw" && char.IsAsciiLetter(word[0])).Take(MaxWords))
            {
                names.Add(word);
            }
        }
        else
        {
            names.Add(name);
        }
    }

    private static string Statement(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text.IndexOf((byte)';') is var end and >= 0 ? text[..end] : text);

    /// <summary>Folders in which modules are looked for too. A variable before the first slash is most often the program's own folder (<c>FindBin</c>).</summary>
    private static void Folders(ReadOnlySpan<byte> text, ImportNames names)
    {
        var statement = Statement(text);
        if (statement.Contains("dirname", StringComparison.Ordinal) || statement.Contains("catdir", StringComparison.Ordinal) || statement.Contains("catfile", StringComparison.Ordinal))
        {
            var parts = statement.Split((char[])['\'', '"']).Where(static (_, index) => index % 2 == 1).Take(MaxWords).Select(static part => part.Trim('/'));
            names.Add("lib ./" + string.Join('/', parts));
            return;
        }

        foreach (var word in statement.Split((char[])[' ', '\'', '"', '(', ')', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(static word => word is not "qw" and not "." and not "=>").Take(MaxWords))
        {
            names.Add("lib " + (!word.StartsWith('$') ? word : word.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? "." + word[slash..] : "."));
        }
    }
}
