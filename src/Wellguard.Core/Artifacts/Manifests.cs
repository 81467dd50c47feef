using System.Text.Json;

namespace Wellguard.Artifacts;

/// <summary>Points to a blob (OCI image-spec, descriptor.md).</summary>
/// <param name="Digest">As written: check with <see cref="Digests.IsValid"/> before it becomes a path or an address.</param>
public sealed record Descriptor(string MediaType, string Digest, long? Size)
{
    public Platform? Platform { get; init; }

    /// <summary><c>org.opencontainers.image.ref.name</c> or containerd's image name.</summary>
    public string? Reference { get; init; }

    /// <summary>
    /// An attestation or another thing that no engine takes for an image: its platform is <c>unknown/unknown</c>. What annotations call it is nothing to engines.
    /// </summary>
    public bool IsAttachment { get; init; }

    /// <summary>A petabyte: more than anybody keeps in one blob.</summary>
    private const long MaxSize = 1L << 50;

    /// <summary>What is wrong with the size that is claimed, or null.</summary>
    public string? Flaw { get; init; }

    internal static Descriptor Read(JsonElement element)
    {
        var size = element.Number("size");
        var annotations = element.Field("annotations") ?? default;
        var platform = element.Field("platform") is { } field ? ImageConfigReader.PlatformOf(field) : null;
        return new(element.Text("mediaType") ?? "", element.Text("digest") ?? "", size is < 0 ? null : size)
        {
            Platform = platform,
            Flaw = element.Field("size") is not null && size is null or < 0 or > MaxSize ? "claims an impossible size" : null,
            Reference = annotations.Text("io.containerd.image.name") ?? annotations.Text("org.opencontainers.image.ref.name"),
            IsAttachment = platform is { Os: "unknown", Architecture: "unknown" },
        };
    }
}

/// <summary>The names of manifests, indexes and layers (OCI image-spec media-types.md; Docker registry manifest v2, schema 2).</summary>
public static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    public static bool IsSchema1(string? mediaType) => mediaType?.StartsWith("application/vnd.docker.distribution.manifest.v1+", StringComparison.Ordinal) == true;

    public static bool IsLayer(string mediaType) => mediaType is
        "application/vnd.oci.image.layer.v1.tar" or "application/vnd.oci.image.layer.v1.tar+gzip" or "application/vnd.oci.image.layer.v1.tar+zstd"
        or "application/vnd.docker.image.rootfs.diff.tar" or "application/vnd.docker.image.rootfs.diff.tar.gzip" or "application/vnd.docker.image.rootfs.diff.tar.zstd"
        || IsForeignLayer(mediaType);

    /// <summary>May be left out of a registry or layout by its licence.</summary>
    public static bool IsForeignLayer(string mediaType) =>
        mediaType.StartsWith("application/vnd.oci.image.layer.nondistributable.v1.tar", StringComparison.Ordinal)
        || mediaType is "application/vnd.docker.image.rootfs.foreign.diff.tar" or "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
}

/// <summary>A manifest or an index: <see cref="Children"/> is null for a manifest.</summary>
internal sealed record Manifest(Descriptor? Config, IReadOnlyList<Descriptor> Layers, IReadOnlyList<Descriptor>? Children)
{
    /// <summary>Attack: a manifest of a million layers, an index of a million images.</summary>
    private const int ListLimit = 1_000;

    /// <summary>Names that are there twice.</summary>
    public IReadOnlyList<string> Repeated { get; init; } = [];

    /// <summary>Throws <see cref="UnreadableException"/>.</summary>
    public static Manifest Read(byte[] bytes, string what)
    {
        var root = Json.Parse(bytes, what);
        var mediaType = root.Text("mediaType");
        if (MediaTypes.IsSchema1(mediaType) || root.Number("schemaVersion") == 1)
        {
            throw new UnreadableException(what, "is a Docker schema 1 manifest, which is obsolete and not supported; push the image again with a current tool");
        }

        var layers = root.Field("layers");
        var manifests = root.Field("manifests");
        if (layers is not null && manifests is not null)
        {
            throw new UnreadableException(what, "is an index and a manifest at once, so engines disagree about what it is");
        }

        if (manifests is { ValueKind: JsonValueKind.Array } children)
        {
            return new(null, [], List(children, what));
        }

        if (layers is not { ValueKind: JsonValueKind.Array } list || root.Field("config") is not { ValueKind: JsonValueKind.Object } config)
        {
            throw new UnreadableException(what, mediaType is null ? "is neither an image manifest nor an index" : $"is not an image (media type {mediaType})");
        }

        return new(Descriptor.Read(config), List(list, what), null) { Repeated = Json.Repeated(root, "annotations") };
    }

    private static List<Descriptor> List(JsonElement array, string what) => array.GetArrayLength() > ListLimit
        ? throw new UnreadableException(what, $"lists {array.GetArrayLength()} parts, more than {ListLimit}")
        : [.. array.EnumerateArray().Select(Descriptor.Read)];
}
