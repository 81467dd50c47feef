using System.Text;

namespace Wellguard.Programs.Imports;

/// <summary>Modules that Django loads by the names that stand in its settings, in <c>include("a.urls")</c> and in <c>DJANGO_SETTINGS_MODULE</c>.</summary>
internal static class DjangoSettings
{
    /// <summary>What Django itself and what is usually built on it loads of each application.</summary>
    private const string OfApplication = ":apps,models,admin,urls,views,signals,tasks";

    private static readonly byte[][] Settings = [.. ((string[])["INSTALLED_APPS", "MIDDLEWARE", "ROOT_URLCONF", "AUTHENTICATION_BACKENDS"]).Select(Encoding.ASCII.GetBytes)];

    public static void Find(ReadOnlySpan<byte> bytes, ImportNames names)
    {
        if (bytes.IndexOf("DJANGO_SETTINGS_MODULE"u8) is var chosen and >= 0)
        {
            var rest = bytes[(chosen + 22)..].TrimStart("'\"] \t"u8);
            if (!rest.IsEmpty && rest[0] is (byte)',' or (byte)'=' && ImportText.Literal(ImportText.SkipSpace(rest[1..], names, hash: true), out _, plain: true) is { } module && PythonImports.IsModule(module))
            {
                names.Add(module);
            }
        }

        for (var at = 0; bytes[at..].IndexOf("include("u8) is var found and >= 0;)
        {
            at += found + 8;
            if (ImportText.Literal(ImportText.SkipSpace(bytes[at..], names, hash: true).TrimStart("("u8), out _, plain: true) is { } included && PythonImports.IsModule(included))
            {
                names.Add(included);
            }
        }

        foreach (var setting in Settings)
        {
            if (bytes.IndexOf(setting) >= 0)
            {
                Texts(bytes, names);
                return;
            }
        }
    }

    /// <summary>Settings are put together from lists under any names: each text that may be a module is taken for one.</summary>
    private static void Texts(ReadOnlySpan<byte> bytes, ImportNames names)
    {
        while (bytes.IndexOfAny((byte)'"', (byte)'\'', (byte)'#') is var at and >= 0)
        {
            bytes = bytes[at..];
            if (bytes[0] == (byte)'#')
            {
                var line = bytes.IndexOf((byte)'\n');
                bytes = line < 0 ? default : bytes[line..];
                continue;
            }

            if (bytes.StartsWith("\"\"\""u8) || bytes.StartsWith("'''"u8))
            {
                var close = bytes[3..].IndexOf(bytes[..3]);
                bytes = close < 0 ? bytes[3..] : bytes[(close + 6)..];
                continue;
            }

            if (ImportText.Literal(bytes, out var rest, plain: true) is { } name && PythonImports.IsModule(name) && !char.IsAsciiDigit(name[0]))
            {
                Text(name, names);
            }

            bytes = rest.Length < bytes.Length ? rest : bytes[1..];
        }
    }

    private static void Text(string name, ImportNames names)
    {
        names.Add(name.AsSpan().ContainsAnyInRange('A', 'Z') || name.Contains('-', StringComparison.Ordinal) ? name : name + OfApplication);
        if (name.LastIndexOf('.') is var dot and > 0)
        {
            names.Add(name[..dot]); // the last part is a class or function
            if (dot + 1 < name.Length && char.IsUpper(name[dot + 1]) && name.LastIndexOf('.', dot - 1) is var above and > 0)
            {
                names.Add(name[..above] + OfApplication); // polls.apps.PollsConfig
            }
        }
    }
}
