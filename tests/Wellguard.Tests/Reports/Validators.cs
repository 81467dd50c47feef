using System.Diagnostics;
using Xunit;

namespace Wellguard.Reports;

/// <summary>Schemas and parsers of others, from npm (eng/validators), installed once under the test's output. Without npm or network their tests are skipped.</summary>
public sealed class Validators
{
    private static readonly Lazy<string?> Missing = new(Install);

    private static string Home => Path.Combine(AppContext.BaseDirectory, "validators");

    /// <summary>The violations of files named <c>NAME.KIND.json</c> or <c>NAME.dot</c>; see eng/validators/validate.cjs.</summary>
    public static string[] Check(params (string Name, string Text)[] files)
    {
        Assert.SkipWhen(Missing.Value is not null, Missing.Value ?? "");
        var folder = Directory.CreateTempSubdirectory("wellguard-validators-");
        try
        {
            foreach (var schema in Directory.GetFiles(Path.Combine(Golden.Repository, "docs"), "*.schema.json"))
            {
                File.Copy(schema, Path.Combine(folder.FullName, Path.GetFileName(schema)));
            }

            foreach (var (name, text) in files)
            {
                File.WriteAllText(Path.Combine(folder.FullName, name), text);
            }

            var (code, output) = Run("node", Home, "validate.cjs", folder.FullName);
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(code == 0, output);
            Assert.Equal($"checked {files.Length}", lines[^1]);
            return lines[..^1];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Install()
    {
        try
        {
            Directory.CreateDirectory(Home);
            foreach (var file in Directory.GetFiles(Path.Combine(Golden.Repository, "eng", "validators")))
            {
                File.Copy(file, Path.Combine(Home, Path.GetFileName(file)), overwrite: true);
            }

            var mark = Path.Combine(Home, "installed.lock");
            var wanted = File.ReadAllText(Path.Combine(Home, "package-lock.json"));
            if (File.Exists(mark) && File.ReadAllText(mark) == wanted)
            {
                return null;
            }

            var (code, output) = Run("npm", Home, "ci");
            if (code != 0)
            {
                return "npm ci failed, so reports are not checked with the validators of others: " + output.Split('\n').LastOrDefault(line => line.Contains("error", StringComparison.Ordinal));
            }

            File.WriteAllText(mark, wanted);
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "npm or node is not installed, so reports are not checked with the validators of others";
        }
    }

    private static (int Code, string Output) Run(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill();
        }

        return (process.ExitCode, output + (process.ExitCode == 0 ? "" : errors.Result));
    }
}
