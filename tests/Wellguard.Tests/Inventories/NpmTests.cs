using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

public sealed class NpmInstalledTests
{
    /// <summary>A tree of local packages, packed and installed by npm itself: nothing is fetched.</summary>
    internal static TempFolder Install()
    {
        Tool.Require("npm");
        var folder = new TempFolder();
        folder.Write("src/leaf/package.json", """{"name":"leaf","version":"1.0.0"}""");
        folder.Write("src/leaf2/package.json", """{"name":"leaf","version":"2.0.0-beta.1+b"}""");
        folder.Write("src/scoped/package.json", """{"version":"0.1.0","name":"@well/scoped","x":{"name":"no","version":"9"}}""");
        folder.Write("src/scoped/esm/package.json", """{"type":"module"}""");
        foreach (var name in new[] { "leaf", "leaf2", "scoped" })
        {
            Tool.RunIn(folder.At("src/" + name), "npm", "pack", "--pack-destination", folder.Path, "--offline");
        }

        folder.Write("src/mid/package.json", $$"""{"name":"mid","version":"3.0.0","dependencies":{"leaf":"file:{{folder.Path}}/leaf-2.0.0-beta.1+b.tgz"},"bundleDependencies":[]}""");
        Tool.RunIn(folder.At("src/mid"), "npm", "pack", "--pack-destination", folder.Path, "--offline");
        folder.Write("app/package.json", """{"name":"app","version":"0.0.1","dependencies":{"leaf":"file:../leaf-1.0.0.tgz","@well/scoped":"file:../well-scoped-0.1.0.tgz","mid":"file:../mid-3.0.0.tgz","other":"file:../leaf-2.0.0-beta.1+b.tgz"}}""");
        Tool.RunIn(folder.At("app"), "npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund");
        return folder;
    }

    private static IEnumerable<string> Listed(string folder)
    {
        using var tree = JsonDocument.Parse(Tool.RunIn(folder, "npm", "ls", "--all", "--json", "--offline"));
        var found = new List<string>();
        Walk(tree.RootElement);
        return found.Order(StringComparer.Ordinal);

        void Walk(JsonElement element)
        {
            foreach (var package in element.TryGetProperty("dependencies", out var children) ? children.EnumerateObject().ToList() : [])
            {
                found.Add($"{(package.Value.TryGetProperty("name", out var name) ? name.GetString() : package.Name)} {package.Value.GetProperty("version").GetString()}");
                Walk(package.Value);
            }
        }
    }

    private static string Spelled(Component component)
    {
        Assert.True(Purl.TryParse(component.Purl, out var purl));
        return $"{(purl.Namespace is null ? "" : purl.Namespace + "/")}{purl.Name} {purl.Version}";
    }

    [Fact]
    public void Finds_the_packages_that_npm_ls_finds()
    {
        using var folder = Install();
        var found = Reading.ReadTree<NpmInstalled>(folder.At("app"));
        Assert.All(found, file => Assert.Empty(file.Problems));
        // npm ls prints an aliased package under its alias, the package itself says its own name.
        var expected = Listed(folder.At("app")).Select(line => line.Replace("other ", "leaf ", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, found.SelectMany(file => file.Components).Select(Spelled).Order(StringComparer.Ordinal));
        Assert.Contains("leaf 2.0.0-beta.1+b", found.SelectMany(file => file.Components).Select(Spelled));
    }

    [Theory]
    [InlineData("srv/node_modules/a/package.json", true)]
    [InlineData("node_modules/@s/a/package.json", true)]
    [InlineData("node_modules/.pnpm/a@1/node_modules/a/package.json", true)]
    [InlineData("node_modules/a/esm/package.json", false)]
    [InlineData("node_modules/@s/a/esm/package.json", false)]
    [InlineData("node_modules/@s/package.json", false)]
    [InlineData("node_modules/.cache/package.json", false)]
    [InlineData("node_modules/package.json", false)]
    [InlineData("my_node_modules/a/package.json", false)]
    [InlineData("package.json", false)]
    public void Only_the_root_of_a_package_counts(string path, bool isWanted) =>
        Assert.Equal(isWanted, new NpmInstalled().Wants(new Entry(path, EntryType.File, 0, 5)) != Need.Nothing);

    [Fact]
    public void Broken_json_keeps_the_folder_name()
    {
        var file = Reading.Read<NpmInstalled>("node_modules/@s/a/package.json", """{"version": "1.0", "x": [""");
        Assert.Equal(["pkg:npm/%40s/a@1.0"], file.Purls());
        Assert.NotEmpty(file.Problems);
    }
}

public sealed class NpmLockTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    public void Each_version_declares_what_npm_installs(string version)
    {
        using var folder = NpmInstalledTests.Install();
        Tool.RunIn(folder.At("app"), "npm", "install", "--package-lock-only", "--lockfile-version", version, "--offline", "--no-audit", "--no-fund");
        var file = Reading.Read<NpmLock>("app/package-lock.json", File.ReadAllBytes(folder.At("app/package-lock.json")));
        var names = file.Purls().Select(purl => Purl.TryParse(purl, out var parsed) ? parsed.Name : "").Distinct().Order(StringComparer.Ordinal);
        // Version 1 names a local tarball by its file only: it is no package of a registry.
        Assert.Equal(version == "1" ? [] : ["leaf", "mid", "scoped"], names);
        Assert.All(file.Components, component => Assert.Equal(ComponentState.Declared, component.State));
    }

