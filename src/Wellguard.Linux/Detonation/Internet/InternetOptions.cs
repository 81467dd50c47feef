using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>A secret that is laid out to be stolen. Events carry its name, never its value.</summary>
/// <param name="Name">For example <c>aws-metadata-key</c>; decoys of rules/decoys ask for canaries by name.</param>
/// <param name="Value">At least <see cref="CanaryPatterns.ShortestValue"/> bytes, or it is not looked for.</param>
public sealed record Canary(string Name, string Value);

/// <summary>What the user says is behind a URL.</summary>
public sealed record StageFile(string Url, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Lower-case hex of SHA-256.</summary>
    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));
}

/// <summary>How the fake internet listens, what it knows, and how much it takes.</summary>
public sealed record InternetOptions
{
    /// <summary><see cref="IPAddress.IPv6Any"/> takes IPv4 too.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>UDP and TCP; 0: the system chooses.</summary>
    public int DnsPort { get; init; }

    /// <summary>Where all TCP is redirected to; 0: the system chooses.</summary>
    public int TcpPort { get; init; }

    /// <summary>Where all UDP but DNS is redirected to; 0: the system chooses.</summary>
    public int UdpPort { get; init; }

    /// <summary>Where the client of an accepted connection wanted to go.</summary>
    public Func<Socket, IPEndPoint> Destination { get; init; } = OriginalDestination.Of;

    /// <summary>Where a client's datagrams were going, if somebody else saw it: the datagrams do not say. Null: not known.</summary>
    public Func<IPEndPoint, IPEndPoint?> DatagramDestination { get; init; } = static _ => null;

    public TimeProvider Time { get; init; } = TimeProvider.System;
    public IReadOnlyList<Canary> Canaries { get; init; } = [];
    public IReadOnlyList<StageFile> Stages { get; init; } = [];

    /// <summary>All that is made up (names, numbers, keys in decoys) follows from it. The key of the certificate authority does not: who reads a report must not be able to make it again.</summary>
    public string Seed { get; init; } = "";

    public InternetLimits Limits { get; init; } = new();
}

/// <summary>Attack in each: the cell asks until the host has no memory, time or disk left.</summary>
public sealed record InternetLimits
{
    /// <summary>Connections at a time; more are accepted, closed at once and counted.</summary>
    public int Connections { get; init; } = 512;

    /// <summary>Events of a run; more are counted in the last one.</summary>
    public int Events { get; init; } = 20_000;

    /// <summary>Bytes that are read in a run; then connections end.</summary>
    public long Bytes { get; init; } = 256L << 20;

    /// <summary>Bytes of one request body; more is refused.</summary>
    public long Body { get; init; } = 64L << 20;

    /// <summary>Without a byte from the client.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Of one connection, whatever comes. Miners stay for long.</summary>
    public TimeSpan Connection { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For a request head or a TLS handshake to be whole. Attack: a header byte a second.</summary>
    public TimeSpan Head { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client may be silent before a server that speaks first does so; a quarter of it on ports where servers do.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMilliseconds(250);
}
