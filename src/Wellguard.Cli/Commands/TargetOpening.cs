using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;
using Wellguard.Linux;
using Wellguard.Registries;
using Wellguard.Registries.Packages;

namespace Wellguard.Cli.Commands;

/// <summary>A target, or one entry of <c>archive:FILE</c>: what fails or succeeds by itself.</summary>
internal sealed record TargetPart(string Name, Func<CancellationToken, Task<IReadOnlyList<Image>>> OpenAsync);

/// <summary>From a target's text to its images: the one place that knows both local sources and registries.</summary>
internal sealed class TargetOpening(ScanRequest request) : IDisposable
{
    private readonly OpenOptions options = new(request.CacheDirectory is { } cache ? Path.Combine(cache, "tmp") : Path.GetTempPath())
    {
        Platform = request.Platform is { } platform ? Platform.Parse(platform) : null,
        AllPlatforms = request.AllPlatforms,
        StandardInput = () => TextInput.OpenStandardInput("-"),
        Stamp = FileStamps.Of,
        Password = request.Password,
    };

    private readonly Dictionary<string, PackageRegistries> packages = [];

    private readonly RegistryOptions registry = new() { PlainHttpHosts = request.PlainHttp, Credentials = CredentialStore.OfUser(Environment.GetEnvironmentVariable) };

    /// <summary>What a target is as far as its text says, for a report on one that could not be opened.</summary>
    public static ArtifactKind KindOf(string text)
    {
        try
        {
            return Target.Parse(text).Kind switch
            {
                TargetKind.Oci or TargetKind.DockerArchive or TargetKind.Registry or TargetKind.ImageArchive => ArtifactKind.Image,
                TargetKind.Rootfs => ArtifactKind.Rootfs,
                TargetKind.Workspace => ArtifactKind.Workspace,
                TargetKind.Package => ArtifactKind.Package,
                TargetKind.Function when text.StartsWith("function:", StringComparison.Ordinal) => ArtifactKind.Function,
                _ => ArtifactKind.Unknown,
            };
        }
        catch (Exception problem) when (problem is UsageException or UnreadableException)
        {
            return ArtifactKind.Unknown;
        }
    }

    /// <summary>Throws <see cref="UsageException"/> and <see cref="UnreadableException"/>.</summary>
    public async Task<IReadOnlyList<TargetPart>> PartsAsync(string text, CancellationToken cancel)
    {
        var target = Target.Parse(text);
        return target.Kind == TargetKind.Archive
            ? [.. (await ArchiveEntries.ListAsync(target, options, cancel)).Select(entry => new TargetPart(entry.Name, token => ImageSources.OpenAsync(entry, options, token)))]
            : PackageReference.Parse(text) is { } package ? [new(text, token => Packages(Environment.CurrentDirectory).OpenAsync(package, token))]
            : [new(text, token => target.Kind != TargetKind.Registry ? ImageSources.OpenAsync(target, options, token)
                : request.Offline ? throw new UsageException($"{text}: is in a registry, and --offline was given")
                : RegistryImages.OpenAsync(target, options, registry, token))];
    }

    /// <summary>The registries that the user's own tools would ask.</summary>
    /// <param name="folder">Whose configuration files count beside the user's own.</param>
    public PackageRegistries Packages(string folder)
    {
        lock (packages)
        {
            return packages.TryGetValue(folder, out var known) ? known
                : packages[folder] = new(new(registry, Environment.GetEnvironmentVariable, folder, request.CacheDirectory, request.Offline), options);
        }
    }

    /// <summary>What a workspace pins.</summary>
    /// <param name="detonation">Runs what is not decided.</param>
    public PackageSource SourceFor(Image workspace, ScanDetonation detonation)
    {
        var registries = Packages(workspace.Layers[0].Directory ?? Environment.CurrentDirectory);
        return new(registries.OpenAsync, request.Jobs) { JoinAsync = detonation.JoinOfWorkspaceAsync };
    }

    public void Dispose()
    {
        foreach (var registries in packages.Values)
        {
            registries.Dispose();
        }
    }
}
