namespace Wellguard.Artifacts;

public enum TargetKind { Oci, DockerArchive, Registry, Rootfs, Workspace, Function, Archive, ImageArchive, Package }

/// <summary>What the user asked to look at: <c>oci:DIR|TAR[:TAG]</c>, <c>docker-archive:FILE[:TAG]</c>, <c>registry:REF</c>, <c>rootfs:DIR</c>, <c>dir:DIR</c>, <c>function:FILE</c>, <c>archive:FILE</c>, a <see cref="PackageReference"/>, or a bare path or reference; <c>-</c> is an image archive on standard input.</summary>
/// <param name="Text">As the user gave it.</param>
/// <param name="Location">A path, <c>-</c> for standard input, or a registry reference.</param>
/// <param name="Tag">Chooses an image of several, or null.</param>
public sealed record Target(TargetKind Kind, string Text, string Location, string? Tag = null)
{
    private static readonly (string Prefix, TargetKind Kind)[] Prefixes =
    [
        ("oci:", TargetKind.Oci), ("docker-archive:", TargetKind.DockerArchive), ("registry:", TargetKind.Registry), ("rootfs:", TargetKind.Rootfs),
        ("dir:", TargetKind.Workspace), ("function:", TargetKind.Function), ("archive:", TargetKind.Archive),
    ];

    /// <summary>Throws <see cref="UsageException"/> for what is not there, <see cref="UnreadableException"/> for what is there and no target.</summary>
    public static Target Parse(string text)
    {
        if (Array.Find(Prefixes, p => text.StartsWith(p.Prefix, StringComparison.Ordinal)) is not { Prefix: not null } known)
        {
            return PackageReference.Parse(text) is null ? Recognise(text) : new(TargetKind.Package, text, text);
        }

        var rest = text[known.Prefix.Length..];
        return known.Kind switch
        {
            _ when rest.Length == 0 => throw new UsageException($"{text}: say what after '{known.Prefix}'"),
            TargetKind.Registry => Registry(text, rest),
            TargetKind.Oci or TargetKind.DockerArchive when rest == "-" || rest.StartsWith("-:", StringComparison.Ordinal) => new(known.Kind, text, "-", rest.Length > 2 ? rest[2..] : null),
            TargetKind.Oci or TargetKind.DockerArchive => WithTag(known.Kind, text, rest),
            TargetKind.Rootfs or TargetKind.Workspace => Directory.Exists(rest) ? new(known.Kind, text, rest)
                : throw (File.Exists(rest) ? new UnreadableException(rest, "is not a directory") : Missing(rest)),
            _ => File.Exists(rest) ? new(known.Kind, text, rest) : throw (Directory.Exists(rest) ? new UnreadableException(rest, "is a directory, not a file") : Missing(rest)),
        };
    }

    /// <summary>A path may hold colons itself: the longest prefix that is there is the path, the rest is the tag, which may hold colons too.</summary>
    private static Target WithTag(TargetKind kind, string text, string rest)
    {
        for (var end = rest.Length; end > 0; end = rest.LastIndexOf(':', end - 1))
        {
            if (Path.Exists(rest[..end]))
            {
                return new(kind, text, rest[..end], end < rest.Length ? rest[(end + 1)..] : null);
            }
        }

        throw Missing(rest);
    }

    private static Target Recognise(string text)
    {
        if (text.Length == 0)
        {
            throw new UsageException("an empty target: say what to scan");
        }

        if (text == "-")
        {
            return new(TargetKind.ImageArchive, text, text);
        }

        if (Directory.Exists(text))
        {
            var kind = File.Exists(Path.Combine(text, "oci-layout")) ? TargetKind.Oci
                : IsThere(Path.Combine(text, "etc/os-release")) && IsThere(Path.Combine(text, "usr")) ? TargetKind.Rootfs
                : TargetKind.Workspace;
            return new(kind, text, text);
        }

        if (File.Exists(text))
        {
            return new(FileFormats.KindOf(text), text, text);
        }

        return text.Contains("://", StringComparison.Ordinal) ? throw Address(text, text)
            : IsPathLike(text) || !RegistryHost.IsNamedIn(text) ? throw NotFound(text)
            : new(TargetKind.Registry, text, text);
    }

    private static Target Registry(string text, string reference) =>
        reference.Contains("://", StringComparison.Ordinal) ? throw Address(text, reference)
        : RegistryHost.IsNamedIn(reference) ? new(TargetKind.Registry, text, reference)
        : throw new UsageException($"{text}: names no registry host; write registry:HOST/{reference}");

    private static UsageException Address(string text, string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        return address[..start] is "http" or "https" or "docker" or "oci"
            ? new($"{text}: is an address; an image in a registry is written without '{address[..(start + 3)]}': registry:{address[(start + 3)..]}")
            : new($"{text}: nothing is fetched from '{address[..(start + 3)]}'; targets are files, folders and images in registries");
    }

    private static bool IsPathLike(string text) =>
        text.StartsWith('/') || text.StartsWith('.') || text.StartsWith('~') || !text.Contains('/') || Directory.Exists(text[..text.IndexOf('/', StringComparison.Ordinal)]);

    /// <summary>Also a link that leads nowhere here: os-release is usually an absolute one.</summary>
    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static UsageException Missing(string path) => new($"{path}: no such file or directory");

    private static UsageException NotFound(string text) =>
        IsPathLike(text) && (text.Contains('/') || text.Contains('.')) ? Missing(text) : NoHost(text);

    private static UsageException NoHost(string reference) =>
        new($"{reference}: no such file or directory, and no registry host in it; for an image in a registry write HOST/{reference}{UnknownKind(reference)}");

    /// <summary><c>docker:x</c> is a name with a tag, or somebody's guess at a prefix.</summary>
    private static string UnknownKind(string reference) =>
        reference.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && !reference[..colon].Contains('/', StringComparison.Ordinal)
            ? $" ('{reference[..(colon + 1)]}' is no kind of target: those are {string.Join(' ', Prefixes.Select(known => known.Prefix).Concat(PackageReference.Prefixes))})"
            : "";
}

/// <summary>Whether a reference begins with a registry's host, as container engines decide it: a dot, a port or <c>localhost</c> before the first slash.</summary>
internal static class RegistryHost
{
    public static bool IsNamedIn(string reference) =>
        reference.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && reference[..slash] is var host && (host.Contains('.') || host.Contains(':') || host == "localhost");
}
