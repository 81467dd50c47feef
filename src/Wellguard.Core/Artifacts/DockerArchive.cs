using System.Text.Json;

namespace Wellguard.Artifacts;

/// <summary>What <c>docker save</c> writes: manifest.json names a config and layers, as <c>ID/layer.tar</c> (also linked) or under <c>blobs/</c> (Docker image spec v1.2).</summary>
internal sealed class DockerArchive(ByteSource bytes, TarIndex index, string source)
{
    /// <summary>Attack: a list of a million images.</summary>
    private const int ImageLimit = 1_000;

    /// <summary>Attack: an image of a million layers.</summary>
    private const int LayerLimit = 1_000;

    /// <summary>Of one image.</summary>
    private const int TagLimit = 100_000;

    private const int NamesShown = 8;

    private const string BlobFolder = "blobs/sha256/";

    private readonly DocumentBudget documents = new();
    private readonly Dictionary<string, ReadConfig> configs = [];

    /// <summary>Every image of the archive, or the one that <paramref name="tag"/> names.</summary>
    public static async Task<IReadOnlyList<Image>> OpenAsync(
        ByteSource bytes, TarIndex index, string? tag, string source, OpenOptions options, CancellationToken cancellation)
    {
        var archive = new DockerArchive(bytes, index, source);
        var manifest = Json.Parse(await archive.ReadAsync("manifest.json", cancellation), "manifest.json");
        if (manifest.ValueKind != JsonValueKind.Array)
        {
            throw new UnreadableException("manifest.json", "is not a list of images");
        }

        if (manifest.GetArrayLength() > ImageLimit)
        {
            throw new UnreadableException("manifest.json", $"lists {manifest.GetArrayLength()} images, more than {ImageLimit}");
        }

        var entries = manifest.EnumerateArray().ToList();
        if (tag is not null)
        {
            entries = entries.FindAll(e => e.Texts("RepoTags", TagLimit).Any(t => t == tag || t.EndsWith(':' + tag, StringComparison.Ordinal)));
        }

        var images = new List<Image>();
        foreach (var same in entries.GroupBy(archive.ContentOf))
        {
            images.Add(await archive.OpenImageAsync([.. same], cancellation));
        }

        return Choose(images, tag, source, options);
    }

    /// <summary>Entries with the same config and layers are one image with several names. Attack: a thousand entries of one image, each of which is judged again.</summary>
    private string ContentOf(JsonElement entry) => string.Join('\n', entry.Texts("Layers", LayerLimit).Prepend(DigestOfConfig(entry.Text("Config"))));

    /// <summary>A config under two paths is one.</summary>
    private string DigestOfConfig(string? path) => path is not null && index.Find(path) is var (offset, _) ? offset.ToString(System.Globalization.CultureInfo.InvariantCulture) : path ?? "";

