using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary>What Ruby, Perl and PHP sources load.</summary>
internal static class OtherImports
{
    private const int MaxExpression = 300;

    /// <summary><c>require 'x'</c>, <c>require_relative 'x'</c>, <c>load 'x'</c>, <c>autoload :X, 'x'</c>.</summary>
    public static void FindRuby(ReadOnlySpan<byte> bytes, Action<string> add)
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
                rest = ImportNames.SkipBlanks(rest).TrimStart("( \t"u8);
                if (rest.StartsWith(":"u8) && rest.IndexOf((byte)',') is var comma and > 0 and < 100)
                {
                    rest = ImportNames.SkipBlanks(rest[(comma + 1)..]); // autoload :Name, 'path'
                }

                if (ImportNames.Literal(rest, out _) is { } path)
                {
                    add(relative && !path.StartsWith('/') ? "./" + path : path);
                }
            }
        }
    }

    /// <summary><c>use A::B</c>, <c>use parent 'A'</c>, <c>use lib 'x'</c>, <c>require A::B</c>, <c>require "x.pl"</c>, <c>do "x.pl"</c>.</summary>
    public static void FindPerl(ReadOnlySpan<byte> bytes, Action<string> add)
    {
        foreach (var range in bytes.Split((byte)'\n'))
        {
            var line = ImportNames.SkipBlanks(bytes[range]);
            if (line.StartsWith("__END__"u8))
            {
                break;
            }

            var loads = line.StartsWith("use "u8) ? 4 : line.StartsWith("require "u8) ? 8 : line.StartsWith("do "u8) ? 3 : 0;
            if (loads == 0)
            {
                continue;
            }

            var rest = ImportNames.SkipBlanks(line[loads..]);
            if (ImportNames.Literal(rest, out _) is { } path)
            {
                add(path);
                continue;
            }

            var end = 0;
            while (end < rest.Length && (ImportNames.IsNamePart(rest[end]) || rest[end] == (byte)':'))
            {
                end++;
            }

            var name = Encoding.UTF8.GetString(rest[..end]);
            if (name is "parent" or "base" or "lib")
            {
                foreach (var word in Words(rest[end..]))
                {
                    add(name == "lib" ? "lib " + word : word);
                }
            }
            else if (end > 0 && loads != 3)
            {
                add(name);
            }
        }
    }

    private static IEnumerable<string> Words(ReadOnlySpan<byte> list) =>
        Encoding.UTF8.GetString(list).Split((char[])[' ', '\'', '"', '(', ')', ';', ',', '\t', '\r', '/'], StringSplitOptions.RemoveEmptyEntries).Where(static word => word is not "qw" and not "-norequire" && word[0] is not '$' and not '-').Take(20);

    /// <summary><c>require __DIR__ . '/x.php';</c> and the like: the literals are joined, what stands before them unknown is a folder.</summary>
    public static void FindPhp(ReadOnlySpan<byte> bytes, Action<string> add)
    {
        foreach (var word in (string[])["require", "include"])
        {
            var name = Encoding.ASCII.GetBytes(word);
            for (var at = 0; bytes[at..].IndexOf(name) is var found and >= 0;)
            {
                var start = at + found;
                at = start + name.Length;
                if (start > 0 && (ImportNames.IsNamePart(bytes[start - 1]) || bytes[start - 1] is (byte)'$' or (byte)'>' or (byte)'\'' or (byte)'"' or (byte)'/'))
                {
                    continue;
                }

                var rest = bytes[at..];
                rest = rest.StartsWith("_once"u8) ? rest[5..] : rest;
                if (rest.IsEmpty || ImportNames.IsNamePart(rest[0]))
                {
                    continue;
                }

                var end = rest.IndexOf((byte)';');
                if (end is > 0 and <= MaxExpression && PhpPath(rest[..end]) is { } path)
                {
                    add(path);
                }
            }
        }

        ComposerFiles(bytes, add);
    }

    private static string? PhpPath(ReadOnlySpan<byte> expression)
    {
        var (path, prefix) = ("", "");
        expression = expression.Trim("( )\t\r\n@"u8);
        while (!expression.IsEmpty)
        {
            var dot = 0;
            if (ImportNames.Literal(expression, out var rest) is { } literal)
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
    private static void ComposerFiles(ReadOnlySpan<byte> bytes, Action<string> add)
    {
        if (bytes.IndexOf("$vendorDir"u8) < 0 || bytes.IndexOf("return array("u8) < 0)
        {
            return;
        }

        for (var at = 0; bytes[at..].IndexOf("$vendorDir . '"u8) is var found and >= 0;)
        {
            at += found + 13;
            if (ImportNames.Literal(bytes[at..], out _) is { } path && path.EndsWith(".php", StringComparison.Ordinal))
            {
                add("./../" + path.TrimStart('/'));
            }
        }
    }
}
