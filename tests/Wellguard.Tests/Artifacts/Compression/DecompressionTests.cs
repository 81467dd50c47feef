using CsCheck;
using Wellguard.Artifacts.Compression;
using Wellguard.Tests.Inventories;
using Xunit;

namespace Wellguard.Tests.Artifacts.Compression;

/// <summary>xz and bzip2 against the tools that write them.</summary>
public sealed class DecompressionTests
{
    public static TheoryData<string, string> Contents
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var content in (string[])["nothing", "one byte", "zeros", "noise", "text", "runs", "long distances", "megabytes"])
            {
                foreach (var tool in (string[])["xz -0", "xz -6", "xz -9e", "xz --check=none", "xz --check=crc32", "xz --check=sha256", "xz --lzma2=dict=4KiB,lc=0,lp=4,pb=0", "xz --block-size=70000", "bzip2 -1", "bzip2 -9"])
                {
                    all.Add(tool, content);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void What_the_tools_write_is_read_as_it_was(string tool, string content)
    {
        var plain = Content(content);
        Assert.Equal(plain, Read(tool, Compressed(tool, plain)));
    }

    [Theory]
    [InlineData("xz -6")]
    [InlineData("bzip2 -9")]
    public void A_second_archive_behind_the_first_is_read_too(string tool)
    {
        var (first, second) = (Content("text"), Content("runs"));
        Assert.Equal([.. first, .. second], Read(tool, [.. Compressed(tool, first), .. Compressed(tool, second)]));
    }

    [Theory]
    [InlineData("xz -6")]
    [InlineData("xz --check=crc32")]
    [InlineData("xz --check=sha256")]
    [InlineData("bzip2 -9")]
    public void Damage_is_told_wherever_it_is(string tool)
    {
        var whole = Compressed(tool, Content("text"));
        for (var at = 0; at < whole.Length; at += Math.Max(whole.Length / 200, 1))
        {
            var bent = whole.ToArray();
            bent[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => Damaged(bent));
            Assert.Throws<InvalidDataException>(() => Damaged(whole[..at]));
        }

        void Damaged(byte[] bytes)
        {
            try
            {
                var read = Read(tool, bytes);
                Assert.True(read.Length == 0 && bytes.Length == 0, "was read");
                throw new InvalidDataException("nothing is no archive");
            }
            catch (EndOfStreamException e)
            {
                throw new InvalidDataException("cut", e);
            }
        }
    }

    /// <summary>A check of 32 bits or more lets nothing else through.</summary>
    [Theory]
    [InlineData("xz -6")]
    [InlineData("xz --check=crc32 --block-size=70000")]
    [InlineData("xz --check=sha256")]
    [InlineData("bzip2 -1")]
    public void Damage_of_every_kind_is_told_or_changes_nothing(string tool)
    {
        var plain = Content("runs");
        HostileInputTests.Damage(Compressed(tool, plain)).Sample(bytes =>
        {
            try
            {
                return Read(tool, bytes).AsSpan().SequenceEqual(plain);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                return true;
            }
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void A_dictionary_of_a_gigabyte_is_refused()
    {
        var problem = Assert.Throws<InvalidDataException>(() => Read("xz", Compressed("xz --lzma2=dict=1GiB", Content("text"))));
        Assert.Contains("1024 MB", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dictionary_that_is_not_used_takes_no_memory()
    {
        var bytes = Compressed("xz --lzma2=dict=64MiB", Content("text"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read("xz", bytes);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20);
    }

    private static byte[] Read(string tool, byte[] bytes)
    {
        using var stored = new MemoryStream(bytes);
        using Stream plain = tool.StartsWith("xz", StringComparison.Ordinal) ? new XzStream(stored) : new BZip2Stream(stored);
        using var read = new MemoryStream();
        plain.CopyTo(read);
        return read.ToArray();
    }

    private static byte[] Content(string name)
    {
        var random = new Random(7);
        var bytes = new byte[name is "nothing" ? 0 : name is "one byte" ? 1 : 300_000];
        switch (name)
        {
            case "noise" or "one byte":
                random.NextBytes(bytes);
                break;
            case "text":
                var words = Enumerable.Range(0, 500).Select(_ => random.Next().ToString("x", System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                return System.Text.Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 30_000).Select(_ => words[random.Next(words.Length)])));
            case "runs":
                for (var at = 0; at < bytes.Length;)
                {
                    var run = Math.Min(random.Next(1, 600), bytes.Length - at);
                    bytes.AsSpan(at, run).Fill((byte)random.Next(3));
                    at += run;
                }

                break;
            case "megabytes":
                return [.. Enumerable.Repeat(Content("text"), 30).SelectMany(static text => text), .. new byte[4 << 20], .. Content("noise")];
            case "long distances":
                random.NextBytes(bytes.AsSpan(0, 100_000));
                bytes.AsSpan(0, 100_000).CopyTo(bytes.AsSpan(190_000));
                break;
        }

        return bytes;
    }

    private static byte[] Compressed(string tool, byte[] plain)
    {
        var words = tool.Split(' ');
        Tool.Require(words[0]);
        using var folder = new TempFolder();
        var file = folder.At("plain");
        File.WriteAllBytes(file, plain);
        Tool.Run(words[0], [.. words[1..], "-k", file]);
        return File.ReadAllBytes(file + (words[0] == "xz" ? ".xz" : ".bz2"));
    }
}
