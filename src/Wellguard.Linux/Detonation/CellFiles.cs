using System.Text;
using Wellguard.Artifacts;
using Wellguard.Linux.Detonation.Clock;

namespace Wellguard.Linux.Detonation;

/// <summary>What the cell has that the artifact does not: names and addresses, the authority of the fake internet, lures. A layer of its own, so that it is no change of the artifact.</summary>
internal static class CellFiles
{
    /// <summary>In bytes; Debian's bundle has 220,000.</summary>
    private const int MaxBundle = 4 << 20;

    /// <summary>Where distributions keep the one file that TLS libraries read.</summary>
    private static readonly string[] Bundles = ["etc/ssl/certs/ca-certificates.crt", "etc/pki/tls/certs/ca-bundle.crt", "etc/ssl/cert.pem", "etc/ssl/ca-bundle.pem"];

    /// <summary>For programs that bring their own authorities.</summary>
    private static readonly string[] Variables = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"];

    /// <param name="folder">The layer: exists and is empty.</param>
    /// <param name="authority">PEM, or null: no network.</param>
    /// <param name="clock">The library that shows the time, or null: the true one.</param>
    /// <returns>Variables that go with the files.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> Write(RootedFolder root, string folder, Account account, string hostName, string? authority, Lures lures, byte[]? clock)
    {
        using var files = new RootedFolder(folder);
        Put("etc/hostname", hostName + "\n");
        Put("etc/hosts", $"127.0.0.1 localhost\n::1 localhost\n{CellNetwork.Address} {hostName}\n");
        Put("etc/resolv.conf", $"nameserver {CellNetwork.Gateway}\n");
        // gVisor puts a file system of its own over an empty /tmp, whose changes nobody would see.
        files.MakeDirectory("tmp", 0x3FF, 0, 0);
        files.MakeDirectory("tmp/.X11-unix", 0x3FF, 0, 0);
        var variables = new List<KeyValuePair<string, string>>(lures.Environment);
        if (clock is not null)
        {
            files.Write(CellClock.Path.TrimStart('/'), clock, 0x1A4, 0, 0);
            variables.Add(KeyValuePair.Create("LD_PRELOAD", CellClock.Path));
        }

        if (authority is not null)
        {
            foreach (var bundle in Bundles)
            {
                if (root.Read(bundle, MaxBundle) is { } known)
                {
                    Put(bundle, Encoding.Latin1.GetString(known) + "\n" + authority);
                }
            }

            Put("usr/local/share/ca-certificates/local.crt", authority);
            if (root.Read(Bundles[0], MaxBundle) is null)
            {
                Put(Bundles[0], authority);
            }

            variables.AddRange(Variables.Select(static name => KeyValuePair.Create(name, "/" + Bundles[0])));
        }

        foreach (var lure in lures.Files)
        {
            var path = lure.Path.StartsWith("~/", StringComparison.Ordinal) ? account.Home + lure.Path[1..] : lure.Path;
            if (EntryPaths.TryNormalize(path, out var inRoot) && root.Read(inRoot, MaxBundle) is null)
            {
                files.Write(inRoot, Encoding.UTF8.GetBytes(lure.Text), lure.Mode, lure.Path[0] == '~' ? account.User : 0, lure.Path[0] == '~' ? account.Group : 0);
            }
        }

        return variables;

        void Put(string path, string text) => files.Write(path, Encoding.UTF8.GetBytes(text), 0x1A4, 0, 0);
    }
}
