using System.Text;
using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Signals.Content;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

/// <summary>What is preloaded and what is not: the corpus (preloaded-*.yml).</summary>
public sealed class HarmfulPreloadTests
{
    private static LayerFacts Look(string names, string path = "usr/lib/a.so", int padding = 0)
    {
        var bytes = (byte[])[.. "\u007fELF\0"u8, .. Encoding.ASCII.GetBytes(names.Replace(' ', '\0')), 0, .. new byte[padding]];
        var facts = new LayerFacts();
        new HarmfulPreload().Inspect(new FileContent { Entry = new Entry(path, EntryType.File, 0b110_100_100, bytes.Length), Kind = FileKind.Elf, Bytes = bytes }, facts);
        return facts;
    }

    [Theory]
    [InlineData("socket connect dup2 execl")]
    [InlineData("accept4 dup3 execve")]
    [InlineData("bind dup2 system")]
    [InlineData("readdir dlsym")]
    public void Names_together_are_told(string names) => Assert.Single(Look(names).Findings);

    [Theory]
    [InlineData("connect execl")]
    [InlineData("dup2 execl fork")]
    [InlineData("my_connect dup2x execlp_wrapped")]
    [InlineData("dlsym malloc")]
    public void A_part_of_them_is_not(string names) => Assert.Empty(Look(names).Findings);

    [Fact]
    public void Programs_and_long_files_are_not_looked_at()
    {
        Assert.Empty(Look("connect dup2 execl", "usr/bin/a").Findings);
        Assert.Empty(Look("connect dup2 execl", padding: 1 << 20).Findings);
    }
}