    /// <summary>All names, or the first ones of very many.</summary>
    private string NameOf(IReadOnlyList<JsonElement> entries)
    {
        var names = entries.Select(entry => entry.Texts("RepoTags", 1) is [var first, ..] ? first : source).Distinct().ToList();
        return string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? $" and {names.Count - NamesShown:N0} more" : "");
    }

    private static List<Image> Choose(List<Image> images, string? tag, string source, OpenOptions options)
    {
        if (images.Count == 0)
        {
            throw new UnreadableException(source, tag is null ? "holds no image" : $"has no image '{tag}'") { IsUnknownTag = tag is not null };
        }

        if (options.Platform is not { } wanted || options.AllPlatforms)
        {
            return images;
        }

        var fitting = images.FindAll(i => i.Config is not { Os: { } os, Architecture: { } architecture } || (wanted with { Variant = null }).Accepts(new(os, architecture)));
        return fitting.Count > 0
            ? fitting
            : throw new UnreadableException(source, $"has no image for {wanted}; present: {string.Join(", ", images.Select(i => $"{i.Config.Os}/{i.Config.Architecture}").Distinct())}");
    }

    /// <param name="entries">Of the same content.</param>
    private async Task<Image> OpenImageAsync(IReadOnlyList<JsonElement> entries, CancellationToken cancellation)
    {
        var entry = entries[0];
        var (config, problems, mismatches, _) = await ConfigAsync(entry.Text("Config"), cancellation);
        var shortfalls = problems.ToList();
        var paths = entry.Texts("Layers", LayerLimit);
        if (entry.Field("Layers") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() != paths.Count)
        {
            shortfalls.Add(new("open", "manifest.json", $"names {list.GetArrayLength():N0} layers of an image; {paths.Count:N0} of them were read"));
        }

        if (config is not null && config.DiffIds.Count != paths.Count)
        {
            shortfalls.Add(new("open", "config", $"names {config.DiffIds.Count} diffIDs for {paths.Count} layers"));
        }

        var lines = (config?.History ?? []).Where(h => !h.EmptyLayer).Select(h => h.CreatedBy).ToList();
        var layers = paths.Select((path, i) => Layer(path, i, config?.DiffIds.ElementAtOrDefault(i), lines.ElementAtOrDefault(i))).ToList();
        return new(new(ArtifactKind.Image, NameOf(entries)) { Source = source }, config ?? new(), layers) { Shortfalls = shortfalls, Mismatches = mismatches };
    }

    /// <summary>Read once for all images that name it.</summary>
    private async Task<ReadConfig> ConfigAsync(string? path, CancellationToken cancellation)
    {
        if (!configs.TryGetValue(path ?? "", out var known))
        {
            return configs[path ?? ""] = await ReadConfigAsync(path, cancellation);
        }

        try
        {
            documents.Spend(known.Length, "config"); // it is judged with each of them
            return known;
        }
        catch (UnreadableException e)
        {
            return new(null, [new("open", "config", e.Why)], []);
        }
    }

    /// <param name="Length">In bytes.</param>
    private sealed record ReadConfig(ImageConfig? Config, IReadOnlyList<Shortfall> Shortfalls, IReadOnlyList<DigestMismatch> Mismatches, int Length = 0);

    private async Task<ReadConfig> ReadConfigAsync(string? path, CancellationToken cancellation)
    {
        var mismatches = new List<DigestMismatch>();
        try
        {
            var content = await ReadAsync(path ?? throw new UnreadableException("config", "is not named in manifest.json"), cancellation);
            documents.Spend(content.Length, "config");
            if (DigestIn(path) is { } expected && Digests.Of(content) is var actual && actual != expected)
            {
                mismatches.Add(new("config", expected, actual));
            }

            var problems = new List<string>();
            var config = ImageConfigReader.Read(Json.Parse(content, "config"), problems) with { Digest = Digests.Of(content) };
            return new(config, [.. problems.Select(problem => new Shortfall("open", "config", problem))], mismatches, content.Length);
        }
        catch (UnreadableException e)
        {
            return new(null, [new("open", "config", e.Why)], mismatches);
        }
    }

    private Layer Layer(string path, int number, string? diffId, string? createdBy)
    {
        var place = index.Find(path);
        return new(number, path.StartsWith(BlobFolder, StringComparison.Ordinal) ? DigestIn(path) : null, diffId, createdBy)
        {
            Size = place?.Size,
            Stamp = place is var (at, length) && bytes.Stamp is { } stamp ? stamp with { Part = (at, length) } : null,
            Open = _ => place is var (offset, size)
                ? ValueTask.FromResult(bytes.Open(offset, size))
                : throw new UnreadableException($"layer {number} {path}", "the layer is missing in the archive"),
        };
    }

    /// <summary><c>HEX.json</c> or <c>blobs/sha256/HEX</c>.</summary>
    private static string? DigestIn(string path) =>
        "sha256:" + Path.GetFileNameWithoutExtension(path) is var digest && Digests.IsValid(digest) ? digest : null;

    private async ValueTask<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        await using var stream = index.Find(path) is var (offset, size) ? bytes.Open(offset, size) : throw new UnreadableException(path, "is missing in the archive");
        return await BlobStore.ReadBoundedAsync(stream, path, cancellation);
    }
}
