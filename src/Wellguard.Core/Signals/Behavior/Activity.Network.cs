using Wellguard.Events;

namespace Wellguard.Signals.Behavior;

/// <content>Connections, and what the other end saw of them.</content>
internal sealed partial class Activity
{
    /// <summary>Who connected last to an address and port; what the other end tells has no process.</summary>
    private readonly Dictionary<string, Actor> _connected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private Actor? _lastConnected;

    /// <summary>Who connected last to a name server.</summary>
    private Actor? _resolving;

    /// <summary>What the other end told before the connection itself was seen, by address and port. Attack: a sample that is never seen to connect.</summary>
    private readonly Dictionary<string, List<Event>> _waiting = new(StringComparer.Ordinal);
    private int _waits;
    private const int MaxWaits = 10_000;

    /// <summary>There is no more: what still waits is told of who connected last.</summary>
    public void End()
    {
        foreach (var happened in _waiting.Values.SelectMany(static events => events).OrderBy(static happened => happened.Time).ToList())
        {
            Told(happened, happened.Object!);
        }

        _waiting.Clear();
        TellDeleted(_latest);
    }

    private void AddNetwork(Event happened)
    {
        if (happened.Object is not { Length: > 0 } target)
        {
            return;
        }

        switch (happened.Kind)
        {
            case EventKind.Connect:
                Connect(happened, target);
                break;
            case EventKind.Resolve:
                if (happened.Other is { } address)
                {
                    _names[address] = target.ToLowerInvariant();
                }

                var asking = _resolving ?? _nobody;
                Judge(happened, asking, OfActor(asking, ThingKind.Endpoint, target, happened.Time));
                break;
            case EventKind.Bind or EventKind.Accept:
                Judge(happened, ActorOf(happened), OfActor(ActorOf(happened), ThingKind.Endpoint, target, happened.Time));
                break;
            default:
                var peer = PeerOf(target);
                if (_connected.ContainsKey(peer) || _waits >= MaxWaits)
                {
                    Told(happened, target);
                    break;
                }

                _waits++;
                if (!_waiting.TryGetValue(peer, out var waiting))
                {
                    _waiting[peer] = waiting = [];
                }

                waiting.Add(happened);
                break;
        }
    }

    /// <summary>By the other end of a connection.</summary>
    private void Told(Event happened, string target)
    {
        if (happened.Kind == EventKind.Download)
        {
            Download(happened, target);
            return;
        }

        var actor = Speaker(target);
        var endpoint = OfActor(actor, ThingKind.Endpoint, target, happened.Time);
        endpoint.Verb = happened.Kind is EventKind.Send or EventKind.Theft ? "sends" : endpoint.Verb.Length > 0 ? endpoint.Verb : "connects";
        Judge(happened, actor, endpoint);
    }

    private void Connect(Event happened, string target)
    {
        var actor = ActorOf(happened);
        const long InProgress = -115;
        if (happened.Result is null or >= 0 or InProgress)
        {
            _connected[target] = _connected[Named(target)] = actor;
            _lastConnected = actor;
            _resolving = target.EndsWith(":53", StringComparison.Ordinal) ? actor : _resolving;
        }

        if (happened.Arguments is [var socket, ..] && !target.StartsWith("unix:", StringComparison.Ordinal))
        {
            FileOf(socket, happened.Time).Tags |= Tags.Network;
        }

        var endpoint = OfActor(actor, ThingKind.Endpoint, Named(target), happened.Time);
        endpoint.Verb = "connects";
        Judge(happened with { Object = Named(target) }, actor, endpoint);
        foreach (var peer in (string[])[target, Named(target)])
        {
            if (_connected.ContainsKey(peer) && _waiting.Remove(peer, out var waiting))
            {
                waiting.ForEach(told => Told(told, told.Object!));
            }
        }
    }

    private void Download(Event happened, string target)
    {
        var actor = Speaker(target);
        var endpoint = OfActor(actor, ThingKind.Endpoint, target, happened.Time);
        endpoint.Verb = "downloads";
        endpoint.Digest = happened.Digest;
        endpoint.Marks = happened.Arguments;
        if (!actor.Has(Tags.Packages))
        {
            actor.Source = endpoint;
            var tags = Tags.Downloaded | (happened.Other is "script" or "elf" or "archive" or "stage" ? Tags.Code : Tags.None);
            endpoint.Tags |= tags;
            actor.Tags &= ~(Tags.Downloaded | Tags.Code);
            Taint(actor, tags);
        }

        Judge(happened, actor, endpoint);
    }

    /// <summary>A URL or <c>host:port</c>: who connected there.</summary>
    private Actor Speaker(string target) => _connected.GetValueOrDefault(PeerOf(target)) ?? _lastConnected ?? _nobody;

    /// <summary>As <see cref="Connect"/> remembers it: by name, or by address.</summary>
    private static string PeerOf(string target)
    {
        var (host, port) = HostOf(target);
        return host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host.ToLowerInvariant()}:{port}";
    }

    /// <summary>To where ping connects a socket of UDP, to be told its own address.</summary>
    private const string PingPort = "1025";

    /// <summary>The name instead of the address.</summary>
    private string Named(string target)
    {
        var (host, port) = HostOf(target);
        return _names.TryGetValue(host, out var name) ? $"{name}:{port}" : target;
    }

    private static (string Host, string Port) HostOf(string target)
    {
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        var usual = scheme < 0 ? "" : target[..scheme] switch { "https" => "443", "icmp" => PingPort, _ => "80" };
        var rest = scheme < 0 ? target : target[(scheme + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        rest = end < 0 ? rest : rest[..end];
        if (rest.StartsWith('['))
        {
            var close = rest.IndexOf(']', StringComparison.Ordinal);
            return close < 0 ? (rest, usual) : (rest[1..close], close + 2 <= rest.Length ? rest[Math.Min(close + 2, rest.Length)..] : usual);
        }

        var colon = rest.LastIndexOf(':');
        return colon < 0 ? (rest, usual) : (rest[..colon], rest[(colon + 1)..]);
    }
}
