using System.Diagnostics;
using Wellguard.Artifacts;
using Wellguard.Events;

namespace Wellguard.Linux.Detonation;

/// <summary>What keeps the program of a cell apart from the host.</summary>
public enum Engine
{
    /// <summary>A kernel of its own.</summary>
    Gvisor,

    /// <summary>The host's kernel.</summary>
    Runc,
}

/// <summary>A program that runs in a cell, by one of the engines; it ends with the runtime that was started for it.</summary>
internal abstract class Sandbox : IDisposable
{
    private readonly Process _process;
    private readonly Task _output;

    protected Sandbox(string program, IEnumerable<string> arguments)
    {
        _process = Tool.Start(program, arguments);
        _process.StandardInput.Close();
        _output = Task.WhenAll(Output.ReadAsync(_process.StandardOutput.BaseStream), Output.ReadAsync(_process.StandardError.BaseStream));
    }

    /// <summary>A sensor belongs to its sandbox; to nobody when that does not start.</summary>
    protected static T Owning<T>(IDisposable sensor, Func<T> start)
        where T : Sandbox
    {
        try
        {
            return start();
        }
        catch
        {
            sensor.Dispose();
            throw;
        }
    }

    /// <summary>The beginning of what the program wrote to stdout and stderr.</summary>
    public OutputHead Output { get; } = new();

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public Task EndAsync(CancellationToken cancel) => _process.WaitForExitAsync(cancel);

    /// <param name="program">The path of this executable: runtimes are found from there.</param>
    /// <param name="happened">Called on another thread.</param>
    public static Sandbox Start(Engine engine, string program, Cell cell, Action<Event> happened) => engine switch
    {
        Engine.Runc => RuncSandbox.Start(Tool.Find(program, RuncSandbox.Runtime)!, Tool.Find(program, RuncSandbox.Programs)!, cell, happened),
        _ => GvisorSandbox.Start(Tool.Find(program, GvisorSandbox.Runtime)!, cell, happened),
    };

    /// <summary>Nothing of it runs any more: what the sensor still has to say is read.</summary>
    /// <returns>What was not seen.</returns>
    public abstract IReadOnlyList<Shortfall> Finish();

    /// <summary>Ends whatever of a run is left: the sandbox and its helpers carry the folder in their command lines.</summary>
    public static async Task RemoveAsync(string path)
    {
        for (var round = 0; round < 50; round++)
        {
            var left = Process.GetProcesses().Where(process => BelongsTo(process, path)).ToList();
            if (left.Count == 0)
            {
                return;
            }

            left.ForEach(Kill);
            await Task.Delay(20).ConfigureAwait(false);
        }
    }

    public virtual async Task StopAsync()
    {
        Kill(_process);
        await Task.WhenAny(_output, Task.Delay(TimeSpan.FromSeconds(2))).ConfigureAwait(false);
    }

    private static bool BelongsTo(Process process, string path)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0') is { } words && Array.Exists(words, word => word.StartsWith(path + "/", StringComparison.Ordinal) || word.Contains("=" + path + "/", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself.
        }
    }

    protected virtual void Dispose(bool disposing) => _process.Dispose();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }
}
