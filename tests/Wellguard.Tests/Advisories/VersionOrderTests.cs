using CsCheck;
using Wellguard.Advisories.Ordering;
using Xunit;

namespace Wellguard.Tests.Advisories;

/// <summary>Each order against the tables of its own specification.</summary>
public sealed class VersionOrderTests
{
    /// <summary>Ecosystem, then versions from the least to the greatest.</summary>
    public static TheoryData<string, string> Ladders => new()
    {
        // Semantic Versioning 2.0.0, 11.2 and 11.4; then the numbers that are no 32 bits.
        { "npm", "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 2.0.0 2.1.0 2.1.1" },
        { "npm", "1.0.0-0 1.0.0-1 1.0.0-1.0 1.0.0-9 1.0.0-10 1.0.0-99999999999999999998 1.0.0-99999999999999999999 1.0.0--1 1.0.0-A 1.0.0-a 1.0.0-a-b 1.0.0 1.9.0 1.10.0 1.99999999999999999999.0" },
        // node-semver, test/fixtures/comparisons.js
        { "npm", "0.0.0-foo 0.0.0 0.0.1 0.9.9 0.9.99 0.10.0 0.99.0 1.0.0 1.2.3-4 1.2.3-5 1.2.3-4-foo 1.2.3-5-Foo 1.2.3-5-foo 1.2.3-R2 1.2.3-a 1.2.3-a.5 1.2.3-a.10 1.2.3-a.b 1.2.3-a.b.c.5.d.100 1.2.3-asdf 1.2.3-r100 1.2.3-r2 1.2.3 1.2.4 2.0.0 2.3.4 2.7.2+asdf 3.0.0 3.0.1" },
        { "crates.io", "0.1.0-alpha 0.1.0 0.1.1 0.2.0-pre 0.2.0 1.0.0" },
        // PEP 440, "Summary of permitted suffixes and relative ordering" and the examples before it
        { "PyPI", "1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1" },
        { "PyPI", "0.9 0.9.1 0.9.2 0.9.10 0.9.11 1.0 1.0.1 1.1 2.0 2.0.1 2013.10 2014.04 1!1.0 1!1.1 1!2.0 10!0.1" },
        { "PyPI", "1.0.dev1 1.0.dev2 1.0.dev3 1.0.dev4 1.0c1 1.0c2 1.0 1.0.post1.dev1 1.0.post1 1.1.dev1" },
        // packaging, tests/test_version.py: VERSIONS
        { "PyPI", "1.2+abc 1.2+abc123 1.2+abc123def 1.2+1234.abc 1.2+123456 1.2.r32+123456 1.2.rev33+123456" },
        // NuGet, "Package versioning", and NuGet.Versioning's comparer tests
        { "NuGet", "1.0.1-aaa 1.0.1-alpha 1.0.1-alpha10 1.0.1-alpha2 1.0.1-beta 1.0.1-open 1.0.1-rc 1.0.1-zzz 1.0.1 1.0.1.1 1.0.1.2-beta 1.0.1.2 1.0.2" },
        { "NuGet", "1.0.0-BETA.2 1.0.0-beta.11 1.0.0-beta.x 1.0.0-BETA.Y 1.0.0" },
        // Gem::Version, documentation and test_gem_version.rb
        { "RubyGems", "0.0.1.a 0.0.1 1.0.0.pre 1.0 1.0.1.a 1.0.1 1.2.b1 1.2 1.8.2.a 1.8.2.a10 1.8.2.b 1.8.2 5.2.4.a 5.2.4 9.8.6 9.8.7" },
        { "RubyGems", "1.a.0.b 1.a 1.a.0.1 1.a.1 1.b 1 1.0.1 1.1" },
        { "RubyGems", "1.0-alpha 1.0.pre.b 1.0" },
        // Go Modules Reference, "Versions" and "Pseudo-versions"
        { "Go", "v0.0.0-20191109021931-daa7c04131f5 v0.0.0 v1.2.3-pre v1.2.3-pre.0.20191109021931-daa7c04131f5 v1.2.3 v1.2.4-0.20191109021931-daa7c04131f5 v1.2.4 v2.0.0+incompatible" },
        { "Go", "go1.9 1.20.1 go1.21beta1 go1.21rc1 1.21.0-rc.2 go1.21rc10 go1.21 1.21.1" },
        // deb-version(7), and dpkg's own lib/dpkg/t/t-version.c
        { "Debian", "1.0~~ 1.0~~a 1.0~ 1.0 1.0a" },
        { "Debian", "0~rc1 0 0-1~ 0-1 0-1a 0a 0+ 0.1 1 1.2.9 1.2.10 1:0 1:0.1 2:0" },
        { "Debian", "1.0~beta1~svn1245 1.0~beta1 1.0 1.0-1 1.0-1+b1 1.0-1+deb12u1 1.0-1.1 1.0-2 1.0+dfsg-1 1.0.1-1 1.0.10" },
        // apk-tools, test/version.data
        { "Alpine", "0.1.0_alpha_pre2 0.1.0_alpha 0.1.0_alpha1 0.1.0_alpha2 0.1.0_beta 0.1.0_rc1 0.1.0 0.1.0-r1 0.1.0-r2 0.1.0_git20200101 0.1.0_p1 0.1.0_p2-r1 0.1.0a 0.1.0b 0.1.1 0.1.10 0.2.0 1.0" },
        { "Alpine", "1.0 1.01 1.05 1.1 1.2 1.10" },
    };

