using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary>What Ruby and PHP sources load.</summary>
internal static class OtherImports
{
    /// <summary>Attack: a statement that does not end. In bytes.</summary>
    private const int MaxExpression = 1_000;

    /// <summary>Attack: a symbol that does not end. In bytes.</summary>
    private const int MaxSymbol = 256;

    /// <summary><c>require 'x'</c>, <c>require_relative 'x'</c>, <c>load 'x'</c>, <c>autoload :X, 'x'</c>.</summary>
    public static void FindRuby(ReadOnlySpan<byte> bytes, ImportNames names)
    {
        foreach (var word in (string[])["require", "load"])
        {
            var name = Encoding.ASCII.GetBytes(word);
            for (var at = 0; bytes[at..].IndexOf(name) is var found and >= 0;)
            {
                at += found + name.Length;
                var rest = bytes[at..];
                var relative = rest.StartsWith("_relative"u8);
                rest = relative ? rest[9..] : rest;
                var behind = ImportText.SkipBlanks(rest);
                if (!names.MayLook(rest.Length - behind.Length))
                {
                    return;
                }

                rest = behind.StartsWith("("u8) ? ImportText.SkipSpace(behind[1..], names, hash: true) : behind;
                if (rest.StartsWith(":"u8) && rest[..Math.Min(rest.Length, MaxSymbol)].IndexOf((byte)',') is var comma and > 0)
                {
                    rest = ImportText.SkipSpace(rest[(comma + 1)..], names, hash: true); // autoload :Name, 'path'
                }

                if (ImportText.Literal(rest, out _) is { } path)
                {
                    names.Add(relative && !path.StartsWith('/') ? "./" + path : path);
                }
            }
        }
    }

    /// <summary><c>require __DIR__ . '/x.php';</c> and the like: the literals are joined, what stands before them unknown is a folder.</summary>
    public static void FindPhp(ReadOnlySpan<byte> bytes, ImportNames names)
    {
        // re(q)uire and in(c)lude, in letters of any case.
        for (var at = 0; bytes[at..].IndexOfAny("qQcC"u8) is var found and >= 0;)
        {
            at += found + 1;
            var start = at - 3;
            if (start < 0 || start + 7 > bytes.Length || !(Ascii.EqualsIgnoreCase(bytes.Slice(start, 7), "require"u8) || Ascii.EqualsIgnoreCase(bytes.Slice(start, 7), "include"u8))
                || (start > 0 && (ImportText.IsNamePart(bytes[start - 1]) || bytes[start - 1] is (byte)'$' or (byte)'>' or (byte)'\'' or (byte)'"' or (byte)'/')))
            {
                continue;
            }

            var rest = bytes[(start + 7)..];
            rest = rest.Length > 5 && Ascii.EqualsIgnoreCase(rest[..5], "_once"u8) ? rest[5..] : rest;
            if (rest.IsEmpty || ImportText.IsNamePart(rest[0]))
            {
                continue;
            }

            rest = ImportText.SkipSpace(rest, names);
            rest = rest[..Math.Min(rest.Length, MaxExpression + 2)];
            var (end, tag) = (rest.IndexOf((byte)';'), rest.IndexOf("?>"u8));
            end = end < 0 || (tag >= 0 && tag < end) ? tag : end;
            if (names.MayLook(rest.Length) && end is > 0 and <= MaxExpression && PhpPath(rest[..end]) is { } path)
            {
                names.Add(path);
            }
        }

        ComposerFiles(bytes, names);
    }

    private static string? PhpPath(ReadOnlySpan<byte> expression)
    {
        var (path, prefix) = ("", "");
        expression = expression.Trim("( )\t\r\n@"u8);
        while (!expression.IsEmpty)
        {
            var dot = 0;
            if (ImportText.Literal(expression, out var rest) is { } literal)
            {
                path += literal;
                expression = rest;
            }
            else if (path.Length > 0)
            {
                return null; // a name that is not known at its end
            }
            else
            {
                dot = expression.IndexOfAny((byte)'.', (byte)'\'', (byte)'"');
                if (dot < 0)
                {
                    return null;
                }

                var known = expression[..dot];
                prefix = known.IndexOf("dirname(dirname(__FILE__"u8) >= 0 || known.IndexOf("dirname(__DIR__"u8) >= 0 || known.IndexOf("dirname( __DIR__"u8) >= 0 ? "./../" : known.IndexOf("__DIR__"u8) >= 0 || known.IndexOf("__FILE__"u8) >= 0 ? "./" : "?";
                expression = expression[dot..];
            }

            var before = expression.Length;
            expression = expression.TrimStart(" .\t\r\n)"u8);
            if (expression.Length == before && !expression.IsEmpty && dot == 0)
            {
                return null;
            }
        }

        return path.Length == 0 ? null : prefix.Length == 0 && !path.StartsWith('/') ? (path.StartsWith("./", StringComparison.Ordinal) ? path : "?" + path) : prefix.Length == 0 ? path : prefix + path.TrimStart('/');
    }

    /// <summary>Composer's list of files that are included with the autoloader, on every request.</summary>
    private static void ComposerFiles(ReadOnlySpan<byte> bytes, ImportNames names)
    {
        if (bytes.IndexOf("$vendorDir"u8) < 0 || bytes.IndexOf("return array("u8) < 0)
        {
            return;
        }

        for (var at = 0; bytes[at..].IndexOf("$vendorDir . '"u8) is var found and >= 0;)
        {
            at += found + 13;
            if (ImportText.Literal(bytes[at..], out _) is { } path && path.EndsWith(".php", StringComparison.Ordinal))
            {
                names.Add("./../" + path.TrimStart('/'));
            }
        }
    }
}
