namespace Wellguard.Artifacts;

/// <summary>Opens what lies on this machine. A registry is opened by Wellguard.Registries.</summary>
public static class ImageSources
{
    /// <summary>Metadata only; layers are opened by <see cref="Layer.Open"/>. Throws <see cref="UnreadableException"/> and <see cref="UsageException"/>.</summary>
    public static async Task<IReadOnlyList<Image>> OpenAsync(Target target, OpenOptions options, CancellationToken cancellation) => target.Kind switch
    {
        TargetKind.Oci when Directory.Exists(target.Location) => await OciLayout.OpenAsync(target.Location, target.Tag, target.Text, options, cancellation),
        TargetKind.Rootfs => [RootfsDirectory.Open(target.Location, ArtifactKind.Rootfs, target.Text)],
        TargetKind.Workspace when File.Exists(target.Location) => [WorkspaceFile.Open(target.Location, target.Text, options)],
        TargetKind.Workspace => [PackageArchive.OfFolder(target.Location, target.Text) is { } package ? RootfsDirectory.Open(target.Location, package) : RootfsDirectory.Open(target.Location, ArtifactKind.Workspace, target.Text)],
        TargetKind.Oci or TargetKind.DockerArchive or TargetKind.ImageArchive =>
            await OpenArchiveAsync(target.Kind, await BytesAsync(target, options, cancellation), NameOf(target.Location), target.Tag, target.Text, options, cancellation),
        TargetKind.Function => [OpenZip(await BytesAsync(target, options, cancellation), NameOf(target.Location), target.Text, options)],
        _ => throw new UsageException($"{target.Text}: an archive's entries and a registry's images are opened on their own"),
    };

    /// <summary>Opens an entry of <c>archive:FILE</c>, recognised by its content.</summary>
    public static async Task<IReadOnlyList<Image>> OpenAsync(ArchiveEntry entry, OpenOptions options, CancellationToken cancellation)
    {
        return await OpenAsync(await entry.ReadAsync(cancellation), entry.Name, options, cancellation);
    }

    /// <summary>Opens what was read already, recognised by its content.</summary>
    public static async Task<IReadOnlyList<Image>> OpenAsync(ByteSource bytes, string name, OpenOptions options, CancellationToken cancellation)
    {
        await using var stream = bytes.Open();
        return FileFormats.KindOf(stream, name) == TargetKind.Function
            ? [OpenZip(bytes, NameOf(name), name, options)]
            : await OpenArchiveAsync(TargetKind.ImageArchive, bytes, NameOf(name), null, name, options, cancellation);
    }

    /// <summary>A package that is a zip, or a function.</summary>
    private static Image OpenZip(ByteSource bytes, string name, string source, OpenOptions options)
    {
        using var stream = bytes.Open();
        return !source.StartsWith("function:", StringComparison.Ordinal) && PackageArchive.OfZip(source, stream, ZipWalker.Read(stream, source)) is { } package
            ? PackageImage.Of(package, bytes, LayerFormat.Zip, options) : FunctionZip.Open(bytes, name, source, options.Password);
    }

    private static async Task<ByteSource> BytesAsync(Target target, OpenOptions options, CancellationToken cancellation)
    {
        if (target.Location != "-")
        {
            return ByteSource.OfFile(target.Location, options.Stamp);
        }

        await using var input = options.StandardInput?.Invoke() ?? throw new UsageException($"{target.Text}: there is no standard input");
        return await ByteSource.SpoolAsync(input, target.Text, options.TemporaryDirectory, cancellation);
    }

