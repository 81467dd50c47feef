using System.Diagnostics;
using System.Text;
using Wellguard.Signals;
using Wellguard.Signals.Content;
using Xunit;

namespace Wellguard.Tests.Signals;

public sealed class TextMatcherTests
{
    [Fact]
    public void A_match_is_found_with_its_group_line_and_column()
    {
        var hits = new List<(TextHit Hit, int Line, int Column)>();
        TextScan.Run(Matcher(), "one\ntwo KEY-abcdef\n"u8, "a/file", (hit, line, column) => hits.Add((hit, line, column)));
        var (hit, line, column) = Assert.Single(hits);
        Assert.Equal(("abcdef", 2, 9), (hit.Value, line, column));
    }

    [Fact]
    public void Matches_on_both_sides_of_a_piece_boundary_are_found_once()
    {
        var text = new StringBuilder();
        var expected = 0;
        while (text.Length < 700_000)
        {
            text.Append("some words that are not of interest to anybody\n");
            if (text.Length % 9 == 0)
            {
                text.Append("key-").Append((char)('a' + expected % 26)).Append("bcdef\n");
                expected++;
            }
        }

        var lines = text.ToString().Split('\n').Select((line, index) => (line, index)).Where(line => line.line.StartsWith("key-", StringComparison.Ordinal)).Select(line => line.index + 1).ToList();
        var found = new List<int>();
        TextScan.Run(Matcher(), Encoding.ASCII.GetBytes(text.ToString()), "a", (_, line, _) => found.Add(line));
        Assert.True(found.Distinct().Count() == found.Count);
        Assert.Subset(lines.ToHashSet(), found.ToHashSet());
        Assert.True(found.Count >= Math.Min(expected, TextMatcher.MaxHits));
    }

    [Fact]
    public void A_line_of_megabytes_full_of_literals_ends_in_time()
    {
        var watch = Stopwatch.StartNew();
        TextScan.Run(Matcher(), Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("key-", 1 << 20))), "a", (_, _, _) => { });
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), watch.Elapsed.ToString());
    }

    [Fact]
    public async Task Leaving_secrets_out_leaves_them_out()
    {
        var report = await Scanned.ReportOf(Artifacts.Corpus.Read("secrets/env-and-history.yml", 7), "secrets");
        Assert.DoesNotContain(report.Signals, signal => signal.Class == SignalClass.Secret);
    }

    [Fact]
    public async Task Made_up_values_are_no_secrets()
    {
        var signals = await Scanned.Text("""
            base: debian
            layers:
              - files:
                  - { path: srv/node_modules/a/test/key.pem, text: "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n-----END PRIVATE KEY-----\n" }
                  - { path: etc/ssh/ssh_host_rsa_key, text: "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n-----END RSA PRIVATE KEY-----\n" }
                  - { path: app/.env, text: "API_KEY=your-api-key-goes-here\nSECRET_KEY=changeme-please-now\nDB_PASSWORD=xxxxxxxxxxxxxxxx\n" }
            """);
        Assert.DoesNotContain(signals, signal => signal.Class == SignalClass.Secret && signal.Severity > Severity.Low);
        Assert.Equal(2, signals.Count(signal => signal.Rule == "content/secret-private-key"));
    }

    [Fact]
    public async Task A_docker_configuration_and_a_password_in_an_address_are_secrets()
    {
        var signals = await Scanned.Text("""
            base: debian
            env: { DATABASE_URL: "postgres://app:s3cr3tvalue9@db.internal.test/app" }
            layers:
              - files:
                  - { path: root/.docker/config.json, text: "{\"auths\":{\"r.test\":{\"auth\":\"dXNlcjpwYXNzd29yZDEyMzQ=\"}}}" }
                  - { path: root/.netrc, text: "machine git.test login ci password hunter22secret\n" }
            """);
        Assert.Contains(signals, signal => signal is { Rule: "content/secret-password-in-address", Where.Path: "config:Env" });
        Assert.Contains(signals, signal => signal is { Rule: "content/secret-credential-file", Where.Path: "root/.docker/config.json" });
        Assert.Contains(signals, signal => signal is { Rule: "content/secret-credential-file", Where.Path: "root/.netrc" });
    }

    private static TextMatcher Matcher()
    {
        var rule = new DataRule(new Rule("content/test", SignalClass.File, "", Severity.Low, Confidence.Low) { Why = "", Fix = "" });
        rule.Texts.Add(new TextMatch(["key-"], new Pattern("(?i)key-([a-z]{6})")) { Group = 1 });
        return new TextMatcher([rule]);
    }
}
