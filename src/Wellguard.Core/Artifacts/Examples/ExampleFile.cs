using System.Text;

namespace Wellguard.Artifacts.Examples;

/// <summary>One member of an example's layer, ready to be written.</summary>
/// <param name="Entry">Its path may be a whiteout's.</param>
internal sealed record ExampleFile(Entry Entry, byte[] Content)
{
    public string? LocalName { get; init; }
    public bool Stored { get; init; }

    public static ExampleFile Text(string path, string text, int mode = 0x1A4) => Data(path, Encoding.UTF8.GetBytes(text), mode);

    public static ExampleFile Data(string path, byte[] content, int mode = 0x1A4) => new(new Entry(path, EntryType.File, mode, content.Length), content);

    public static ExampleFile Directory(string path, int mode = 0x1ED) => new(new Entry(path, EntryType.Directory, mode, 0), []);

    public static ExampleFile Link(string path, string target) => new(new Entry(path, EntryType.SymbolicLink, 0x1FF, 0) { Link = target }, []);
}