    private static async Task<IReadOnlyList<Image>> OpenArchiveAsync(
        TargetKind kind, ByteSource bytes, string name, string? tag, string source, OpenOptions options, CancellationToken cancellation)
    {
        if (kind == TargetKind.ImageArchive && ArArchive.IsOne(Head(bytes)))
        {
            return [await DebianArchive.OpenAsync(bytes, source, options, cancellation)];
        }

        var plain = await FileFormats.PlainAsync(bytes, source, options, cancellation);
        await using var stream = plain.Open();
        if (TarIndex.Read(stream, source) is not { } index)
        {
            throw new UnreadableException(source, plain.Length == 0 ? "is empty" : "is not a tar archive");
        }

        if (kind == TargetKind.ImageArchive && GemArchive.IsOne(index))
        {
            return [await GemArchive.OpenAsync(plain, index, source, options, cancellation)];
        }

        if (kind == TargetKind.ImageArchive && PackageArchive.OfTar(source, stream, index) is { } package)
        {
            return [PackageImage.Of(package, bytes, LayerFormat.Tar, options)];
        }

        IReadOnlyList<Shortfall> odd = [.. index.Shortfalls, .. index.Repeated];
        var images = await OpenArchiveAsync(kind, plain, index, name, tag, source, options, cancellation);
        return odd.Count == 0 ? images : [.. images.Select(image => image with { Shortfalls = [.. odd, .. image.Shortfalls] })];
    }

    private static async Task<IReadOnlyList<Image>> OpenArchiveAsync(
        TargetKind kind, ByteSource plain, TarIndex index, string name, string? tag, string source, OpenOptions options, CancellationToken cancellation)
    {
        var (isLayout, isDocker) = (index.Find("index.json") is not null, index.Find("manifest.json") is not null);
        return (kind, isLayout, isDocker) switch
        {
            (_, true, true) => await OpenBothAsync(kind, plain, index, name, tag, source, options, cancellation),
            (TargetKind.DockerArchive, _, true) => await DockerArchive.OpenAsync(plain, index, tag, source, options, cancellation),
            (_, false, false) when !index.HasEnd => throw new UnreadableException(source, "the archive is cut short: its end mark is missing"),
            (TargetKind.DockerArchive, _, _) => throw new UnreadableException(source, "has no manifest.json, so it is not a docker-archive"),
            (_, true, _) => await OciArchive.OpenAsync(plain, index, name, tag, source, options, cancellation),
            (TargetKind.ImageArchive, _, true) => await DockerArchive.OpenAsync(plain, index, tag, source, options, cancellation),
            (TargetKind.Oci, _, _) => throw new UnreadableException(source, "has no index.json, so it is not an OCI layout"),
            _ => throw new UnreadableException(source, "is a tar archive without oci-layout or manifest.json, so it is not an image; archive:FILE looks at archives in it, rootfs:DIR at a root file system once it is unpacked"),
        };
    }

    /// <summary>
    /// Docker writes both descriptions of the same images, and engines differ in which they load. Attack: a clean one beside a malicious one.
    /// What only the other description names is an image of its own. One that this scan cannot read may still be one that an engine reads.
    /// </summary>
    private static async Task<IReadOnlyList<Image>> OpenBothAsync(
        TargetKind kind, ByteSource plain, TarIndex index, string name, string? tag, string source, OpenOptions options, CancellationToken cancellation)
    {
        Task<IReadOnlyList<Image>> Layout() => OciArchive.OpenAsync(plain, index, name, tag, source, options, cancellation);
        Task<IReadOnlyList<Image>> Docker() => DockerArchive.OpenAsync(plain, index, tag, source, options, cancellation);

        var isDocker = kind == TargetKind.DockerArchive;
        var images = await (isDocker ? Docker() : Layout());
        try
        {
            return [.. images, .. (await (isDocker ? Layout() : Docker())).Where(image => !images.Any(known => IsSame(known, image)))];
        }
        catch (UnreadableException e) when (e.IsUnknownTag)
        {
            return images; // the descriptions write names differently
        }
        catch (UnreadableException e)
        {
            var shortfall = new Shortfall("open", isDocker ? "index.json" : "manifest.json", $"describes images too and cannot be read: {(e.What == source ? "" : e.What + " ")}{e.Why}");
            return [.. images.Select(image => image with { Shortfalls = [.. image.Shortfalls, shortfall] })];
        }
    }

    private static bool IsSame(Image one, Image other) =>
        one.Config.Digest == other.Config.Digest && one.Layers.All(layer => layer.Digest is not null) && one.Layers.Select(layer => layer.Digest).SequenceEqual(other.Layers.Select(layer => layer.Digest));

    private static byte[] Head(ByteSource bytes)
    {
        using var stream = bytes.Open();
        var head = new byte[FileFormats.MagicSize];
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
