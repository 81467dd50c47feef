using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>Who we are to one origin.</summary>
internal abstract class Authorization
{
    public static Authorization None { get; } = new Fixed(null, "no log-in is configured for it");

    /// <summary>For the next request, or null.</summary>
    public abstract AuthenticationHeaderValue? Current { get; }

    /// <summary>Answers a 401, so that the request can be sent again. Throws <see cref="UnreadableException"/> that says what to do.</summary>
    public abstract Task AnswerAsync(HttpResponseMessage refused, Question question, CancellationToken cancellation);

    /// <summary>Why nobody can be asked any more.</summary>
    public abstract UnreadableException Refused(Question question);

    /// <summary>A header that the user configured.</summary>
    internal sealed class Fixed(AuthenticationHeaderValue? header, string hint) : Authorization
    {
        public override AuthenticationHeaderValue? Current => header;

        public override Task AnswerAsync(HttpResponseMessage refused, Question question, CancellationToken cancellation) => throw Refused(question);

        public override UnreadableException Refused(Question question) => new(question.What, header is null ? $"the registry wants a log-in (401); {hint}" : "the registry refused the credentials that are configured for it (401)");
    }
}

/// <param name="What">That is asked for, for errors.</param>
internal sealed record Question(Uri Address, string What)
{
    public HttpMethod Method { get; init; } = HttpMethod.Get;
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>Bytes that are there already.</summary>
    public long? Offset { get; init; }

    /// <summary>The entity tag (RFC 9110, 8.8.3) of what is there already: when it is that still, the answer is 304 and has no body.</summary>
    public string? Known { get; init; }

    /// <summary>What a status means here, where it means something particular.</summary>
    public Func<int, string?> Meaning { get; init; } = static _ => null;
}

/// <summary>One server that the user named, and where its redirects may lead: requests with their repetitions and bounds. Every failure is an <see cref="UnreadableException"/> that says what to do.</summary>
internal sealed class Origin : IDisposable
{
    /// <summary>Attack: redirects without end.</summary>
    private const int RedirectLimit = 5;

    /// <summary>Things in a row that could not be asked for. Attack, or a cable: a registry that is not there is waited for once for each of a thousand packages.</summary>
    private const int GivenUpAfter = 3;

    private readonly RegistryOptions options;
    private readonly Uri root;
    private int unanswered;

    /// <param name="nearest">What may be reached at most where not the user but a folder of code named the server; null: wherever it is.</param>
    public Origin(Uri root, RegistryOptions options, Reach? nearest = null)
    {
        this.options = options;
        this.root = root;
        Connections = new(root.IdnHost, options, nearest);
        Http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = Connections.ConnectAsync,
            ConnectTimeout = options.HeaderTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Http.DefaultRequestHeaders.UserAgent.ParseAdd("wellguard");
    }

    public HttpClient Http { get; }

    public GuardedConnections Connections { get; }

    public Authorization Authorization { get; set; } = Authorization.None;

    /// <summary>Everything that is answered, up to <paramref name="limit"/> bytes, in <see cref="RegistryOptions.DocumentTimeout"/>; with the answer's header.</summary>
    /// <param name="kind">What the document is, for errors.</param>
    public Task<(byte[] Bytes, HttpResponseMessage Answer)> DocumentAsync(Question question, int limit, string kind, CancellationToken cancellation) => InTimeAsync(
        question.What,
        kind,
        async token =>
        {
            using var response = await SendAsync(question, token);
            if (response.Content.Headers.ContentLength > limit)
            {
                throw new UnreadableException(question.What, $"the {kind.Split(' ')[0]} has {response.Content.Headers.ContentLength} bytes, too many for a {kind.Split(' ')[0]}");
            }

            await using var body = await response.Content.ReadAsStreamAsync(token);
            await using var timed = new TimedStream(body, options, question.What);
            return (await ReadAsync(timed, limit, question.What, kind, token), response);
        },
        cancellation);

    /// <summary>A body from its start; a connection that breaks is resumed where it broke. Reading throws <see cref="IOException"/> when that does not help.</summary>
    public async Task<Stream> BodyAsync(Question question, long? size, CancellationToken cancellation) =>
        new ResumingStream(await SendAsync(question, cancellation), (offset, token) => SendAsync(question with { Offset = offset }, token), new(size, options, question.What));

    public void Dispose() => Http.Dispose();

    public async Task<T> InTimeAsync<T>(string what, string kind, Func<CancellationToken, Task<T>> fetch, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.DocumentTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await fetch(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UnreadableException(what, $"the {kind} was not there after {options.DocumentTimeout.TotalSeconds:0.#} s");
        }
    }

