using System.Diagnostics;
using System.Text.Json;
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

    private readonly Process _process;
    private readonly Task _reading;

    private CellInternet(Process process, string authority, Task reading)
    {
        _process = process;
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

            return new CellInternet(process, authority, ReadAsync(process.StandardOutput, happened));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends it; what it still has to say is read.</summary>
    public async Task FinishAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended by itself.
        }

        await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(5))).ConfigureAwait(false);
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
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
