using Xunit;

namespace Wellguard.Verdicts;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c", "abcd", false)]
    [InlineData("/opt/*", "/opt/a/b", true)]
    [InlineData("?", "a", true)]
    [InlineData("?", "", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("", "a", false)]
    public void A_star_is_any_text_and_a_question_mark_one_character(string pattern, string text, bool matches) => Assert.Equal(matches, Glob.Matches(pattern, text));

    [Fact]
    public void A_pattern_of_stars_takes_no_exponential_time() => Assert.False(Glob.Matches(string.Concat(Enumerable.Repeat("a*", 500)) + "b", new string('a', 5000)));
}
