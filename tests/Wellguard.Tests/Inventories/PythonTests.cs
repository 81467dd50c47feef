using System.Text.Json;
using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

public sealed class PythonInstalledTests
{
    [Fact]
    public void Finds_what_pip_lists_in_a_virtual_environment()
    {
        Tool.Require("python3");
        using var folder = new TempFolder();
        Tool.Run("python3", "-m", "venv", folder.At("venv"));
        var site = Directory.GetDirectories(folder.At("venv/lib"), "python*")[0] + "/site-packages/";
        Directory.CreateDirectory(site + "Some_Dotted.Name-1.0.dist-info");
        File.WriteAllText(site + "Some_Dotted.Name-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: Some_Dotted.Name\nVersion: 1.0\n\nName: body\n");
        Directory.CreateDirectory(site + "old-0.9.egg-info");
        File.WriteAllText(site + "old-0.9.egg-info/PKG-INFO", "Metadata-Version: 1.0\nName: old\nVersion: 0.9\n");
        File.WriteAllText(site + "flat-0.1.egg-info", "Metadata-Version: 1.0\nName: flat\nVersion: 0.1\n");

        using var listed = JsonDocument.Parse(Tool.Run(folder.At("venv/bin/python3"), "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"));
        var expected = listed.RootElement.EnumerateArray().Select(package => $"pkg:pypi/{Purl.PythonName(package.GetProperty("name").GetString()!)}@{package.GetProperty("version").GetString()}").Order(StringComparer.Ordinal);
        var actual = Reading.ReadTree<PythonInstalled>(folder.Path).SelectMany(file => file.Purls()).Order(StringComparer.Ordinal);
        Assert.Equal(expected, actual);
        Assert.Contains("pkg:pypi/some-dotted-name@1.0", actual);
    }
}

public sealed class PythonDeclaredTests
{
    [Fact]
    public void Reads_pinned_requirements()
    {
        var file = Reading.Read<PythonRequirements>("app/requirements-dev.txt", """
            # comment==1
            -r other.txt
            --hash==x
            Flask[async]==2.3.2 ; python_version >= "3.8"
            requests == 2.31.0 \
                --hash=sha256:abc
            unpinned>=1.0
            wild==1.*
            exact===3.0
            url @ https://host/x==1
            """);
        Assert.Equal(["pkg:pypi/flask@2.3.2", "pkg:pypi/requests@2.31.0", "pkg:pypi/exact@3.0"], file.Purls());
    }

    [Theory]
    [InlineData("poetry.lock", "[[package]]\nname = \"A.b\"\nversion = \"1.0\"\nfiles = [\n    {file = \"x\", hash = \"sha256:[\"}, # ]\n]\n\n[package.dependencies]\nname = \"no\"\n\n[[package]]\nname = 'local'\nversion = '0'\n[package.source]\ntype = \"directory\"\n\n[metadata]\nname = \"no\"\n")]
    [InlineData("uv.lock", "version = 1\n\n[[package]]\nname = \"app\"\nversion = \"0.1\"\nsource = { virtual = \".\" }\n\n[[package]]\nname = \"a-b\"\nversion = \"1.0\"\nsource = { registry = \"https://editable/\" }\ndependencies = [\n  { name = \"x\" },\n]\n")]
    [InlineData("pdm.lock", "[metadata]\ngroups = [\"default\"]\n\n[[package]]\nname = \"a_b\"\nversion = \"1.0\"\nsummary = \"\"\"\nname = \"no\"\n\"\"\"\n")]
    [InlineData("pylock.toml", "lock-version = '1.0'\n[[packages]]\nname = 'a-b'\nversion = '1.0'\n[[packages.wheels]]\nname = 'w'\n")]
    public void Reads_lock_files_in_TOML(string name, string text) => Assert.Equal(["pkg:pypi/a-b@1.0"], Reading.Read<PythonLock>(name, text).Purls());

    [Fact]
    public void Reads_Pipfile_lock()
    {
        var file = Reading.Read<PipfileLock>("Pipfile.lock", """{"_meta":{"hash":{"version":"==9"}},"default":{"Flask":{"version":"==2.3.2"},"local":{"path":"."}},"develop":{"pytest":{"version":"==8.0"}}}""");
        Assert.Equal(["pkg:pypi/flask@2.3.2", "pkg:pypi/pytest@8.0"], file.Purls());
    }
}
