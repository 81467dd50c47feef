using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary><c>import a.b as c, d</c>, <c>from ..a import x, y</c>, <c>import_module("a.b")</c> (Python Language Reference, 7.11).</summary>
internal static class PythonImports
{
    /// <summary>Attack: a name as long as the file. In bytes.</summary>
    private const int MaxModule = 1_000;

    /// <summary><c>from . . a</c>: a module's name may have blanks at its dots.</summary>
    private const int MaxParts = 64;

    /// <summary>Characters of one line of names: a package with thousands of members takes several.</summary>
    private const int ListLength = 2_000;

    public static void Find(ReadOnlySpan<byte> bytes, ImportNames names)
    {
        for (var at = 0; bytes[at..].IndexOf("import"u8) is var found and >= 0;)
        {
            var word = at + found;
            at = word + 6;
            var after = bytes[at..];
            if (after.StartsWith("_module"u8) || after.StartsWith("__"u8))
            {
                Called(after[(after[1] == (byte)'_' ? 2 : 7)..], names);
            }
            else if (after.IsEmpty || !ImportText.IsNamePart(after[0]))
            {
                Statement(bytes[..word], after, names);
            }
        }
    }

    private static void Statement(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, ImportNames names)
    {
        var line = before.TrimEnd(" \t\f"u8);
        var head = WithoutContinuation(before);
        if (!names.MayLook(before.Length - head.Length))
        {
            return;
        }

        // A comment's backslash continues nothing: what stands first in a line is a statement too.
        if (StartsStatement(head))
        {
            Modules(after, names);
        }
        else if (ModuleBefore(head, names) is { } module)
        {
            Members(module, after, names);
        }
        else if (StartsStatement(line))
        {
            Modules(after, names);
        }
    }

    private static bool StartsStatement(ReadOnlySpan<byte> before) => before.IsEmpty || before[^1] is (byte)'\n' or (byte)'\r' or (byte)';' or (byte)':' || before.SequenceEqual("\ufeff"u8);

