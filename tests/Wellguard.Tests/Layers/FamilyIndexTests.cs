using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Tests.Programs;
using Xunit;

namespace Wellguard.Tests.Layers;

public sealed class FamilyIndexTests
{
    private static readonly uint[] One = [.. Enumerable.Range(1, 60).Select(static i => (uint)i * 7919)];
    private static readonly uint[] Two = [.. Enumerable.Range(1, 40).Select(static i => ((uint)i * 104_729) + 1)];

    [Fact]
    public void What_was_added_is_found_with_its_share_and_label()
    {
        var index = Index(("first", One), ("second", Two));
        Assert.Equal((2, 2), (index.Labels, index.Programs));
        Assert.Equal(new FamilyMatch("first", 1), index.Find(One));
        Assert.Equal(new FamilyMatch("second", 1), index.Find([.. Two.Concat(Enumerable.Range(1, 500).Select(static i => (uint)i)).Order()]));
        Assert.Equal("first", index.Find([.. One.Take(45)])!.Label);
        Assert.Equal(0.75, index.Find([.. One.Take(45)])!.Share);
    }

    [Fact]
    public void Less_than_most_of_a_program_is_no_family()
    {
        Assert.Null(Index(("first", One)).Find([.. One.Take(40)]));
        Assert.Null(Index(("first", One)).Find([]));
        Assert.Null(Index().Find(One));
    }

    [Fact]
    public void A_copy_adds_nothing_and_the_same_input_gives_the_same_bytes()
    {
        var builder = new FamilyIndexBuilder();
        builder.Add("first", One);
        builder.Add("copy", [.. One.Take(58)]);
        Assert.Equal((1, 1), (builder.Programs, builder.Copies));
        Assert.Equal(Bytes(("a", One), ("b", Two)), Bytes(("a", One), ("b", Two)));
    }

    [Fact]
    public void What_benign_code_has_too_is_no_family()
    {
        var builder = new FamilyIndexBuilder();
        builder.Add("library", One);
        builder.Add("changed library", [.. One.Concat(Two).Order()]);
        builder.Subtract(One);
        var index = FamilyIndex.Read(builder.Build(), "x");
        Assert.Null(index.Find(One));
        Assert.Equal("changed library", index.Find(Two)!.Label);
    }

    [Fact]
    public void What_many_different_programs_have_is_boilerplate()
    {
        var builder = new FamilyIndexBuilder();
        for (var i = 0; i < 20; i++)
        {
            builder.Add("f" + i, [.. One.Concat(Enumerable.Range(0, 60).Select(j => 1_000_000u + (uint)((i * 1000) + j))).Order()]);
        }

        var index = FamilyIndex.Read(builder.Build(), "x");
        Assert.Equal(20, index.Programs);
        Assert.Null(index.Find(One));
    }

    [Fact]
    public void A_damaged_index_is_refused_and_never_read_beyond()
    {
        var whole = Bytes(("first", One), ("second", Two));
        for (var cut = 0; cut < whole.Length; cut++)
        {
            Assert.Throws<UnreadableException>(() => FamilyIndex.Read(whole[..cut], "x"));
        }

        var random = new Random(3);
        for (var i = 0; i < 3_000; i++)
        {
            byte[] bent = [.. whole];
            bent[random.Next(whole.Length)] = (byte)random.Next(256);
            try
            {
                FamilyIndex.Read(bent, "x").Find(One);
            }
            catch (UnreadableException)
            {
            }
        }
    }

    [Fact]
    public void Renamed_code_is_of_the_family_of_what_it_was_made_of()
    {
        var index = Index(("collector", CodeFingerprintTests.Of("python", CodeFingerprintTests.Python)), ("sender", CodeFingerprintTests.Of("javascript", CodeFingerprintTests.JavaScript)));
        Assert.Equal("collector", index.Find(CodeFingerprintTests.Of("python", CodeFingerprintTests.Renamed(CodeFingerprintTests.Python, "walk", "found", "entry", "collector")))!.Label);
        Assert.Equal("sender", index.Find(CodeFingerprintTests.Of("javascript", CodeFingerprintTests.Renamed(CodeFingerprintTests.JavaScript, "collect", "found", "entry", "send")))!.Label);
    }

    private static FamilyIndex Index(params (string Label, uint[] Hashes)[] programs) => FamilyIndex.Read(Bytes(programs), "x");

    private static byte[] Bytes(params (string Label, uint[] Hashes)[] programs)
    {
        var builder = new FamilyIndexBuilder();
        foreach (var (label, hashes) in programs)
        {
            builder.Add(label, hashes);
        }

        return builder.Build();
    }
}
