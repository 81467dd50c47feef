using System.Diagnostics;
using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.Events;
using Wellguard.Linux.Detonation.Internet;

namespace Wellguard.Linux.Detonation;

/// <summary>
/// The fake internet of a cell: this program again, in its own namespace, as nobody, without capabilities. It is told what to serve in one line of JSON on
/// stdin, and says what happened in lines of JSON on stdout.
/// </summary>
public sealed class CellInternet : IDisposable
{
    /// <summary>The hidden verb.</summary>
    public const string Verb = "internet-of-a-cell";

    /// <summary>Longest line that is read. Attack: a name of a gigabyte, should a parser of the fake internet be taken over.</summary>
    private const int MaxLine = 1 << 20;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly PingTap _pings;
    private readonly Task _reading;

    private CellInternet(Process process, PingTap pings, string authority, Task reading)
    {
        _process = process;
        _pings = pings;
        Authority = authority;
        _reading = reading;
    }

    /// <summary>PEM of the authority that signs what the fake internet shows.</summary>
    public string Authority { get; }

    /// <param name="happened">Called on another thread.</param>
    internal static async Task<CellInternet> StartAsync(string program, CellNetwork network, InternetConfiguration configuration, Action<Event> happened, CancellationToken cancel)
    {
        // The program may be in a folder that only root may enter: it is opened first, and started from its descriptor.
        const string Script = "exec 9<\"$1\"; shift; exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all /proc/self/fd/9 \"$@\"";
        var process = Tool.Start("nsenter", ["--net=" + network.Internet, "sh", "-c", Script, "sh", program, Verb]);
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(configuration, InternetJson.Default.InternetConfiguration).AsMemory(), cancel).ConfigureAwait(false);
            await process.StandardInput.FlushAsync(cancel).ConfigureAwait(false);
            var first = await process.StandardOutput.ReadLineAsync(cancel).ConfigureAwait(false);
            var told = first is null ? null : JsonSerializer.Deserialize(first, InternetJson.Default.InternetStart);
            if (told?.Ca is not { } authority)
            {
                var said = told?.Error ?? await process.StandardError.ReadToEndAsync(cancel).ConfigureAwait(false);
                throw new IOException($"the fake internet did not start: {said.Trim()}");
            }

            var pings = await PingTap.StartAsync(network, process.StandardInput).ConfigureAwait(false);
            return new CellInternet(process, pings, authority, ReadAsync(process.StandardOutput, happened));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends it; what it still has to say is read.</summary>
    /// <returns>What was not looked into.</returns>
    public async Task<IReadOnlyList<Shortfall>> FinishAsync()
    {
        var lost = await _pings.FinishAsync(Farewell).ConfigureAwait(false);
        try
        {
            _process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It ended by itself, or takes no more.
        }

        await Task.WhenAny(_reading, Task.Delay(Farewell)).ConfigureAwait(false);
        return lost == 0 ? [] : [new("detonate", "pings", $"{lost} packets of ICMP were not looked into: there were too many")];
    }

    private static async Task ReadAsync(StreamReader lines, Action<Event> happened)
    {
        try
        {
            while (await lines.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                if (line.Length <= MaxLine && JsonSerializer.Deserialize(line, EventJson.Default.Event) is { } told)
                {
                    happened(told);
                }
            }
        }
        catch (Exception e) when (e is IOException or JsonException or ObjectDisposedException)
        {
            // Its end is noticed by whoever waits for it.
        }
    }

    public void Dispose()
    {
        _pings.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
