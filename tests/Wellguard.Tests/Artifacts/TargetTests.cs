using Xunit;

namespace Wellguard.Artifacts;

public sealed class TargetTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("wellguard-targets-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Make(string path, byte[]? content = null)
    {
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content ?? []);
        return full;
    }

    [Fact]
    public void A_directory_is_recognised_by_what_is_in_it()
    {
        Make("layout/oci-layout");
        Make("rootfs/usr/bin/x");
        Directory.CreateDirectory(Path.Combine(root, "rootfs/etc"));
        File.CreateSymbolicLink(Path.Combine(root, "rootfs/etc/os-release"), "/usr/lib/nowhere");
        Make("code/main.c");
        Assert.Equal(TargetKind.Oci, Target.Parse(Path.Combine(root, "layout")).Kind);
        Assert.Equal(TargetKind.Rootfs, Target.Parse(Path.Combine(root, "rootfs")).Kind);
        Assert.Equal(TargetKind.Workspace, Target.Parse(Path.Combine(root, "code")).Kind);
    }

    [Fact]
    public void A_file_is_recognised_by_its_first_bytes()
    {
        Assert.Equal(TargetKind.Function, Target.Parse(Make("f.bin", [.. "PK\x03\x04"u8])).Kind);
        Assert.Equal(TargetKind.ImageArchive, Target.Parse(Make("i.bin", [0x1F, 0x8B, 8])).Kind);
        Assert.Contains("neither an image", Assert.Throws<UnreadableException>(() => Target.Parse(Make("t.txt", [.. "hello"u8]))).Why, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<UnreadableException>(() => Target.Parse(Make("e.txt"))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_path_that_exists_ends_where_the_tag_begins()
    {
        var path = Make("a:b/oci-layout")[..^"/oci-layout".Length];
        var target = Target.Parse($"oci:{path}:example.test/x:1");
        Assert.Equal(path, target.Location);
        Assert.Equal("example.test/x:1", target.Tag);
        Assert.Null(Target.Parse($"oci:{path}").Tag);
    }

    [Theory]
    [InlineData("registry.example:5000/a/b:1")]
    [InlineData("localhost/a")]
    [InlineData("[::1]:5000/a")]
    [InlineData("registry:127.0.0.1:5000/a@sha256:00")]
    public void A_reference_with_a_host_is_a_registrys(string text) => Assert.Equal(TargetKind.Registry, Target.Parse(text).Kind);

    [Theory]
    [InlineData("nginx", "HOST/nginx")]
    [InlineData("library/nginx:1", "HOST/library/nginx:1")]
    [InlineData("registry:nginx", "HOST/nginx")]
    [InlineData("./missing.tar", "no such file")]
    [InlineData("missing.tar", "no such file")]
    [InlineData("oci:", "say what")]
    [InlineData("oci:/missing/x:1", "no such file")]
    [InlineData("rootfs:/missing/x", "no such file")]
    public void What_is_not_there_is_a_usage_error_with_a_hint(string text, string hint) =>
        Assert.Contains(hint, Assert.Throws<UsageException>(() => Target.Parse(text)).Message, StringComparison.Ordinal);
}
