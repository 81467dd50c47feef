using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>One repository of a registry over the OCI distribution API (distribution-spec 1.1, pull). Every failure is an <see cref="UnreadableException"/> that says what to do.</summary>
public sealed class RegistryClient : IDisposable
{
    /// <summary>Attack: redirects without end.</summary>
    private const int RedirectLimit = 5;

    private static readonly string[] ManifestTypes = [MediaTypes.OciIndex, MediaTypes.OciManifest, MediaTypes.DockerList, MediaTypes.DockerManifest];

    private readonly HttpClient http;
    private readonly RegistryOptions options;
    private readonly TokenSource tokens;
    private readonly Uri origin;
    private readonly GuardedConnections connections;

    public RegistryClient(RegistryReference reference, RegistryOptions options)
    {
        this.options = options;
        Reference = reference;
        origin = new Uri($"{(options.MayBePlain(reference.Host) ? "http" : "https")}://{reference.Host}/");
        connections = new(origin.IdnHost, options);
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = connections.ConnectAsync,
            ConnectTimeout = options.HeaderTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("wellguard");
        tokens = new(http, connections, reference, options);
    }

    public RegistryReference Reference { get; }

    /// <summary>A manifest or index by tag or digest: its bytes and the digest that the registry claims, if it does.</summary>
    public async Task<(byte[] Bytes, string MediaType, string? ClaimedDigest)> ManifestAsync(string selector, CancellationToken cancellation)
    {
        return await InTimeAsync(token => FetchManifestAsync(selector, token), $"manifest {selector}", cancellation);
    }

    private async Task<(byte[] Bytes, string MediaType, string? ClaimedDigest)> FetchManifestAsync(string selector, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Get, $"manifests/{selector}", ManifestTypes, null, cancellation);
        if (response.Content.Headers.ContentLength > BlobStore.DocumentLimit)
        {
            throw Failed($"the manifest has {response.Content.Headers.ContentLength} bytes, too many for a manifest");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        await using var timed = new TimedStream(body, options, Reference.ToString());
        var bytes = await Reading(() => BlobStore.ReadBoundedAsync(timed, $"manifest {selector}", cancellation).AsTask());
        return (bytes, response.Content.Headers.ContentType?.MediaType ?? "", Claimed(response));
    }

    /// <summary>The digest that a tag stands for at this moment, or null when the registry does not say.</summary>
    public async Task<string?> DigestAsync(string selector, CancellationToken cancellation)
    {
        return await InTimeAsync(HeadAsync, $"manifest {selector}", cancellation);

        async Task<string?> HeadAsync(CancellationToken token)
        {
            using var response = await SendAsync(HttpMethod.Head, $"manifests/{selector}", ManifestTypes, null, token);
            return Claimed(response);
        }
    }

    /// <summary>A blob from its start; a connection that breaks is resumed where it broke. Reading throws <see cref="IOException"/> when that does not help.</summary>
    public async Task<Stream> BlobAsync(string digest, long? size, CancellationToken cancellation) =>
        new ResumingStream(
            await OpenBlobAsync(digest, 0, cancellation),
            (offset, token) => OpenBlobAsync(digest, offset, token),
            new(size, options, $"{Reference.Host} {digest}"));

    public void Dispose()
    {
        tokens.Dispose();
        http.Dispose();
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> fetch, string what, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.DocumentTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await fetch(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failed($"the {what} was not there after {options.DocumentTimeout.TotalSeconds:0.#} s");
        }
    }

    /// <summary>A config: a blob that is small and must come whole in <see cref="RegistryOptions.DocumentTimeout"/>.</summary>
    public Task<byte[]> ConfigAsync(string digest, long? size, CancellationToken cancellation)
    {
        return InTimeAsync(ReadAsync, "config", cancellation);

        async Task<byte[]> ReadAsync(CancellationToken token)
        {
            await using var stream = await BlobAsync(digest, size, token);
            return await Reading(() => BlobStore.ReadBoundedAsync(stream, digest, token).AsTask());
        }
    }

    private Task<HttpResponseMessage> OpenBlobAsync(string digest, long offset, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, $"blobs/{digest}", [], offset, cancellation);

