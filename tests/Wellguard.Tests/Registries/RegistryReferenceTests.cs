using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Registries;

public sealed class RegistryReferenceTests
{
    private static readonly string Hex = new('a', 64);

    [Theory]
    [InlineData("r.example/a", "r.example", "a", null)]
    [InlineData("r.example:5000/a/b-c__d:v1.0", "r.example:5000", "a/b-c__d", "v1.0")]
    [InlineData("[::1]:5000/a:1", "[::1]:5000", "a", "1")]
    [InlineData("localhost/a:1", "localhost", "a", "1")]
    public void A_reference_has_a_host_a_repository_and_a_tag(string text, string host, string repository, string? tag) =>
        Assert.Equal(new RegistryReference(host, repository, tag, null), RegistryReference.Parse(text));

    [Fact]
    public void A_digest_wins_over_the_tag() => Assert.Equal("sha256:" + Hex, RegistryReference.Parse($"r.example/a:1@sha256:{Hex}").Selector);

    [Theory]
    [InlineData("nginx")]
    [InlineData("library/nginx")]
    [InlineData("r.example/")]
    [InlineData("r.example/A")]
    [InlineData("r.example/../x")]
    [InlineData("r.example/a:")]
    [InlineData("r.example/a?x=1")]
    [InlineData("user@r.example/a")]
    [InlineData("r.example/a@sha256:12")]
    public void What_is_no_reference_is_a_usage_error(string text) => Assert.Throws<UsageException>(() => RegistryReference.Parse(text));
}
