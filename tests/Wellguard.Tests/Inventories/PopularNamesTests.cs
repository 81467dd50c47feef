using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

public sealed class PopularNamesTests
{
    private static readonly PopularNames Names = new(
    [
        KeyValuePair.Create("npm-known.txt", "lodash\nexpress\nreact\ncross-env\nis-date\nd3-time\n@types/node\n@babel/core\n@babel/parser\nangular-router\nms\ncolor\ncolors\nrimraf\nmoment\nfs-extra\n"),
        KeyValuePair.Create("pypi-known.txt", "# most popular first\r\nrequests\r\ntyping_extensions\r\nnumpy\r\npython-dateutil\r\nurllib3\r\ncryptography\r\nBeautifulSoup4\r\n"),
    ]);

    [Theory]
    [InlineData("npm", "l\u043edash", LikenessKind.Alphabet, "lodash")]
    [InlineData("npm", "\uff45xpress", LikenessKind.Alphabet, "express")]
    [InlineData("npm", "lod\u00e4sh", LikenessKind.Alphabet, "lodash")]
    [InlineData("npm", "l0dash", LikenessKind.Digits, "lodash")]
    [InlineData("npm", "rirnraf", LikenessKind.Digits, "rimraf")]
    [InlineData("npm", "expres", LikenessKind.Doubled, "express")]
    [InlineData("npm", "lodaash", LikenessKind.Doubled, "lodash")]
    [InlineData("npm", "crossenv", LikenessKind.Separators, "cross-env")]
    [InlineData("npm", "cross.env", LikenessKind.Separators, "cross-env")]
    [InlineData("npm", "types-node", LikenessKind.Scope, "@types/node")]
    [InlineData("npm", "@bable/core", LikenessKind.Scope, "@babel")]
    [InlineData("npm", "lodahs", LikenessKind.Exchanged, "lodash")]
    [InlineData("npm", "lodasj", LikenessKind.Key, "lodash")]
    [InlineData("npm", "lodsh", LikenessKind.Slip, "lodash")]
    [InlineData("npm", "router-angular", LikenessKind.Words, "angular-router")]
    [InlineData("npm", "moments", LikenessKind.Plural, "moment")]
    [InlineData("npm", "express-official", LikenessKind.Affix, "express")]
    [InlineData("npm", "node-lodash", LikenessKind.Affix, "lodash")]
    [InlineData("pypi", "reqeusts", LikenessKind.Exchanged, "requests")]
    [InlineData("pypi", "request", LikenessKind.Plural, "requests")]
    [InlineData("pypi", "pythondateutil", LikenessKind.Separators, "python-dateutil")]
    [InlineData("pypi", "crypotgraphy", LikenessKind.Exchanged, "cryptography")]
    [InlineData("pypi", "requests-beta", LikenessKind.Affix, "requests")]
    public void A_name_that_is_made_to_be_mistaken_says_for_which_and_how(string type, string name, LikenessKind kind, string original) => Assert.Equal(new Likeness(kind, original), Names.Imitated(type, name));

    [Theory]
    [InlineData("npm", "lodash")]
    [InlineData("npm", "Lodash")]
    [InlineData("npm", "colors")] // both are known
    [InlineData("npm", "d3-tile")] // a family of names
    [InlineData("npm", "is-data")]
    [InlineData("npm", "mz")] // short
    [InlineData("npm", "react2")] // a version
    [InlineData("npm", "@babel/traverse")] // of the scope itself
    [InlineData("npm", "@acme/lodash")] // a fork under its own scope
    [InlineData("npm", "leftover")]
    [InlineData("pypi", "typing-extensions")] // PEP 503: the same name
    [InlineData("pypi", "Typing.Extensions")]
    [InlineData("pypi", "urllib2")]
    [InlineData("pypi", "lodahs")] // of another ecosystem
    [InlineData("gem", "reqeusts")]
    public void An_honest_name_looks_like_none(string type, string name) => Assert.Null(Names.Imitated(type, name));

    [Theory]
    [InlineData("npm-top-10000.txt", "npm")]
    [InlineData("pypi-2026.txt", "pypi")]
    [InlineData("nuget-x.txt", "nuget")]
    [InlineData("notes.txt", null)]
    [InlineData("npm-top.csv", null)]
    [InlineData("maven-x.txt", null)]
    public void The_name_of_a_file_says_its_ecosystem(string file, string? type) => Assert.Equal(type, PopularNames.TypeOf(file));

    [Fact]
    public void Hostile_names_look_like_none_and_take_no_time()
    {
        string[] names = ["", "\ud800", "@", "@/", "/", "---", new('a', 1_000_000), new('\u0430', 214), "@" + new string('x', 200) + "/y", "\0lodash", string.Concat(Enumerable.Repeat("lodash-", 30)), "l\u0301\u0301\u0301\u0301odash\ud83d"];
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.All(names, name => Names.Imitated("npm", name));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_hostile_list_is_cut_and_not_believed()
    {
        var names = new PopularNames([KeyValuePair.Create("npm-x.txt", string.Join('\n', Enumerable.Range(0, 300_000)) + "\n" + new string('x', 5_000_000) + "\n\ud800\n\0\n")]);
        Assert.Equal(200_000, names.Count("npm"));
        Assert.Null(names.Imitated("npm", new string('x', 200)));
    }

    [Fact]
    public void The_digest_is_of_all_that_is_known()
    {
        Assert.Null(PopularNames.None.Digest);
        Assert.NotEqual(new PopularNames([KeyValuePair.Create("npm-a.txt", "x")]).Digest, new PopularNames([KeyValuePair.Create("npm-a.txt", "y")]).Digest);
    }

    [Fact]
    public void Distance_is_the_same_both_ways_and_stops_at_the_limit()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var one = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)('a' + random.Next(5))));
            var other = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)('a' + random.Next(5))));
            var distance = TypingDistance.Between(one, other, 12);
            Assert.Equal(distance, TypingDistance.Between(other, one, 12));
            Assert.Equal(one == other, distance == 0);
            Assert.Equal(Math.Min(distance, 4 + 1), TypingDistance.Between(one, other, 4));
        }
    }
}
