using System.IO.Compression;
using System.Security.Cryptography;
using Wellguard.Artifacts;
using Wellguard.Events;

namespace Wellguard.Linux.Detonation;

/// <summary>Keeps what a program left, for whoever wants to look at it: by digest, compressed and encoded so that nothing takes it for what it is, for the owner only.</summary>
internal static class Payloads
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Attack: a sample that fills the disk of whoever looks at it.</summary>
    private const int MaxFiles = 500;
    private const int LongestFile = 64 << 20;

    /// <param name="upper">Holds the files under their paths; hostile.</param>
    /// <returns>What was not kept, and why.</returns>
    public static IReadOnlyList<Shortfall> Keep(string upper, IReadOnlyList<Event> changes, string folder)
    {
        var missed = new List<Shortfall>();
        try
        {
            Keep(upper, changes, folder, missed);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            missed.Add(new("keep", folder, problem.Message)); // what was seen is worth more than what was kept
        }

        return missed;
    }

    private static void Keep(string upper, IReadOnlyList<Event> changes, string folder, List<Shortfall> missed)
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        using var root = new RootedFolder(upper);
        foreach (var change in changes.Where(static change => change is { Kind: EventKind.Change, Digest: not null, Object: not null }).DistinctBy(static change => change.Digest).Take(MaxFiles))
        {
            if (root.Read(change.Object!.TrimStart('/'), LongestFile) is not { } content || Convert.ToHexStringLower(SHA256.HashData(content)) != change.Digest)
            {
                missed.Add(new("keep", change.Object!, $"was not kept: it has more than {LongestFile >> 20} MB"));
                continue;
            }

            var path = Path.Combine(folder, change.Digest + ".gz.b64");
            File.Delete(path); // never through a link that lies there
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            using var encoded = new CryptoStream(file, new ToBase64Transform(), CryptoStreamMode.Write);
            using var compressed = new GZipStream(encoded, CompressionLevel.Fastest);
            compressed.Write(content);
        }
    }
}
