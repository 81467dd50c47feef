using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Wellguard.Events;
using Wellguard.Linux.Detonation.Internet;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

/// <summary>A fake internet on the loopback, and clients that think they are elsewhere.</summary>
internal sealed class Cell : IAsyncDisposable
{
    public const string Secret = "wg7Zk4Qp9/xT+2mN8sLr3vB=";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private readonly Channel<Event> events = Channel.CreateUnbounded<Event>();

    public Cell(Func<InternetOptions, InternetOptions>? change = null)
    {
        var options = new InternetOptions
        {
            Address = IPAddress.Loopback,
            Destination = _ => Target,
            Seed = "test",
            Canaries = [new("token", Secret), new("aws-metadata-key", "ASIAQ7EXAMPLE1KEY42Z"), new("kubernetes-secret", "eyJhbGciOiJSUzI1NiJ9.canary.sig")],
        };
        Internet = FakeInternet.Start(change is null ? options : change(options), events.Writer);
        Patience = new CancellationTokenSource(Longest);
    }

    public FakeInternet Internet { get; }

    public CancellationTokenSource Patience { get; }

    public CancellationToken Soon => Patience.Token;

    /// <summary>Where the next connection was going before it was redirected.</summary>
    public IPEndPoint Target { get; set; } = new(IPAddress.Parse("203.0.113.9"), 80);

    public void To(string address, int port) => Target = new(IPAddress.Parse(address), port);

    public async Task<Stream> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Internet.TcpPort, Soon);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Sends and reads until what comes holds the text.</summary>
    public async Task<string> TalkAsync(Stream stream, string say, string until)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(say), Soon);
        var heard = "";
        var buffer = new byte[4096];
        while (!heard.Contains(until, StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, Soon);
            if (read == 0)
            {
                Assert.Fail($"'{until}' did not come, but: {heard}");
            }

            heard += Encoding.Latin1.GetString(buffer, 0, read);
        }

        return heard;
    }

    /// <summary>One connection of its own: says it, and hears all until the server ends.</summary>
    public async Task<string> AllAsync(string say)
    {
        await using var stream = await ConnectAsync();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(say), Soon);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Soon);
    }

    public HttpClient Client(IWebProxy? proxy = null) => new(new SocketsHttpHandler
    {
        Proxy = proxy,
        UseProxy = proxy is not null,
        ConnectCallback = async (_, _) => await ConnectAsync(),
        SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(certificate!) },
    });

    public bool IsTrusted(X509Certificate certificate)
    {
        using var root = X509Certificate2.CreateFromPem(Internet.CertificateAuthority);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var asked = new X509Certificate2(certificate);
        return chain.Build(asked);
    }

    /// <summary>Ends everything and gives what happened.</summary>
    public async Task<List<Event>> EndAsync()
    {
        await Internet.DisposeAsync();
        var all = await events.Reader.ReadAllAsync(Soon).ToListAsync(Soon);
        Assert.All(all, happened => Assert.Equal("internet", happened.Source));
        Assert.DoesNotContain(all, happened => (happened.Object + happened.Other + string.Join(' ', happened.Arguments ?? [])).Contains(Secret, StringComparison.OrdinalIgnoreCase));
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await Internet.DisposeAsync();
        Patience.Dispose();
    }
}