    private static string? Claimed(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values) && values.FirstOrDefault() is { } digest && Digests.IsValid(digest) ? digest : null;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string[] accept, long? offset, CancellationToken cancellation)
    {
        var logIns = 0;
        var waited = TimeSpan.Zero;
        for (var attempt = 1; ; attempt++)
        {
            var (response, trouble) = await TryAsync(method, path, accept, offset, cancellation);
            var status = response?.StatusCode;
            if (response is not null && status is HttpStatusCode.OK or HttpStatusCode.PartialContent)
            {
                return response;
            }

            using (response)
            {
                if (status == HttpStatusCode.Unauthorized && logIns++ < 2)
                {
                    await tokens.AnswerAsync(Challenge.Choose(response!.Headers.WwwAuthenticate.Select(h => h.ToString())), response.RequestMessage?.Headers.Authorization, cancellation);
                    attempt--;
                    continue;
                }

                var asked = AskedToWait(response);
                var wait = asked ?? options.Backoff * Math.Pow(2, attempt - 1);
                if (!IsWorthRepeating(status) || attempt >= options.Attempts || (asked is not null && waited >= options.BackoffLimit))
                {
                    throw status is null ? Failed(trouble ?? "cannot be reached") : status == HttpStatusCode.Unauthorized ? tokens.Refused(true, null)
                        : Failed(Meaning(status.Value, path, attempt) + (wait > options.BackoffLimit ? $"; it asks to wait {wait.TotalSeconds:N0} s, {options.BackoffLimit.TotalSeconds:N0} s is the most" : ""));
                }

                wait = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, Math.Max(0, (options.BackoffLimit - waited).Ticks)));
                waited += wait;
                await Task.Delay(wait, options.Time, cancellation);
            }
        }
    }

    /// <summary>One request with its redirects; null and the reason when there was no answer.</summary>
    private async Task<(HttpResponseMessage? Response, string? Trouble)> TryAsync(HttpMethod method, string path, string[] accept, long? offset, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.HeaderTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var address = new Uri(origin, $"v2/{Reference.Repository}/{path}");
        try
        {
            for (var hop = 0; ; hop++)
            {
                using var request = new HttpRequestMessage(method, address);
                Array.ForEach(accept, type => request.Headers.Accept.ParseAdd(type));
                request.Headers.Range = offset > 0 ? new RangeHeaderValue(offset, null) : null;
                request.Headers.Authorization = IsOrigin(address) ? tokens.Current : null;
                var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                {
                    return (response, null);
                }

                using (response)
                {
                    address = Follow(address, response.Headers.Location, hop);
                }
            }
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new UnreadableException(Reference.ToString(), $"no trusted TLS connection to {address.Authority}: {e.InnerException.Message} (a registry without TLS needs --plain-http {Reference.Host})", e);
        }
        catch (HttpRequestException e) when (e.InnerException is UnreadableException refused)
        {
            throw Failed(refused.Why);
        }
        catch (HttpRequestException e)
        {
            return (null, $"{address.Authority} cannot be reached: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"{address.Authority} gave no answer in {options.HeaderTimeout.TotalSeconds:0.#} s");
        }
    }

    private Uri Follow(Uri from, Uri? location, int hop)
    {
        if (location is null || !Uri.TryCreate(from, location, out var to))
        {
            throw Failed("the registry redirects to nowhere");
        }

        return hop >= RedirectLimit ? throw Failed($"the registry redirects more than {RedirectLimit} times")
            : to.Scheme == "https" ? AllowedHost(to)
            : to.Scheme != "http" ? throw Failed($"the registry redirects to '{to.Scheme}:', which is refused")
            : from.Scheme == "https" || !options.MayBePlain(to.Authority) ? throw Failed($"the registry redirects to {to.Authority} without encryption, which is refused (--plain-http {to.Authority} allows it for a plain registry)")
            : AllowedHost(to);
    }

    private Uri AllowedHost(Uri to) =>
        connections.MayAsk(to.IdnHost) ? to
            : throw Failed($"the registry redirects to {to.Host}, an address of this machine or network, which is refused");

    private bool IsOrigin(Uri address) => address.Scheme == origin.Scheme && address.Authority == origin.Authority;

    private static bool IsWorthRepeating(HttpStatusCode? status) => status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    private TimeSpan? AskedToWait(HttpResponseMessage? response) => response?.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - options.Time.GetUtcNow() : null;

    private static string Meaning(HttpStatusCode status, string path, int attempts) => (int)status switch
    {
        403 => "the registry denies access (403); check the name and that your log-in may read it",
        404 when path.StartsWith("blobs/", StringComparison.Ordinal) => "the registry does not have this blob (404)",
        404 => "the registry has no such image or tag (404); check the name and the tag",
        416 => "the registry cannot continue a broken download (416)",
        429 => $"the registry limits requests (429, {attempts} attempts); wait, or log in for a higher limit",
        >= 500 => $"the registry failed ({(int)status}, {attempts} attempts); try again later",
        var code => $"the registry answered {code}",
    };

    private UnreadableException Failed(string why) => new(Reference.ToString(), why);

    private async Task<T> Reading<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (IOException e)
        {
            throw new UnreadableException(Reference.ToString(), e.Message, e);
        }
    }
}
