using Wellguard.Artifacts;
using Wellguard.Programs;
using Xunit;

namespace Wellguard.Tests.Programs;

public sealed class EvaluationFenceTests
{
    private readonly List<Shortfall> shortfalls = [];

    [Fact]
    public void A_bug_that_one_file_finds_costs_that_file_alone()
    {
        var fence = new EvaluationFence(TimeSpan.FromMinutes(1));
        var read = new List<string>();
        foreach (var path in (string[])["a", "b", "c"])
        {
            fence.Run(path, shortfalls, path, (in string name) => read.Add(name == "b" ? throw new InvalidOperationException("x") : name));
        }

        Assert.Equal(["a", "c"], read);
        Assert.Equal([new Shortfall("analyse", "b", "internal error InvalidOperationException")], shortfalls);
    }

    [Fact]
    public void What_ends_a_scan_ends_it_and_leaves_the_thread_its_time()
    {
        Assert.Throws<OperationCanceledException>(() => new EvaluationFence(TimeSpan.FromMilliseconds(1)).Run("a", shortfalls, 1, static (in int _) => throw new OperationCanceledException()));
        Thread.Sleep(5);
        Assert.True(EvaluationFence.HasTime);
    }

    [Fact]
    public void When_the_time_is_over_it_is_said_and_nothing_further_is_read()
    {
        var fence = new EvaluationFence(TimeSpan.FromMilliseconds(20));
        var analysis = new Analysis();
        var steps = 0;
        fence.Run("a", shortfalls, analysis, (in Analysis running) =>
        {
            while (running.HasTime())
            {
                steps++;
            }
        });
        fence.Run("b", shortfalls, analysis, (in Analysis _) => steps = -1);
        Assert.True(steps > 0);
        Assert.Equal([EvaluationFence.TimeIsOver], analysis.Problems);
        Assert.Equal([new Shortfall("analyse", "a", EvaluationFence.TimeIsOver), new Shortfall("analyse", "", EvaluationFence.TimeIsOver)], shortfalls);
        Assert.True(EvaluationFence.HasTime);
    }
}
