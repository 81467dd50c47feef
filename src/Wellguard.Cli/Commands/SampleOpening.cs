using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;
using Wellguard.Linux;
using Wellguard.Linux.Detonation.Samples;

namespace Wellguard.Cli.Commands;

/// <summary>From a target's text to what is run: packages and scripts by their content, else as <c>wellguard scan</c> opens it.</summary>
internal sealed class SampleOpening(DetonateRequest request, string? cacheDirectory)
{
    /// <summary>Throws <see cref="UsageException"/> and <see cref="UnreadableException"/>.</summary>
    public async Task<Sample> OpenAsync(string target, CancellationToken cancel)
    {
        if (File.Exists(target) && FileNatures.Of(target) != FileNature.Regular)
        {
            throw new UnreadableException(target, "is not a regular file");
        }

        if (File.Exists(target) && await Sample.OfFileAsync(target, new OpenOptions(cacheDirectory is null ? Path.GetTempPath() : Path.Combine(cacheDirectory, "tmp")), cancel) is { } package)
        {
            return package;
        }

        using var opening = new TargetOpening(new ScanRequest { Targets = [], Results = request.Results, CacheDirectory = cacheDirectory, Platform = request.Platform, PlainHttp = request.PlainHttp });
        var parts = await opening.PartsAsync(target, cancel);
        var images = parts.Count == 1 ? await parts[0].OpenAsync(cancel) : throw new UsageException($"{target}: one artifact at a time can be run");
        var image = images.Count == 1 ? images[0] : throw new UsageException($"{target}: names {images.Count} images; one at a time can be run");
        return image.Package is null ? Sample.Of(image) : throw new UsageException($"{target}: a package by its name is fetched and run by wellguard scan {target} --detonate");
    }
}
