using Wellguard.Artifacts;
using Wellguard.Layers;
using Xunit;

namespace Wellguard.Tests.Layers;

public sealed class FilesystemTests
{
    [Fact]
    public void Later_layers_take_away_replace_and_add()
    {
        var files = new Filesystem([[Folder("a"), File("a/one"), File("a/two"), File("b/three")], [File("a/.wh.one"), File("b/three", 7), File("a/four")]]);

        Assert.Equal(["a", "a/four", "a/two", "b/three"], files.All.Select(placed => placed.Entry.Path));
        Assert.Equal(7, files.Find("b/three")!.Entry.Size);
        Assert.Equal([("a/one", false), ("b/three", true)], files.Removed.Select(removed => (removed.Entry.Path, removed.Replaced)).Order());
    }

    [Fact]
    public void An_opaque_folder_hides_lower_layers_only_whatever_the_order()
    {
        var files = new Filesystem([[File("a/one"), File("a/b/two")], [File("a/three"), File("a/.wh..wh..opq")]]);

        Assert.Equal(["a/three"], files.All.Select(placed => placed.Entry.Path));
    }

    [Fact]
    public void Entries_below_a_link_to_a_folder_land_in_that_folder_also_between_other_entries()
    {
        var files = new Filesystem([[Folder("usr/bin"), File("usr/bin/cat"), Link("bin", "usr/bin"), File("bin/ls"), File("usr/bin/dog"), File("bin/rm")]]);

        Assert.NotNull(files.Find("usr/bin/ls"));
        Assert.NotNull(files.Find("usr/bin/rm"));
        Assert.NotNull(files.Find("bin/dog"));
    }

    [Fact]
    public void A_folder_that_becomes_a_link_and_a_link_that_becomes_a_file_are_seen_as_such_at_once()
    {
        var files = new Filesystem([[File("x/one"), File("y/two")], [Link("x", "y"), File("x/three")], [File("y")]]);

        Assert.Equal(["x", "y"], files.All.Select(placed => placed.Entry.Path));
        Assert.Contains(files.Removed, removed => removed.Entry.Path == "x/one" && removed.ByLayer == 1);
        Assert.Contains(files.Removed, removed => removed.Entry.Path == "x/three" && removed.ByLayer == 2);
    }

    /// <summary>containerd and docker look with lstat: what is no directory goes.</summary>
    [Fact]
    public void A_directory_over_a_link_takes_its_place()
    {
        var files = new Filesystem([[Link("x", "x")], [Folder("x"), File("x/run.sh")]]);

        Assert.Equal(["x", "x/run.sh"], files.All.Select(placed => placed.Entry.Path));
    }

    [Fact]
    public void Outside_images_the_names_of_whiteouts_are_names()
    {
        var files = new Filesystem([[File("a"), File(".wh.a")]], hasWhiteouts: false);

        Assert.Equal([".wh.a", "a"], files.All.Select(placed => placed.Entry.Path));
    }

    [Fact]
    public void Loops_of_links_end()
    {
        var files = new Filesystem([[Link("a", "b"), Link("b", "a"), Link("c", "c/c/c"), File("a/x")]]);

        Assert.Null(files.Resolve("a"));
        Assert.Null(files.Resolve("c"));
        Assert.Null(files.Find("a/x"));
    }

    [Fact]
    public void A_chain_of_links_is_followed_to_its_end_or_to_the_limit_wherever_one_begins()
    {
        var links = Enumerable.Range(0, 100).Select(i => Link($"l{i}", $"l{i + 1}"));
        var files = new Filesystem([[.. links, File("l100")]]);
        Assert.Null(files.Resolve("l0"));
        Assert.Null(files.Resolve("l60"));
        Assert.Equal("l100", files.Resolve("l61")!.Entry.Path);
        Assert.Equal("l100", files.Resolve("l99")!.Entry.Path);
        Assert.Null(files.Resolve("l60"));
    }

    [Fact]
    public void A_loop_of_many_links_costs_each_of_them_once()
    {
        var files = new Filesystem([[.. Enumerable.Range(0, 200_000).Select(i => Link($"etc/cron.d/l{i}", $"l{(i + 1) % 200_000}"))]]);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.All(files.Links, link => Assert.Null(files.Resolve(link.Path)));
        Assert.All(files.Links, link => Assert.Empty(files.FilesUnder(link.Path)));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Folders_that_only_links_name_are_bounded_and_said()
    {
        var deep = string.Concat(Enumerable.Repeat("/d", 240));
        var files = new Filesystem([[.. Enumerable.Range(0, 2_500).SelectMany(i => (Entry[])[Link($"l{i}", $"/{i}{deep}"), File($"l{i}/x")])]]);
        Assert.Single(files.Shortfalls);
        Assert.Empty(new Filesystem([[File("a/b/c/d")]]).Shortfalls);
    }

    private static Entry File(string path, long size = 1) => new(path, EntryType.File, 0b110_100_100, size);

    private static Entry Folder(string path) => new(path, EntryType.Directory, 0b111_101_101, 0);

    private static Entry Link(string path, string target) => new(path, EntryType.SymbolicLink, 0b111_111_111, 0) { Link = target };
}