    /// <summary>Ecosystem, then spellings of one version.</summary>
    public static TheoryData<string, string> Spellings => new()
    {
        { "npm", "1.2.3 v1.2.3 =1.2.3 1.2.3+build 1.2.3+build.7" },
        { "npm", "1.0.0-beta+exp.sha.5114f85 1.0.0-beta" },
        // PEP 440, "Normalization"
        { "PyPI", "1.1a1 1.1A1 1.1.a1 1.1-a1 1.1_a.1 1.1alpha1 1.1.alpha_1" },
        { "PyPI", "1.2b0 1.2b 1.2beta 1.2.beta-0" },
        { "PyPI", "3.0rc1 3.0c1 3.0pre1 3.0-preview.1" },
        { "PyPI", "1.2.post2 1.2-post2 1.2post2 1.2.post-2 1.2-2 1.2.rev2 1.2r2" },
        { "PyPI", "1.2.dev2 1.2-dev2 1.2dev2 1.2.DEV.2" },
        { "PyPI", "1.0 1 1.0.0 v1.0 01.0 0!1 1.00" },
        { "PyPI", "1.0+ubuntu.1 1.0+ubuntu-1 1.0+Ubuntu_01" },
        { "NuGet", "1 1.0 1.0.0 1.0.0.0 01.00 1.0.0+metadata" },
        { "NuGet", "1.0.0-Beta 1.0.0-BETA 1.0-beta" },
        { "RubyGems", "1 1.0 1.0.0 1.00" },
        { "RubyGems", "1.0.a 1.a 1.0.0.a" },
        { "RubyGems", "1.0-1 1.0.pre.1" },
        { "Go", "v1.2.3 1.2.3 v1.2.3+incompatible" },
        { "Debian", "1.0 0:1.0 1.0-0 1.00 1.0-" },
        { "Debian", "1b 1b0" },
        { "Alpine", "1.2.3-r0 1.2.3-r00" },
    };

    public static TheoryData<string, string> NoVersions => new()
    {
        { "npm", "" }, { "npm", "latest" }, { "npm", "1.2.3.4" }, { "npm", "1.2.3-" }, { "npm", "1.2.3-a..b" }, { "npm", "1.x" }, { "npm", "1.2.3-é" },
        { "PyPI", "1.0-foo" }, { "PyPI", "french toast" }, { "PyPI", "1.0+a+" }, { "PyPI", "1.0++" }, { "PyPI", "1.0+_foobar" }, { "PyPI", "1.0+1+1" }, { "PyPI", "!1.0" }, { "PyPI", "1.0+" },
        { "NuGet", "1.0.0.0.0" }, { "NuGet", "NotAVersion" }, { "NuGet", "1.2..3" }, { "RubyGems", "junk" }, { "RubyGems", "1.0\n2.0" }, { "RubyGems", "1..2" }, { "RubyGems", "1.2\\ 3.4" },
        { "Debian", ":1" }, { "Debian", "a:1" }, { "Debian", "1 0" }, { "Alpine", "a1" }, { "Alpine", "1.0_foo" }, { "Alpine", "1.0bc" }, { "Maven", "1.0" },
    };

