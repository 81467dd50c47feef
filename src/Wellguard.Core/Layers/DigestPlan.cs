using System.Security.Cryptography;
using Wellguard.Artifacts;

namespace Wellguard.Layers;

[Flags]
public enum DigestAlgorithms : byte
{
    None = 0,
    Md5 = 1,
    Sha1 = 2,
    Sha256 = 4,
    All = Md5 | Sha1 | Sha256,
}

/// <summary>
/// Which digests a distro's package database records. The base layer shows the distro in its first entries (<c>etc</c> sorts before <c>usr</c>);
/// until then all three are computed. Shared by the layers of one image. A guess: <see cref="Pipeline"/> reads a layer again when the databases need another one.
/// </summary>
internal sealed class DigestPlan(bool everySha256, DigestAlgorithms known = DigestAlgorithms.None)
{
    private volatile DigestAlgorithms _seen = known;

    public DigestAlgorithms Algorithms => _seen is DigestAlgorithms.None ? DigestAlgorithms.All : _seen;

    /// <summary>An indicator file names SHA-256 digests: every regular file is hashed.</summary>
    public bool EverySha256 => everySha256;

    /// <summary>What the package databases of these layers record.</summary>
    public static DigestAlgorithms NeededBy(IEnumerable<LayerFacts> layers) =>
        layers.SelectMany(facts => facts.Packages).SelectMany(package => package.Owned).Aggregate(DigestAlgorithms.None, (needed, owned) => needed | AlgorithmOf(owned.Digest));

    public static DigestAlgorithms AlgorithmOf(string? digest) =>
        digest?.Length switch { 32 => DigestAlgorithms.Md5, 40 => DigestAlgorithms.Sha1, 64 => DigestAlgorithms.Sha256, _ => DigestAlgorithms.None };

    /// <summary>Only the base layer decides. A mark adds and never takes away: two distros in one image are no reason to compare with neither.</summary>
    public void Learn(string path)
    {
        if (path is "etc/debian_version" or "var/lib/dpkg/status")
        {
            _seen |= DigestAlgorithms.Md5;
        }
        else if (path is "etc/alpine-release" or "lib/apk/db/installed")
        {
            _seen |= DigestAlgorithms.Sha1;
        }
        else if (path is "etc/redhat-release" or "etc/fedora-release" or "etc/system-release" or "etc/SUSE-brand")
        {
            _seen |= DigestAlgorithms.Md5 | DigestAlgorithms.Sha256;
        }
    }


    /// <summary>Executables, libraries, scripts and start-up files where distro packages install them. Documentation and data are not worth hashing.</summary>
    public static bool IsWorthComparing(Entry entry)
    {
        var path = entry.Path;
        if (!(path.StartsWith("usr/", StringComparison.Ordinal) || path.StartsWith("lib", StringComparison.Ordinal) || path.StartsWith("bin/", StringComparison.Ordinal)
            || path.StartsWith("sbin/", StringComparison.Ordinal) || path.StartsWith("etc/", StringComparison.Ordinal) || path.StartsWith("opt/", StringComparison.Ordinal)))
        {
            return false;
        }

        if (path.StartsWith("usr/local/", StringComparison.Ordinal))
        {
            return false;
        }

        return entry.IsExecutable || path.StartsWith("etc/", StringComparison.Ordinal) || path.Contains(".so", StringComparison.Ordinal) || IsCode(Path.GetExtension(path.AsSpan()));
    }

    private static bool IsCode(ReadOnlySpan<char> extension) =>
        extension is ".py" or ".pth" or ".js" or ".mjs" or ".cjs" or ".pl" or ".pm" or ".rb" or ".php" or ".sh" or ".jar" or ".ko" or ".service" or ".timer" or ".socket";
}

/// <summary>The digests of one file, computed as its pieces pass.</summary>
internal sealed class RunningDigests : IDisposable
{
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private DigestAlgorithms _used;

    public bool Active => _used is not DigestAlgorithms.None;

    public void Begin(DigestAlgorithms algorithms) => _used = algorithms;

    public void Append(ReadOnlySpan<byte> piece)
    {
        if (_used.HasFlag(DigestAlgorithms.Md5))
        {
            _md5.AppendData(piece);
        }

        if (_used.HasFlag(DigestAlgorithms.Sha1))
        {
            _sha1.AppendData(piece);
        }

        if (_used.HasFlag(DigestAlgorithms.Sha256))
        {
            _sha256.AppendData(piece);
        }
    }

    public FileDigests End() => new(End(DigestAlgorithms.Md5, _md5), End(DigestAlgorithms.Sha1, _sha1), End(DigestAlgorithms.Sha256, _sha256));

    private string? End(DigestAlgorithms algorithm, IncrementalHash hash) => _used.HasFlag(algorithm) ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;

    public void Dispose()
    {
        _md5.Dispose();
        _sha1.Dispose();
        _sha256.Dispose();
    }
}
