using System.Security.Cryptography;

namespace Wellguard.Artifacts;

/// <summary>A package as it is published: one layer, or one for each of its archives, and a manifest that says what of it runs without being called.</summary>
internal static class PackageImage
{
    public static Image Of(PackageArchive package, ByteSource bytes, LayerFormat format, OpenOptions options) =>
        Of(package, [LayerOf(0, bytes, format) with { Password = options.Password }]) with { Published = bytes };

    /// <summary>A package whose files lie in parts of it: its digest is that of the whole.</summary>
    public static Image Of(PackageArchive package, ByteSource bytes, IReadOnlyList<Layer> layers)
    {
        using var whole = bytes.Open();
        var image = Of(package, layers);
        return image with { Published = bytes, Artifact = image.Artifact with { Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(whole)) } };
    }

    public static Image Of(PackageArchive package, IReadOnlyList<Layer> layers)
    {
        var artifact = new Artifact(ArtifactKind.Package, package.Name.Length > 0 ? package.Name : Path.GetFileName(package.Path))
        {
            Version = package.Version.Length > 0 ? package.Version : null,
            Source = package.Path,
        };
        return new Image(artifact, new ImageConfig { Os = "linux" }, [.. layers.Select(static layer => layer with { IsPackage = true })]) { Package = package, Shortfalls = package.Shortfalls };
    }

    public static Layer LayerOf(int index, ByteSource bytes, LayerFormat format) => new(index, null, null, null)
    {
        Format = format,
        Size = bytes.Length,
        Stamp = bytes.Stamp,
        Open = _ => ValueTask.FromResult(bytes.Open()),
    };
}
