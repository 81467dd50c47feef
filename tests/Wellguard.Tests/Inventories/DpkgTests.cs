using Wellguard.Artifacts;
using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

public sealed class DpkgStatusTests
{
    private const string StatusPath = "var/lib/dpkg/status";

    [Fact]
    public void Finds_the_same_packages_as_dpkg_query()
    {
        var expected = Tool.Lines(Tool.Run("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Version} ${Architecture}\n"))
            .Where(line => line.StartsWith("installed ", StringComparison.Ordinal)).Select(line => line["installed ".Length..]).Order(StringComparer.Ordinal);
        var file = Reading.Read<DpkgStatus>(StatusPath, File.ReadAllBytes("/" + StatusPath));
        var actual = file.Components.Select(component => Purl.TryParse(component.Purl, out var purl) ? $"{purl.Name} {purl.Version} {purl.Qualifiers.Single(pair => pair.Key == "arch").Value}" : "").Order(StringComparer.Ordinal);
        Assert.Equal(expected, actual);
        Assert.Empty(file.Problems);
    }

    [Fact]
    public void Finds_the_same_source_packages_as_dpkg_query()
    {
        var expected = Tool.Lines(Tool.Run("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${source:Package}\n"))
            .Select(line => line.Split(' ')).Where(parts => parts[0] == "installed" && parts[1] != parts[2]).Select(parts => $"{parts[1]} {parts[2]}").Order(StringComparer.Ordinal);
        var actual = Reading.Read<DpkgStatus>(StatusPath, File.ReadAllBytes("/" + StatusPath)).Components
            .Select(component => Purl.TryParse(component.Purl, out var purl) ? purl : null)
            .Select(purl => (purl!.Name, Upstream: purl.Qualifiers.SingleOrDefault(pair => pair.Key == "upstream").Value?.Split('@')[0]))
            .Where(pair => pair.Upstream is not null && pair.Upstream != pair.Name).Select(pair => $"{pair.Name} {pair.Upstream}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Finds_the_same_conffiles_as_dpkg_query()
    {
        var expected = Tool.Lines(Tool.Run("dpkg-query", "-W", "-f", "${Conffiles}\n")).Select(line => line.Trim().Split(' ')[0]).Where(path => path.Length > 1)
            .Select(path => path[1..]).Distinct().Order(StringComparer.Ordinal);
        var actual = Reading.Read<DpkgStatus>(StatusPath, File.ReadAllBytes("/" + StatusPath)).Owned;
        Assert.All(actual, owned => Assert.True(owned.MayChange));
        Assert.Equal(expected, actual.Select(owned => owned.Path).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Counts_only_what_is_installed()
    {
        var file = Reading.Read<DpkgStatus>(StatusPath, """
            Package: gone
            Status: deinstall ok config-files
            Version: 1

            Package: held
            Status: hold ok installed
            Architecture: all
            Source: source (2:1.0)
            Version: 1
            Conffiles:
             /etc/with space.conf d41d8cd98f00b204e9800998ecf8427e obsolete
             /etc/new newconffile

            Package: half
            Status: install ok half-installed
            Version: 1
            """);
        Assert.Equal(["pkg:deb/debian/held@1?arch=all&upstream=source%402:1.0"], file.Purls());
        Assert.Equal([new OwnedPath("etc/with space.conf", "held", "d41d8cd98f00b204e9800998ecf8427e", true), new OwnedPath("etc/new", "held", null, true)], file.Owned);
    }

    [Fact]
    public void A_distroless_file_needs_no_status()
    {
        var file = Reading.Read<DpkgStatus>("var/lib/dpkg/status.d/libc6", "Package: libc6\nVersion: 2.36-9ubuntu1\nArchitecture: amd64\nSource: glibc\n");
        Assert.Equal(["pkg:deb/ubuntu/libc6@2.36-9ubuntu1?arch=amd64&upstream=glibc"], file.Purls());
    }

    [Theory]
    [InlineData("var/lib/dpkg/status-old")]
    [InlineData("var/lib/dpkg/status.d/libc6.md5sums")]
    [InlineData("srv/var/lib/dpkg/status")]
    public void Other_files_are_left_alone(string path) => Assert.Equal(Need.Nothing, new DpkgStatus().Wants(new Entry(path, EntryType.File, 0, 10)));
}

public sealed class DpkgFilesTests
{
    [Fact]
    public void Knows_every_owned_file_that_dpkg_knows()
    {
        Tool.Require("dpkg-query");
        var expected = Tool.Lines(Tool.Run("dpkg-query", "-L", "bash", "coreutils", "libc6")).Where(path => path.Length > 2 && path[0] == '/' && !Directory.Exists(path))
            .Select(path => path[1..]).Where(OwnedPaths.IsKept).ToHashSet();
        var actual = new HashSet<string>();
        foreach (var path in Directory.GetFiles("/var/lib/dpkg/info", "*.list").Where(path => Path.GetFileName(path).Split(':', '.')[0] is "bash" or "coreutils" or "libc6"))
        {
            actual.UnionWith(Reading.Read<DpkgFiles>(path[1..], File.ReadAllBytes(path)).Owned.Select(owned => owned.Path));
        }

        Assert.Superset(expected, actual);
        Assert.DoesNotContain(actual.Except(expected), path => !Directory.Exists("/" + path));
    }

    [Fact]
    public void Digests_match_the_files_on_this_machine()
    {
        Tool.Require("dpkg-query");
        var file = Reading.Read<DpkgFiles>("var/lib/dpkg/info/coreutils.md5sums", File.ReadAllBytes("/var/lib/dpkg/info/coreutils.md5sums"));
        Assert.True(file.Owned.Count > 100);
        Assert.All(file.Owned.Take(20), owned => Assert.Equal(owned.Digest, Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(File.ReadAllBytes("/" + owned.Path)))));
    }

    [Fact]
    public void A_distroless_digest_file_names_its_package()
    {
        var file = Reading.Read<DpkgFiles>("var/lib/dpkg/status.d/libc6.md5sums", "d41d8cd98f00b204e9800998ecf8427e  ./lib/x.so\nshort\nd41d8cd98f00b204e9800998ecf8427e  usr/share/doc/x\n");
        Assert.Equal([new OwnedPath("lib/x.so", "libc6", "d41d8cd98f00b204e9800998ecf8427e")], file.Owned);
    }

    [Fact]
    public void Folders_and_documentation_are_left_out()
    {
        var file = Reading.Read<DpkgFiles>("var/lib/dpkg/info/x:amd64.list", "/.\n/usr\n/usr/bin\n/usr/bin/x\n/usr/bin/x.sh\n/usr/share\n/usr/share/doc\n/usr/share/doc/x\n/usr/share/doc/x/copyright\n");
        Assert.Equal([new OwnedPath("usr/bin/x", "x", null), new OwnedPath("usr/bin/x.sh", "x", null)], file.Owned);
    }

    [Fact]
    public void Diversions_are_read()
    {
        var file = Reading.Read<DpkgFiles>("var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\ndash\n/usr/a\n/usr/b\n:\n/cut");
        Assert.Equal([new Diversion("bin/sh", "bin/sh.distrib", "dash"), new Diversion("usr/a", "usr/b", ":")], file.Diversions);
    }
}
