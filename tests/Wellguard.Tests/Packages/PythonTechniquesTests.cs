using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>Each file of <c>tests/techniques</c> as a package: its README says how.</summary>
public sealed class PythonTechniquesTests
{
    private static readonly string Folder = Path.Combine(Architecture.Sources.Root, "tests/techniques");

    public static TheoryData<string> All => [.. Directory.GetFiles(Folder, "*.py", SearchOption.AllDirectories).Select(static path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task It_is_blocked(string technique)
    {
        var report = await PackageScanTests.ScanAsync(PackageScanTests.Package("tgz", FilesOf(technique)));
        Assert.True(report.Verdict.Decision == Decision.Block, string.Join(" ", report.Signals.Select(static signal => $"{signal.Rule}:{signal.Severity}")));
    }

    private static string[] FilesOf(string technique)
    {
        var imports = technique.StartsWith("import", StringComparison.Ordinal);
        var files = new Dictionary<string, string>
        {
            ["PKG-INFO"] = "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n",
            ["setup.py"] = "from setuptools import setup\nsetup(name='example', version='1.0', packages=['example'])\n",
        };
        var path = imports ? "example/__init__.py" : "setup.py";
        files[path] = "";
        foreach (var line in File.ReadLines(Path.Combine(Folder, technique)))
        {
            if (line.StartsWith("#: ", StringComparison.Ordinal))
            {
                path = line[3..].Trim();
                files[path] = "";
            }
            else
            {
                files[path] += line + "\n";
            }
        }

        return [.. files.SelectMany(static file => new[] { "a-1.0/" + file.Key, file.Value })];
    }
}
