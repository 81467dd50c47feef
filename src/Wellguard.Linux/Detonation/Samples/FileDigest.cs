using System.Security.Cryptography;

namespace Wellguard.Linux.Detonation.Samples;

internal static class FileDigest
{
    /// <summary>SHA-256 in lower-case hex.</summary>
    public static string Of(string path)
    {
        using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
