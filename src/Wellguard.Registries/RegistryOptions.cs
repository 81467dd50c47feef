using System.Net;

namespace Wellguard.Registries;

/// <summary>How to talk to registries: all that tests and users change.</summary>
public sealed record RegistryOptions
{
    /// <summary>Hosts (with the port, if any) that may be asked without encryption, beside loopback addresses.</summary>
    public IReadOnlyCollection<string> PlainHttpHosts { get; init; } = [];

    /// <summary>Who to be for a host and repository; null is anonymous.</summary>
    public CredentialStore Credentials { get; init; } = CredentialStore.Empty;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Until the response's header is there.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence while a body is read.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A manifest or config with all its redirects, log-ins and repetitions. Attack: a registry that sends it byte by byte.</summary>
    public TimeSpan DocumentTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes a second that a blob must bring, judged each time <see cref="RateWindow"/> was spent waiting. A tenth of what the slowest lines do.</summary>
    public int LeastRate { get; init; } = 2_048;

    public TimeSpan RateWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Waiting for a whole blob, all resumptions together: this, and a second for each <see cref="AverageRate"/> bytes that the manifest claims, up to <see cref="LongestBlob"/>.
    /// Attack: a registry that breaks each download just before it would be given up.
    /// </summary>
    public TimeSpan BlobTimeout { get; init; } = TimeSpan.FromMinutes(2);

    public int AverageRate { get; init; } = 16_384;

    /// <summary>Attack: a manifest that claims a petabyte.</summary>
    public TimeSpan LongestBlob { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The first wait before a request is repeated; doubles each time.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait for one answer, all repetitions together, also when Retry-After asks for more. Attack: a registry that says "come back tomorrow" hangs a pipeline.</summary>
    public TimeSpan BackoffLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests for one thing, the first included.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Name resolution, and how near an address is.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    internal Func<IPAddress, Reach> ReachOf { get; init; } = Reaches.Of;

    internal TimeSpan TimeFor(long? blobSize) =>
        TimeSpan.FromSeconds(Math.Min(LongestBlob.TotalSeconds, BlobTimeout.TotalSeconds + ((blobSize ?? long.MaxValue) / (double)AverageRate)));

    internal bool MayBePlain(string host) => PlainHttpHosts.Contains(host) || IsLoopback(new Uri($"http://{host}/").Host);

    internal static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
