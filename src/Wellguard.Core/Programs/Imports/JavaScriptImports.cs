using System.Text;
using System.Text.Json;

namespace Wellguard.Programs.Imports;

/// <summary><c>require('x')</c>, <c>import … from 'x'</c>, <c>import 'x'</c>, <c>import('x')</c>, <c>export … from 'x'</c>; and where a <c>package.json</c> says that its package begins.</summary>
internal static class JavaScriptImports
{
    /// <summary>Attack: a manifest of a million targets.</summary>
    private const int MaxTargets = 40;

    /// <summary><c>require((('x')))</c>. Attack: a megabyte of brackets.</summary>
    private const int MaxBrackets = 8;

    public static void Find(ReadOnlySpan<byte> bytes, ImportNames names)
    {
        After(bytes, "require"u8, bracketed: true, names);
        After(bytes, "import"u8, bracketed: null, names);
        After(bytes, "from"u8, bracketed: false, names);
    }

    private static void After(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> word, bool? bracketed, ImportNames names)
    {
        for (var at = 0; bytes[at..].IndexOf(word) is var found and >= 0;)
        {
            at += found + word.Length;
            if (at - word.Length > 0 && (ImportText.IsNamePart(bytes[at - word.Length - 1]) || bytes[at - word.Length - 1] == (byte)'$'))
            {
                continue;
            }

            var rest = bytes[at..];
            rest = ImportText.SkipSpace(rest.StartsWith(".resolve"u8) ? rest[8..] : rest, names);
            rest = rest.StartsWith("?.("u8) ? rest[2..] : rest;
            var bracket = !rest.IsEmpty && rest[0] == (byte)'(';
            if (bracketed is { } must && must != bracket)
            {
                continue;
            }

            for (var brackets = 0; brackets < MaxBrackets && rest.StartsWith("("u8); brackets++)
            {
                rest = ImportText.SkipSpace(rest[1..], names);
            }

            if (ImportText.Literal(rest, out var behind, plain: true) is { } name && (!bracket || ImportText.SkipSpace(behind, names) is [(byte)')' or (byte)',', ..]))
            {
                names.Add(name.StartsWith("node:", StringComparison.Ordinal) ? name[5..] : name);
            }
        }
    }

    /// <summary>Files that <c>main</c>, <c>module</c> and <c>exports</c> name (Node.js documentation, "Modules: Packages").</summary>
    public static string? OfPackage(ReadOnlySpan<byte> bytes)
    {
        var names = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(bytes.StartsWith("\ufeff"u8) ? bytes[3..] : bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var inside = false;
            while (reader.Read() && names.Count < MaxTargets)
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    inside = reader.ValueTextEquals("main"u8) || reader.ValueTextEquals("module"u8) || reader.ValueTextEquals("exports"u8);
                }
                else if (inside && reader.TokenType == JsonTokenType.String && reader.ValueSpan is { Length: > 0 and < 512 } target && target.IndexOf((byte)'*') < 0)
                {
                    var path = Encoding.UTF8.GetString(target);
                    names.Add(path.StartsWith("./", StringComparison.Ordinal) ? path : "./" + path);
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON: node does not load it either.
        }

        return names.Count == 0 ? null : "javascript\n" + string.Join('\n', names.Distinct());
    }
}
