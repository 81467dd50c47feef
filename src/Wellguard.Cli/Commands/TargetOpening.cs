using Wellguard.Artifacts;
using Wellguard.Linux;

namespace Wellguard.Cli.Commands;

/// <summary>A target, or one entry of <c>archive:FILE</c>: what fails or succeeds by itself.</summary>
internal sealed record TargetPart(string Name, Func<CancellationToken, Task<IReadOnlyList<Image>>> OpenAsync);

/// <summary>From a target's text to its images: the one place that knows both local sources and registries.</summary>
internal sealed class TargetOpening(ScanRequest request)
{
    private readonly OpenOptions options = new(Path.Combine(request.CacheDirectory ?? Path.GetTempPath(), "tmp"))
    {
        Platform = request.Platform is { } platform ? Platform.Parse(platform) : null,
        AllPlatforms = request.AllPlatforms,
        StandardInput = Console.OpenStandardInput,
        Stamp = FileStamps.Of,
        Password = request.Password,
    };

    /// <summary>Throws <see cref="UsageException"/> and <see cref="UnreadableException"/>.</summary>
    public async Task<IReadOnlyList<TargetPart>> PartsAsync(string text, CancellationToken cancel)
    {
        var target = Target.Parse(text);
        return target.Kind == TargetKind.Archive
            ? [.. (await ArchiveEntries.ListAsync(target, options, cancel)).Select(entry => new TargetPart(entry.Name, token => ImageSources.OpenAsync(entry, options, token)))]
            : [new(text, token => target.Kind == TargetKind.Registry ? FromRegistryAsync(target) : ImageSources.OpenAsync(target, options, token))];
    }

    private Task<IReadOnlyList<Image>> FromRegistryAsync(Target target) => throw (request.Offline
        ? new UsageException($"{target.Text}: is in a registry, and --offline was given")
        : new UnreadableException(target.Text, "registries cannot be opened yet"));
}
