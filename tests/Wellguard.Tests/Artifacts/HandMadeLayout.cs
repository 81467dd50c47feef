using System.Text;

namespace Wellguard.Artifacts;

/// <summary>An OCI layout written by hand, so that it can be wrong.</summary>
public sealed class HandMadeLayout : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("wellguard-layout-").FullName;

    public HandMadeLayout()
    {
        Directory.CreateDirectory(Path.Combine(Root, "blobs/sha256"));
        File.WriteAllText(Path.Combine(Root, "oci-layout"), """{"imageLayoutVersion": "1.0.0"}""");
    }

    /// <summary>Stores a blob and returns its digest.</summary>
    public string Add(string content) => Add(Encoding.UTF8.GetBytes(content));

    public string Add(byte[] content)
    {
        var digest = Digests.Of(content);
        File.WriteAllBytes(PathOf(digest), content);
        return digest;
    }

    public long SizeOf(string digest) => new FileInfo(PathOf(digest)).Length;

    public string PathOf(string digest) => Path.Combine(Root, "blobs", digest.Replace(':', '/'));

    /// <summary>A manifest of one layer for a platform; the layer's content is the architecture's name.</summary>
    public string AddImage(string architecture, string config = """{"os": "linux", "architecture": "ARCH", "rootfs": {"diff_ids": ["x"]}}""", string layerType = "application/vnd.oci.image.layer.v1.tar")
    {
        var (c, l) = (Add(config.Replace("ARCH", architecture, StringComparison.Ordinal)), Add(architecture));
        return Add($$"""{"schemaVersion": 2, "config": {"digest": "{{c}}", "size": {{SizeOf(c)}}}, "layers": [{"mediaType": "{{layerType}}", "digest": "{{l}}", "size": {{SizeOf(l)}}}]}""");
    }

    public static string Entry(string digest, string? platform = null, string extra = "") =>
        $$"""{"mediaType": "{{MediaTypes.OciManifest}}", "digest": "{{digest}}"{{(platform is null ? "" : $$""", "platform": {"os": "{{platform.Split('/')[0]}}", "architecture": "{{platform.Split('/')[1]}}"}""")}}{{extra}}}""";

    public static string Index(params string[] entries) => $$"""{"schemaVersion": 2, "manifests": [{{string.Join(',', entries)}}]}""";

    public Task<IReadOnlyList<Image>> OpenAsync(CancellationToken cancellation, string? index = null, Platform? platform = null, bool all = false)
    {
        if (index is not null)
        {
            File.WriteAllText(Path.Combine(Root, "index.json"), index);
        }

        return ImageSources.OpenAsync(Target.Parse(Root), new(Path.GetTempPath()) { Platform = platform, AllPlatforms = all }, cancellation);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
