using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>The certificate authority of one run. Its key is made at the start, stays in memory and ends with the process; nothing but the cell is told to trust it.</summary>
internal sealed class Authority : IDisposable
{
    /// <summary>Attack: a new server name for each connection.</summary>
    private const int CacheLimit = 4096;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;
    private readonly ConcurrentDictionary<string, Lazy<SslStreamCertificateContext>> issued = new(StringComparer.OrdinalIgnoreCase);
    private readonly DateTimeOffset from;

    public Authority(TimeProvider time)
    {
        // Wide, because the cell's clock may be moved.
        from = time.GetUtcNow().AddYears(-1);
        var request = new CertificateRequest("CN=Global Root G2, O=Trust Network", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        root = request.CreateSelfSigned(from, from.AddYears(12));
        Pem = root.ExportCertificatePem();
    }

    public string Pem { get; }

    public SslStreamCertificateContext For(string name)
    {
        if (issued.Count >= CacheLimit)
        {
            return Issue(name);
        }

        return issued.GetOrAdd(name, static (name, all) => new(() => all.Issue(name)), this).Value;
    }

    public void Dispose()
    {
        root.Dispose();
        key.Dispose();
        serverKey.Dispose();
    }

    private SslStreamCertificateContext Issue(string name)
    {
        var request = new CertificateRequest("CN=" + CommonName(name), serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var certificate = request.Create(root, from, from.AddYears(11), RandomNumberGenerator.GetBytes(16));
        return SslStreamCertificateContext.Create(certificate.CopyWithPrivateKey(serverKey), null, offline: true);
    }

    /// <summary>At most 64 characters (X.520), none with a meaning in a distinguished name.</summary>
    private static string CommonName(string name)
    {
        var kept = string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-').Take(64));
        return kept.Length == 0 ? "server" : kept;
    }
}
