using Wellguard.Fuzz.Driver;
using Wellguard.Fuzz.Seeds;
using Wellguard.Fuzz.Targets;
using Xunit;

namespace Wellguard.Tests.Fuzz;

/// <summary>A few inputs of each target that opens or reads packages, always the same; <c>./test --all</c> takes five minutes each.</summary>
public sealed class SmokeTests
{
    private const int Inputs = 150;

    [Theory]
    [InlineData("packages")]
    [InlineData("msbuild")]
    [InlineData("evaluator")]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public void A_changed_seed_breaks_nothing(string name)
    {
        var target = FuzzTarget.All.Single(target => target.Name == name);
        var seeds = SeedSource.Of(name);
        Assert.True(seeds.Count >= 6, $"only {seeds.Count} seeds");
        var random = new Random(1);
        var (execution, mutator) = (new Execution(target), new Mutator(random, target.Tokens, target.IsText));
        foreach (var input in seeds.Concat(Enumerable.Range(0, Inputs).Select(_ => mutator.Mutate(seeds[random.Next(seeds.Count)], seeds[random.Next(seeds.Count)]))))
        {
            var fault = execution.Run(input);
            Assert.True(fault is null, $"{fault?.Text}\n{Convert.ToBase64String(input)}");
        }
    }
}
