using System.Globalization;
using System.Text;
using Wellguard.AttackTrees;
using Wellguard.Events;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.AttackTrees;

/// <summary>Recorded runs of the campaigns of tests/campaigns: the same events give the tree that is kept beside them. <c>WELLGUARD_UPDATE_GOLDEN=1</c> writes it again.</summary>
public sealed class GoldenTreeTests
{
    private static string Folder => Path.Combine(Golden.Repository, "tests", "campaigns", "golden");

    public static TheoryData<string> Recordings => [.. Directory.GetFiles(Folder, "*.events").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_same_events_give_the_same_tree(string name)
    {
        var golden = Path.Combine(Folder, name + ".tree");
        var tree = Tree(name);
        if (Environment.GetEnvironmentVariable("WELLGUARD_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(golden, tree);
        }

        Assert.Equal(File.ReadAllText(golden), tree);
        Assert.Equal(tree, Tree(name));
    }

    [Fact]
    public void A_chain_of_thousands_of_steps_is_cut_in_time()
    {
        var events = new List<Event> { new(1, EventKind.Start) { Source = "x", Process = 1, Object = "/bin/sh", Arguments = ["sh"] } };
        for (var i = 0; i < 3_000; i++)
        {
            var (process, at) = (i + 2, (i * 10) + 2);
            events.Add(new(at, EventKind.Fork) { Source = "x", Process = i + 1, Child = process });
            events.Add(new(at + 1, EventKind.Exec) { Source = "x", Process = process, Object = "/usr/bin/curl", Arguments = ["curl", $"http://a.example/{i}"], Result = 0 });
            events.Add(new(at + 2, EventKind.Connect) { Source = "x", Process = process, Object = "a.example:80", Result = 0 });
            events.Add(new(at + 3, EventKind.Download) { Source = "x", Object = $"http://a.example/{i}", Other = "elf" });
            events.Add(new(at + 4, EventKind.Write) { Source = "x", Process = process, Object = $"/tmp/{i}", Result = 3 });
            events.Add(new(at + 5, EventKind.Exec) { Source = "x", Process = process, Object = $"/tmp/{i}", Arguments = [$"/tmp/{i}"], Result = 0 });
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var report = Observed.Judge(new(Wellguard.Artifacts.ArtifactKind.Image, "x"), events, [], failed: false, Policy.Default, new DateOnly(2026, 1, 1));
        Assert.InRange(report.Tree.Nodes.Count, 2, 50);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    private static string Tree(string name)
    {
        using var events = File.OpenRead(Path.Combine(Folder, name + ".events"));
        var (artifact, happened, shortfalls, _) = Recording.Read(events, name);
        Assert.Empty(shortfalls);
        var report = Observed.Judge(artifact, happened, [], failed: false, Policy.Default, new DateOnly(2026, 1, 1));
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Verdict.Level} {report.Verdict.Score}, {report.Tree.RawEvents} events, {report.Tree.LostEvents} lost");
        foreach (var row in TreeOutline.Of(report.Tree))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{new string(' ', row.Last.Count * 2)}{row.Verb} {row.Node.Label} | {row.Node.Stage} {string.Join(' ', row.Node.Attack)} | {row.Node.AtMs} ms");
        }

        return text.ToString();
    }
}
