using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.Registries.Packages;
using Xunit;

namespace Wellguard.Tests.Registries.Packages;

public sealed class NuGetContentTests
{
    /// <summary>Against what NuGet wrote beside the packages that this build restored.</summary>
    [Fact]
    public void The_digest_of_the_content_is_the_one_that_NuGet_computes()
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");
        var packages = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.nupkg", SearchOption.AllDirectories).Where(static path => new FileInfo(path).Length < 8 << 20).Take(40).ToList() : [];
        Assert.SkipWhen(packages.Count == 0, "there is no package of NuGet");
        foreach (var package in packages)
        {
            using var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(package)!, ".nupkg.metadata")));
            var expected = Integrity.OfBase64("sha512", metadata.RootElement.GetProperty("contentHash").GetString()!);
            var bytes = ByteSource.OfFile(package, static _ => null);
            Assert.True(expected == PackageStore.DigestOf(bytes, "sha512") || expected == NuGetContent.DigestOf(bytes), package);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(200)]
    public void What_is_no_signed_archive_has_none(int length) => Assert.Null(NuGetContent.DigestOf(ByteSource.OfMemory([.. "PK\x05\x06"u8, .. Enumerable.Repeat((byte)0xFF, length)])));

    [Theory]
    [InlineData("1.0", "1.0.0")]
    [InlineData("1.02.3", "1.2.3")]
    [InlineData("1.0.0.0", "1.0.0")]
    [InlineData("1.0.0.5", "1.0.0.5")]
    [InlineData("1.0.0-Beta+x", "1.0.0-beta")]
    public void A_version_is_written_as_addresses_have_it(string version, string normal) => Assert.Equal(normal, NuGetFeed.Normal(version));

    [Theory]
    [InlineData("1.0", "1.0.0", true)]
    [InlineData("v1.0-alpha1", "1.0a1", true)]
    [InlineData("1.0.post1", "1.0-post1", true)]
    [InlineData("1.0rc1", "1.0c1", true)]
    [InlineData("1.0", "1.0.1", false)]
    [InlineData("1.10", "1.1", false)]
    public void A_Python_version_is_the_same_in_other_spellings(string one, string other, bool same) => Assert.Equal(same, PythonFile.IsSame(one, other));
}
