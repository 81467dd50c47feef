using System.Text;
using CsCheck;
using Wellguard.Linux.Detonation.Internet;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

public sealed class HttpHeadTests
{
    [Fact]
    public void Any_bytes_are_read_without_harm()
    {
        string[] parts = ["GET ", "POST ", "/", " HTTP/1.1", "\r\n", "\n", "Host: a", "Content-Length: 5", "Transfer-Encoding: chunked", "5\r\nabcde\r\n", "0\r\n\r\n", "http://u:p@[::1]:80/x", ":", "%zz", "Range: bytes=1-", "\0", "a", " ", "[", "]"];
        Gen.OneOf(Gen.Int[0, parts.Length - 1].Select(index => parts[index]), Gen.Byte.Array[0, 8].Select(bytes => Encoding.Latin1.GetString(bytes))).Array[0, 30].Select(string.Concat).Sample(
            text =>
            {
                var limits = new InternetLimits();
                var options = new InternetOptions { Limits = limits };
                var canaries = new CanaryPatterns([]);
                using var life = new Lifetime(limits, TimeProvider.System, CancellationToken.None);
                using var source = new MemoryStream(Encoding.Latin1.GetBytes("GET " + text));
                using var wire = new Wire(source, life, new(100_000, new(System.Threading.Channels.Channel.CreateUnbounded<Wellguard.Events.Event>().Writer, options, canaries)));
                try
                {
                    if (HttpHead.ReadAsync(wire).AsTask().GetAwaiter().GetResult() is { } head)
                    {
                        var request = HttpRequest.Of(head, new("10.0.0.1", 80), false);
                        Assert.NotNull(request.Url);
                        new HttpBody(wire, new(canaries), 1000).ReadAsync(head).GetAwaiter().GetResult();
                        _ = Payload.For(request).Write(head, DateTimeOffset.UnixEpoch, true);
                        _ = DecoyBook.Embedded.Find(request);
                    }
                }
                catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
                {
                    // The two that are meant.
                }
            },
            time: 2);
    }

    [Theory]
    [InlineData("a.example:80", "a.example")]
    [InlineData("[2001:db8::1]:80", "2001:db8::1")]
    [InlineData("a.example.", "a.example")]
    [InlineData("a b", null)]
    [InlineData("[x]", null)]
    [InlineData("", null)]
    [InlineData("a/b", null)]
    public void Hosts(string authority, string? host) => Assert.Equal(host, HttpRequest.Name(authority));

    [Fact]
    public void A_password_in_an_address_is_not_told() =>
        Assert.Equal("http://a.example/x", HttpRequest.Of(new("GET", "http://user:word@a.example/x", false, []), new("10.0.0.1", 80), false).Url);
}
