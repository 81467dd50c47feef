using System.Text;
using System.Text.Json;

namespace Wellguard.Programs.Imports;

/// <summary><c>require('x')</c>, <c>import … from 'x'</c>, <c>import 'x'</c>, <c>import('x')</c>, <c>export … from 'x'</c>; and where a <c>package.json</c> says that its package begins.</summary>
internal static class JavaScriptImports
{
    private const int MaxTargets = 40;

    public static void Find(ReadOnlySpan<byte> bytes, Action<string> add)
    {
        After(bytes, "require"u8, bracketed: true, add);
        After(bytes, "import"u8, bracketed: null, add);
        After(bytes, "from"u8, bracketed: false, add);
    }

    private static void After(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> word, bool? bracketed, Action<string> add)
    {
        for (var at = 0; bytes[at..].IndexOf(word) is var found and >= 0;)
        {
            at += found + word.Length;
            if (at - word.Length > 0 && (ImportNames.IsNamePart(bytes[at - word.Length - 1]) || bytes[at - word.Length - 1] == (byte)'$'))
            {
                continue;
            }

            var rest = ImportNames.SkipBlanks(bytes[at..]);
            rest = rest.StartsWith(".resolve"u8) ? rest[8..] : rest;
            var bracket = !rest.IsEmpty && rest[0] == (byte)'(';
            if (bracketed is { } must && must != bracket)
            {
                continue;
            }

            if (ImportNames.Literal(bracket ? rest[1..].TrimStart(" \t\n\r"u8) : rest, out var behind) is { } name && (!bracket || behind.TrimStart(" \t\n\r"u8) is [(byte)')' or (byte)',', ..]))
            {
                add(name.StartsWith("node:", StringComparison.Ordinal) ? name[5..] : name);
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
