using Wellguard.Artifacts;

namespace Wellguard.Cli.Commands;

/// <summary>From a target's text to its images: the one place that knows both local sources and registries.</summary>
internal sealed class TargetOpening(ScanRequest request) : IDisposable
{
    /// <summary>Throws <see cref="UsageException"/> and <see cref="UnreadableException"/>.</summary>
    public Task<IReadOnlyList<Image>> OpenAsync(string target, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        throw new UnreadableException(target, request.Offline ? "cannot be opened offline" : "cannot be opened");
    }

    public void Dispose()
    {
    }
}
