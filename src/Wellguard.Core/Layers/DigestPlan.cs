using System.Security.Cryptography;
using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>
/// Which digests a distro's package database records. The base layer shows the distro in its first entries (<c>etc</c> sorts before <c>usr</c>);
/// until then all three are computed. Shared by the layers of one image.
/// </summary>
internal sealed class DigestPlan(bool everySha256)
{
    private volatile bool _md5 = true;
    private volatile bool _sha1 = true;
    private volatile bool _sha256 = true;

    public bool Md5 => _md5;
    public bool Sha1 => _sha1;
    public bool Sha256 => _sha256 || everySha256;

    /// <summary>An indicator file names SHA-256 digests: every regular file is hashed.</summary>
    public bool EverySha256 => everySha256;

    /// <summary>Only the base layer decides, so the outcome does not depend on which layer is read first.</summary>
    public void Learn(string path)
    {
        if (path is "etc/debian_version" or "var/lib/dpkg/status")
        {
            Choose(md5: true, sha1: false, sha256: false);
        }
        else if (path is "etc/alpine-release" or "lib/apk/db/installed")
        {
            Choose(md5: false, sha1: true, sha256: false);
        }
        else if (path is "etc/redhat-release" or "etc/fedora-release" or "etc/system-release" or "etc/SUSE-brand")
        {
            Choose(md5: true, sha1: false, sha256: true);
        }
    }


    private void Choose(bool md5, bool sha1, bool sha256) => (_md5, _sha1, _sha256) = (md5, sha1, sha256);

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
    private bool _useMd5;
    private bool _useSha1;
    private bool _useSha256;

    public bool Active => _useMd5 || _useSha1 || _useSha256;

    public void Begin(bool md5, bool sha1, bool sha256) => (_useMd5, _useSha1, _useSha256) = (md5, sha1, sha256);

    public void Append(ReadOnlySpan<byte> piece)
    {
        if (_useMd5)
        {
            _md5.AppendData(piece);
        }

        if (_useSha1)
        {
            _sha1.AppendData(piece);
        }

        if (_useSha256)
        {
            _sha256.AppendData(piece);
        }
    }

    public FileDigests End() => new(End(_useMd5, _md5), End(_useSha1, _sha1), End(_useSha256, _sha256));

    private static string? End(bool used, IncrementalHash hash) => used ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;

    public void Dispose()
    {
        _md5.Dispose();
        _sha1.Dispose();
        _sha256.Dispose();
    }
}
