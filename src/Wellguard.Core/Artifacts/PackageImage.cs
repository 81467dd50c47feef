namespace Wellguard.Artifacts;

/// <summary>A package as it is published: one layer, and a manifest that says what of it runs without being called.</summary>
internal static class PackageImage
{
    public static Image Of(PackageArchive package, ByteSource bytes, LayerFormat format, OpenOptions options)
    {
        var artifact = new Artifact(ArtifactKind.Package, package.Name.Length > 0 ? package.Name : Path.GetFileName(package.Path))
        {
            Version = package.Version.Length > 0 ? package.Version : null,
            Source = package.Path,
        };
        var layer = new Layer(0, null, null, null)
        {
            Format = format,
            Password = options.Password,
            Size = bytes.Length,
            Stamp = bytes.Stamp,
            Open = _ => ValueTask.FromResult(bytes.Open()),
        };
        return new Image(artifact, new ImageConfig { Os = "linux" }, [layer]) { Package = package };
    }
}
