using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Corpora;

/// <summary>Real malicious packages, one of each family, read in memory and never unpacked. They lie beside the repository, not in it.</summary>
public sealed class PackageCorpusTests
{
    /// <summary>Of all families at least this share is blocked; what was measured last is in bench/RESULTS.md.</summary>
    private const double Share = 0.83;

    [Fact]
    public async Task Families_are_blocked_and_each_report_has_trigger_place_and_decoded_text()
    {
        var file = Path.Combine(Architecture.Sources.Root, "../shared/corpus/pypi-malware/pypi-malware.zip");
        Assert.SkipUnless(File.Exists(file), "../shared/corpus/pypi-malware is not here");
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WELLGUARD_ALL") == "1", "a long lane: ./test --all");
        var cancel = TestContext.Current.CancellationToken;
        var open = new OpenOptions(Path.GetTempPath()) { Password = "infected" };
        var scan = new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)) { Without = new HashSet<string> { "known-bad", "lookalike", "family" } };
        var (all, blocked) = (0, 0);
        var wrong = new List<string>();
        foreach (var entry in await ArchiveEntries.ListAsync(Target.Parse("archive:" + file), open, cancel))
        {
            all++;
            try
            {
                foreach (var image in await ImageSources.OpenAsync(await entry.ReadAsync(cancel), entry.Name, open with { Password = null }, cancel))
                {
                    var report = await Pipeline.ScanAsync(image, scan, cancel);
                    if (report.Verdict.Decision == Decision.Block)
                    {
                        blocked++;
                        wrong.AddRange(Lacking(report).Select(lacking => $"{entry.Name[(entry.Name.IndexOf('!', StringComparison.Ordinal) + 1)..]}: {lacking}"));
                    }
                }
            }
            catch (UnreadableException)
            {
                // Told, and no verdict.
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(20)));
        Assert.True(blocked >= all * Share, $"{blocked} of {all}");
    }

    private static IEnumerable<string> Lacking(Report report)
    {
        var strong = report.Signals.Where(static signal => signal.Severity >= Severity.High && signal.Rule.StartsWith("content/", StringComparison.Ordinal)).ToList();
        if (!strong.Exists(static signal => signal.Where is { Path: not null, Line: > 0, Column: > 0 }))
        {
            yield return "no strong signal has its file, line and column";
        }

        foreach (var signal in strong.Where(static signal => signal.Effect is { Decoding.Count: > 0, Text.Length: > 0 }))
        {
            if (!signal.Evidence.Any(static evidence => evidence.Kind == EvidenceKind.Decoded))
            {
                yield return signal.Rule + " shows no decoded text";
            }
        }
    }
}
