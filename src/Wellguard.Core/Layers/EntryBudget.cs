using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>
/// Bounds the entries of an image's layers together. Attack: a hundred layers, each with a million empty files or with the longest names. A layer counts when it fits into what
/// those before it in the order of reading left, so the outcome does not depend on which is done first.
/// </summary>
/// <param name="order">Layer indexes in the order of reading.</param>
internal sealed class EntryBudget(IReadOnlyList<int> order, int most = EntryBudget.MaxEntries)
{
    /// <summary>Of an image: five times the largest ones seen.</summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>Characters of names that count as an entry.</summary>
    private const int NamePerEntry = 100;

    private readonly int?[] _counts = new int?[order.Count];

    /// <summary>False when it is known already that nothing more fits.</summary>
    public bool MayRead(int layer)
    {
        lock (_counts)
        {
            long used = 0;
            foreach (var other in order.TakeWhile(other => other != layer && _counts[other] is not null))
            {
                used += used + _counts[other]!.Value <= most ? _counts[other]!.Value : 0;
            }

            return used < most;
        }
    }

    /// <summary>Entries of a layer, or more when their names are as long as those of more.</summary>
    public static int CountOf(LayerFacts facts) => Math.Max(facts.Entries.Count, (int)(NameBudget.CostOf(facts.Entries) / NamePerEntry));

    public void Done(int layer, int entries)
    {
        lock (_counts)
        {
            _counts[layer] = entries;
        }
    }

    /// <summary>After all are done: facts of layers that do not fit any more are replaced by a shortfall.</summary>
    public void Apply(LayerFacts[] facts)
    {
        long used = 0;
        foreach (var layer in order)
        {
            var count = _counts[layer] ?? 0;
            if (used < most && used + count <= most)
            {
                used += count;
                continue;
            }

            facts[layer] = new LayerFacts();
            facts[layer].Shortfalls.Add(new Shortfall("read", "", $"the image has more than {most:N0} entries, or names as long as those of so many; this layer was left out"));
        }
    }
}
