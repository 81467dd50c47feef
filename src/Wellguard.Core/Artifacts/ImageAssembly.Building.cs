namespace Wellguard.Artifacts;

public sealed partial class ImageAssembly
{
    /// <summary>A config that cannot be read leaves the layers to be looked at: a shortfall, not a failure.</summary>
    private async Task LoadConfigAsync(Candidate candidate, CancellationToken cancellation)
    {
        if (candidate.Config is not null || candidate.Shortfalls.Count > 0 || candidate.Manifest.Config is not { } config)
        {
            return;
        }

        try
        {
            var bytes = await ReadAsync(config, isManifest: false, cancellation);
            documents.Spend(bytes.Length, $"config {config.Digest}");
            candidate.Mismatches.AddRange(Check("config", config.Digest, bytes));
            CheckSize(config, bytes.Length, $"config {config.Digest}", candidate.Shortfalls);
            var root = Json.Parse(bytes, "config");
            candidate.Config = root;
            candidate.ConfigDigest = Digests.Of(bytes);
            candidate.Platform ??= ImageConfigReader.PlatformOf(root);
        }
        catch (UnreadableException e)
        {
            candidate.Shortfalls.Add(new("open", $"config {config.Digest}", e.Why));
        }
    }

    private Image Build(Candidate candidate, string name)
    {
        var problems = new List<string>();
        var config = candidate.Config is { } root ? ImageConfigReader.Read(root, problems) with { Digest = candidate.ConfigDigest } : new ImageConfig { Os = candidate.Platform?.Os, Architecture = candidate.Platform?.Architecture };
        var shortfalls = candidate.Shortfalls;
        shortfalls.AddRange(problems.Select(problem => new Shortfall("open", "config", problem)));
        shortfalls.AddRange(candidate.Manifest.Repeated.Select(twice => new Shortfall("open", $"manifest {candidate.Descriptor.Digest}", $"'{twice}' is there twice: engines merge or choose")));
        CheckSize(candidate.Descriptor, candidate.Bytes.Length > 0 ? candidate.Bytes.Length : null, $"manifest {candidate.Descriptor.Digest}", shortfalls);
        var descriptors = candidate.Manifest.Layers;
        if (candidate.Config is not null && config.DiffIds.Count != descriptors.Count)
        {
            shortfalls.Add(new("open", "config", $"names {config.DiffIds.Count} diffIDs for {descriptors.Count} layers"));
        }

        var lines = config.History.Where(h => !h.EmptyLayer).Select(h => h.CreatedBy).ToList();
        var layers = new List<Layer>();
        for (var i = 0; i < descriptors.Count; i++)
        {
            layers.Add(BuildLayer(i, descriptors[i], config.DiffIds.ElementAtOrDefault(i), lines.ElementAtOrDefault(i), shortfalls));
        }

        var artifact = new Artifact(ArtifactKind.Image, name) { Digest = candidate.Bytes.Length == 0 ? candidate.Descriptor.Digest : Digests.Of(candidate.Bytes, candidate.Descriptor.Digest), Source = source };
        return new(artifact, config, layers) { Shortfalls = shortfalls, Mismatches = candidate.Mismatches };
    }

    private Layer BuildLayer(int index, Descriptor descriptor, string? diffId, string? createdBy, List<Shortfall> shortfalls)
    {
        var isValid = Digests.IsValid(descriptor.Digest);
        var what = $"layer {index} {Shown(descriptor.Digest)}";
        if (!MediaTypes.IsLayer(descriptor.MediaType))
        {
            shortfalls.Add(new("open", what, $"media type '{Shown(descriptor.MediaType)}' is unknown; read as a tar"));
        }

        var stamp = isValid ? blobs.Stamp(descriptor) : null;
        CheckSize(descriptor, stamp?.Length, what, shortfalls);
        return new(index, isValid ? descriptor.Digest : null, diffId, createdBy)
        {
            MediaType = descriptor.MediaType,
            Size = descriptor.Size,
            IsRemote = blobs.IsRemote && isValid,
            Stamp = stamp,
            Open = cancellation => isValid ? OpenLayerAsync(descriptor, what, cancellation) : throw new UnreadableException(what, "is named by a digest that is none"),
        };
    }

    /// <param name="actual">In bytes, or null when it is not known yet.</param>
    private static void CheckSize(Descriptor descriptor, long? actual, string what, List<Shortfall> shortfalls)
    {
        if (descriptor.Flaw is { } flaw)
        {
            shortfalls.Add(new("open", what, flaw));
        }
        else if (descriptor.Size is { } claimed && actual is { } real && claimed != real)
        {
            shortfalls.Add(new("open", what, $"has {real:N0} bytes where {claimed:N0} are claimed; engines refuse it"));
        }
    }

    private async ValueTask<Stream> OpenLayerAsync(Descriptor descriptor, string what, CancellationToken cancellation)
    {
        try
        {
            return await blobs.OpenAsync(descriptor, cancellation);
        }
        catch (UnreadableException e)
        {
            throw new UnreadableException(what, MediaTypes.IsForeignLayer(descriptor.MediaType) ? $"a layer that may not be redistributed, and is not included ({e.Why})" : e.Why, e);
        }
    }
}
