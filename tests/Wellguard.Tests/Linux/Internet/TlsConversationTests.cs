using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wellguard.Events;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

public sealed class TlsConversationTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_client_that_does_not_trust_is_told_of(SslProtocols protocol)
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 443);
        await using (var secure = new SslStream(await cell.ConnectAsync(), false, (_, _, _, _) => false))
        {
            await Assert.ThrowsAsync<AuthenticationException>(() => secure.AuthenticateAsClientAsync(new() { TargetHost = "pinned.example", EnabledSslProtocols = protocol }, cell.Soon));
        }

        await Task.Delay(300, cell.Soon);
        var sent = Assert.Single(await cell.EndAsync());
        Assert.Equal((EventKind.Send, "pinned.example:443", "tls"), (sent.Kind, sent.Object, sent.Other));
        Assert.Matches("refused the certificate|left without a word", sent.Arguments![0]);
    }

    [Fact]
    public async Task Without_a_name_the_certificate_is_for_the_address()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 8443);
        string? subject = null;
        await using var secure = new SslStream(await cell.ConnectAsync(), false, (_, certificate, _, _) =>
        {
            subject = certificate!.Subject;
            return cell.IsTrusted(certificate);
        });
        await secure.AuthenticateAsClientAsync(new() { TargetHost = "203.0.113.9" }, cell.Soon);
        Assert.Equal("CN=203.0.113.9", subject);
    }

    [Fact]
    public async Task A_pool_inside_TLS_is_a_pool()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 443);
        await using var secure = new SslStream(await cell.ConnectAsync(), false, (_, certificate, _, _) => cell.IsTrusted(certificate!));
        await secure.AuthenticateAsClientAsync(new() { TargetHost = "pool.example" }, cell.Soon);
        await cell.TalkAsync(secure, """{"id":1,"method":"login","params":{"login":"44AFFq5kSiGBoZ4NMDwYtN18obc8AemS","pass":"x","agent":"XMRig/6.21"}}""" + "\n", "\"status\":\"OK\"");
        var sent = Assert.Single(await cell.EndAsync());
        Assert.Equal(("pool.example:443", "stratum"), (sent.Object, sent.Other));
        Assert.Equal(["login", "wallet: 44AFFq5k…AemS", "agent: XMRig/6.21"], sent.Arguments!);
    }
}
