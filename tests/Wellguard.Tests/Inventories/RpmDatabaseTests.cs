using Wellguard.Artifacts;
using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

public sealed class RpmDatabaseTests
{
    private static PackageFile Read(string format)
    {
        var path = "var/lib/rpm/" + (format == "ndb" ? "Packages.db" : "rpmdb.sqlite");
        return Reading.Read<RpmDatabase>(path, format == "ndb" ? RpmFixture.Ndb() : File.ReadAllBytes(Path.Combine(RpmFixture.Root(), path)));
    }

    private static IEnumerable<string> Spelled(PackageFile file) => file.Components
        .Select(component => Purl.TryParse(component.Purl, out var purl) ? purl : null!)
        .Select(purl => $"{purl.Name} {Of(purl, "epoch") ?? "(none)"} {purl.Version} {Of(purl, "arch")} {Of(purl, "upstream")}").Order(StringComparer.Ordinal);

    private static string? Of(Purl purl, string key) => purl.Qualifiers.SingleOrDefault(pair => pair.Key == key).Value;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("ndb")]
    public void Lists_what_rpm_lists(string format)
    {
        var expected = RpmFixture.Query("%{NAME} %{EPOCH} %{VERSION}-%{RELEASE} %{ARCH} %{SOURCERPM}\n").Order(StringComparer.Ordinal).ToArray();
        var file = Read(format);
        Assert.Equal(RpmFixture.SubPackages + 2, expected.Length);
        Assert.Equal(expected, Spelled(file));
        Assert.Empty(file.Problems);
        Assert.Contains("pkg:rpm/rocky/well@1.2~rc1-3.el9?arch=noarch&epoch=2&upstream=well-1.2~rc1-3.el9.src.rpm", file.Purls());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("ndb")]
    public void Knows_the_files_that_rpm_knows(string format)
    {
        var expected = RpmFixture.Query("[%{FILENAMES} %{FILEMODES:perms} %{FILEDIGESTS} %{FILEFLAGS:fflags}|\n]")
            .Select(line => line.Split(' ')).Where(parts => parts[1][0] != 'd' && OwnedPaths.IsKept(parts[0][1..]))
            .Select(parts => $"{parts[0][1..]} {(parts[2].Length == 0 ? null : parts[2])} {parts[3].Contains('c') || parts[3].Contains('g')}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, Read(format).Owned.Select(owned => $"{owned.Path} {owned.Digest} {owned.MayChange}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(512, false)]
    [InlineData(4096, false)]
    [InlineData(4096, true)]
    [InlineData(65536, false)]
    public void Reads_the_same_from_a_Berkeley_database(int pageSize, bool isBigEndian)
    {
        Tool.Require("rpm", "rpmbuild", "sqlite3", "db5.3_load");
        var file = Reading.Read<RpmDatabase>("var/lib/rpm/Packages", RpmFixture.Berkeley(pageSize, isBigEndian));
        var expected = Read("sqlite");
        Assert.Equal(Spelled(expected), Spelled(file));
        Assert.Equal(expected.Owned.OrderBy(owned => owned.Path, StringComparer.Ordinal), file.Owned.OrderBy(owned => owned.Path, StringComparer.Ordinal));
        Assert.Empty(file.Problems);
    }

    [Fact]
    public void A_write_ahead_log_with_content_is_a_problem()
    {
        Assert.NotEmpty(Reading.Read<RpmDatabase>("var/lib/rpm/rpmdb.sqlite-wal", [1, 2, 3]).Problems);
        Assert.Equal(Need.Nothing, new RpmDatabase().Wants(new Entry("var/lib/rpm/rpmdb.sqlite-wal", EntryType.File, 0, 0)));
    }

    [Theory]
    [InlineData("rpmdb.sqlite")]
    [InlineData("Packages.db")]
    [InlineData("Packages")]
    public void What_is_no_database_is_a_problem(string name) => Assert.NotEmpty(Reading.Read<RpmDatabase>("var/lib/rpm/" + name, new byte[8192]).Problems);

    [Fact]
    public void A_cut_database_is_a_problem()
    {
        var path = Path.Combine(RpmFixture.Root(), "var/lib/rpm/rpmdb.sqlite");
        var bytes = File.ReadAllBytes(path);
        Assert.NotEmpty(Reading.Read<RpmDatabase>("var/lib/rpm/rpmdb.sqlite", bytes.AsSpan(0, bytes.Length / 2)).Problems);
    }
}
