using System.Security.Cryptography;
using System.Text;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>A root file system of the distribution's packages, made once and then only read: what a package needs to be installed and used.</summary>
public sealed record BaseSystem(string Name, IReadOnlyList<string> Packages)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(15);

    private static readonly string[] Usual = ["bash", "ca-certificates", "curl", "wget", "openssl", "procps", "iproute2", "iputils-ping", "util-linux", "cron", "openssh-client", "gzip", "tar", "unzip", "git"];

    public static BaseSystem Shell { get; } = new("shell", Usual);
    public static BaseSystem Python { get; } = new("python", [.. Usual, "python3", "python3-pip", "python3-setuptools", "python3-wheel", "python3-dev", "build-essential"]);
    public static BaseSystem Node { get; } = new("node", [.. Usual, "python3", "nodejs", "npm", "build-essential"]);

    /// <param name="folder">Where base systems are kept.</param>
    /// <param name="say">Told that it takes a while.</param>
    /// <returns>Its path. Throws <see cref="IOException"/>.</returns>
    public async Task<string> GetAsync(string folder, bool isOffline, Action<string>? say, CancellationToken cancel)
    {
        var release = ReleaseOf(await File.ReadAllTextAsync("/etc/os-release", cancel).ConfigureAwait(false));
        var packages = string.Join(',', Packages);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"1|{release}|{packages}")))[..12];
        var path = Path.Combine(folder, $"{Name}-{release}-{key}");
        if (Directory.Exists(path))
        {
            return path;
        }

        if (isOffline)
        {
            throw new IOException($"the base system '{Name}' is not made yet, and nothing may be fetched");
        }

        say?.Invoke($"making the base system '{Name}' with mmdebstrap: a minute or two, once");
        Directory.CreateDirectory(folder, OwnerOnly);
        DeleteAbandoned(folder);
        var filling = path + ".partial-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        try
        {
            // Its own _apt user cannot read below a folder of root's.
            await Tool.RunAsync("mmdebstrap", ["--quiet", "--variant=minbase", "--include=" + packages, "--aptopt=APT::Sandbox::User \"root\"", release, filling, .. Sources()], limit: TimeLimit, cancel: cancel).ConfigureAwait(false);
            foreach (var unwanted in (string[])["dev", "var/cache/apt", "var/lib/apt/lists"])
            {
                Directory.Delete(Path.Combine(filling, unwanted), recursive: true);
            }

            Directory.CreateDirectory(Path.Combine(filling, "dev")); // a cell has its own
            Directory.Move(filling, path);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            // Another run was faster.
        }
        finally
        {
            if (Directory.Exists(filling))
            {
                Directory.Delete(filling, recursive: true);
            }
        }

        return path;
    }

    /// <summary>The machine's own.</summary>
    private static IEnumerable<string> Sources() =>
        ((string[])["/etc/apt/sources.list", "/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list.d/debian.list"]).Where(static file => File.Exists(file) && new FileInfo(file).Length > 0);

    private static string ReleaseOf(string osRelease) =>
        osRelease.Split('\n').FirstOrDefault(static line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal)) is { } line && osRelease.Contains("ID=debian", StringComparison.Ordinal)
            ? line["VERSION_CODENAME=".Length..].Trim().Trim('"') : throw new IOException("base systems are made of Debian's packages, and this is not Debian");

    private static void DeleteAbandoned(string folder)
    {
        foreach (var left in new DirectoryInfo(folder).GetDirectories("*.partial-*").Where(static left => left.LastWriteTimeUtc < TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1)))
        {
            left.Delete(recursive: true);
        }
    }
}
