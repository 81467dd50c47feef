using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Wellguard.Events;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>The fake internet as a process of its own: a line of configuration in, a line with ports and certificate out, then an ICMP packet in hexadecimal per line in and an event per line out, until the input ends.</summary>
public static class InternetProcess
{
    private const int Fine = 0;
    private const int Wrong = 2;

    /// <summary>Bytes of the configuration, which holds the stage files.</summary>
    private const int LineLimit = 256 << 20;

    /// <returns>0; 2 when the configuration is wrong or a port is taken: the first line is then <c>{"error": …}</c>.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output, TimeProvider time, CancellationToken cancellation)
    {
        var events = Channel.CreateUnbounded<Event>(new() { SingleReader = true });
        var lines = PipeReader.Create(input, new(bufferSize: 1 << 16));
        FakeInternet internet;
        try
        {
            var line = await LineAsync(lines, cancellation) ?? throw new InvalidDataException("no configuration");
            var asked = JsonSerializer.Deserialize(line, InternetJson.Default.InternetConfiguration) ?? throw new InvalidDataException("no configuration");
            internet = FakeInternet.Start(Options(asked, time), events.Writer);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException or FormatException)
        {
            await WriteAsync(output, JsonSerializer.SerializeToUtf8Bytes(new InternetStart { Error = e.Message }, InternetJson.Default.InternetStart), cancellation);
            return Wrong;
        }

        Task writing;
        await using (internet)
        {
            await WriteAsync(output, JsonSerializer.SerializeToUtf8Bytes(new InternetStart { Ca = internet.CertificateAuthority, Dns = internet.DnsPort, Tcp = internet.TcpPort, Udp = internet.UdpPort }, InternetJson.Default.InternetStart), cancellation);
            writing = WriteAllAsync(events.Reader, output);
            try
            {
                while (await LineAsync(lines, cancellation) is { } line)
                {
                    Take(internet, line);
                }
            }
            catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException)
            {
                // An end too.
            }
        }

        await writing;
        return Fine;
    }

    private static async Task WriteAllAsync(ChannelReader<Event> events, Stream output)
    {
        try
        {
            await foreach (var happened in events.ReadAllAsync())
            {
                await WriteAsync(output, JsonSerializer.SerializeToUtf8Bytes(happened, EventJson.Default.Event), CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // Nobody reads any more.
        }
    }

    private static async Task WriteAsync(Stream output, byte[] line, CancellationToken cancellation)
    {
        await output.WriteAsync((byte[])[.. line, (byte)'\n'], cancellation);
        await output.FlushAsync(cancellation);
    }

    private static void Take(FakeInternet internet, byte[] line)
    {
        try
        {
            internet.Take(Convert.FromHexString(line));
        }
        catch (Exception)
        {
            // As with conversations: a packet that cannot be read costs only itself.
        }
    }

    /// <summary>Null at the end of the input.</summary>
    private static async Task<byte[]?> LineAsync(PipeReader input, CancellationToken cancellation)
    {
        for (var seen = 0L; ;)
        {
            var read = await input.ReadAsync(cancellation);
            if (read.Buffer.Slice(seen).PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted)
            {
                return read.Buffer.IsEmpty ? null : Last(read.Buffer);
            }

            if (read.Buffer.Length > LineLimit)
            {
                throw new InvalidDataException("the line is too long");
            }

            seen = read.Buffer.Length;
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        byte[] Last(ReadOnlySequence<byte> rest)
        {
            var line = rest.ToArray();
            input.AdvanceTo(rest.End);
            return line;
        }
    }

    private static InternetOptions Options(InternetConfiguration asked, TimeProvider time)
    {
        var options = new InternetOptions { DnsPort = asked.Dns, TcpPort = asked.Tcp, UdpPort = asked.Udp, Time = time, Seed = asked.Seed ?? "", Stages = [.. (asked.Stages ?? new Dictionary<string, byte[]>()).Select(pair => new StageFile(pair.Key, pair.Value))], Canaries = [.. (asked.Canaries ?? new Dictionary<string, string>()).Select(pair => new Canary(pair.Key, pair.Value))] };
        return asked.Address is null ? options : options with { Address = IPAddress.Parse(asked.Address) };
    }
}

/// <summary>The first line of the input.</summary>
public sealed record InternetConfiguration
{
    /// <summary>Null: all addresses.</summary>
    public string? Address { get; init; }

    public int Dns { get; init; }
    public int Tcp { get; init; }
    public int Udp { get; init; }
    public string? Seed { get; init; }

    /// <summary>Name and value.</summary>
    public IReadOnlyDictionary<string, string>? Canaries { get; init; }

    /// <summary>URL and content: files of the user may be closed to nobody.</summary>
    public IReadOnlyDictionary<string, byte[]>? Stages { get; init; }
}

/// <summary>The first line of the output.</summary>
public sealed record InternetStart
{
    /// <summary>PEM.</summary>
    public string? Ca { get; init; }

    public int Dns { get; init; }
    public int Tcp { get; init; }
    public int Udp { get; init; }

    /// <summary>Why it did not start.</summary>
    public string? Error { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(InternetConfiguration))]
[JsonSerializable(typeof(InternetStart))]
internal sealed partial class InternetJson : JsonSerializerContext;
