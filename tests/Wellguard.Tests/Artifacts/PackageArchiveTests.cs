using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

/// <summary>What a package file is, by its content, and what its manifest says.</summary>
public sealed class PackageArchiveTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-test-").FullName;

    private Task<PackageArchive?> ReadAsync(string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return PackageArchive.ReadAsync(path, new OpenOptions(folder), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_npm_package_says_its_name_dependencies_and_commands()
    {
        var package = await ReadAsync("a.tgz", PackageBytes.Tarball(("package/package.json", """{"name":"@a/b","version":"1.2.3","bin":{"run":"x.js"},"dependencies":{"ms":"^2"},"optionalDependencies":{"x":"git+ssh://h/x"},"scripts":7}""")));
        Assert.Equal((PackageFormat.Npm, "@a/b", "1.2.3"), (package!.Format, package.Name, package.Version));
        Assert.Equal("ms", Assert.Single(package.Dependencies).Key);
        Assert.Equal("x", Assert.Single(package.OptionalDependencies).Key);
        Assert.Equal(["run"], package.Commands.Select(static command => command.Key));
    }

    [Fact]
    public async Task A_bin_that_is_one_path_goes_by_the_name_of_the_package() =>
        Assert.Equal(["b"], (await ReadAsync("a.tgz", PackageBytes.Tarball(("b/package.json", """{"name":"@a/b","bin":"x.js"}"""))))!.Commands.Select(static command => command.Key));

    [Fact]
    public async Task A_wheel_says_what_it_requires_without_extras()
    {
        var package = await ReadAsync("a-1.0-py3-none-any.whl", PackageBytes.Zip(("a-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: a\nVersion: 1.0\nRequires-Dist: requests (>=2,<3)\nRequires-Dist: pytest; extra == 'test'\n\nRequires-Dist: not-a-header\n")));
        Assert.Equal((PackageFormat.PythonWheel, "a", "1.0"), (package!.Format, package.Name, package.Version));
        Assert.Equal([KeyValuePair.Create("requests", "(>=2,<3)")], package.Dependencies);
    }

    [Theory]
    [InlineData("b-2.0/PKG-INFO", "Name: b\nVersion: 2.0\n", "b", "2.0")]
    [InlineData("b-2.0/setup.py", "import os\n", "b", "2.0")]
    public async Task A_source_distribution_is_one_with_its_headers_or_by_its_name(string path, string text, string name, string version)
    {
        var package = await ReadAsync("b-2.0.tar.gz", PackageBytes.Tarball((path, text)));
        Assert.Equal((PackageFormat.PythonSource, name, version), (package!.Format, package.Name, package.Version));
    }

    [Fact]
    public async Task Sources_of_something_larger_are_a_source_archive_whose_set_ups_may_run()
    {
        var package = await ReadAsync("c-3.0.tar.gz", PackageBytes.Tarball(("c-3.0/README", ""), ("c-3.0/bindings/python/setup.py", "import os\n"), ("c-3.0/other/setup.py", "")));
        Assert.Equal((PackageFormat.PythonSource, "c", "3.0", "c-3.0"), (package!.Format, package.Name, package.Version, package.Root));
        Assert.Equal(["bindings/python/setup.py", "other/setup.py"], package.Starts.Select(static start => start.Value));
    }

    [Fact]
    public async Task A_file_system_that_holds_a_set_up_somewhere_is_no_package() =>
        Assert.Null(await ReadAsync("root.tar.gz", PackageBytes.Tarball(("etc/passwd", ""), ("usr/lib/python3/dist-packages/a/setup.py", ""))));

    [Fact]
    public async Task A_nuget_package_says_its_dependencies_and_libraries()
    {
        const string Spec = """<?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>A.B</id><version>3.1.0</version><dependencies><group targetFramework="net8.0"><dependency id="C" version="[1.0, 2.0)" /></group></dependencies></metadata></package>""";
        var package = await ReadAsync("a.nupkg", PackageBytes.Zip(("A.B.nuspec", Spec), ("lib/net8.0/A.B.dll", "MZ"), ("lib/netstandard2.0/A.B.dll", "MZ")));
        Assert.Equal((PackageFormat.NuGet, "A.B", "3.1.0"), (package!.Format, package.Name, package.Version));
        Assert.Equal([KeyValuePair.Create("C", "[1.0, 2.0)")], package.Dependencies);
        Assert.Equal(["A.B"], package.Assemblies);
    }

    [Fact]
    public async Task A_debian_package_without_control_and_data_is_unreadable() =>
        await Assert.ThrowsAsync<UnreadableException>(() => ReadAsync("curl_7.88.1-10_amd64.deb", "!<arch>\ndebian-binary   0           0     0     100644  4         `\n2.0\n"u8.ToArray()));

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><package/>")]
    [InlineData("<package><metadata>")]
    [InlineData("not xml")]
    public async Task A_nuspec_that_is_no_plain_xml_is_unreadable(string text) => await Assert.ThrowsAsync<UnreadableException>(() => ReadAsync("a.nupkg", PackageBytes.Zip(("a.nuspec", text))));

    [Fact]
    public async Task A_manifest_that_is_no_json_is_unreadable() => await Assert.ThrowsAsync<UnreadableException>(() => ReadAsync("a.tgz", PackageBytes.Tarball(("package/package.json", "{"))));

    [Fact]
    public async Task Half_a_character_in_a_manifest_is_taken_as_it_is_written() =>
        Assert.Equal(("a\\ud800", "1", 2), await ReadAsync("a.tgz", PackageBytes.Tarball(("package/package.json", """{"name":"a\ud800","version":"1","dependencies":{"b\udfff":"1","c":"\ud800"}}"""))) is { } package ? (package.Name, package.Version, package.Dependencies.Count) : default);

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("some/deep/package.json")]
    public async Task An_image_or_another_archive_is_no_package(string path) => Assert.Null(await ReadAsync("a.tgz", PackageBytes.Tarball((path, "[]"))));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
