using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals;

public sealed class CaselessWordTests
{
    [Theory]
    [InlineData("xmrig", "./XMRig -o pool", true)]
    [InlineData("xmrig", "xmri", false)]
    [InlineData("xmrig", "xmrixmrig", true)]
    [InlineData("--algo", "--alg --ALGO", true)]
    [InlineData("tte", "attte", true)]
    [InlineData("|sh", "a|s|sh", true)]
    [InlineData("|sh", "", false)]
    [InlineData("a", "A", true)]
    public void The_word_is_found_where_it_stands(string word, string text, bool expected) => Assert.Equal(expected, new CaselessWord(word).IsIn(text));

    [Fact]
    public void It_says_what_the_runtime_says()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = Text(random.Next(0, 40));
            var word = Text(random.Next(1, 5)).ToLowerInvariant();
            Assert.Equal(text.Contains(word, StringComparison.OrdinalIgnoreCase), new CaselessWord(word).IsIn(text));
        }

        string Text(int length) => new([.. Enumerable.Range(0, length).Select(_ => "aAbBzZ/-1"[random.Next(9)])]);
    }
}
