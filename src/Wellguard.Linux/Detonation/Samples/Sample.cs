using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>What a sample comes with besides its files.</summary>
/// <param name="Missed">What could not be had.</param>
public sealed record Supplies(IReadOnlyList<Shortfall> Missed)
{
    /// <summary>What registries serve, by address: what the sample depends on.</summary>
    public IReadOnlyDictionary<string, byte[]> Served { get; init; } = new Dictionary<string, byte[]>();
}

/// <summary>What is run in a cell: the file systems that it is laid over, what lies on top, the program and its surroundings.</summary>
/// <param name="Config">Entrypoint, environment, user and folder, as of an image.</param>
public sealed record Sample(Artifact Artifact, ImageConfig Config)
{
    /// <summary>Its layers are the file system, or lie over <see cref="Base"/>.</summary>
    public Image? Image { get; init; }

    public BaseSystem? Base { get; init; }

    /// <summary>Puts files into a folder that lies over the base system, and says what it depends on; what that is, is fetched unless the second argument says that nothing may be.</summary>
    public Func<string, bool, CancellationToken, Task<Supplies>>? FillAsync { get; init; }

    /// <summary>Folders of the machine that the cell sees and cannot change.</summary>
    public IReadOnlyList<(string Machine, string Cell)> Folders { get; init; } = [];

    /// <summary>An image, a root file system, or a function zip.</summary>
    public static Sample Of(Image image) => image.Artifact.Kind == ArtifactKind.Function ? FunctionSample.Of(image) : new(image.Artifact, image.Config) { Image = image };

    /// <summary>Null: it is none of the kinds that are run besides images. Throws <see cref="UnreadableException"/>.</summary>
    /// <param name="path">Of a file.</param>
    public static async Task<Sample?> OfFileAsync(string path, OpenOptions options, CancellationToken cancel) => await PackageArchive.ReadAsync(path, options, cancel).ConfigureAwait(false) switch
    {
        { Format: PackageFormat.Npm } package => NpmSample.Of(package),
        { Format: PackageFormat.PythonWheel or PackageFormat.PythonSource } package => PythonSample.Of(package),
        { Format: PackageFormat.NuGet } package => NuGetSample.Of(package),
        { Format: PackageFormat.Debian } package => DebianSample.Of(package),
        _ => await ScriptSample.OfFileAsync(path, cancel).ConfigureAwait(false),
    };

    internal static Artifact ArtifactOf(PackageArchive package) =>
        new(ArtifactKind.Package, package.Name.Length > 0 ? package.Name : Path.GetFileName(package.Path)) { Version = package.Version.Length > 0 ? package.Version : null, Purl = PackagePurl.Of(package)?.ToString(), Digest = "sha256:" + FileDigest.Of(package.Path), Source = package.Path };
}
