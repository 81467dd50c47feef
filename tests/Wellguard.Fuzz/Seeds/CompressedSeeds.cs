namespace Wellguard.Fuzz.Seeds;

/// <summary>One text and one file of runs, as the tools write them.</summary>
internal static class CompressedSeeds
{
    public static IEnumerable<byte[]> Xz() => Of("xz", ".xz", "-0", "-9e", "--check=none", "--check=crc32", "--check=sha256", "--block-size=700", "--lzma2=dict=4KiB,lc=0,lp=4,pb=0");

    public static IEnumerable<byte[]> BZip2() => Of("bzip2", ".bz2", "-1", "-5", "-9");

    private static List<byte[]> Of(string tool, string ending, params string[] settings)
    {
        using var shop = new Workshop();
        shop.Write("text", string.Concat(Enumerable.Range(0, 300).Select(static i => $"line {i * i % 97} of {i}\n")));
        shop.Write("runs", string.Concat(Enumerable.Range(1, 60).Select(static i => new string((char)('a' + (i % 3)), i * 7))));
        var seeds = new List<byte[]>();
        foreach (var name in (string[])["text", "runs"])
        {
            foreach (var setting in settings)
            {
                shop.Run(tool, "-k", "-f", setting, name);
                seeds.AddRange(shop.Made(name + ending));
            }
        }

        return seeds.Count == 0 ? seeds : [.. seeds, [.. seeds[0], .. seeds[^1]]];
    }
}
