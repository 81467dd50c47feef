using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>What decoys invent: the same for the same seed and key.</summary>
internal sealed class MadeUp(string seed)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly string[] First = ["amber", "birch", "cedar", "delta", "ember", "flint", "grove", "harbor", "iris", "juniper", "krill", "lumen", "maple", "north", "onyx", "pine"];
    private static readonly string[] Last = ["cdn", "cloud", "data", "edge", "host", "labs", "net", "node", "ops", "platform", "relay", "stack", "static", "systems", "ware", "works"];

    private readonly byte[] secret = Encoding.UTF8.GetBytes(seed);

    public byte[] Bytes(string key, int count)
    {
        var bytes = new byte[count];
        Span<byte> block = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var at = 0; at < count; at += block.Length)
        {
            HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{at}:{key}"), block);
            block[..Math.Min(block.Length, count - at)].CopyTo(bytes.AsSpan(at));
        }

        return bytes;
    }

    public uint Number(string key) => BinaryPrimitives.ReadUInt32BigEndian(Bytes(key, 4));

    /// <param name="length">Digits.</param>
    public string Hex(string key, int length) => Convert.ToHexStringLower(Bytes(key, (length + 1) / 2))[..length];

    public string Word(string key, int length) => string.Create(length, Bytes(key, length), static (word, bytes) =>
    {
        for (var at = 0; at < word.Length; at++)
        {
            word[at] = Letters[bytes[at] % Letters.Length];
        }
    });

    public string Digits(string key, int length) => string.Create(length, Bytes(key, length), static (word, bytes) =>
    {
        for (var at = 0; at < word.Length; at++)
        {
            word[at] = (char)('1' + (bytes[at] % 9));
        }
    });

    /// <summary>A host name that nobody has: <c>.example</c> is reserved by RFC 2606.</summary>
    public string HostName(string key) => Bytes(key, 2) is [var a, var b] ? $"{First[a % First.Length]}-{Last[b % Last.Length]}.example" : "";
}
