using System.IO.Compression;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

public sealed class NuGetTests
{
    [Fact]
    public void Reads_this_test_program()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Wellguard.Tests.deps.json");
        var file = Reading.Read<NuGetDeps>("app/Wellguard.Tests.deps.json", File.ReadAllBytes(path));
        Assert.Contains(file.Purls(), purl => purl.StartsWith("pkg:nuget/CsCheck@", StringComparison.Ordinal));
        Assert.DoesNotContain(file.Purls(), purl => purl.Contains("Wellguard", StringComparison.Ordinal));
        Assert.All(file.Components, component => Assert.Equal(ComponentState.Installed, component.State));
    }

    [Fact]
    public void Reads_a_lock_file()
    {
        var file = Reading.Read<NuGetLock>("src/packages.lock.json", """{"version":2,"dependencies":{"net10.0":{"A":{"type":"Direct","resolved":"1.0.0"},"mine":{"type":"Project"}},"net10.0/linux-x64":{"B.C":{"type":"CentralTransitive","resolved":"2.0.0-rc.1"}}}}""");
        Assert.Equal(["pkg:nuget/A@1.0.0", "pkg:nuget/B.C@2.0.0-rc.1"], file.Purls());
    }

    [Fact]
    public void Reads_the_packages_folder() =>
        Assert.Equal(["pkg:nuget/newtonsoft.json@13.0.3"], Reading.Read<NuGetFolder>("root/.nuget/packages/newtonsoft.json/13.0.3/newtonsoft.json.nuspec", "<x/>").Purls());

    [Fact]
    public void A_runtime_pack_loses_its_prefix() =>
        Assert.Equal(["pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.4"], Reading.Read<NuGetDeps>("a.deps.json", """{"libraries":{"runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.4":{"type":"runtimepack"},"app/1.0.0":{"type":"project"}}}""").Purls());
}

public sealed class RubyTests
{
    [Fact]
    public void Reads_an_installed_gem()
    {
        var file = Reading.Read<RubyInstalled>("usr/lib/ruby/gems/3.1.0/specifications/nokogiri-1.15.0-x86_64-linux.gemspec", """
            # -*- encoding: utf-8 -*-
            # stub: nokogiri 1.15.0 x86_64-linux lib
            Gem::Specification.new do |s|
              s.name = "nokogiri".freeze
              s.version = "1.15.0"
              s.platform = "x86_64-linux".freeze
              s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze)
            """);
        Assert.Equal(["pkg:gem/nokogiri@1.15.0?platform=x86_64-linux"], file.Purls());
    }

    [Fact]
    public void Falls_back_to_the_file_name() =>
        Assert.Equal(["pkg:gem/net-ssh@7.2.0"], Reading.Read<RubyInstalled>("x/specifications/default/net-ssh-7.2.0.gemspec", "eval read").Purls());

    [Fact]
    public void Reads_Gemfile_lock()
    {
        var file = Reading.Read<GemfileLock>("Gemfile.lock", "PATH\n  remote: .\n  specs:\n    mine (0.1)\n\nGEM\n  remote: https://host/\n  specs:\n    rake (13.0.6)\n    nokogiri (1.15.0-x86_64-linux)\n      racc (~> 1.4)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rake\n");
        Assert.Equal(["pkg:gem/rake@13.0.6", "pkg:gem/nokogiri@1.15.0?platform=x86_64-linux"], file.Purls());
    }
}

public sealed class ComposerTests
{
    [Theory]
    [InlineData("""{"packages":[{"name":"Monolog/monolog","version":"3.5.0"}],"dev":true}""")]
    [InlineData("""[{"name":"monolog/monolog","version":"3.5.0"},{"version":"1"},7]""")]
    public void Reads_both_versions_of_installed_json(string text) =>
        Assert.Equal(["pkg:composer/monolog/monolog@3.5.0"], Reading.Read<ComposerInstalled>("srv/vendor/composer/installed.json", text).Purls());

    [Fact]
    public void Reads_composer_lock() =>
        Assert.Equal(["pkg:composer/a/b@1.0", "pkg:composer/c/d@v2"], Reading.Read<ComposerLock>("composer.lock", """{"packages":[{"name":"a/b","version":"1.0"}],"packages-dev":[{"name":"c/d","version":"v2"}]}""").Purls());
}

