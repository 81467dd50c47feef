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

    private static string Tree(string name)
    {
        using var events = File.OpenRead(Path.Combine(Folder, name + ".events"));
        var (artifact, happened, broken) = Recording.Read(events, name);
        Assert.Null(broken);
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
