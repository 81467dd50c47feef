namespace Wellguard.Linux.Detonation.Internet;

/// <summary>What a stage of the user is, by its first bytes, else by the name that was asked for.</summary>
internal static class ContentKind
{
    private static readonly string[] Scripts = [".sh", ".bash", ".py", ".pl", ".rb", ".js", ".mjs", ".php", ".ps1", ".lua"];

    public static string Of(ReadOnlySpan<byte> content, string path)
    {
        var start = content.TrimStart(" \t\r\n"u8);
        return content.StartsWith("\u007fELF"u8) ? "elf"
            : content.StartsWith("#!"u8) ? "script"
            : content.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || content.StartsWith("PK\u0003\u0004"u8) || content.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) || content.StartsWith("BZh"u8) ? "archive"
            : start.StartsWith("{"u8) || start.StartsWith("["u8) ? "json"
            : Array.Exists(Scripts, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? "script"
            : start.StartsWith("<"u8) ? "html" : "text";
    }
}