public sealed class JavaArchiveTests
{
    internal static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    internal static byte[] Jar(params (string Name, string Text)[] entries) => Zip(CompressionLevel.Optimal, [.. entries.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Text)))]);

    private static readonly byte[] Library = Jar(
        ("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nImplementation-Version: 9\r\n"),
        ("META-INF/maven/org.example/lib/pom.properties", "#generated\ngroupId=org.example\nartifactId=lib\nversion=1.2.3\n"),
        ("META-INF/maven/org.shaded/inside/pom.properties", "groupId=org.shaded\nartifactId=inside\nversion=0.1\n"),
        ("A.class", "x"));

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Reads_archives_in_archives(CompressionLevel level)
    {
        var manifested = Jar(("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nImplementation-Vendor-Id: org.some.long.gr\n oup\nImplementation-Version: 2.0\n\nName: x\nImplementation-Version: 9\n"));
        var war = Zip(level, ("WEB-INF/lib/lib-1.2.3.jar", Library), ("WEB-INF/lib/thing.jar", manifested), ("WEB-INF/lib/commons-io-2.11.0.jar", Jar(("A.class", "x"))));
        var file = Reading.Read<JavaArchive>("srv/shop-1.0.ear", Zip(level, ("shop.war", war)));
        Assert.Equal(
            [
                "pkg:maven/shop@1.0 srv/shop-1.0.ear",
                "pkg:maven/shop srv/shop-1.0.ear!/shop.war",
                "pkg:maven/org.example/lib@1.2.3 srv/shop-1.0.ear!/shop.war!/WEB-INF/lib/lib-1.2.3.jar",
                "pkg:maven/org.shaded/inside@0.1 srv/shop-1.0.ear!/shop.war!/WEB-INF/lib/lib-1.2.3.jar",
                "pkg:maven/org.some.long.group/thing@2.0 srv/shop-1.0.ear!/shop.war!/WEB-INF/lib/thing.jar",
                "pkg:maven/commons-io@2.11.0 srv/shop-1.0.ear!/shop.war!/WEB-INF/lib/commons-io-2.11.0.jar",
            ],
            file.Components.Select(component => $"{component.Purl} {component.Path}"));
        Assert.Empty(file.Problems);
    }

    [Fact]
    public void Reads_what_the_jar_tool_makes()
    {
        Tool.Require("jar");
        using var folder = new TempFolder();
        folder.Write("c/META-INF/maven/g/a/pom.properties", "groupId=g\nartifactId=a\nversion=7\n");
        Tool.RunIn(folder.Path, "jar", "cf", "x.jar", "-C", "c", ".");
        File.WriteAllBytes(folder.At("self-starting.jar"), [.. "#!/bin/sh\nexec java -jar $0\n"u8, .. File.ReadAllBytes(folder.At("x.jar"))]);
        Assert.Equal(["pkg:maven/g/a@7"], Reading.Read<JavaArchive>("x.jar", File.ReadAllBytes(folder.At("x.jar"))).Purls());
        Assert.Equal(["pkg:maven/g/a@7"], Reading.Read<JavaArchive>("self-starting.jar", File.ReadAllBytes(folder.At("self-starting.jar"))).Purls());
    }

    [Fact]
    public void A_cut_archive_is_a_problem_and_other_content_is_not()
    {
        Assert.NotEmpty(Reading.Read<JavaArchive>("a.jar", Library.AsSpan(0, Library.Length - 30)).Problems);
        var other = Reading.Read<JavaArchive>("a.jar", "version https://git-lfs/spec\n"u8);
        Assert.Empty(other.Problems);
        Assert.Empty(other.Components);
    }

    [Fact]
    public void Endless_nesting_is_a_problem()
    {
        var jar = Library;
        for (var i = 0; i < 10; i++)
        {
            jar = Zip(CompressionLevel.Optimal, ("a.jar", jar));
        }

        var file = Reading.Read<JavaArchive>("a.jar", jar);
        Assert.Contains("nested deeper", Assert.Single(file.Problems));
    }

    [Fact]
    public void A_bomb_is_a_problem()
    {
        var bomb = Zip(CompressionLevel.Optimal, ("big.jar", new byte[64 << 20]));
        Assert.Contains("larger than", Reading.Read<JavaArchive>("a.jar", bomb).Problems[0]);
    }

    [Fact]
    public void The_head_and_tail_of_a_large_archive_name_what_is_in_it()
    {
        var jar = Zip(CompressionLevel.NoCompression, ("lib/first-1.0.jar", Library), ("padding", new byte[1 << 20]), ("lib/last-2.0.jar", Library));
        var into = new PackageFile("app-3.0.jar");
        var tail = jar.AsSpan(jar.Length - 220);
        new JavaArchive().Read(new FileContent { Entry = new Entry("app-3.0.jar", EntryType.File, 0, jar.Length), Kind = FileKind.Archive, Bytes = jar.AsSpan(0, 100), Tail = tail }, into);
        Assert.Equal(["pkg:maven/app@3.0", "pkg:maven/first@1.0", "pkg:maven/last@2.0"], into.Purls());
        Assert.NotEmpty(into.Problems);
    }
}