    public static async Task<byte[]> ReadAsync(Stream stream, int limit, string what, string kind, CancellationToken cancellation)
    {
        try
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
            {
                if (bytes.Length + read > limit)
                {
                    throw new UnreadableException(what, $"the {kind} is larger than {limit >> 20} MB");
                }

                bytes.Write(buffer, 0, read);
            }

            return bytes.ToArray();
        }
        catch (IOException e)
        {
            throw new UnreadableException(what, e.Message, e);
        }
    }

    public async Task<HttpResponseMessage> SendAsync(Question question, CancellationToken cancellation)
    {
        var logIns = 0;
        var waited = TimeSpan.Zero;
        for (var attempt = 1; ; attempt++)
        {
            if (Volatile.Read(ref unanswered) >= GivenUpAfter)
            {
                throw new UnreadableException(root.Authority, "the registry cannot be reached: it was asked for several things, and is not asked again");
            }

            var (response, trouble) = await TryAsync(question, cancellation);
            var status = response?.StatusCode;
            if (response is not null)
            {
                Volatile.Write(ref unanswered, 0);
            }

            if (response is not null && (status is HttpStatusCode.OK or HttpStatusCode.PartialContent || (status is HttpStatusCode.NotModified && question.Known is not null)))
            {
                return response;
            }

            using (response)
            {
                if (status == HttpStatusCode.Unauthorized && logIns++ < 2)
                {
                    await Authorization.AnswerAsync(response!, question, cancellation);
                    attempt--;
                    continue;
                }

                var asked = AskedToWait(response);
                var wait = asked ?? options.Backoff * Math.Pow(2, attempt - 1);
                if (!IsWorthRepeating(status) || attempt >= options.Attempts || (asked is not null && waited >= options.BackoffLimit))
                {
                    unanswered += status is null ? 1 : 0;
                    throw status is null ? Failed(question, trouble ?? "cannot be reached") : status == HttpStatusCode.Unauthorized ? Authorization.Refused(question)
                        : Failed(question, (question.Meaning((int)status) ?? Meaning(status.Value, attempt)) + (wait > options.BackoffLimit ? $"; it asks to wait {wait.TotalSeconds:N0} s, {options.BackoffLimit.TotalSeconds:N0} s is the most" : ""));
                }

                wait = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, Math.Max(0, (options.BackoffLimit - waited).Ticks)));
                waited += wait;
                await Task.Delay(wait, options.Time, cancellation);
            }
        }
    }

    /// <summary>One request with its redirects; null and the reason when there was no answer.</summary>
    private async Task<(HttpResponseMessage? Response, string? Trouble)> TryAsync(Question question, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.HeaderTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var address = IsRoot(question.Address) ? question.Address : Follow(question, root, question.Address, 0);
        try
        {
            for (var hop = 0; ; hop++)
            {
                using var request = new HttpRequestMessage(question.Method, address);
                foreach (var type in question.Accept)
                {
                    request.Headers.Accept.ParseAdd(type);
                }

                request.Headers.Range = question.Offset > 0 ? new RangeHeaderValue(question.Offset, null) : null;
                if (question.Known is { } tag)
                {
                    request.Headers.TryAddWithoutValidation("If-None-Match", tag);
                }

                request.Headers.Authorization = IsRoot(address) ? Authorization.Current : null;
                var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                {
                    return (response, null);
                }

                using (response)
                {
                    address = Follow(question, address, response.Headers.Location, hop);
                }
            }
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new UnreadableException(question.What, $"no trusted TLS connection to {address.Authority}: {e.InnerException.Message} (a registry without TLS needs --plain-http {root.Authority})", e);
        }
        catch (HttpRequestException e) when (e.InnerException is UnreadableException refused)
        {
            throw Failed(question, refused.Why);
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

    private Uri Follow(Question question, Uri from, Uri? location, int hop)
    {
        if (location is null || !Uri.TryCreate(from, location, out var to))
        {
            throw Failed(question, "the registry redirects to nowhere");
        }

        return hop >= RedirectLimit ? throw Failed(question, $"the registry redirects more than {RedirectLimit} times")
            : to.Scheme == "https" ? AllowedHost(question, to)
            : to.Scheme != "http" ? throw Failed(question, $"the registry redirects to '{to.Scheme}:', which is refused")
            : from.Scheme == "https" || !options.MayBePlain(to.Authority) ? throw Failed(question, $"the registry redirects to {to.Authority} without encryption, which is refused (--plain-http {to.Authority} allows it for a plain registry)")
            : AllowedHost(question, to);
    }

    private Uri AllowedHost(Question question, Uri to) =>
        Connections.MayAsk(to.IdnHost) ? to
            : throw Failed(question, $"the registry redirects to {to.Host}, an address of this machine or network, which is refused");

    private bool IsRoot(Uri address) => address.Scheme == root.Scheme && address.Authority == root.Authority;

    private static bool IsWorthRepeating(HttpStatusCode? status) => status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    private TimeSpan? AskedToWait(HttpResponseMessage? response) => response?.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - options.Time.GetUtcNow() : null;

    private static string Meaning(HttpStatusCode status, int attempts) => (int)status switch
    {
        403 => "the registry denies access (403); check the name and that your log-in may read it",
        404 => "the registry does not have it (404); check the name",
        416 => "the registry cannot continue a broken download (416)",
        429 => $"the registry limits requests (429, {attempts} attempts); wait, or log in for a higher limit",
        >= 500 => $"the registry failed ({(int)status}, {attempts} attempts); try again later",
        var code => $"the registry answered {code}",
    };

    private static UnreadableException Failed(Question question, string why) => new(question.What, why);
}
