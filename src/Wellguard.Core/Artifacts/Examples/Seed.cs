using System.Security.Cryptography;
using System.Text;

namespace Wellguard.Artifacts.Examples;

/// <summary>Repeatable bytes and names from a number and a label: the same input always gives the same output.</summary>
internal sealed class Seed(ulong number, string label)
{
    private ulong _state = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{number}/{label}")));

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i += 8)
        {
            BitConverter.GetBytes(Next()).AsSpan(0, Math.Min(8, count - i)).CopyTo(bytes.AsSpan(i));
        }
        return bytes;
    }

    public string From(string alphabet, int length) =>
        string.Create(length, (Seed: this, alphabet), static (span, state) =>
        {
            foreach (ref var c in span)
            {
                c = state.alphabet[state.Seed.Below(state.alphabet.Length)];
            }
        });

    /// <summary>A pronounceable word of 5 to 9 letters.</summary>
    public string Word()
    {
        var word = new StringBuilder();
        var length = 5 + Below(5);
        while (word.Length < length)
        {
            word.Append(From(word.Length % 2 == 0 ? "bcdfghjklmnprstvz" : "aeiou", 1));
        }
        return word.ToString();
    }
}
