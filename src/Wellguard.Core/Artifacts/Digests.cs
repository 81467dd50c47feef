using System.Buffers;
using System.Security.Cryptography;

namespace Wellguard.Artifacts;

/// <summary>Content digests as OCI writes them: <c>sha256:</c> and 64, or <c>sha512:</c> and 128 lower-case hexadecimal digits.</summary>
public static class Digests
{
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    public static bool IsValid(string digest) =>
        ((digest.Length == 71 && digest.StartsWith("sha256:", StringComparison.Ordinal)) || (digest.Length == 135 && digest.StartsWith("sha512:", StringComparison.Ordinal)))
        && !digest.AsSpan(7).ContainsAnyExcept(Hexadecimal);

    /// <summary>By the algorithm of <paramref name="like"/>, else SHA-256.</summary>
    public static string Of(ReadOnlySpan<byte> bytes, string like = "") => like.StartsWith("sha512:", StringComparison.Ordinal)
        ? "sha512:" + Convert.ToHexStringLower(SHA512.HashData(bytes))
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
