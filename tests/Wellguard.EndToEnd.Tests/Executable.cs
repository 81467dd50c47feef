using System.Diagnostics;
using Xunit;

namespace Wellguard;

/// <summary>What a run of the executable left behind.</summary>
public sealed record Run(int Code, string Output, string Errors);

/// <summary>The executable: the one that <c>WELLGUARD_BINARY</c> names, else the one that the last build of Wellguard.Cli made.</summary>
public static class Executable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static string Repository { get; } = Find(AppContext.BaseDirectory);

    private static string? Binary { get; } = new[]
    {
        Environment.GetEnvironmentVariable("WELLGUARD_BINARY"),
        Path.Combine(Repository, "src/Wellguard.Cli/bin/Release/net10.0/wellguard"),
        Path.Combine(Repository, "src/Wellguard.Cli/bin/Debug/net10.0/wellguard"),
    }.FirstOrDefault(File.Exists);

    public static Task<Run> RunAsync(params string[] arguments) => RunAsync(input: "", arguments);

    public static async Task<Run> RunAsync(string input, string[] arguments, string? stdout = null)
    {
        using var process = Start(arguments, stdout);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    public static async Task<Run> RunAsync((string Name, string Value) variable, params string[] arguments)
    {
        using var process = Start(arguments, null, variable);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    /// <summary>Runs a script of bash in a folder: <c>$W</c> is the executable, with signals as a terminal gives them.</summary>
    public static async Task<Run> ShellAsync(string folder, string script)
    {
        Assert.SkipWhen(Binary is null, "src/Wellguard.Cli is not built");
        var start = new ProcessStartInfo("bash", ["-c", "W=(env --default-signal=INT,TERM,HUP,QUIT \"$0\"); " + script.Replace("$W", "\"${W[@]}\"", StringComparison.Ordinal), Binary!])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "cache");
        using var process = Process.Start(start)!;
        return await EndAsync(process);
    }

    /// <summary>Runs with stdin left open, sends the signal after a second.</summary>
    public static async Task<Run> InterruptAsync(string signal, params string[] arguments)
    {
        using var process = Start(arguments, null);
        await Task.Delay(1000);
        using var kill = Process.Start("bash", ["-c", $"kill -{signal} {process.Id}"]); // bash has its own; a small system has no other
        return await EndAsync(process);
    }

    private static Process Start(string[] arguments, string? stdout, (string Name, string Value)? variable = null)
    {
        Assert.SkipWhen(Binary is null, "src/Wellguard.Cli is not built");
        var start = stdout is null
            // Whoever starts the tests in the background passes on an ignored SIGINT; env(1) gives it back its meaning.
            ? new ProcessStartInfo("env", ["--default-signal=INT", Binary!, .. arguments])
            : new ProcessStartInfo("bash", ["-c", $"exec \"$@\" > {stdout}", "bash", Binary!, .. arguments]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.Environment["LANG"] = "C.UTF-8";
        if (variable is var (name, value))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<Run> EndAsync(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"did not end within {Limit}");
        }

        return new(process.ExitCode, await output, await errors);
    }

    private static string Find(string from)
    {
        var folder = new DirectoryInfo(from);
        while (!File.Exists(Path.Combine(folder.FullName, "Wellguard.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Wellguard.slnx");
        }

        return folder.FullName;
    }
}
