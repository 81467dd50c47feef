using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Wellguard.Events;
using Wellguard.Linux.Detonation.Internet;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

public sealed class InternetProcessTests
{
    [Fact]
    public async Task A_line_in_a_line_out_then_events_until_the_input_ends()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var stage = Convert.ToBase64String("boo"u8);
        var (input, output) = (new Pipe(), new Pipe());
        var run = InternetProcess.RunAsync(input.Reader.AsStream(), output.Writer.AsStream(), TimeProvider.System, patience.Token);
        await input.Writer.WriteAsync(Encoding.UTF8.GetBytes($$"""{"address":"127.0.0.1","canaries":{"token":"{{Cell.Secret}}"},"stages":{"http://a/s":"{{stage}}"},"seed":"x"}""" + "\n"), patience.Token);
        using var lines = new StreamReader(output.Reader.AsStream());
        using var start = JsonDocument.Parse((await lines.ReadLineAsync(patience.Token))!);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", start.RootElement.GetProperty("ca").GetString(), StringComparison.Ordinal);
        Assert.True(start.RootElement.GetProperty("dns").GetInt32() > 0 && start.RootElement.GetProperty("udp").GetInt32() > 0);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, start.RootElement.GetProperty("tcp").GetInt32(), patience.Token);
            await client.GetStream().WriteAsync("GET http://a/s HTTP/1.0\r\n\r\n"u8.ToArray(), patience.Token);
            using var reader = new StreamReader(client.GetStream());
            Assert.EndsWith("boo", await reader.ReadToEndAsync(patience.Token), StringComparison.Ordinal);
        }

        await input.Writer.WriteAsync(Encoding.ASCII.GetBytes("not hexadecimal\n45" + new string('0', 17) + "1" + new string('0', 12) + "CB00710508" + new string('0', 40) + "\n"), patience.Token);
        await input.Writer.CompleteAsync();
        Assert.Equal(0, await run);
        await output.Writer.CompleteAsync();
        var kinds = new List<EventKind>();
        while (await lines.ReadLineAsync(patience.Token) is { } line)
        {
            kinds.Add(JsonSerializer.Deserialize(line, EventJson.Default.Event)!.Kind);
        }

        Assert.Equal([EventKind.Request, EventKind.Download, EventKind.Send], kinds);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("""{"address":"not one"}""")]
    [InlineData("""{"address":"127.0.0.1","stages":{"http://a/":"no base64!"}}""")]
    public async Task A_wrong_configuration_is_said(string line)
    {
        using var output = new MemoryStream();
        Assert.Equal(2, await InternetProcess.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(line)), output, TimeProvider.System, CancellationToken.None));
        using var said = JsonDocument.Parse(output.ToArray());
        Assert.NotEqual("", said.RootElement.GetProperty("error").GetString());
    }
}
