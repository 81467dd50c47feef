using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

/// <summary>What an entry is called, where tar readers differ: as umoci unpacks it, which reads tar as the other container engines do.</summary>
public sealed class TarWalkerTests
{
    private static readonly Dictionary<string, RawTar> Odd = new()
    {
        ["a GNU name wins over a pax path"] = new RawTar().LongName("etc/right").Pax("path", "wrong").File("header", "x"),
        ["a GNU name wins over a later pax path"] = new RawTar().Pax("path", "wrong").LongName("etc/right").File("header", "x"),
        ["a GNU name ends at its NUL"] = new RawTar().LongName("etc/right\0more").File("header", "x"),
        ["an empty GNU name says nothing"] = new RawTar().LongName("").File("etc/right", "x"),
        ["a second pax header replaces the first"] = new RawTar().Pax("path", "wrong").Pax("mtime", "1").File("etc/right", "x"),
        ["an empty pax path says nothing"] = new RawTar().Pax("path", "").File("etc/right", "x"),
        ["a global path is ignored"] = new RawTar().Pax("path", "wrong", 'g').File("etc/right", "x"),
        ["a global size is ignored"] = new RawTar().Pax("size", "0", 'g').File("etc/right", "x"),
        ["a global header drops the extended one"] = new RawTar().Pax("path", "wrong").Pax("comment", "c", 'g').File("etc/right", "x"),
        ["a sparse name wins, format 1.0"] = new RawTar().Pax([("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "etc/right"), ("GNU.sparse.realsize", "1")]).File("wrong", "1\n0\n1\n" + new string('\0', 506) + "x"),
        ["a sparse name wins, format 0.1"] = new RawTar().Pax([("GNU.sparse.size", "1"), ("GNU.sparse.numblocks", "1"), ("GNU.sparse.map", "0,1"), ("GNU.sparse.name", "etc/right")]).File("wrong", "x"),
        ["a sparse name without a map says nothing"] = new RawTar().Pax("GNU.sparse.name", "wrong").File("etc/right", "x"),
        ["a prefix under ustar"] = new RawTar().Add("right", "x"u8.ToArray(), '0', change: header => "etc"u8.CopyTo(header.AsSpan(345))),
        ["a prefix under GNU's magic, where times stand"] = new RawTar().Add("right", "x"u8.ToArray(), '0', change: header =>
        {
            "ustar  \0"u8.CopyTo(header.AsSpan(257));
            "etc"u8.CopyTo(header.AsSpan(345));
        }),
    };

    public static TheoryData<string> Names => [.. Odd.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_has_the_name_that_engines_unpack_it_under(string name)
    {
        var (entries, _) = Walk(Odd[name].ToArray());
        Assert.Equal([("etc/right", "x")], entries);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Umoci_unpacks_it_under_that_name(string name)
    {
        Tool.Require("umoci");
        if (name.StartsWith("a global", StringComparison.Ordinal))
        {
            Assert.Skip("umoci refuses global headers, other engines ignore them");
        }

        using var layout = new HandMadeLayout();
        var tar = Odd[name].ToArray();
        var layer = layout.Add(tar);
        var config = layout.Add($$$"""{"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": ["{{{layer}}}"]}}""");
        var manifest = $$"""{"schemaVersion": 2, "mediaType": "{{MediaTypes.OciManifest}}", "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "{{config}}", "size": {{layout.SizeOf(config)}}}, "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "{{layer}}", "size": {{tar.Length}}}]}""";
        var digest = layout.Add(manifest);
        File.WriteAllText(Path.Combine(layout.Root, "index.json"), $$$"""{"schemaVersion": 2, "manifests": [{"mediaType": "{{{MediaTypes.OciManifest}}}", "digest": "{{{digest}}}", "size": {{{manifest.Length}}}, "annotations": {"org.opencontainers.image.ref.name": "latest"}}]}""");
        var target = Path.Combine(layout.Root, "unpacked");
        Tool.Run("umoci", "unpack", "--rootless", "--image", layout.Root + ":latest", target);
        var files = Directory.EnumerateFiles(Path.Combine(target, "rootfs"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Path.Combine(target, "rootfs"), file));
        Assert.Equal(["etc/right"], files);
    }

    [Fact]
    public void Headers_about_which_readers_disagree_are_said()
    {
        Assert.Contains(Walk(new RawTar().Pax("path", "a", 'g').File("b", "x").ToArray()).Problems, problem => problem == ArchiveProblem.HeaderDisagreement);
        Assert.Contains(Walk(new RawTar().File("PaxHeaders/x", "9999 path=a\n", 'x').File("b", "x").ToArray()).Problems, problem => problem == ArchiveProblem.BadHeader);
        Assert.Contains(Walk(new RawTar().Pax("path", "a\0b").File("b", "x").ToArray()).Problems, problem => problem == ArchiveProblem.BadHeader);
        Assert.Empty(Walk(new RawTar().Pax("comment", "of a commit", 'g').Pax("mtime", "1.5").File("b", "x").ToArray()).Problems);
    }

    private static (List<(string Path, string Content)> Entries, List<ArchiveProblem> Problems) Walk(byte[] tar)
    {
        var visitor = new Collector();
        var blocks = new Queue<ReadOnlyMemory<byte>>([tar]);
        new TarWalker(new BlockReader(() => blocks.TryDequeue(out var block) ? block : default), visitor).Walk(CancellationToken.None);
        return (visitor.Entries, visitor.Problems);
    }

    private sealed class Collector : EntryVisitor
    {
        private readonly List<byte> _content = [];
        private string _path = "";

        public List<(string, string)> Entries { get; } = [];
        public List<ArchiveProblem> Problems { get; } = [];

        public override bool Begin(Entry entry)
        {
            _path = entry.Path;
            _content.Clear();
            return true;
        }

        public override void Content(ReadOnlySpan<byte> piece) => _content.AddRange(piece);

        public override void End() => Entries.Add((_path, System.Text.Encoding.UTF8.GetString([.. _content])));

        public override void Problem(ArchiveProblem problem, string path, string detail) => Problems.Add(problem);
    }
}
