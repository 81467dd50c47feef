namespace Wellguard.Fuzz.Seeds;

internal static class AdvisorySeeds
{
    public static IEnumerable<byte[]> All()
    {
        yield return SeedSource.Labelled("record", """{"schema_version":"1.6.0","id":"MAL-2026-1","modified":"2026-08-21T00:00:00Z","published":"2026-08-20T00:00:00Z","withdrawn":null,"summary":"a","aliases":["GHSA-1"],"affected":[{"package":{"ecosystem":"npm","name":"@a/b"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.0"},{"introduced":"2.0.0-rc.1"},{"last_affected":"2.1.0"}]}],"versions":["1.0.0","3.0.0"]}],"database_specific":{"severity":"HIGH","cwe_ids":["CWE-506"]}}""");
        yield return SeedSource.Labelled("record", """{"id":"PYSEC-1","modified":"2026-08-21T00:00:00Z","details":"a\nb","severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],"affected":[{"package":{"ecosystem":"PyPI","name":"A_b"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"1.0"},{"limit":"2.0"}]},{"type":"GIT","repo":"x","events":[{"introduced":"0"}]}],"versions":["1.0","1!1.0rc1.post2.dev3+a.1"]},{"package":{"ecosystem":"Debian:12","name":"x"},"versions":["1:1.0~rc1-1+b1"]}]}""");
        yield return SeedSource.Labelled("versions", "1.2.3-alpha.1+b\n1!1.0rc1.post2.dev3+ubuntu.1\n1.0.0.4-BETA\n1.0.a.1-2\nv0.0.0-20191109021931-daa7c04131f5\n1:2.30~rc1-1+deb12u1\n1.2.3a_p1-r2\nCVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N\nAV:N/AC:L/Au:N/C:N/I:N/A:C\n");
    }
}
