using System.Diagnostics;

namespace Wellguard.Fuzz.Seeds;

/// <summary>A temporary folder in which this machine's tools make seeds; deleted with its content.</summary>
internal sealed class Workshop : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public string Path { get; } = Directory.CreateTempSubdirectory("wellguard-fuzz-").FullName;

    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    public string Write(string relative, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(relative))!);
        File.WriteAllText(At(relative), text);
        return At(relative);
    }

    /// <summary>Standard output; null when the tool is absent or fails, and the seed is then left out.</summary>
    public string? Run(string tool, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(tool, arguments) { WorkingDirectory = Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
            start.Environment["LC_ALL"] = "C.UTF-8";
            start.Environment["TZ"] = "UTC";
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit(Longest);
            _ = errors.Result;
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The file that a tool made, or nothing.</summary>
    public IEnumerable<byte[]> Made(string relative) => File.Exists(At(relative)) ? [SeedSource.Read(At(relative))] : [];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
