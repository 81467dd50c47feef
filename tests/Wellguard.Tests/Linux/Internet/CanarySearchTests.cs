using System.IO.Compression;
using System.Text;
using Wellguard.Linux.Detonation.Internet;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

public sealed class CanarySearchTests
{
    private const string Secret = Cell.Secret;
    private static readonly CanaryPatterns Patterns = new([new("token", Secret), new("short", "abc"), new("other", "never-in-here-12345")]);

    public static TheoryData<string, string> Encodings => new()
    {
        { "plain", Secret },
        { "reversed", Back(Secret) },
        { "hex", Convert.ToHexStringLower(Bytes(Secret)) },
        { "hex", Convert.ToHexString(Bytes(Secret)) },
        { "base64", Convert.ToBase64String(Bytes(Secret)) },
        { "base64", Convert.ToBase64String(Bytes("a" + Secret + "tail")) },
        { "base64", Convert.ToBase64String(Bytes("ab" + Secret + "tail")) },
        { "base64", Convert.ToBase64String(Bytes("abc" + Secret)).Replace('+', '-').Replace('/', '_').TrimEnd('=') },
        { "base64", Convert.ToBase64String(Bytes(new string('x', 70) + Secret + new string('y', 70)), Base64FormattingOptions.InsertLineBreaks) },
        { "reversed base64", Back(Convert.ToBase64String(Bytes("k=" + Secret + "&"))) },
        { "percent", Uri.EscapeDataString(Secret) },
        { "percent", string.Concat(Bytes(Secret).Select(b => $"%{b:x2}")) },
        { "utf-16", Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(Secret)) },
        { "base64 of utf-16", Convert.ToBase64String(Encoding.Unicode.GetBytes(Secret)) },
        { "base32", Base32("x" + Secret) },
        { "xor", Encoding.Latin1.GetString([.. Bytes(Secret).Select(b => (byte)(b ^ 0x5A))]) },
        { "gzip", Latin(Packed("gzip", Bytes("{\"a\":\"" + Secret + "\"}"))) },
        { "zlib", Latin(Packed("zlib", Bytes(Secret))) },
        { "deflate", Latin(Packed("deflate", Bytes(Secret + new string('z', 50)))) },
        { "base64 of gzip", Convert.ToBase64String(Packed("gzip", Bytes(Secret))) },
        { "hex of gzip", Convert.ToHexStringLower(Packed("gzip", Bytes(Secret))) },
        { "gzip of base64", Latin(Packed("gzip", Bytes(Convert.ToBase64String(Bytes(Secret))))) },
        { "base64 of base64", Convert.ToBase64String(Bytes(Convert.ToBase64String(Bytes("xy" + Secret)))) },
        { "escaped", string.Concat(Secret.Select(c => $"\\u{(int)c:x4}")) },
        { "gzip of xor", Latin(Packed("gzip", [.. Bytes(Secret).Select(b => (byte)(b ^ 7))])) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Found_however_it_is_written_and_cut(string encoding, string sent)
    {
        foreach (var piece in (int[])[1, 7, 4096])
        {
            var search = new CanarySearch(Patterns);
            var all = Encoding.Latin1.GetBytes("POST /a HTTP/1.1\r\n\r\n");
            search.Add(all);
            foreach (var part in Encoding.Latin1.GetBytes(sent).Chunk(piece))
            {
                search.Add(part);
            }

            search.Add(" and more"u8);
            search.Finish();
            var (name, encodings) = Assert.Single(search.Found);
            Assert.Equal("token", name);
            Assert.Contains(encoding, encodings);
        }
    }

    [Fact]
    public void Silent_when_it_is_not_there()
    {
        var search = new CanarySearch(Patterns);
        search.Add(Bytes(Secret[..^1]));
        search.Add(Bytes("abc " + Convert.ToBase64String(Bytes("abc something else entirely, and long"))));
        search.Add(new byte[100_000]);
        search.Finish();
        Assert.Empty(search.Found);
    }

    [Fact]
    public void Found_across_windows_of_a_long_stream()
    {
        var search = new CanarySearch(Patterns);
        var filler = Bytes(new string('q', 60_001));
        for (var count = 0; count < 300; count++)
        {
            search.Add(filler);
        }

        search.Add(Bytes(Secret));
        search.Finish();
        Assert.Equal(["plain"], Assert.Single(search.Found).Encodings);
    }

    [Fact]
    public void A_bomb_is_given_up()
    {
        var inner = Packed("gzip", new byte[40 << 20]);
        var search = new CanarySearch(Patterns);
        var start = TimeProvider.System.GetTimestamp();
        for (var count = 0; count < 20; count++)
        {
            search.Add(inner);
        }

        search.Finish();
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
        Assert.Empty(search.Found);
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static string Back(string text) => new([.. text.Reverse()]);

    private static string Base32(string text)
    {
        var bits = string.Concat(Bytes(text).Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
        return string.Concat(bits.PadRight((bits.Length + 4) / 5 * 5, '0').Chunk(5).Select(five => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Convert.ToInt32(new string(five), 2)]));
    }

    private static byte[] Packed(string kind, byte[] bytes)
    {
        using var made = new MemoryStream();
        using (Stream packer = kind switch { "gzip" => new GZipStream(made, CompressionLevel.Optimal, true), "zlib" => new ZLibStream(made, CompressionLevel.Optimal, true), _ => new DeflateStream(made, CompressionLevel.Optimal, true) })
        {
            packer.Write(bytes);
        }

        return made.ToArray();
    }
}
