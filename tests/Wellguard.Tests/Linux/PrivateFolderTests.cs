using Wellguard.Linux;
using Xunit;

namespace Wellguard.Tests.Linux;

public sealed class PrivateFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void One_that_is_missing_is_made_for_its_owner()
    {
        var path = Path.Combine(folder.Path, "a", "b");
        Assert.Null(PrivateFolder.Make(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void One_that_others_can_write_is_not_private(UnixFileMode mode)
    {
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | mode);
        Assert.Contains("others can write", PrivateFolder.Make(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_another_user_is_not_private() => Assert.Equal(Environment.UserName == "root" ? null : "it belongs to another user", PrivateFolder.Make("/usr"));

    /// <summary>Only root can make one of another user.</summary>
    [Fact]
    public void A_link_of_another_user_is_not_private()
    {
        Assert.SkipUnless(Environment.UserName == "root", "not root");
        var (mine, link) = (Path.Combine(folder.Path, "mine"), Path.Combine(folder.Path, "link"));
        Directory.CreateDirectory(mine, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(link, mine);
        Assert.Null(PrivateFolder.Make(link));
        Wellguard.Tests.Tool.Run("chown", "-h", "65534", link);
        Assert.Equal("it belongs to another user", PrivateFolder.Make(link));
        Assert.Equal("it belongs to another user", PrivateFolder.Make(link + "/"));
    }

    [Fact]
    public void One_that_cannot_be_made_is_no_problem() => Assert.Null(PrivateFolder.Make("/proc/none/x"));
}
