using System.Security.Cryptography;

namespace Wellguard.Artifacts;

/// <summary>
/// What an archive must be, as lock files and registries write it: Subresource Integrity (W3C), or an algorithm and hexadecimal digits. Held as <c>sha512:HEX</c>.
/// </summary>
public static class Integrity
{
    /// <summary>Attack: a lock file with a thousand digests of one archive, each computed.</summary>
    private const int MostDigests = 512;

    private static readonly (string Name, int Bytes)[] Algorithms = [("sha512", 64), ("sha384", 48), ("sha256", 32), ("sha1", 20)];

    /// <summary>Of <c>sha512-BASE64 sha1-BASE64</c> those of known algorithms, the strongest first; of one strength all.</summary>
    public static IReadOnlyList<string> OfSri(string? text) =>
        [.. (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostDigests).Select(static one => one.Split('?')[0]).Select(static one => one.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash ? OfBase64(one[..dash], one[(dash + 1)..]) : null).OfType<string>()];

    public static string? OfBase64(string algorithm, string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        return text.Length <= 88 && Convert.TryFromBase64String(text, bytes, out var length) && LengthOf(algorithm) == length ? $"{algorithm}:{Convert.ToHexStringLower(bytes[..length])}" : null;
    }

    public static string? OfHex(string algorithm, string text) =>
        LengthOf(algorithm) is { } length && text.Length == length * 2 && text.All(char.IsAsciiHexDigit) ? $"{algorithm}:{text.ToLowerInvariant()}" : null;

    /// <summary>Of all that are given, those of the strongest algorithm: what is weaker says nothing beside it.</summary>
    public static IReadOnlyList<string> Strongest(IReadOnlyCollection<string> digests) =>
        Algorithms.Select(algorithm => digests.Where(digest => digest.StartsWith(algorithm.Name + ":", StringComparison.Ordinal)).Distinct().Take(MostDigests).ToList()).FirstOrDefault(static some => some.Count > 0) ?? [];

    /// <param name="like">A digest, or the name of its algorithm.</param>
    public static IncrementalHash Hash(string like) => IncrementalHash.CreateHash(like.Split(':')[0] switch { "sha512" => HashAlgorithmName.SHA512, "sha384" => HashAlgorithmName.SHA384, "sha1" => HashAlgorithmName.SHA1, _ => HashAlgorithmName.SHA256 });

    private static int? LengthOf(string algorithm) => Array.Find(Algorithms, known => known.Name == algorithm) is { Name: not null } found ? found.Bytes : null;
}
