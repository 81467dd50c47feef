namespace Wellguard.Layers;

/// <summary>What a file of a package is able to do and how it is written, without asking what runs it: one side of a comparison of versions.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="IsBinary">A program or library for machines.</param>
internal sealed record FileTraits(long Size, bool IsBinary)
{
    /// <summary>Of addresses in the text, lower case.</summary>
    public IReadOnlySet<string> Hosts { get; init; } = new HashSet<string>();

    /// <summary>It names more hosts than are kept.</summary>
    public bool HasMoreHosts { get; init; }

    /// <summary>Of <see cref="TraitReader.Capabilities"/>, by the words that show them.</summary>
    public IReadOnlySet<string> Capabilities { get; init; } = new HashSet<string>();

    /// <summary>A source file of some language.</summary>
    public bool IsCode { get; init; }

    /// <summary>In characters.</summary>
    public int LongestLine { get; init; }

    /// <summary>Characters that no editor shows, in a row: code hides in them.</summary>
    public bool HasInvisible { get; init; }

    /// <summary>A line that nobody reads decodes or runs something: its number, from 1; 0 when there is none.</summary>
    public int HiddenLine { get; init; }
}
