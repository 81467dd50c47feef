using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>Turns a registry's challenge into an Authorization header: basic, or a bearer token of its token endpoint (distribution token and OAuth2 specifications).</summary>
internal sealed class TokenSource(HttpClient http, GuardedConnections connections, RegistryReference reference, RegistryOptions options) : Authorization, IDisposable
{
    private const int AnswerLimit = 1 << 20;

    /// <summary>What the specification assumes when the answer has no expires_in.</summary>
    private const int DefaultLifetime = 60;

    private readonly SemaphoreSlim gate = new(1);
    private AuthenticationHeaderValue? header;
    private DateTimeOffset expires;

    /// <summary>For the next request; null before the first challenge or after the token ran out.</summary>
    public override AuthenticationHeaderValue? Current => header is { Scheme: "Bearer" } && options.Time.GetUtcNow() >= expires ? null : header;

    public override Task AnswerAsync(HttpResponseMessage refused, Question question, CancellationToken cancellation) =>
        AnswerAsync(Challenge.Choose(refused.Headers.WwwAuthenticate.Select(h => h.ToString())), refused.RequestMessage?.Headers.Authorization, cancellation);

    public override UnreadableException Refused(Question question) => Refused(true, null);

    /// <param name="refused">The header that the refused request carried.</param>
    private async Task AnswerAsync(Challenge? challenge, AuthenticationHeaderValue? refused, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (Current is { } other && !Equals(other, refused))
            {
                return; // another request has logged in meanwhile
            }

            var (credential, problem) = await options.Credentials.FindAsync(reference.Host, reference.Repository, cancellation);
            if (challenge is { Scheme: "basic" } && credential is not null && refused is null)
            {
                header = Basic(credential);
            }
            else if (challenge is { Scheme: "bearer" })
            {
                await FetchAsync(challenge, credential, problem, cancellation);
            }
            else
            {
                throw Refused(credential is not null, problem);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private UnreadableException Refused(bool hadCredential, string? problem) => new(reference.ToString(), hadCredential
        ? $"the registry refused the credentials (401); log in again with: docker login {reference.Host}"
        : $"the registry wants a log-in (401); log in with: docker login {reference.Host}, or set DOCKER_CONFIG" + (problem is null ? "" : $" ({problem})"));

    private static AuthenticationHeaderValue Basic(Credential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Password}")));

    private async Task FetchAsync(Challenge challenge, Credential? credential, string? problem, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm) || !(realm.Scheme == "https" || (realm.Scheme == "http" && options.MayBePlain(realm.Authority))))
        {
            throw new UnreadableException(reference.ToString(), $"the registry sends to a token endpoint that may not be used: '{challenge["realm"]}' (https is needed)");
        }

        if (!connections.MayAsk(realm.IdnHost))
        {
            throw new UnreadableException(reference.ToString(), $"the registry sends to a token endpoint on {realm.Host}, an address of this machine or network, which is refused");
        }

        // As docker does, the endpoint that the registry names is told who we are; but nobody who listens on the way to another host.
        credential = realm.Scheme == "https" || realm.Authority == reference.Host ? credential : null;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.HeaderTimeout);
        try
        {
            using var request = Request(realm, challenge, credential);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
            {
                throw Refused(credential is not null, problem);
            }

            if (!response.IsSuccessStatusCode)
            {
                throw new UnreadableException(reference.ToString(), $"the token endpoint {realm.Authority} answered {(int)response.StatusCode}; try again later");
            }

            await response.Content.LoadIntoBufferAsync(AnswerLimit, limit.Token);
            var answer = Json.Parse(await response.Content.ReadAsByteArrayAsync(limit.Token), "the token endpoint's answer");
            var token = answer.Text("token") ?? answer.Text("access_token") ?? throw new UnreadableException(reference.ToString(), $"the token endpoint {realm.Authority} gave no token");
            header = new("Bearer", token);
            expires = options.Time.GetUtcNow().AddSeconds(Math.Clamp(answer.Number("expires_in") ?? DefaultLifetime, 1, 86_400));
        }
        catch (HttpRequestException e) when (e.InnerException is UnreadableException refused)
        {
            throw new UnreadableException(reference.ToString(), refused.Why, e);
        }
        catch (HttpRequestException e)
        {
            throw new UnreadableException(reference.ToString(), $"the token endpoint {realm.Authority} cannot be reached: {e.Message}", e);
        }
        catch (FormatException e)
        {
            throw new UnreadableException(reference.ToString(), $"the token endpoint {realm.Authority} gave a token that cannot be sent", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new UnreadableException(reference.ToString(), $"the token endpoint {realm.Authority} gave no answer in {options.HeaderTimeout.TotalSeconds:0.#} s", e);
        }
    }

    private HttpRequestMessage Request(Uri realm, Challenge challenge, Credential? credential)
    {
        var service = challenge["service"] ?? "";
        var scope = challenge["scope"] ?? $"repository:{reference.Repository}:pull";
        if (credential?.IdentityToken is { } refresh)
        {
            return new(HttpMethod.Post, realm)
            {
                Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("service", service), new("scope", scope), new("client_id", "wellguard"), new("refresh_token", refresh)]),
            };
        }

        var query = string.Join('&', ((string[])[realm.Query.TrimStart('?'), service.Length == 0 ? "" : "service=" + Uri.EscapeDataString(service), "scope=" + Uri.EscapeDataString(scope)]).Where(p => p.Length > 0));
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query }.Uri);
        request.Headers.Authorization = credential is null ? null : Basic(credential);
        return request;
    }
}
