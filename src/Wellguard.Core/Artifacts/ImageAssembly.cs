using System.Text.Json;

namespace Wellguard.Artifacts;

/// <summary>From an index or manifest to images: the one place that reads them, for layouts, archives and registries.</summary>
public sealed partial class ImageAssembly(BlobStore blobs, string source, OpenOptions options)
{
    /// <summary>Attack: indexes nested without end, or in a circle.</summary>
    private const int DepthLimit = 4;

    /// <summary>Attack: an index whose children list a thousand indexes each.</summary>
    private const int ImageLimit = 1_000;

    private readonly DocumentBudget documents = new();

    private sealed record Candidate(Descriptor Descriptor, byte[] Bytes, Manifest Manifest)
    {
        public List<DigestMismatch> Mismatches { get; init; } = [];
        public List<Shortfall> Shortfalls { get; init; } = [];
        public JsonElement? Config { get; set; }
        public string? ConfigDigest { get; set; }
        public Platform? Platform { get; set; }
    }

    /// <summary>The images under <paramref name="root"/> that the options ask for. Throws <see cref="UnreadableException"/>.</summary>
    public Task<IReadOnlyList<Image>> OpenAsync(Descriptor root, string name, CancellationToken cancellation) => OpenAsync([root], name, cancellation);

    /// <summary>The same for several entries of which a platform chooses.</summary>
    internal async Task<IReadOnlyList<Image>> OpenAsync(IReadOnlyList<Descriptor> roots, string name, CancellationToken cancellation)
    {
        var found = new List<Descriptor>();
        var mismatches = new List<DigestMismatch>();
        var candidates = new List<Candidate>();
        foreach (var root in roots)
        {
            await CollectAsync(root, 0, candidates, found, mismatches, cancellation);
        }

        var chosen = await ChooseAsync(candidates, cancellation);
        var images = new List<Image>();
        foreach (var candidate in chosen)
        {
            await LoadConfigAsync(candidate, cancellation);
            var image = Build(candidate, name);
            images.Add(image with { Mismatches = [.. mismatches, .. image.Mismatches], Artifact = image.Artifact with { OtherPlatforms = OthersThan(chosen, candidates) } });
        }

        return images;
    }

    private static List<string>? OthersThan(IReadOnlyList<Candidate> chosen, List<Candidate> candidates)
    {
        var others = candidates.Where(candidate => chosen.All(one => one.Descriptor.Digest != candidate.Descriptor.Digest)).Select(candidate => Shown(candidate.Platform?.ToString() ?? "unnamed")).ToList();
        return others.Count > 0 ? others : null;
    }

    private async Task CollectAsync(
        Descriptor descriptor, int depth, List<Candidate> candidates, List<Descriptor> seen, List<DigestMismatch> indexMismatches, CancellationToken cancellation)
    {
        if (descriptor.IsAttachment || seen.Exists(d => d.Digest == descriptor.Digest))
        {
            return;
        }

        seen.Add(descriptor);
        if (depth > DepthLimit || seen.Count > ImageLimit)
        {
            throw new UnreadableException(source, depth > DepthLimit ? $"indexes are nested deeper than {DepthLimit}" : $"the index lists more than {ImageLimit} images");
        }

        // Descriptors say what they are, so a manifest of another platform need not be there or be read.
        if (descriptor.Platform is { } platform && depth > 0 && !options.AllPlatforms && !IsWanted(platform) && descriptor.MediaType is MediaTypes.OciManifest or MediaTypes.DockerManifest)
        {
            candidates.Add(new(descriptor, [], new(null, [], null)) { Platform = platform });
            return;
        }

        byte[] bytes;
        Manifest manifest;
        try
        {
            bytes = await ReadAsync(descriptor, isManifest: true, cancellation);
            documents.Spend(bytes.Length, $"manifest {Shown(descriptor.Digest)}");
            manifest = Manifest.Read(bytes, $"manifest {descriptor.Digest}");
        }
        catch (UnreadableException e) when (options.AllPlatforms && (depth > 0 || descriptor.Platform is not null))
        {
            // The other platforms are still images: this one is an image of which nothing is there.
            candidates.Add(new(descriptor, [], new(null, [], null)) { Platform = descriptor.Platform, Shortfalls = [new("open", $"manifest {Shown(descriptor.Digest)}", e.Why)] });
            return;
        }

        var mismatch = Check(manifest.Children is null ? "manifest" : "index", descriptor.Digest, bytes);
        if (manifest.Children is { } children)
        {
            indexMismatches.AddRange(mismatch);
            foreach (var child in children)
            {
                await CollectAsync(child, depth + 1, candidates, seen, indexMismatches, cancellation);
            }
        }
        else
        {
            candidates.Add(new(descriptor, bytes, manifest) { Platform = descriptor.Platform, Mismatches = mismatch });
        }
    }

