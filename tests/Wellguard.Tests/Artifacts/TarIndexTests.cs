using System.Text;
using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

/// <summary>The archive around an image is read as its layers are: as engines do.</summary>
public sealed class TarIndexTests
{
    private static readonly Dictionary<string, RawTar> Odd = new()
    {
        ["a link's size is nothing"] = Good().Add("x", Hidden(), '2', "y"),
        ["a GNU name wins over a later pax path"] = Good().LongName("manifest.json").Pax("path", "junk").File("zzz", "evil"),
        ["an empty pax path says nothing"] = Good().Pax("path", "").File("manifest.json", "evil"),
        ["a second pax header replaces the first"] = Good().Pax("path", "junk").Pax("mtime", "1").File("manifest.json", "evil"),
        ["an unknown type is a file"] = Good().File("manifest.json", "evil", 'A'),
    };

    public static TheoryData<string> Names => [.. Odd.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_file_that_engines_take_is_found_and_the_other_is_said(string name)
    {
        var bytes = Odd[name].ToArray();
        var index = TarIndex.Read(new MemoryStream(bytes), "t")!;
        Assert.Equal("evil", TextOf(bytes, index.Find("manifest.json")!.Value));
        Assert.Equal("manifest.json", Assert.Single(index.Repeated).What);
        Assert.Equal(["good", "evil"], index.Files.Select(file => TextOf(bytes, (file.Offset, file.Size))));
    }

    [Fact]
    public void The_same_file_twice_is_nothing_to_say()
    {
        var index = TarIndex.Read(new MemoryStream(Good().Link("l", "a").File("manifest.json", "good").Link("l", "a").Directory("d").Directory("d").ToArray()), "t")!;
        Assert.Empty(index.Repeated);
        Assert.Empty(index.Shortfalls);
        Assert.True(index.HasEnd);
    }

    [Fact]
    public void A_file_that_becomes_a_link_is_said()
    {
        Assert.Single(TarIndex.Read(new MemoryStream(Good().Link("manifest.json", "b").ToArray()), "t")!.Repeated);
        Assert.Single(TarIndex.Read(new MemoryStream(new RawTar().Link("a", "b").File("a", "x").ToArray()), "t")!.Repeated);
    }

    [Fact]
    public void Where_the_end_mark_is_missing_the_archive_has_no_end() =>
        Assert.False(TarIndex.Read(new MemoryStream(Good().ToArray()[..^1024]), "t")!.HasEnd);

    [Fact]
    public void Names_that_are_too_long_are_said_and_take_no_memory()
    {
        var tar = Good();
        for (var i = 0; i < 60; i++)
        {
            tar.Pax("path", i + string.Concat(Enumerable.Repeat("a/", 500_000))).File("z", "");
        }

        var bytes = tar.ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var index = TarIndex.Read(new MemoryStream(bytes), "t")!;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
        Assert.Equal(60, index.Shortfalls.Count);
        Assert.Single(index.Files);
    }

    private static RawTar Good() => new RawTar().File("manifest.json", "good");

    private static byte[] Hidden() => new RawTar().File("manifest.json", "evil").ToArray();

    private static string TextOf(byte[] bytes, (long Offset, long Size) place) => Encoding.UTF8.GetString(bytes, (int)place.Offset, (int)place.Size);
}
