using System.Runtime.InteropServices;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <param name="Label">Of the known-bad code.</param>
/// <param name="Share">Of its code that was found, 0 to 1.</param>
public sealed record FamilyMatch(string Label, double Share);

/// <summary>
/// Fingerprints of known-bad code by label, as one file: <c>WGFAMILY</c>, version, counts of labels, programs and hashes (32 bits each, little endian); the labels, each with its length in front;
/// of each program its label and how many hashes it has; all hashes in ascending order; of each hash its program. Read as it lies in memory: nothing is parsed.
/// </summary>
public sealed class FamilyIndex
{
    /// <summary>Attack: an index that fills memory. A hundred thousand programs are a tenth of this.</summary>
    public const int LongestFile = 256 << 20;

    /// <summary>Share of a program's hashes from which a file is of its family, and from which it is nearly the same.</summary>
    private const double Similar = 0.7;

    /// <summary>Hashes that a file must have in common with a program, whatever share they are.</summary>
    private const int FewestShared = CodeFingerprint.Fewest;

    internal const uint Version = 1;
    internal static ReadOnlySpan<byte> Magic => "WGFAMILY"u8;
    internal const int HeaderLength = 24;

    private readonly byte[] _bytes;
    private readonly string[] _labels;
    private readonly int _programs;
    private readonly int _hashes;
    private readonly int _start;

    private FamilyIndex(byte[] bytes, string[] labels, int start, int programs, int hashes)
    {
        (_bytes, _labels, _start, _programs, _hashes) = (bytes, labels, start, programs, hashes);
        Digest = Digests.Of(bytes);
    }

    /// <summary><c>sha256:…</c> of the file.</summary>
    public string Digest { get; }

    /// <summary>When it was imported, or null.</summary>
    public DateTimeOffset? Modified { get; private init; }

    public int Labels => _labels.Length;
    public int Programs => _programs;

    private ReadOnlySpan<uint> Owners => MemoryMarshal.Cast<byte, uint>(_bytes.AsSpan(_start, _programs * 8));
    private ReadOnlySpan<uint> Hashes => MemoryMarshal.Cast<byte, uint>(_bytes.AsSpan(_start + (_programs * 8), _hashes * 4));
    private ReadOnlySpan<uint> ProgramOf => MemoryMarshal.Cast<byte, uint>(_bytes.AsSpan(_start + (_programs * 8) + (_hashes * 4), _hashes * 4));

    /// <exception cref="UnreadableException">It is none, or is damaged.</exception>
    public static FamilyIndex Read(byte[] bytes, string file, DateTimeOffset? modified = null)
    {
        if (bytes.Length < HeaderLength || !bytes.AsSpan().StartsWith(Magic) || BitConverter.ToUInt32(bytes, 8) != Version)
        {
            throw new UnreadableException(file, "is no family index of this version; build it again with wellguard db import --families");
        }

        var (labels, programs, hashes) = (BitConverter.ToUInt32(bytes, 12), BitConverter.ToUInt32(bytes, 16), BitConverter.ToUInt32(bytes, 20));
        var names = new List<string>();
        var at = HeaderLength;
        for (var i = 0; i < labels && at + 2 <= bytes.Length; i++)
        {
            var length = BitConverter.ToUInt16(bytes, at);
            if (at + 2 + length > bytes.Length)
            {
                break;
            }

            names.Add(Encoding.UTF8.GetString(bytes, at + 2, length));
            at += 2 + length;
        }

        if (names.Count != labels || at + (programs * 8L) + (hashes * 8L) != bytes.Length)
        {
            throw new UnreadableException(file, "the family index is damaged; build it again with wellguard db import --families");
        }

        var index = new FamilyIndex(bytes, [.. names], at, (int)programs, (int)hashes) { Modified = modified };
        return index.IsSound() ? index : throw new UnreadableException(file, "the family index is damaged; build it again with wellguard db import --families");
    }

    private bool IsSound()
    {
        var owners = Owners;
        for (var i = 0; i < owners.Length; i += 2)
        {
            if (owners[i] >= _labels.Length || owners[i + 1] == 0)
            {
                return false;
            }
        }

        return !ProgramOf.ContainsAnyExceptInRange(0u, (uint)Math.Max(0, _programs - 1)) && (_hashes == 0 || _programs > 0);
    }

    /// <summary>The program that most of the code of is in a file; null: of none enough.</summary>
    /// <param name="fingerprint">Of <see cref="CodeFingerprint"/>.</param>
    internal FamilyMatch? Find(ReadOnlySpan<uint> fingerprint)
    {
        var hashes = Hashes;
        var programOf = ProgramOf;
        var owners = Owners;
        var shared = new Dictionary<uint, int>();
        var from = 0;
        foreach (var hash in fingerprint)
        {
            var found = hashes[from..].BinarySearch(hash);
            from += found < 0 ? ~found : found;
            while (found >= 0 && from > 0 && hashes[from - 1] == hash)
            {
                from--;
            }

            for (; found >= 0 && from < hashes.Length && hashes[from] == hash; from++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(shared, programOf[from], out _)++;
            }
        }

        FamilyMatch? best = null;
        foreach (var (program, count) in shared)
        {
            var share = Math.Min(1, (double)count / owners[((int)program * 2) + 1]);
            if (count >= FewestShared && share >= Similar && (best is null || share > best.Share))
            {
                best = new(_labels[owners[(int)program * 2]], share);
            }
        }

        return best;
    }
}