    private bool IsWanted(Platform platform) => (options.Platform ?? Platform.OfThisMachine).Accepts(platform);

    private async Task<IReadOnlyList<Candidate>> ChooseAsync(List<Candidate> candidates, CancellationToken cancellation)
    {
        if (candidates.Count == 0)
        {
            throw new UnreadableException(source, "holds no image");
        }

        if (options.AllPlatforms)
        {
            return candidates;
        }

        if (candidates.Count > 1 || options.Platform is not null)
        {
            foreach (var candidate in candidates.Where(c => c.Platform is null))
            {
                await LoadConfigAsync(candidate, cancellation);
            }

            // Engines choose by the index first and by the config where it says nothing, and differ in which of several they take.
            // A config that this scan cannot read may be one that an engine can.
            var fitting = candidates.Where(c => c.Platform is { } platform ? IsWanted(platform) : c.Shortfalls.Count > 0).OrderBy(c => c.Descriptor.Platform is null).ToList();
            if (fitting.Exists(c => c.Platform is not null))
            {
                return fitting;
            }

            if (candidates.Count > 1 || candidates[0].Platform is not null)
            {
                var present = string.Join(", ", candidates.Select(c => c.Platform?.ToString() ?? "unnamed").Distinct());
                throw new UnreadableException(source, $"has no image for {options.Platform ?? Platform.OfThisMachine}; present: {present} (choose with --platform or --all-platforms)");
            }
        }

        var only = candidates[0];
        return [only.Bytes.Length > 0 ? only : await ReadAgainAsync(only, cancellation)];
    }

    /// <summary>The only image that is there was passed over for its platform.</summary>
    private async Task<Candidate> ReadAgainAsync(Candidate candidate, CancellationToken cancellation)
    {
        var bytes = await ReadAsync(candidate.Descriptor, isManifest: true, cancellation);
        var what = $"manifest {candidate.Descriptor.Digest}";
        var manifest = Manifest.Read(bytes, what);
        return manifest.Children is null
            ? new(candidate.Descriptor, bytes, manifest) { Platform = candidate.Platform, Mismatches = Check("manifest", candidate.Descriptor.Digest, bytes) }
            : throw new UnreadableException(what, "is an index where the index above it says manifest");
    }

    private ValueTask<byte[]> ReadAsync(Descriptor descriptor, bool isManifest, CancellationToken cancellation)
    {
        if (!Digests.IsValid(descriptor.Digest))
        {
            throw new UnreadableException(source, $"names a blob by a digest that is none: '{Shown(descriptor.Digest)}'");
        }

        return descriptor.Size > BlobStore.DocumentLimit
            ? throw new UnreadableException(descriptor.Digest, $"claims {descriptor.Size} bytes, too large for a manifest or config")
            : blobs.ReadAsync(descriptor, isManifest, cancellation);
    }

    private static List<DigestMismatch> Check(string what, string expected, byte[] bytes) =>
        Digests.Of(bytes, expected) is var actual && actual != expected ? [new(what, expected, actual)] : [];

    private static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
