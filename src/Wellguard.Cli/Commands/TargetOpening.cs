using Wellguard.Artifacts;

namespace Wellguard.Cli.Commands;

/// <summary>From a target's text to its images: the one place that knows both local sources and registries.</summary>
internal sealed class TargetOpening(ScanRequest request)
{
    private readonly OpenOptions options = new(Path.Combine(request.CacheDirectory ?? Path.GetTempPath(), "tmp"))
    {
        Platform = request.Platform is { } platform ? Platform.Parse(platform) : null,
        AllPlatforms = request.AllPlatforms,
        StandardInput = Console.OpenStandardInput,
        Password = request.Password,
    };

    /// <summary>Throws <see cref="UsageException"/> and <see cref="UnreadableException"/>.</summary>
    public async Task<IReadOnlyList<Image>> OpenAsync(string text, CancellationToken cancel)
    {
        var target = Target.Parse(text);
        if (target.Kind == TargetKind.Registry)
        {
            throw request.Offline
                ? new UsageException($"{text}: is in a registry, and --offline was given")
                : new UnreadableException(text, "registries cannot be opened yet");
        }

        return await ImageSources.OpenAsync(target, options, cancel);
    }
}
