using System.ComponentModel;
using System.Diagnostics;

namespace Wellguard.Linux.Detonation;

/// <summary>Programs of the system: ip, nft, runsc, npm. Each is found in PATH and nowhere else, and starts in the root folder, so that nothing of the current one is taken for its configuration or its code.</summary>
internal static class Tool
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(20);

    /// <summary>Where set-up puts what detonation needs, beside the executable; then PATH.</summary>
    /// <param name="program">The path of this executable.</param>
    public static string? Find(string program, string name) =>
        (Path.GetDirectoryName(program) is { } folder ? ((string[])[Path.Combine(folder, "tools", name), Path.Combine(folder, name)]).FirstOrDefault(File.Exists) : null) ?? Find(name);

    public static string? Find(string name) => SearchPath.Find(Environment.GetEnvironmentVariable("PATH"), name);

    /// <summary>Its streams are pipes. Throws <see cref="IOException"/> when there is no such program.</summary>
    /// <param name="program">A name, or an absolute path.</param>
    public static Process Start(string program, IEnumerable<string> arguments)
    {
        var path = (Path.IsPathRooted(program) ? program : Find(program)) ?? throw new IOException($"{program} is not installed");
        try
        {
            return Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" })!;
        }
        catch (Win32Exception problem)
        {
            throw new IOException($"{program} does not start: {problem.Message}", problem);
        }
    }

    /// <summary>Throws <see cref="IOException"/> with what the program said when it fails.</summary>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, string? input = null, TimeSpan? limit = null, CancellationToken cancel = default)
    {
        var (code, said) = await TryAsync(program, arguments, input, limit, cancel).ConfigureAwait(false);
        if (code != 0)
        {
            throw new IOException($"{Path.GetFileName(program)} failed: {said.Trim()}");
        }
    }

    /// <returns>The exit code, 127 when there is no such program, and what it said.</returns>
    public static async Task<(int Code, string Said)> TryAsync(string program, IEnumerable<string> arguments, string? input = null, TimeSpan? limit = null, CancellationToken cancel = default)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        ends.CancelAfter(limit ?? UsualLimit);
        Process process;
        try
        {
            process = Start(program, arguments);
        }
        catch (IOException problem)
        {
            return (127, problem.Message);
        }

        using (process)
        {
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(ends.Token);
                var errors = process.StandardError.ReadToEndAsync(ends.Token);
                if (input is not null)
                {
                    await process.StandardInput.WriteAsync(input).ConfigureAwait(false);
                }

                process.StandardInput.Close();
                await process.WaitForExitAsync(ends.Token).ConfigureAwait(false);
                return (process.ExitCode, await errors.ConfigureAwait(false) + await output.ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancel.ThrowIfCancellationRequested();
                return (124, $"no end after {(limit ?? UsualLimit).TotalSeconds:0} s");
            }
            catch (IOException e)
            {
                return (125, e.Message);
            }
        }
    }
}
