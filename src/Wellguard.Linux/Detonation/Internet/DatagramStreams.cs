namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Datagrams of one client, read as one stream: the first of it is told, and what it steals.</summary>
/// <param name="protocol">As its events are named.</param>
internal sealed class DatagramStreams(World world, string protocol)
{
    /// <summary>Clients. Attack: a new one for each datagram; those above are looked into one by one.</summary>
    private const int Limit = 256;

    private readonly Dictionary<string, (string Where, CanarySearch Search, HashSet<string> Told)> _streams = new(StringComparer.Ordinal);

    /// <param name="client">What is one stream.</param>
    /// <param name="where">URL.</param>
    /// <param name="about">What the event of a new stream says.</param>
    public void Take(string client, string where, ReadOnlySpan<byte> datagram, params IReadOnlyList<string> about)
    {
        var isKept = _streams.TryGetValue(client, out var stream);
        if (!isKept)
        {
            stream = (where, new(world.Canaries), []);
            isKept = _streams.Count < Limit && _streams.TryAdd(client, stream);
            world.Events.Send(where, protocol, datagram.Length, about);
        }

        stream.Search.Add(datagram);
        Tell(where, stream.Search, stream.Told, isLast: !isKept);
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
