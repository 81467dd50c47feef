using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Wellguard.Fuzz.Driver;

/// <summary>The memory that instrumented code counts into, and what of it was seen before. One at a time: the counters are static.</summary>
/// <param name="branches">Counters of the copy that marks branch targets by numbers; the one that counts edges needs <see cref="Size"/>.</param>
internal sealed unsafe class Feedback(int branches = 0)
{
    public const int Size = 1 << 16;

    private readonly byte* counters = Trace.SharedMem = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(Size, branches));
    private readonly byte[] seen = new byte[Size];

    /// <summary>Edges seen at least once.</summary>
    public int Edges { get; private set; }

    public void Begin()
    {
        NativeMemory.Clear(counters, Size);
        Trace.PrevLocation = 0;
    }

    /// <returns>Whether the execution took a new edge, or a known one a new order of magnitude of times.</returns>
    public bool End()
    {
        var isNew = false;
        var words = (ulong*)counters;
        for (var word = 0; word < Size / sizeof(ulong); word++)
        {
            if (words[word] == 0)
            {
                continue;
            }

            for (var i = word * sizeof(ulong); i < (word + 1) * sizeof(ulong); i++)
            {
                var bucket = Bucket(counters[i]);
                if ((bucket & ~seen[i]) != 0)
                {
                    Edges += seen[i] == 0 ? 1 : 0;
                    seen[i] |= bucket;
                    isNew = true;
                }
            }
        }

        return isNew;
    }

    /// <summary>The places of <paramref name="count"/> counters that are not zero.</summary>
    public IEnumerable<int> Marked(int count) => Enumerable.Range(0, count).Where(IsMarked);

    private bool IsMarked(int place) => counters[place] != 0;

    private static byte Bucket(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
