namespace Wellguard.Artifacts;

/// <summary>An opened artifact that consists of layers: an image, or one layer for a rootfs, a function or a directory. Nothing but metadata has been read yet.</summary>
public sealed record Image(Artifact Artifact, ImageConfig Config, IReadOnlyList<Layer> Layers)
{
    /// <summary>What opening found out and could not repair: a missing blob, a digest of the config or manifest that lies.</summary>
    public IReadOnlyList<Shortfall> Shortfalls { get; init; } = [];

    /// <summary>Digests that do not match their content: (what, expected, actual). A finding, see product.md.</summary>
    public IReadOnlyList<DigestMismatch> Mismatches { get; init; } = [];

    /// <summary>What its manifest says, when the artifact is a package as it is published.</summary>
    public PackageArchive? Package { get; init; }

    /// <summary>The file that the package is published as, whatever its layers take of it; null for a folder and for what is no package.</summary>
    public ByteSource? Published { get; init; }

    /// <summary>What the registry that it came from says about it; null for a file.</summary>
    public Registration? Registration { get; init; }
}

/// <summary>Content that is not what its digest says.</summary>
/// <param name="What"><c>manifest</c>, <c>config</c>, <c>layer 2 blob</c>, <c>layer 2 diffID</c>.</param>
public sealed record DigestMismatch(string What, string Expected, string Actual)
{
    public int? Layer { get; init; }
}
