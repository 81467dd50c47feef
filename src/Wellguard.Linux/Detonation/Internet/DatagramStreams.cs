namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Datagrams of one client, read as one stream: what it steals is told.</summary>
internal sealed class DatagramStreams(World world)
{
    /// <summary>Clients. Attack: a new one for each datagram; those above are looked into one by one.</summary>
    private const int Limit = 256;

    private readonly Dictionary<string, (string Where, CanarySearch Search, HashSet<string> Told)> _streams = new(StringComparer.Ordinal);

    /// <param name="client">What is one stream.</param>
    /// <param name="where">URL.</param>
    /// <returns>Whether the stream begins with it.</returns>
    public bool Take(string client, string where, ReadOnlySpan<byte> datagram)
    {
        var isKnown = _streams.TryGetValue(client, out var stream);
        var isKept = isKnown;
        if (!isKnown)
        {
            stream = (where, new(world.Canaries), []);
            isKept = _streams.Count < Limit && _streams.TryAdd(client, stream);
        }

        stream.Search.Add(datagram);
        Tell(where, stream.Search, stream.Told, isLast: !isKept);
        return !isKnown;
    }

    public void Finish()
    {
        foreach (var (where, search, told) in _streams.Values)
        {
            Tell(where, search, told, isLast: true);
        }
    }

    private void Tell(string where, CanarySearch search, HashSet<string> told, bool isLast)
    {
        if (isLast)
        {
            search.Finish();
        }

        foreach (var (name, encodings) in search.Found.Where(found => told.Add(found.Name)))
        {
            world.Events.Emit(new(0, Wellguard.Events.EventKind.Theft) { Source = "", Object = where, Other = name, Arguments = encodings });
        }
    }
}
