using Wellguard.Artifacts;
using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

/// <summary>What lock files pin, by which digest, and how the project comes to it.</summary>
public sealed class LockedPackageTests
{
    private static readonly string Zeros = new('0', 128), Sri = "sha512-" + Convert.ToBase64String(new byte[64]), Hex64 = new('a', 64);

    private static DependencyGraph Graph<TReader>(string path, string text)
        where TReader : PackageReader, new() => new([Reading.Read<TReader>(path, text)]);

    private static string Line(DependencyGraph graph) =>
        string.Join(' ', graph.Packages.Select(package => $"{package.Purl}{(package.Integrity.Count > 0 ? "#" : "")}{(package.IsDirect ? "!" : "")}{(package.Elsewhere is null ? "" : "?")}"));

    private static string Way(DependencyGraph graph, string purl) => string.Join(" | ", graph.PathsTo(purl).Select(static path => string.Join(" > ", path)));

    [Fact]
    public void Of_npm_the_copy_that_node_would_load_is_what_a_package_needs()
    {
        var graph = Graph<NpmLock>("package-lock.json", $$$$$$"""
            {"lockfileVersion":3,"packages":{
              "":{"dependencies":{"a":"^1"},"devDependencies":{"d":"1"}},
              "node_modules/a":{"version":"1.0.0","integrity":"{{{{{{Sri}}}}}}","dependencies":{"b":"^2"}},
              "node_modules/a/node_modules/b":{"version":"2.0.0","dependencies":{"c":"1"}},
              "node_modules/b":{"version":"1.0.0"},
              "node_modules/c":{"version":"1.0.0","dependencies":{"b":"^1"}},
              "node_modules/d":{"version":"1.0.0","resolved":"git+ssh://git@example.invalid/d.git#0"},
              "node_modules/e":{"version":"1.0.0","inBundle":true}}}
            """);
        Assert.Equal("pkg:npm/a@1.0.0#! pkg:npm/b@1.0.0 pkg:npm/b@2.0.0 pkg:npm/c@1.0.0 pkg:npm/d@1.0.0!?", Line(graph));
        Assert.Equal("pkg:npm/a@1.0.0 > pkg:npm/b@2.0.0 > pkg:npm/c@1.0.0 > pkg:npm/b@1.0.0", Way(graph, "pkg:npm/b@1.0.0"));
        Assert.Equal(["sha512:" + Zeros], graph.Packages[0].Integrity);
    }

    [Fact]
    public void Of_the_old_npm_what_nothing_needs_is_what_the_project_asks_for()
    {
        var graph = Graph<NpmLock>("package-lock.json", $$$$$$"""{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","integrity":"{{{{{{Sri}}}}}}","requires":{"b":"1"},"dependencies":{"b":{"version":"1.0.0"}}},"b":{"version":"2.0.0"},"g":{"version":"git://x"}}}""");
        Assert.Equal("pkg:npm/a@1.0.0#! pkg:npm/b@1.0.0 pkg:npm/b@2.0.0! pkg:npm/g@git:%2F%2Fx!?", Line(graph));
        Assert.Equal("pkg:npm/a@1.0.0 > pkg:npm/b@1.0.0", Way(graph, "pkg:npm/b@1.0.0"));
    }

    [Fact]
    public void Of_yarn_a_range_leads_to_the_entry_that_lists_it()
    {
        var graph = Graph<YarnLock>("yarn.lock", $"a@^1.0.0, a@~1.2.0:\n  version \"1.2.3\"\n  resolved \"https://x.invalid\"\n  integrity {Sri}\n  dependencies:\n    \"@s/b\" \"^2.0.0\"\n\n\"@s/b@^2.0.0\":\n  version \"2.1.0\"\n");
        Assert.Equal("pkg:npm/%40s/b@2.1.0 pkg:npm/a@1.2.3#!", Line(graph));
        Assert.Equal("pkg:npm/a@1.2.3 > pkg:npm/%40s/b@2.1.0", Way(graph, "pkg:npm/%40s/b@2.1.0"));
        Assert.Equal("pkg:npm/a@1.0.0! pkg:npm/b@2.0.0", Line(Graph<YarnLock>("yarn.lock", "\"a@npm:^1\":\n  version: 1.0.0\n  resolution: \"a@npm:1.0.0\"\n  dependencies:\n    b: \"npm:^2\"\n\n\"b@npm:^2\":\n  version: 2.0.0\n  resolution: \"b@npm:2.0.0\"\n")));
    }

    [Theory]
    [InlineData("lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0(p@2.0.0)\npackages:\n  a@1.0.0:\n    resolution: {integrity: SRI}\n  b@2.0.0:\n    resolution: {integrity: SRI}\nsnapshots:\n  a@1.0.0(p@2.0.0):\n    dependencies:\n      b: 2.0.0\n  b@2.0.0: {}\n")]
    [InlineData("lockfileVersion: '6.0'\ndependencies:\n  a:\n    specifier: ^1\n    version: 1.0.0\npackages:\n  /a@1.0.0:\n    resolution: {integrity: SRI}\n    dependencies:\n      b: 2.0.0\n  /b@2.0.0:\n    resolution: {integrity: SRI}\n")]
    [InlineData("lockfileVersion: 5.4\ndependencies:\n  a: 1.0.0_p@2\npackages:\n  /a/1.0.0_p@2:\n    resolution: {integrity: SRI}\n    dependencies:\n      b: 2.0.0\n  /b/2.0.0:\n    resolution: {integrity: SRI}\n")]
    public void Of_pnpm_each_form_gives_the_same(string text)
    {
        var graph = Graph<PnpmLock>("pnpm-lock.yaml", text.Replace("SRI", Sri, StringComparison.Ordinal));
        Assert.Equal("pkg:npm/a@1.0.0#! pkg:npm/b@2.0.0#", Line(graph));
        Assert.Equal("pkg:npm/a@1.0.0 > pkg:npm/b@2.0.0", Way(graph, "pkg:npm/b@2.0.0"));
    }

    [Fact]
    public void Of_bun_workspaces_ask_and_packages_need()
    {
        var graph = Graph<BunLock>("bun.lock", $$$$$$"""{"workspaces":{"":{"dependencies":{"a":"1"}}},"packages":{"a":["a@1.0.0","",{"dependencies":{"b":"2"}},"{{{{{{Sri}}}}}}"],"b":["b@2.0.0","",{},"{{{{{{Sri}}}}}}"]}}""");
        Assert.Equal("pkg:npm/a@1.0.0#! pkg:npm/b@2.0.0#", Line(graph));
    }

    [Theory]
    [InlineData("poetry.lock", "[[package]]\nname = \"A\"\nversion = \"1.0\"\nfiles = [\n    {file = \"a.whl\", hash = \"sha256:HEX\"},\n]\n\n[package.dependencies]\nb = \">=1\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0\"\nfiles = [{file = \"b.whl\", hash = \"sha256:HEX\"}]\n")]
    [InlineData("uv.lock", "[[package]]\nname = \"a\"\nversion = \"1.0\"\nsource = { registry = \"https://x.invalid\" }\ndependencies = [\n    { name = \"b\" },\n]\nsdist = { url = \"https://x.invalid/a.tar.gz\", hash = \"sha256:HEX\" }\n\n[[package]]\nname = \"b\"\nversion = \"2.0\"\nwheels = [\n    { url = \"https://x.invalid/b.whl\", hash = \"sha256:HEX\" },\n]\n")]
    [InlineData("pdm.lock", "[[package]]\nname = \"a\"\nversion = \"1.0\"\ndependencies = [\n    \"b>=1; python_version > '3'\",\n]\nfiles = [{file = \"a\", hash = \"sha256:HEX\"}]\n[[package]]\nname = \"b\"\nversion = \"2.0\"\nfiles = [{file = \"b\", hash = \"sha256:HEX\"}]\n")]
    public void Of_Python_each_lock_file_gives_the_same(string path, string text)
    {
        var graph = Graph<PythonLock>(path, text.Replace("HEX", Hex64, StringComparison.Ordinal));
        Assert.Equal("pkg:pypi/a@1.0#! pkg:pypi/b@2.0#", Line(graph));
        Assert.Equal(["sha256:" + Hex64], graph.Packages[0].Integrity);
    }

    [Fact]
    public void Of_requirements_and_pipenv_digests_are_read_where_there_are_any()
    {
        Assert.Equal("pkg:pypi/a@1.0#! pkg:pypi/b@2.0!", Line(Graph<PythonRequirements>("requirements.txt", $"a==1.0 \\\n    --hash=sha256:{Hex64} \\\n    --hash=sha256:{new string('b', 64)}\nb==2.0\n")));
        Assert.Equal("pkg:pypi/a@1.0#!", Line(Graph<PipfileLock>("Pipfile.lock", $$$$$$"""{"default":{"a":{"version":"==1.0","hashes":["sha256:{{{{{{Hex64}}}}}}","md5:x",7]}}}""")));
    }

    [Fact]
    public void Of_NuGet_projects_need_and_hashes_are_of_the_content()
    {
        var graph = Graph<NuGetLock>("packages.lock.json", $$$$$$"""{"dependencies":{"net10.0":{"A":{"type":"Direct","resolved":"1.0.0","contentHash":"{{{{{{Convert.ToBase64String(new byte[64])}}}}}}","dependencies":{"B":"2.0.0"}},"b":{"type":"Transitive","resolved":"2.0.0"},"p":{"type":"Project","dependencies":{"b":"2"}}}}}""");
        Assert.Equal("pkg:nuget/A@1.0.0#! pkg:nuget/b@2.0.0!", Line(graph));
    }

    [Fact]
    public void Of_Bundler_each_gem_has_the_sources_of_its_section_and_a_checksum_where_there_is_one()
    {
        var graph = Graph<GemfileLock>("Gemfile.lock", $"""
            GIT
              remote: https://git.example/x.git
              revision: abc
              specs:
                x (0.1)
                  c

            PATH
              remote: .
              specs:
                mine (0.1)
                  a (~> 1)

            GEM
              remote: https://one.example/
              remote: https://two.example/
              specs:
                a (1.0.0)
                  b (>= 2)
                b (2.0.0-java)
                b (2.0.0-x86_64-linux)
                c (3.0.0)

            PLATFORMS
              ruby

            DEPENDENCIES
              mine!
              x!

            CHECKSUMS
              a (1.0.0) sha256={Hex64}
              b (2.0.0-java) sha256={new string('b', 64)},md5=x
              c (3.0.0)
            """);
        Assert.Equal("pkg:gem/a@1.0.0#! pkg:gem/b@2.0.0?platform=java# pkg:gem/b@2.0.0?platform=x86_64-linux pkg:gem/c@3.0.0 pkg:gem/x@0.1!?", Line(graph));
        Assert.Equal("pkg:gem/a@1.0.0 > pkg:gem/b@2.0.0?platform=x86_64-linux", Way(graph, "pkg:gem/b@2.0.0?platform=x86_64-linux"));
        Assert.Equal(["https://one.example/", "https://two.example/"], graph.Packages[0].Registries);
        Assert.Equal(["sha256:" + new string('b', 64)], graph.Packages[1].Integrity);
    }

    [Fact]
    public void Of_cargo_what_the_workspaces_own_crates_need_is_direct()
    {
        const string Usual = "registry+https://index.example/";
        var graph = Graph<CargoLock>("Cargo.lock", $"""
            version = 3

            [[package]]
            name = "own"
            version = "0.1.0"
            dependencies = [
             "a",
             "b 2.0.0",
            ]

            [[package]]
            name = "a"
            version = "1.0.0"
            source = "{Usual}"
            checksum = "{Hex64}"
            dependencies = ["b 1.0.0 ({Usual})"]

            [[package]]
            name = "b"
            version = "1.0.0"
            source = "{Usual}"
            checksum = "none"

            [[package]]
            name = "b"
            version = "2.0.0"
            source = "git+https://git.example/b#0"
            """);
        Assert.Equal("pkg:cargo/a@1.0.0#! pkg:cargo/b@1.0.0 pkg:cargo/b@2.0.0!?", Line(graph));
        Assert.Equal("pkg:cargo/a@1.0.0 > pkg:cargo/b@1.0.0", Way(graph, "pkg:cargo/b@1.0.0"));
        Assert.Equal([Usual], graph.Packages[0].Registries);
    }

    [Fact]
    public void Of_go_sums_and_requirements_are_one_package_with_its_capitals()
    {
        var sum = "h1:" + Convert.ToBase64String(new byte[32]);
        var graph = new DependencyGraph(
        [
            Reading.Read<GoModule>("code/go.mod", "module m\nrequire(\n\texample.org/Team/a v1.0.0\n\texample.org/b v1.0.0 // indirect\n\texample.org/c v1.0.0\n\texample.org/d v1.0.0\n\texample.org/e v1.0.0\n)\nreplace example.org/c => example.org/fork/c v1.1.0\nreplace (\n\texample.org/d v1.0.0 => ../own\n\texample.org/e => ../../other // far away\n)\nexclude example.org/x v1.0.0\n"),
            Reading.Read<GoModule>("code/go.sum", $"example.org/Team/a v1.0.0 {sum}\nexample.org/Team/a v1.0.0/go.mod {sum}\nexample.org/fork/c v1.1.0 {sum}\nexample.org/b v1.0.0 h2:x\nbroken\n"),
        ]);
        Assert.Equal("pkg:golang/example.org/b@v1.0.0 pkg:golang/example.org/e@v1.0.0!? pkg:golang/example.org/fork/c@v1.1.0#! pkg:golang/example.org/team/a@v1.0.0#!", Line(graph));
        Assert.Equal("example.org/Team/a", graph.Packages[3].Name);
    }

    /// <summary>Attack: the second lock file takes the same version from another registry.</summary>
    [Fact]
    public void One_version_from_two_registries_is_two_packages()
    {
        static PackageFile From(string registry) => Reading.Read<GemfileLock>("Gemfile.lock", $"GEM\n  remote: {registry}\n  specs:\n    a (1)\n");
        Assert.Equal(2, new DependencyGraph([From("https://one.example/"), From("https://evil.example/"), From("https://one.example/")]).Packages.Count);
    }

    [Fact]
    public void A_bill_of_materials_gives_packages_digests_and_ways()
    {
        var cyclone = Graph<SoftwareBill>("bom.json", $$$$$$"""{"bomFormat":"CycloneDX","metadata":{"component":{"bom-ref":"app","name":"app"}},"components":[{"bom-ref":"x","purl":"pkg:npm/a@1.0.0?x=y","hashes":[{"alg":"SHA-512","content":"{{{{{{Zeros}}}}}}"}],"components":[{"purl":"pkg:deb/debian/c@1"}]},{"bom-ref":"y","purl":"pkg:pypi/b@2.0"}],"dependencies":[{"ref":"app","dependsOn":["x"]},{"ref":"x","dependsOn":["y"]}]}""");
        Assert.Equal(("pkg:npm/a@1.0.0#! pkg:pypi/b@2.0", "pkg:npm/a@1.0.0 > pkg:pypi/b@2.0"), (Line(cyclone), Way(cyclone, "pkg:pypi/b@2.0")));
        var spdx = Graph<SoftwareBill>("sbom.spdx.json", $$$$$$"""{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"r"},{"SPDXID":"x","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/a@1.0.0"}],"checksums":[{"algorithm":"SHA512","checksumValue":"{{{{{{Zeros}}}}}}"}]}],"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"r"},{"spdxElementId":"x","relationshipType":"DEPENDENCY_OF","relatedSpdxElement":"r"}]}""");
        Assert.Equal("pkg:npm/a@1.0.0#!", Line(spdx));
        Assert.Empty(Reading.Read<SoftwareBill>("tsconfig.json", "{ // comment\n broken").Problems);
    }

    /// <summary>Attack: packages that need each other, and one that everything needs.</summary>
    [Fact]
    public void Circles_and_great_graphs_end()
    {
        var many = new PackageFile("x");
        many.Locked.AddRange(Enumerable.Range(0, 20_000).Select(static number => new LockedPackage($"p{number}") { Needs = [$"p{(number + 1) % 20_000}", "p7"], IsDirect = number == 0 }));
        Assert.Equal(19_994, new DependencyGraph([many]).PathsTo("p19999")[0].Count);
    }

    [Theory]
    [InlineData("sha512-AAAA", 0)]
    [InlineData("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= md5-x garbage", 1)]
    [InlineData("", 0)]
    [InlineData(null, 0)]
    public void Integrity_keeps_what_is_a_digest(string? text, int count) => Assert.Equal(count, Integrity.OfSri(text).Count);

    [Theory]
    [InlineData("npm:@s/a@^1.2", "@s/a", "^1.2")]
    [InlineData("npm:a", "a", null)]
    [InlineData("npm:@s/a", "@s/a", null)]
    [InlineData("pypi:A_b==1.0.post1", "A_b", "1.0.post1")]
    [InlineData("nuget:A.B@1.0.0-x", "A.B", "1.0.0-x")]
    [InlineData("gem:a_b-c@1.0-java", "a_b-c", "1.0-java")]
    [InlineData("cargo:a_b@1.0.0+x.1", "a_b", "1.0.0+x.1")]
    [InlineData("golang:example.org/A/b.v2/v3@v3.0.0+incompatible", "example.org/A/b.v2/v3", "v3.0.0+incompatible")]
    public void A_reference_is_a_name_and_a_version(string text, string name, string? version)
    {
        var reference = PackageReference.Parse(text)!;
        Assert.Equal((name, version, text), (reference.Name, reference.Version, reference.ToString()));
    }

    [Theory]
    [InlineData("npm:")]
    [InlineData("npm:../a")]
    [InlineData("npm:@s")]
    [InlineData("npm:@s/a/b")]
    [InlineData("npm:a?b@1")]
    [InlineData("npm:a@../1")]
    [InlineData("npm:.npmrc")]
    [InlineData("pypi:a b==1")]
    [InlineData("nuget:a/b@1")]
    [InlineData("nuget:a@")]
    [InlineData("gem:../a")]
    [InlineData("gem:a/b@1")]
    [InlineData("gem:a@1/../2")]
    [InlineData("cargo:a~b")]
    [InlineData("crate:")]
    [InlineData("go:fmt")]
    [InlineData("go:localhost/x")]
    [InlineData("go:example.org//x")]
    [InlineData("go:example.org/../x@v1")]
    [InlineData("go:example.org/x.@v1")]
    [InlineData("go:example.org/a:b@v1")]
    public void A_reference_that_cannot_be_is_told(string text) => Assert.Throws<UsageException>(() => PackageReference.Parse(text));

    [Fact]
    public void Another_target_is_no_reference() => Assert.Null(PackageReference.Parse("oci:x"));
}
