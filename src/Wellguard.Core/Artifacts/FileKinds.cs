namespace Wellguard.Artifacts;

/// <summary>What a file is, by its first bytes.</summary>
internal static class FileKinds
{
    public static FileKind Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\u007fELF"u8))
        {
            return FileKind.Elf;
        }

        if (head.StartsWith("#!"u8))
        {
            return FileKind.Script;
        }

        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) || IsTar(head))
        {
            return FileKind.Archive;
        }

        return head.Length > 0 && head.IndexOf((byte)0) < 0 ? FileKind.Text : FileKind.Other;
    }

    public static bool IsTar(ReadOnlySpan<byte> head) => head.Length >= 512 && head.Slice(257, 5).SequenceEqual("ustar"u8);
}
