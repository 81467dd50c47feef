using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Wellguard.Registries;

/// <summary>A request as it came: method, path and header lines by lower-case name.</summary>
public sealed record OddRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers);

/// <summary>A server on loopback that answers byte by byte as a test says, also wrongly. One connection per request.</summary>
public sealed class OddRegistry : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<OddRequest, Stream, Task> answer;

    public OddRegistry(Func<OddRequest, Stream, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        Host = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        _ = ServeAsync();
    }

    public string Host { get; }

    public List<OddRequest> Requests { get; } = [];

    public static Task WriteAsync(Stream stream, int status, string headers, byte[]? body = null) =>
        stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nConnection: close\r\n{headers}{(body is null ? "" : $"Content-Length: {body.Length}\r\n")}\r\n"), .. body ?? []]).AsTask();

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = AnswerAsync(client);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var first = (await reader.ReadLineAsync())!.Split(' ');
                var headers = new Dictionary<string, string>();
                for (string? line; (line = await reader.ReadLineAsync()) is { Length: > 0 };)
                {
                    headers[line[..line.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant()] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                }

                var request = new OddRequest(first[0], first[1], headers);
                lock (Requests)
                {
                    Requests.Add(request);
                }

                await answer(request, stream);
            }
            catch (IOException)
            {
                // The client went away, as some tests want.
            }
        }
    }
}
