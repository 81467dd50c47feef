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

    private static Entry File(string path, long size = 1) => new(path, EntryType.File, 0b110_100_100, size);

    private static Entry Folder(string path) => new(path, EntryType.Directory, 0b111_101_101, 0);

    private static Entry Link(string path, string target) => new(path, EntryType.SymbolicLink, 0b111_111_111, 0) { Link = target };
}
