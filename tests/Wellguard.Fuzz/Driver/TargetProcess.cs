using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Wellguard.Fuzz.Seeds;

namespace Wellguard.Fuzz.Driver;

/// <summary>Fuzzes one target in processes of its own, so that a stack overflow, an endless loop or exhausted memory is a finding and not the end.</summary>
internal sealed class TargetProcess(string target, FuzzOptions options, string folder)
{
    /// <summary>What replaces this program's arguments in such a process.</summary>
    public const string Argument = "--target";

    private const int MostDeaths = 4;

    private const int MostErrorLines = 200;

    /// <summary>In bytes, hexadecimal: the runtime's own limit on the heap, so that the machine survives.</summary>
    private const string HeapLimit = "50000000";

    private readonly string work = Directory.CreateDirectory(Path.Combine(folder, target)).FullName;

    /// <summary>Whether it passed, and the line that says so.</summary>
    public async Task<(bool Passed, string Line)> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        var died = 0;
        while (!File.Exists(InWork(Session.ResultFile)) && died < MostDeaths)
        {
            var seconds = Math.Max(1, options.Seconds - clock.Elapsed.TotalSeconds * (died > 0 ? 1 : 0));
            await StartAsync(seconds, options.Seed + died);
            if (!File.Exists(InWork(Session.ResultFile)))
            {
                died++;
                KeepCurrent();
            }
        }

        var crashes = Save("crash") + Save("memory");
        var hangs = Save("hang");
        var result = File.Exists(InWork(Session.ResultFile)) ? await File.ReadAllTextAsync(InWork(Session.ResultFile)) : "no figures, the process died each time";
        var types = options.ShowTypes && File.Exists(InWork(Coverage.TypesFile)) ? "\n" + await File.ReadAllTextAsync(InWork(Coverage.TypesFile)) : "";
        var passed = crashes + hangs + died == 0;
        return (passed, $"{(passed ? "passed" : "FAILED")} {target}: {result}, {crashes} crashes, {hangs} hangs{types}");
    }

    private async Task StartAsync(double seconds, int seed)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(TargetProcess).Assembly.Location);
        }

        foreach (var argument in (string[])[Argument, target, seconds.ToString(CultureInfo.InvariantCulture), seed.ToString(CultureInfo.InvariantCulture), work, folder])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = Process.Start(start)!;
        var lines = 0;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            // The trace of a stack overflow has thousands of lines.
            if (lines++ < MostErrorLines)
            {
                await Console.Error.WriteLineAsync($"{target}: {line}");
            }
        }

        await process.WaitForExitAsync();
    }

    /// <summary>The input that ended the process.</summary>
    private void KeepCurrent()
    {
        var isHang = File.Exists(InWork(Session.HungFile));
        File.Delete(InWork(Session.HungFile));
        if (!File.Exists(InWork(Session.CurrentFile)))
        {
            return;
        }

        var bytes = File.ReadAllBytes(InWork(Session.CurrentFile));
        var input = bytes.AsSpan(sizeof(int), Math.Clamp(BitConverter.ToInt32(bytes), 0, bytes.Length - sizeof(int)));
        File.WriteAllBytes(InWork($"{(isHang ? "hang" : "crash")}-{Convert.ToHexStringLower(SHA256.HashData(input))[..8]}"), input);
    }

    /// <summary>Makes fixtures of what was found.</summary>
    private int Save(string kind)
    {
        var found = Directory.GetFiles(work, kind + "-*");
        foreach (var file in found)
        {
            var fixtures = Directory.CreateDirectory(Path.Combine(SeedSource.Root, "tests/Wellguard.Fuzz/crashes", target)).FullName;
            File.Copy(file, Path.Combine(fixtures, Path.GetFileName(file)[(kind.Length + 1)..]), overwrite: true);
        }

        return found.Length;
    }

    private string InWork(string name) => Path.Combine(work, name);
}
