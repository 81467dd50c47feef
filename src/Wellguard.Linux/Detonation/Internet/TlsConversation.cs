using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Takes a TLS connection for the server that the client means. A client that does not trust this run's authority, or expects a certain certificate, refuses: that is told, its words are not to be had.</summary>
internal static class TlsConversation
{
    private const string Refused = "the client refused the certificate: it trusts others, or only its own (pinned)";

    public static async Task HoldAsync(Talk talk)
    {
        string? asked = null;
        var isSpoken = false;
        await using var secure = new SslStream(talk.Wire, leaveInnerStreamOpen: true);
        try
        {
            using (talk.Life.Within(talk.World.Limits.Head))
            {
                await secure.AuthenticateAsServerAsync((_, hello, _, _) => ValueTask.FromResult(Options(talk, asked = hello.ServerName)), null, talk.Life.Token);
            }

            await using var wire = new Wire(secure, talk.Life, talk.World.Budget);
            var inner = talk with { Wire = wire, Encrypted = true, Depth = talk.Depth + 1, To = string.IsNullOrEmpty(asked) ? talk.To : talk.To with { Host = Host(asked) } };

            // With TLS 1.3 a client refuses after the server thinks that all is well: the refusal is the first thing to be read.
            if (await wire.WaitAsync(talk.World.Limits.Silence) && !await wire.FillAsync())
            {
                Tell(inner, "the client left without a word after the handshake");
                return;
            }

            isSpoken = true;
            await Conversation.HoldAsync(inner);
        }
        catch (OperationCanceledException) when (!isSpoken)
        {
            Tell(talk, "the TLS handshake was not whole in time");
        }
        catch (Exception e) when (!isSpoken && e is AuthenticationException or IOException)
        {
            Tell(talk with { To = string.IsNullOrEmpty(asked) ? talk.To : talk.To with { Host = Host(asked) } }, IsRefusal(e) ? Refused : "the TLS handshake failed");
        }
    }

    private static void Tell(Talk talk, string what) => talk.Events.Send(talk.Where, "tls", talk.Wire.Taken, what);

    /// <summary>The client's alert is in the texts of the library; a break without an alert right after the certificate means the same.</summary>
    private static bool IsRefusal(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e.Message.Contains("alert", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("unexpected EOF", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static SslServerAuthenticationOptions Options(Talk talk, string? name) => new()
    {
        ServerCertificateContext = talk.World.Authority.For(string.IsNullOrEmpty(name) ? talk.To.Host : Host(name)),
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ClientCertificateRequired = false,
    };

    /// <summary>At most 253 characters, those of host names only: it goes into a certificate and into events.</summary>
    private static string Host(string asked)
    {
        var kept = string.Concat(asked.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':').Take(253)).ToLowerInvariant();
        return kept.Length == 0 ? "unnamed" : kept;
    }
}
