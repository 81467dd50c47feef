using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>
/// Bounds the entries of an image's layers together. Attack: a hundred layers, each with a million empty files. A layer counts when those before it in
/// the order of reading have not used up the budget, so the outcome does not depend on which is done first.
/// </summary>
/// <param name="order">Layer indexes in the order of reading.</param>
internal sealed class EntryBudget(IReadOnlyList<int> order, int most = EntryBudget.MaxEntries)
{
    /// <summary>Of an image: five times the largest ones seen.</summary>
    public const int MaxEntries = 1_000_000;

    private readonly int?[] _counts = new int?[order.Count];

    /// <summary>False when it is known already that the layer does not count.</summary>
    public bool MayRead(int layer)
    {
        lock (_counts)
        {
            return Before(layer) < most;
        }
    }

    public void Done(int layer, int entries)
    {
        lock (_counts)
        {
            _counts[layer] = entries;
        }
    }

    /// <summary>After all are done: facts of layers that do not count are replaced by a shortfall.</summary>
    public void Apply(LayerFacts[] facts)
    {
        foreach (var layer in order)
        {
            if (Before(layer) >= most)
            {
                facts[layer] = new LayerFacts();
                facts[layer].Shortfalls.Add(new Shortfall("read", "", $"the image has more than {most:N0} entries; this layer was not read"));
            }
        }
    }

    /// <summary>Entries of the layers before this one, as far as they are known.</summary>
    private long Before(int layer)
    {
        long entries = 0;
        foreach (var other in order)
        {
            if (other == layer)
            {
                break;
            }

            entries += _counts[other] ?? 0;
        }

        return entries;
    }
}
