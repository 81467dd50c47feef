using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>Lower-case hexadecimal; a digest that was not computed is null.</summary>
public sealed record FileDigests(string? Md5, string? Sha1, string? Sha256);

/// <summary>A rule's match in one file, before it is known which layer, which owner and what it means together.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Line">From 1; 0 when the whole file is meant.</param>
/// <param name="Text">What was seen, at most 200 characters, secrets already redacted.</param>
public sealed record Finding(string Rule, string Path, int Line, int Column, string Text)
{
    /// <summary>The plain text that an encoded match decoded to.</summary>
    public string? Decoded { get; init; }

    /// <summary>The address, wallet or path that the match is about: an indicator and the tree node's object.</summary>
    public string? Object { get; init; }
}

/// <summary>Everything that one pass over one layer learnt. Depends on the layer's bytes, the rules and the engine only: this is what the cache holds.</summary>
public sealed class LayerFacts
{
    public List<Entry> Entries { get; init; } = [];

    /// <summary>Digests of files that a distro package could own or an indicator could name, by path.</summary>
    public Dictionary<string, FileDigests> Digests { get; init; } = [];

    /// <summary>What every file that is worth comparing was hashed with.</summary>
    public DigestAlgorithms Compared { get; set; } = DigestAlgorithms.All;

    public List<PackageFile> Packages { get; init; } = [];
    public List<CodeFile> Programs { get; init; } = [];

    /// <summary>Small files whose text a later stage reads in context (os-release, passwd), by path.</summary>
    public Dictionary<string, string> Texts { get; init; } = [];

    /// <summary>Characters of <see cref="Texts"/> that were kept in case a program starts or reads them.</summary>
    internal int KeptText { get; set; }

    /// <summary>What source files load, by path: the language, then a name a line (<see cref="Wellguard.Programs.Imports.ImportNames"/>).</summary>
    public Dictionary<string, string> Imports { get; init; } = [];

    /// <summary>Characters of <see cref="Imports"/>.</summary>
    internal int ImportText { get; set; }

    /// <summary>Sources that were read again because something loads them. Not kept in the cache.</summary>
    internal HashSet<string> ReadAgain { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that bounds kept from being read with those that load them. Not kept in the cache.</summary>
    internal List<Shortfall> Unlinked { get; } = [];

    /// <summary>What the first bytes said, for files that are executable or that a reader asked about.</summary>
    public Dictionary<string, FileKind> Kinds { get; init; } = [];

    public List<Finding> Findings { get; init; } = [];
    public List<Shortfall> Shortfalls { get; init; } = [];

    /// <summary>SHA-256 of the uncompressed stream, <c>sha256:…</c>.</summary>
    public string? DiffId { get; set; }

    /// <summary>SHA-256 of the blob as stored, <c>sha256:…</c>.</summary>
    public string? Digest { get; set; }

    public long UncompressedBytes { get; set; }
}
