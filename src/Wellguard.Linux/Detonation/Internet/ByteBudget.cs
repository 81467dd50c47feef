namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Bytes that a run may still read, over all connections.</summary>
internal sealed class ByteBudget(long limit, EventOutlet events)
{
    private long left = limit;

    /// <summary>False when it is used up.</summary>
    public bool Take(int bytes)
    {
        if (Interlocked.Add(ref left, -bytes) >= 0)
        {
            return true;
        }

        events.Cut();
        return false;
    }
}
