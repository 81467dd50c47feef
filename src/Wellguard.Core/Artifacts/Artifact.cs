namespace Wellguard.Artifacts;

public enum ArtifactKind
{
    Image, Package, Function, Workspace, Pipeline, Workload, Script, Rootfs,

    /// <summary>Could not be told: it was not opened, or is none of these.</summary>
    Unknown,
}

/// <summary>What was looked at.</summary>
/// <param name="Digest"><c>sha256:…</c>; of an image the platform manifest's.</param>
/// <param name="Source">The target as the user gave it.</param>
public sealed record Artifact(ArtifactKind Kind, string Name)
{
    public string? Version { get; init; }
    public string? Purl { get; init; }
    public string? Digest { get; init; }
    public string? Source { get; init; }

    /// <summary>Of an image: <c>linux/amd64</c>, <c>linux/arm64/v8</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>Platforms of the same index that this scan passed over; null when it has no others.</summary>
    public IReadOnlyList<string>? OtherPlatforms { get; init; }
}
