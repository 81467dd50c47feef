using Wellguard.Advisories;
using Wellguard.Inventories;
using Xunit;
using static Wellguard.Tests.Advisories.ExampleAdvisories;

namespace Wellguard.Tests.Advisories;

public sealed class AdvisorySetTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private IReadOnlyList<Advisory> Find(string purl, params string[] records)
    {
        using var set = Open(folder, records);
        Assert.Empty(set.Shortfalls);
        return Purl.TryParse(purl, out var parsed) ? set.Find(parsed) : throw new ArgumentException(purl);
    }

    /// <summary>OSV schema, "Evaluation": events, and which versions they affect.</summary>
    public static TheoryData<string, string, string, string> Ranges => new()
    {
        { "npm", """{"introduced":"0"},{"fixed":"1.2.0"}""", "0.0.1 1.1.9 1.2.0-rc.1", "1.2.0 1.2.1 2.0.0" },
        { "npm", """{"introduced":"1.0.0"},{"fixed":"1.2.0"},{"introduced":"2.0.0"},{"fixed":"2.1.0"}""", "1.0.0 1.1.0 2.0.0 2.0.9", "0.9.0 1.2.0 1.9.0 2.1.0 1.0.0-rc.1" },
        { "npm", """{"fixed":"1.2.0"},{"introduced":"1.0.0"}""", "1.0.0 1.1.9", "1.2.0 0.1.0" },
        { "npm", """{"introduced":"1.0.0"},{"last_affected":"1.2.0"}""", "1.0.0 1.2.0", "0.9.9 1.2.1" },
        { "npm", """{"introduced":"1.0.0"},{"limit":"2.0.0"}""", "1.0.0 1.9.9", "2.0.0 3.0.0" },
        { "npm", """{"introduced":"1.0.0"},{"limit":"2.0.0"},{"limit":"*"}""", "1.0.0 3.0.0", "0.1.0" },
        { "npm", """{"introduced":"0"}""", "0.0.1 99.0.0", "" },
        { "PyPI", """{"introduced":"1.0"},{"fixed":"1!0.5"}""", "1.0 99.0 1!0.4.post1 1.0.0", "1.0rc1 1!0.5" },
        { "Debian:12", """{"introduced":"0"},{"fixed":"1:2.0-1"}""", "9.9 1:1.9 1:2.0-1~deb12u1", "1:2.0-1 2:0" },
        { "Go", """{"introduced":"0"},{"fixed":"1.2.3"}""", "v1.2.2 v1.2.3-0.20200101000000-abcdefabcdef", "v1.2.3 v1.2.3+incompatible" },
        { "NuGet", """{"introduced":"1.0"},{"fixed":"1.0.0.5"}""", "1.0 1.0.0.4", "1.0.0.5 1.0.1" },
    };

    private static string PurlOf(string ecosystem, string version) => ecosystem switch
    {
        "npm" => $"pkg:npm/thing@{version}",
        "PyPI" => $"pkg:pypi/thing@{version}",
        "Go" => $"pkg:golang/example.org/thing@{version}",
        "NuGet" => $"pkg:nuget/Thing@{version}",
        _ => $"pkg:deb/debian/thing@{Uri.EscapeDataString(version)}?distro=debian-12",
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_range_holds_the_versions_that_the_schema_says(string ecosystem, string events, string affected, string others)
    {
        using var set = Open(folder, Record("X-1", ecosystem, ecosystem == "Go" ? "example.org/Thing" : "thing", Range(events)));
        foreach (var version in affected.Split(' '))
        {
            Assert.True(Purl.TryParse(PurlOf(ecosystem, version), out var purl) && set.Find(purl).Count == 1, version);
        }

        foreach (var version in others.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(Purl.TryParse(PurlOf(ecosystem, version), out var purl) && set.Find(purl).Count == 0, version);
        }
    }

    [Theory]
    [InlineData("npm", "@scope/name", "pkg:npm/%40scope/name@1.0.0", true)]
    [InlineData("npm", "Name", "pkg:npm/name@1.0.0", false)]
    [InlineData("PyPI", "Foo_bar.baz", "pkg:pypi/foo-bar-baz@1.0.0", true)]
    [InlineData("NuGet", "Foo.Bar", "pkg:nuget/foo.BAR@1.0.0", true)]
    [InlineData("RubyGems", "foo", "pkg:gem/foo@1.0.0?platform=java", true)]
    [InlineData("crates.io", "foo", "pkg:cargo/foo@1.0.0", true)]
    [InlineData("Packagist", "a/B", "pkg:composer/a/b@1.0.0", true)]
    [InlineData("Maven", "g.h:a", "pkg:maven/g.h/a@1.0.0", true)]
    [InlineData("Debian:12", "source", "pkg:deb/debian/binary@2.0?distro=debian-12&upstream=source%401.0.0", true)]
    [InlineData("Debian:12", "source", "pkg:deb/debian/source@1.0.0?distro=debian-11", false)]
    [InlineData("Debian:1", "source", "pkg:deb/debian/source@1.0.0?distro=debian-12", false)]
    [InlineData("Debian", "source", "pkg:deb/debian/source@1.0.0?distro=debian-12", true)]
    [InlineData("Ubuntu:22.04:LTS", "source", "pkg:deb/ubuntu/source@1.0.0?distro=ubuntu-22.04", true)]
    [InlineData("Ubuntu:Pro:22.04:LTS", "source", "pkg:deb/ubuntu/source@1.0.0?distro=ubuntu-22.04", false)]
    [InlineData("Alpine:v3.18", "source", "pkg:apk/alpine/source@1.0.0?distro=alpine-3.18.4", true)]
    [InlineData("npm", "a", "pkg:pypi/a@1.0.0", false)]
    public void A_package_is_found_under_the_name_that_its_ecosystem_gives_it(string ecosystem, string name, string purl, bool isFound) =>
        Assert.Equal(isFound, Find(purl, Record("X-1", ecosystem, name, "\"versions\":[\"1.0.0\"]")).Count == 1);

    [Fact]
    public void A_version_is_found_in_every_spelling_and_where_only_the_text_is_known() =>
        Assert.All(
            [("PyPI", "thing", "1.0rc1", "pkg:pypi/thing@1.0.0-RC.1"), ("PyPI", "thing", "no-version", "pkg:pypi/thing@no-version"), ("Maven", "g:a", "1.0-SNAPSHOT", "pkg:maven/g/a@1.0-SNAPSHOT")],
            one => Assert.Single(Find(one.Item4, Record("X-1", one.Item1, one.Item2, $"\"versions\":[\"{one.Item3}\"]"))));

    [Theory]
    [InlineData("pkg:npm/thing", true)]
    [InlineData("pkg:npm/thing@latest", true)]
    [InlineData("pkg:npm/part", false)]
    [InlineData("pkg:npm/part@latest", false)]
    public void What_has_no_version_is_found_only_where_every_version_is_meant(string purl, bool isFound) =>
        Assert.Equal(isFound, Find(purl, Record("MAL-1", "npm", "thing", Range("{\"introduced\":\"0\"}", "SEMVER")), Record("MAL-2", "npm", "part", Range("{\"introduced\":\"1.0.0\"}", "SEMVER"))).Count == 1);

    [Theory]
    [InlineData("MAL-2026-1", "", true)]
    [InlineData("GHSA-1", "\"aliases\":[\"MAL-2026-1\"]", true)]
    [InlineData("GHSA-1", "\"database_specific\":{\"cwe_ids\":[\"CWE-506\"]}", true)]
    [InlineData("X-1", "\"database_specific\":{\"malicious-packages-origins\":[]}", true)]
    [InlineData("GHSA-1", "\"database_specific\":{\"cwe_ids\":[\"CWE-79\"],\"severity\":\"CRITICAL\"}", false)]
    [InlineData("MALFORMED-1", "", false)]
    public void An_attack_is_told_from_a_mistake(string id, string more, bool isMalicious) =>
        Assert.Equal(isMalicious, Assert.Single(Find("pkg:npm/thing@1.0.0", Record(id, "npm", "thing", "\"versions\":[\"1.0.0\"]", more))).IsMalicious);

    [Theory]
    [InlineData("\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"}]", AdvisorySeverity.Critical, 9.8)]
    [InlineData("\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N\"},{\"type\":\"CVSS_V4\",\"score\":\"CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N\"}]", AdvisorySeverity.High, 7.3)]
    [InlineData("\"database_specific\":{\"severity\":\"MODERATE\"}", AdvisorySeverity.Medium, null)]
    [InlineData("\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"nonsense\"}],\"database_specific\":{\"severity\":\"low\"}", AdvisorySeverity.Low, null)]
    [InlineData("\"severity\":7", AdvisorySeverity.Unknown, null)]
    public void Severity_is_that_of_the_vector_or_the_word_of_the_database(string more, AdvisorySeverity severity, double? score)
    {
        var found = Assert.Single(Find("pkg:npm/thing@1.0.0", Record("X-1", "npm", "thing", "\"versions\":[\"1.0.0\"]", more)));
        Assert.Equal((severity, score), (found.Severity, found.Score));
    }

    [Fact]
    public void An_advisory_keeps_what_reports_tell()
    {
        var found = Assert.Single(Find("pkg:npm/thing@1.0.5", Record("GHSA-1", "npm", "thing", Range("""{"introduced":"1.0.0"},{"fixed":"1.1.0"},{"introduced":"2.0.0"},{"fixed":"2.0.1"}"""), "\"aliases\":[\"CVE-2026-1\"]")));
        Assert.Equal(("GHSA-1", "About GHSA-1", "1.1.0"), (found.Id, found.Summary, found.Fixed));
        Assert.Equal(["CVE-2026-1"], found.Aliases);
        Assert.Equal(new DateTimeOffset(2026, 8, 20, 0, 0, 0, TimeSpan.Zero), found.Published);
        Assert.Equal(new DateTimeOffset(2026, 8, 21, 0, 0, 0, TimeSpan.Zero), found.Modified);
    }

    [Fact]
    public void Records_that_are_aliases_of_each_other_are_one()
    {
        var found = Find(
            "pkg:pypi/thing@1.0",
            Record("PYSEC-1", "PyPI", "thing", "\"versions\":[\"1.0\"]", "\"aliases\":[\"CVE-2026-1\"]"),
            Record("GHSA-1", "PyPI", "thing", "\"versions\":[\"1.0\"]", "\"aliases\":[\"CVE-2026-1\"],\"database_specific\":{\"severity\":\"HIGH\"}"),
            Record("PYSEC-2", "PyPI", "thing", "\"versions\":[\"1.0\"]"));
        Assert.Equal(["GHSA-1", "PYSEC-2"], found.Select(one => one.Id));
    }

    [Fact]
    public void A_withdrawn_record_says_nothing_and_the_newer_of_two_counts()
    {
        var old = Record("X-1", "npm", "thing", "\"versions\":[\"1.0.0\"]").Replace("2026-08-21", "2026-01-01", StringComparison.Ordinal);
        var withdrawn = Record("X-1", "npm", "thing", "\"versions\":[\"1.0.0\"]", "\"withdrawn\":\"2026-08-21T00:00:00Z\"");
        var other = Record("X-2", "npm", "other", "\"versions\":[\"1.0.0\"]");
        Assert.Empty(Find("pkg:npm/thing@1.0.0", old, withdrawn, other));
        Assert.Empty(Find("pkg:npm/thing@1.0.0", withdrawn, old, other));
    }

    [Fact]
    public void Each_of_many_names_is_found_and_no_other()
    {
        using var set = Open(folder, [.. Enumerable.Range(0, 999).Select(at => Record($"MAL-{at}", "npm", $"name-{at * 7 % 999}-é", "\"versions\":[\"1.0.0\"]"))]);
        for (var at = 0; at < 999; at++)
        {
            Assert.Single(set.Find(new Purl("npm", null, $"name-{at}-é", "1.0.0")));
            Assert.Empty(set.Find(new Purl("npm", null, $"name-{at}", "1.0.0")));
            Assert.Empty(set.Find(new Purl("npm", null, $"name-{at}-é", "1.0.1")));
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_knows_nothing()
    {
        using var set = AdvisorySet.Open(folder.At("missing"));
        Assert.Empty(set.Databases);
        Assert.Empty(set.Shortfalls);
    }
}
