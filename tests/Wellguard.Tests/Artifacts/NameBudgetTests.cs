using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

public sealed class NameBudgetTests
{
    [Fact]
    public void A_folder_costs_once_and_its_files_their_names()
    {
        var once = NameBudget.CostOf([File("a/b/c")]);
        Assert.Equal(5, NameBudget.CostOf([File("a/b/c"), File("a/b/d")]) - once);
        Assert.Equal(8, NameBudget.CostOf([File("a/b/c"), File("a/d"), File("a/b/d")]) - once);
        Assert.Equal(once, NameBudget.CostOf([new Entry("a/b/c", EntryType.SymbolicLink, 0, 0) { Link = "1234567" }]) - 7);
    }

    [Fact]
    public void A_million_files_of_usual_names_fit_and_deep_new_folders_do_not()
    {
        var budget = new NameBudget();
        Assert.All(Enumerable.Range(0, 500_000), i => Assert.True(budget.TryAdd(File($"usr/lib/python3/dist-packages/package{i / 100}/module/file{i}.py"))));
        var deep = new NameBudget();
        var folders = string.Concat(Enumerable.Repeat("d/", 120));
        Assert.Contains(Enumerable.Range(0, 10_000), i => !deep.TryAdd(File($"{i}/{folders}x")));
    }

    [Fact]
    public async Task A_layer_of_deep_names_is_partial()
    {
        var tar = new RawTar();
        var folders = string.Concat(Enumerable.Repeat("d/", 200));
        for (var i = 0; i < 4_000; i++)
        {
            tar.LongName($"{i}/{folders}x").File("x", "");
        }

        var report = await Pipeline.ScanAsync(RawTar.Image(new ImageConfig { Os = "linux", Architecture = "amd64" }, tar.ToArray()), new ScanOptions(Policy.Default, new DateOnly(2026, 11, 24)), CancellationToken.None);
        Assert.Contains(report.Completeness.Reasons, reason => reason.Why == NameBudget.Exhausted);
        Assert.NotEqual(Level.Clean, report.Verdict.Level);
    }

    [Fact]
    public void Entries_with_long_names_count_as_several_of_an_image()
    {
        var facts = new LayerFacts();
        facts.Entries.AddRange(Enumerable.Range(0, 10).Select(i => File(new string((char)('a' + i), 4_000))));
        Assert.Equal(400, EntryBudget.CountOf(facts));
    }

    private static Entry File(string path) => new(path, EntryType.File, 0b110_100_100, 1);
}