    /// <summary>Without blanks and joined lines at its end.</summary>
    private static ReadOnlySpan<byte> WithoutContinuation(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            text = text.TrimEnd(" \t\f"u8);
            var end = text.EndsWith("\r\n"u8) ? 2 : !text.IsEmpty && text[^1] is (byte)'\n' or (byte)'\r' ? 1 : 0;
            if (end == 0 || text.Length == end || text[^(end + 1)] != (byte)'\\')
            {
                return text;
            }

            text = text[..^(end + 1)];
        }
    }

    /// <summary>The <c>a.b</c> of <c>from a.b</c>, with its dots; null when the text does not end so.</summary>
    private static string? ModuleBefore(ReadOnlySpan<byte> head, ImportNames names)
    {
        var module = "";
        for (var parts = 0; parts < MaxParts; parts++)
        {
            var length = 0;
            while (length < head.Length && length <= MaxModule && (ImportText.IsNamePart(head[^(length + 1)]) || head[^(length + 1)] == (byte)'.'))
            {
                length++;
            }

            if (length > MaxModule)
            {
                names.NoteCutOff();
                return null;
            }

            var part = head[^length..];
            head = head[..^length];
            var rest = WithoutContinuation(head);
            if (!names.MayLook(length + head.Length - rest.Length) || length == 0)
            {
                return null;
            }

            if (part.StartsWith("from"u8) && (part.Length == 4 || part[4] == (byte)'.') && (StartsStatement(rest) || StartsStatement(head.TrimEnd(" \t\f"u8))))
            {
                module = Encoding.UTF8.GetString(part[4..]) + module;
                return module.Length > 0 ? module : null;
            }

            if (module.Length > 0 && module[0] != '.' && part[^1] != (byte)'.')
            {
                return null;
            }

            module = Encoding.UTF8.GetString(part) + module;
            head = rest;
        }

        names.NoteCutOff();
        return null;
    }

    private static void Modules(ReadOnlySpan<byte> text, ImportNames names)
    {
        for (var more = true; more;)
        {
            var name = TakeModule(ref text, names);
            if (IsModule(name))
            {
                names.Add(PythonIdentifiers.Normal(name, names));
            }

            more = name.Length > 0 && TakeComma(ref text, names, lines: false);
        }
    }

    /// <summary>The module itself, and what is taken from it: each may be a module of its own.</summary>
    private static void Members(string module, ReadOnlySpan<byte> text, ImportNames names)
    {
        module = PythonIdentifiers.Normal(module, names);
        text = Skip(text, names, lines: false);
        var lines = text.StartsWith("("u8);
        text = lines ? text[1..] : text;
        var list = new StringBuilder(module).Append(':');
        for (var more = true; more;)
        {
            text = Skip(text, names, lines);
            var length = 0;
            while (length < text.Length && ImportText.IsNamePart(text[length]))
            {
                length++;
            }

            if (!names.MayLook(length))
            {
                break;
            }

            if (length is > 0 and <= MaxModule)
            {
                if (list.Length + length > ListLength)
                {
                    names.Add(list.ToString());
                    list.Clear().Append(module).Append(':');
                }

                list.Append(list[^1] == ':' ? "" : ",").Append(PythonIdentifiers.Normal(Encoding.UTF8.GetString(text[..length]), names));
            }

            text = text[length..];
            more = TakeComma(ref text, names, lines);
        }

        names.Add(list.ToString());
    }

    private static string TakeModule(ref ReadOnlySpan<byte> text, ImportNames names)
    {
        var name = new StringBuilder();
        for (var parts = 0; parts < MaxParts; parts++)
        {
            text = Skip(text, names, lines: false);
            var length = 0;
            while (length < text.Length && length <= MaxModule && (ImportText.IsNamePart(text[length]) || text[length] == (byte)'.'))
            {
                length++;
            }

            if (length == 0 || !names.MayLook(length) || (name.Length > 0 && name[^1] != '.' && text[0] != (byte)'.'))
            {
                break;
            }

            name.Append(Encoding.UTF8.GetString(text[..length]));
            text = text[length..];
        }

        if (name.Length > MaxModule)
        {
            names.NoteCutOff();
        }

        return name.ToString();
    }

    /// <summary>Goes behind <c>as name</c> and a comma; false when there is none.</summary>
    private static bool TakeComma(ref ReadOnlySpan<byte> text, ImportNames names, bool lines)
    {
        text = Skip(text, names, lines);
        if (text.StartsWith("as"u8) && text.Length > 2 && !ImportText.IsNamePart(text[2]))
        {
            text = Skip(text[2..], names, lines);
            var length = 0;
            while (length < text.Length && ImportText.IsNamePart(text[length]))
            {
                length++;
            }

            names.MayLook(length);
            text = Skip(text[length..], names, lines);
        }

        if (!text.StartsWith(","u8))
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    /// <summary>What stands behind blanks and joined lines.</summary>
    /// <param name="lines">In brackets: ends of lines and comments are blanks too.</param>
    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> text, ImportNames names, bool lines)
    {
        while (true)
        {
            var rest = lines ? ImportText.SkipSpace(text, names, hash: true) : text.TrimStart(" \t\f"u8);
            if (!names.MayLook(text.Length - rest.Length))
            {
                return default;
            }

            if (!rest.StartsWith("\\\n"u8) && !rest.StartsWith("\\\r"u8))
            {
                return rest;
            }

            text = rest[(rest.StartsWith("\\\r\n"u8) ? 3 : 2)..];
        }
    }

    private static void Called(ReadOnlySpan<byte> arguments, ImportNames names)
    {
        arguments = ImportText.SkipSpace(arguments, names, hash: true);
        if (arguments.StartsWith("("u8) && ImportText.Literal(ImportText.SkipSpace(arguments[1..], names, hash: true), out _, plain: true) is { } name && IsModule(name.TrimStart('.')))
        {
            names.Add(name);
        }
    }

    public static bool IsModule(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-' or >= '\u0080'))
            {
                return false;
            }
        }

        return name.Length is > 0 and <= MaxModule;
    }
}
