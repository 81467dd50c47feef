using System.Text;

namespace Wellguard.Artifacts;

/// <summary>What a file's first bytes say that it is.</summary>
public enum FileKind : byte { Other, Elf, Script, Text, Archive }

/// <summary>
/// The bytes of one entry, in memory, valid only during the call that receives it.
/// A file above <see cref="WholeLimit"/> keeps its head, its tail and the windows that a marker opened.
/// </summary>
public readonly ref struct FileContent
{
    /// <summary>Largest file held whole. Attack: an image of huge files exhausts memory.</summary>
    public const int WholeLimit = 16 << 20;

    public required Entry Entry { get; init; }
    public required FileKind Kind { get; init; }

    /// <summary>The whole file, or its first bytes when <see cref="IsWhole"/> is false.</summary>
    public required ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>The last bytes of a file that is not held whole, else empty.</summary>
    public ReadOnlySpan<byte> Tail { get; init; }

    /// <summary>The bytes from Go's build information marker on, found anywhere in a file that is not held whole; else empty.</summary>
    public ReadOnlySpan<byte> GoBuildInfo { get; init; }

    /// <inheritdoc cref="Layer.IsPackage"/>
    public bool IsOfPackage { get; init; }

    /// <summary>Of the package that it is in; null: its program is evaluated at once.</summary>
    public ProgramTurns? Turns { get; init; }

    public bool IsWhole => Bytes.Length == Entry.Size;

    public string Path => Entry.Path;

    public bool HasAny(byte[][] words)
    {
        foreach (var word in words)
        {
            if (Bytes.IndexOf(word) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>UTF-8, invalid bytes replaced.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);
}
