using System.Text.RegularExpressions;
using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals;

public sealed class RequiredLiteralsTests
{
    [Theory]
    [InlineData(@"\.aws/(credentials|config)|id_rsa\b", new[] { ".aws/", "id_rsa" })]
    [InlineData(@"(?i)(moneroocean\.stream|supportxmr\.com)\b", new[] { "moneroocean.stream", "supportxmr.com" })]
    [InlineData(@"^/(tmp|var/tmp)/", new[] { "tmp", "var/tmp" })]
    [InlineData(@"colou?r", new[] { "colo" })]
    [InlineData(@"abc+d", new[] { "abc" })]
    [InlineData(@"(abc)?x", null)]
    [InlineData(@"abc|.", null)]
    [InlineData(@"a{0,2}bcd", new[] { "bcd" })]
    [InlineData(@"[abc]def\d+", new[] { "def" })]
    public void Words_are_those_of_every_alternative(string pattern, string[]? expected) => Assert.Equal(expected, RequiredLiterals.Of(pattern));

    [Fact]
    public void Every_pattern_of_the_rules_can_be_built_and_keeps_its_promise()
    {
        var patterns = RuleBook.Data.SelectMany(rule => rule.Effects.SelectMany(match => new[] { match.Line, match.Object, match.Origin, match.Text })
            .Concat(rule.Variables.SelectMany(match => new[] { match.Name, match.Value })).Concat(rule.Files.Select(match => match.Path)).Concat(rule.Texts.SelectMany(match => new[] { match.Pattern, match.Paths }))).OfType<Pattern>().ToList();
        var texts = Directory.EnumerateFiles(Path.Combine(Artifacts.Corpus.Root), "*.yml", SearchOption.AllDirectories).SelectMany(File.ReadAllLines).ToList();
        Assert.True(patterns.Count > 100);
        foreach (var pattern in patterns)
        {
            Assert.True(pattern.Linear.Options.HasFlag(RegexOptions.NonBacktracking));
            foreach (var text in texts.Where(text => pattern.Linear.IsMatch(text)))
            {
                Assert.True(pattern.IsMatch(text), $"{pattern} does not see: {text}");
            }
        }
    }
}
