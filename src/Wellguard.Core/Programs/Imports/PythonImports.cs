using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary><c>import a.b as c, d</c>, <c>from ..a import x, y</c>, <c>import_module("a.b")</c>, and the modules that Django's settings name.</summary>
internal static class PythonImports
{
    private const int MaxStatement = 8_000;

    public static void Find(ReadOnlySpan<byte> bytes, Action<string> add)
    {
        for (var at = 0; bytes[at..].IndexOf("import"u8) is var found and >= 0;)
        {
            at += found;
            var line = bytes[(bytes[..at].LastIndexOf((byte)'\n') + 1)..at];
            var after = bytes[(at + 6)..];
            at += 6;
            var before = ImportNames.SkipBlanks(line);
            before = before.LastIndexOf((byte)';') is var semicolon and >= 0 ? ImportNames.SkipBlanks(before[(semicolon + 1)..]) : before;
            before = before.LastIndexOf((byte)':') is var colon and >= 0 ? ImportNames.SkipBlanks(before[(colon + 1)..]) : before; // try: import x
            if (before.IsEmpty && StartsWithBlank(after))
            {
                Modules(after, add);
            }
            else if (before.StartsWith("from"u8) && (after.IsEmpty || StartsWithBlank(after) || after[0] is (byte)'(' or (byte)'*'))
            {
                From(before[4..], after, add);
            }
            else if (after.StartsWith("_module("u8) || after.StartsWith("__("u8))
            {
                Called(after[(after.IndexOf((byte)'(') + 1)..], add);
            }
        }

        Settings(bytes, add);
    }

    private static bool StartsWithBlank(ReadOnlySpan<byte> text) => !text.IsEmpty && text[0] is (byte)' ' or (byte)'\t' or (byte)'\\';

    private static void Modules(ReadOnlySpan<byte> text, Action<string> add)
    {
        var end = text.IndexOfAny((byte)'\n', (byte)';', (byte)'#');
        foreach (var part in Encoding.UTF8.GetString(text[..Math.Min(end < 0 ? text.Length : end, MaxStatement)]).Split(','))
        {
            var name = part.Trim().Split((char[])[' ', '\t', '\r'], 2)[0];
            if (IsModule(name))
            {
                add(name);
            }
        }
    }

    private static void From(ReadOnlySpan<byte> module, ReadOnlySpan<byte> names, Action<string> add)
    {
        var from = Encoding.UTF8.GetString(module).Trim();
        if (!IsModule(from.TrimStart('.')) && from.Trim('.').Length > 0)
        {
            return;
        }

        names = names.TrimStart(" \t\\\r\n"u8);
        var end = names.IsEmpty || names[0] != (byte)'(' ? names.IndexOfAny((byte)'\n', (byte)';', (byte)'#') : names.IndexOf((byte)')');
        var list = Encoding.UTF8.GetString(names[..Math.Min(end < 0 ? names.Length : end, MaxStatement)]).TrimStart('(');
        var imported = list.Split((char[])[',', '\n']).Select(static part => part.Trim().Split((char[])[' ', '\t', '\r', '#'], 2)[0]).Where(static name => name.Length > 0 && IsModule(name));
        add(from + ":" + string.Join(',', imported));
    }

    private static void Called(ReadOnlySpan<byte> arguments, Action<string> add)
    {
        if (ImportNames.Literal(ImportNames.SkipBlanks(arguments), out _) is { } name && IsModule(name.TrimStart('.')))
        {
            add(name);
        }
    }

    private static bool IsModule(string name) => name.Length is > 0 and <= 200 && name.AsSpan().IndexOfAnyExceptInRange('.', 'z') < 0 && !name.StartsWith('/');

    /// <summary>Names of modules in texts: of the settings that a program chooses, and of what settings load.</summary>
    private static void Settings(ReadOnlySpan<byte> bytes, Action<string> add)
    {
        if (bytes.IndexOf("DJANGO_SETTINGS_MODULE"u8) is var chosen and >= 0)
        {
            var rest = bytes[(chosen + 22)..];
            rest = rest.TrimStart("'\"] \t"u8);
            if (!rest.IsEmpty && rest[0] is (byte)',' or (byte)'=' && ImportNames.Literal(ImportNames.SkipBlanks(rest[1..]), out _) is { } module && IsModule(module))
            {
                add(module);
            }
        }

        if (bytes.IndexOf("INSTALLED_APPS"u8) is var apps and >= 0)
        {
            foreach (var name in Texts(List(bytes[apps..])))
            {
                add(name);
                add(name + ":apps,models,admin,urls,views,signals,tasks");
            }

            foreach (var name in Texts(bytes.IndexOf("MIDDLEWARE"u8) is var middleware and >= 0 ? List(bytes[middleware..]) : default))
            {
                add(name.LastIndexOf('.') is var dot and > 0 ? name[..dot] : name);
            }

            if (bytes.IndexOf("ROOT_URLCONF"u8) is var urls and >= 0 && ImportNames.Literal(bytes[(urls + 12)..].TrimStart("= \t"u8), out _) is { } root && IsModule(root))
            {
                add(root);
            }
        }
    }

    private static ReadOnlySpan<byte> List(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)']', (byte)')');
        return text[..Math.Min(end < 0 ? text.Length : end, MaxStatement)];
    }

    private static List<string> Texts(ReadOnlySpan<byte> list)
    {
        var names = new List<string>();
        while (list.IndexOfAny((byte)'"', (byte)'\'') is var quote and >= 0)
        {
            list = list[quote..];
            var name = ImportNames.Literal(list, out var rest);
            if (name is not null && IsModule(name))
            {
                names.Add(name);
            }

            list = rest.Length < list.Length ? rest : list[1..];
        }

        return names;
    }
}