    [Fact]
    public void Version_1_is_nested()
    {
        var file = Reading.Read<NpmLock>("npm-shrinkwrap.json", """{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"@s/b":{"version":"2.0.0"}}},"c":{"version":"npm:d@3.0.0"},"e":{"version":"file:../e"}}}""");
        Assert.Equal(["pkg:npm/a@1.0.0", "pkg:npm/%40s/b@2.0.0", "pkg:npm/d@3.0.0"], file.Purls());
    }

    [Fact]
    public void Nesting_without_end_is_a_problem() =>
        Assert.NotEmpty(Reading.Read<NpmLock>("package-lock.json", string.Concat(Enumerable.Repeat("""{"dependencies":{"a":""", 10_000))).Problems);

    [Fact]
    public void Half_a_surrogate_pair_is_a_problem() =>
        Assert.NotEmpty(Reading.Read<NpmLock>("package-lock.json", """{"packages":{"node_modules/\ud800":{"version":"\udc00"}}}""").Problems);
}

public sealed class OtherJavaScriptLockTests
{
    [Fact]
    public void Reads_yarn_classic()
    {
        var file = Reading.Read<YarnLock>("yarn.lock", """
            # yarn lockfile v1


            "@babel/code-frame@^7.0.0", "@babel/code-frame@^7.1.0":
              version "7.24.2"
              resolved "x"

            left-pad@^1.3.0:
              version "1.3.0"
              dependencies:
                version "9.9.9"

            "alias@npm:real@^2":
              version "2.0.1"

            "local@file:../local":
              version "0.0.0"
            """);
        Assert.Equal(["pkg:npm/%40babel/code-frame@7.24.2", "pkg:npm/left-pad@1.3.0", "pkg:npm/real@2.0.1"], file.Purls());
    }

    [Fact]
    public void Reads_yarn_berry()
    {
        var file = Reading.Read<YarnLock>("yarn.lock", """
            __metadata:
              version: 8
              cacheKey: 10c0

            "@babel/core@npm:^7.0.0":
              version: 7.24.0
              resolution: "@babel/core@npm:7.24.0"
              dependencies:
                semver: "npm:^6.3.1"

            "app@workspace:.":
              version: 0.0.0-use.local
              resolution: "app@workspace:."

            "typescript@patch:typescript@npm%3A^5.0.0#optional!builtin":
              version: 5.4.2
              resolution: "typescript@patch:typescript@npm%3A5.4.2#optional!builtin::version=5.4.2&hash=d69c25"
            """);
        Assert.Equal(["pkg:npm/%40babel/core@7.24.0", "pkg:npm/typescript@5.4.2"], file.Purls());
    }

    [Theory]
    [InlineData("lockfileVersion: 5.4\n\npackages:\n\n  /@babel/core/7.24.0_react@18.2.0:\n    resolution: {}\n  /left-pad/1.3.0:\n    dev: true\n")]
    [InlineData("lockfileVersion: '6.0'\n\npackages:\n\n  /@babel/core@7.24.0(react@18.2.0):\n    resolution: {}\n\n  /left-pad@1.3.0:\n    dev: true\n")]
    [InlineData("lockfileVersion: '9.0'\n\nimporters:\n  .:\n    x: 1\n\npackages:\n\n  '@babel/core@7.24.0':\n    resolution: {}\n\n  left-pad@1.3.0:\n    engines: {}\n\nsnapshots:\n\n  other@1.0.0: {}\n")]
    public void Reads_every_version_of_pnpm(string text) =>
        Assert.Equal(["pkg:npm/%40babel/core@7.24.0", "pkg:npm/left-pad@1.3.0"], Reading.Read<PnpmLock>("pnpm-lock.yaml", text).Purls());

    [Fact]
    public void Reads_bun()
    {
        var file = Reading.Read<BunLock>("bun.lock", """
            {
              // comment
              "lockfileVersion": 1,
              "packages": {
                "@types/node": ["@types/node@20.1.0", "", { "dependencies": {} }, "sha512-x"],
                "app": ["app@workspace:packages/app"],
              },
            }
            """);
        Assert.Equal(["pkg:npm/%40types/node@20.1.0"], file.Purls());
    }
}