    [Theory]
    [MemberData(nameof(Ladders))]
    public void Versions_are_in_the_order_of_their_specification(string ecosystem, string ladder)
    {
        var versions = ladder.Split(' ');
        for (var left = 0; left < versions.Length; left++)
        {
            for (var right = 0; right < versions.Length; right++)
            {
                Assert.True(Math.Sign(VersionOrder.Compare(ecosystem, versions[left], versions[right]) ?? 9) == left.CompareTo(right), $"{ecosystem}: {versions[left]} and {versions[right]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Spellings_of_one_version_are_equal(string ecosystem, string spellings) =>
        Assert.All(spellings.Split(' '), spelling => Assert.Equal(0, VersionOrder.Compare(ecosystem, spellings.Split(' ')[0], spelling)));

    [Theory]
    [MemberData(nameof(NoVersions))]
    public void What_is_no_version_has_no_place(string ecosystem, string text) => Assert.Null(VersionOrder.Key(ecosystem, text));

    [Fact]
    public void A_version_longer_than_any_honest_one_has_no_place() => Assert.Null(VersionOrder.Key("npm", "1.0.0-" + new string('a', 300)));

    private static readonly string[] Ecosystems = ["npm", "PyPI", "NuGet", "RubyGems", "Go", "Debian", "Alpine"];

    private static readonly Gen<string> Names = Gen.Int[0, Ecosystems.Length - 1].Select(static at => Ecosystems[at]);

    /// <summary>Texts of the letters that mean something in versions, long and short.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.Char["0123456789.-_~+:!abrcdepv"].Array[0, 12], Gen.Char["019.-~a"].Array[200, 250]).Select(letters => "1" + new string(letters));

    [Fact]
    public void No_text_breaks_an_order_and_every_key_is_reproducible() =>
        Gen.Select(Texts, Names).Sample((text, ecosystem) => Assert.Equal(VersionOrder.Key(ecosystem, text), VersionOrder.Key(ecosystem, text)), iter: 20_000);

    [Fact]
    public void Orders_are_total() =>
        Gen.Select(Texts, Texts, Texts, Names).Sample(
            (a, b, c, ecosystem) =>
            {
                var (ab, bc, ac) = (VersionOrder.Compare(ecosystem, a, b), VersionOrder.Compare(ecosystem, b, c), VersionOrder.Compare(ecosystem, a, c));
                Assert.Equal(-Math.Sign(ab ?? 0), Math.Sign(VersionOrder.Compare(ecosystem, b, a) ?? 0));
                Assert.True(!(ab <= 0 && bc <= 0) || ac <= 0, $"{ecosystem}: {a}, {b}, {c}");
            },
            iter: 20_000);

    /// <summary>dpkg itself, where it is there.</summary>
    [Fact]
    public void Debian_versions_are_ordered_as_dpkg_orders_them()
    {
        Tool.Require("dpkg");
        string[] versions = ["1.0", "1.0-1", "1.0~rc1-1", "1.0+b1", "1:0.5", "0:1.0", "1.0-1~bpo12+1", "1.0-1+deb12u1", "1.0a", "1.0.a", "1.0-a", "2~", "2~~", "2", "10", "1.00", "1.0z+", "1.0Z"];
        foreach (var left in versions)
        {
            foreach (var right in versions.Where((_, at) => at % 3 == 0))
            {
                var relation = Math.Sign(VersionOrder.Compare("Debian", left, right)!.Value) switch { < 0 => "lt", 0 => "eq", _ => "gt" };
                Tool.Run("dpkg", "--compare-versions", left, relation, right);
            }
        }
    }
}
