namespace Wellguard.Artifacts;

/// <summary>How much of a file a reader needs.</summary>
public enum Need : byte
{
    Nothing,

    /// <summary>The first 4 kB.</summary>
    Head,

    /// <summary>All of it, up to <see cref="FileContent.WholeLimit"/>; a larger file comes as head and tail.</summary>
    Content,
}

/// <summary>
/// Something that looks at one file at a time during the single pass over a layer. What it finds is kept in the layer cache, so it may depend on the
/// file and the rules and on nothing else: no other file, no other layer. Instances are shared by threads: no state.
/// </summary>
public abstract class FileReader
{
    /// <summary>From the entry alone, before any content. Called for every entry: cheap, no allocation.</summary>
    public abstract Need Wants(Entry entry);

    /// <summary>Asked too once the first 4 kB have shown what the file is.</summary>
    public virtual Need Wants(Entry entry, FileKind kind) => Need.Nothing;
}
