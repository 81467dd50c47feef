using System.Buffers.Binary;
using System.Text;
using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Xunit;
using static Wellguard.Tests.Advisories.ExampleAdvisories;

namespace Wellguard.Tests.Advisories;

public sealed class AdvisoryImportTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static readonly string One = Record("MAL-1", "npm", "thing", "\"versions\":[\"1.0.0\"]");

    public void Dispose() => folder.Dispose();

    private static void AddZip(AdvisoryImport import, byte[] zip, string? of = null) => import.AddArchive(new MemoryStream(zip), "all.zip", of, TestContext.Current.CancellationToken);

    private string File => AdvisoryFolder.PathOf(folder.Path, "osv", "npm");

    [Fact]
    public void A_broken_record_costs_itself_and_is_told()
    {
        var import = new AdvisoryImport();
        AddZip(import, Zip(
            ("a.json", One), ("b.json", "{"), ("c.json", "[]"), ("d.json", One.Replace("MAL-1", "", StringComparison.Ordinal)), ("e.json", One.Replace("1.6.7", "2.0.0", StringComparison.Ordinal)),
            ("f.json", One.Replace("thing", "\\ud800", StringComparison.Ordinal)), ("g.json", new string('[', 1000)), ("readme.txt", "x"), ("h.json", One.Replace("MAL-1", "MAL-2", StringComparison.Ordinal)),
            ("i.json", One.Replace("MAL-1", "MAL-3", StringComparison.Ordinal)), ("j.json", One.Replace("MAL-1", "MAL-4", StringComparison.Ordinal)), ("k.json", One.Replace("MAL-1", "MAL-5", StringComparison.Ordinal)), ("l.json", One.Replace("MAL-1", "MAL-6", StringComparison.Ordinal))));
        Assert.Equal((6, 6), (import.Records, import.Broken));
        Assert.Contains("b.json: is not JSON (line 1)", import.Problems);
        Assert.Contains("e.json: is of schema 2.0.0; 1.x is known", import.Problems);
        var written = Assert.Single(import.Write(folder.Path, "osv", Now));
        Assert.Equal(("osv/npm", 6L, 6L, 1L), (written.Name, written.Records, written.KnownBad, written.Packages));
        using var database = AdvisoryDatabase.Open(written.Path);
        Assert.Equal((6L, "npm", new DateTimeOffset(2026, 8, 21, 0, 0, 0, TimeSpan.Zero), Now), (database.Broken, database.Ecosystem, database.Modified, database.Imported));
        Assert.True(database.IsIntact());
        Assert.Equal(written.Digest, database.Digest);
    }

    [Fact]
    public void An_import_that_fails_leaves_the_last_good_one()
    {
        Import(One).Write(folder.Path, "osv", Now);
        var before = System.IO.File.ReadAllBytes(File);
        var zip = Zip(("a.json", One), ("b.json", One.Replace("MAL-1", "MAL-2", StringComparison.Ordinal)));
        var damaged = zip.ToArray();
        damaged[60] ^= 0xFF;
        foreach (var bad in (byte[][])[zip[..(zip.Length / 2)], damaged, [], Encoding.UTF8.GetBytes("<html>")])
        {
            Assert.Throws<UnreadableException>(() =>
            {
                var import = new AdvisoryImport();
                AddZip(import, bad);
                import.Write(folder.Path, "osv", Now);
            });
        }

        Assert.Throws<UnreadableException>(() => new AdvisoryImport().Write(folder.Path, "osv", Now));
        Assert.Contains("2 of 3", Assert.Throws<UnreadableException>(() => Import(One, "{", "[]").Write(folder.Path, "osv", Now)).Why, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
        Assert.Equal([File], Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    /// <summary>Kilobytes that unpack to gigabytes, and a record that is larger than any.</summary>
    [Fact]
    public void Bombs_are_refused()
    {
        var bomb = Zip([("a.json", One), .. Enumerable.Range(0, 60).Select(at => ($"{at}.json", new string(' ', 15 << 20)))]);
        Assert.InRange(bomb.Length, 0, 2 << 20);
        Assert.Contains("more than an honest archive", Assert.Throws<UnreadableException>(() => AddZip(new AdvisoryImport(), bomb)).Why, StringComparison.Ordinal);
        var import = new AdvisoryImport();
        AddZip(import, Zip(("a.json", One), ("large.json", new string(' ', 17 << 20))));
        Assert.Equal((1, 1), (import.Records, import.Broken));
    }

    [Fact]
    public void The_same_records_in_another_order_at_another_time_have_the_same_digest()
    {
        string[] records = [.. Enumerable.Range(0, 50).Select(at => Record($"MAL-{at}", "npm", $"n{at % 7}", $"\"versions\":[\"1.0.{at}\",\"2.0.0\"]"))];
        var first = Assert.Single(Import(records).Write(folder.At("a"), "osv", Now));
        var second = Assert.Single(Import([.. records.Reverse()]).Write(folder.At("b"), "osv", Now.AddDays(1)));
        Assert.Equal(first.Digest, second.Digest);
    }

    /// <summary>A record that speaks of two ecosystems is in both archives; the npm archive is not all that is known of PyPI.</summary>
    [Fact]
    public void An_archive_of_one_ecosystem_replaces_only_that()
    {
        Import(Record("PYSEC-1", "PyPI", "thing", "\"versions\":[\"1.0\"]")).Write(folder.Path, "osv", Now);
        var both = One.Replace("]}]}", "]},{\"package\":{\"ecosystem\":\"PyPI\",\"name\":\"other\"},\"versions\":[\"1.0\"]}]}", StringComparison.Ordinal);
        var import = new AdvisoryImport();
        AddZip(import, Zip(("a.json", both)), "npm");
        Assert.Equal("osv/npm", Assert.Single(import.Write(folder.Path, "osv", Now)).Name);
        using var set = AdvisorySet.Open(folder.Path);
        Assert.Single(set.Find(new Purl("pypi", null, "thing", "1.0")));
        var all = new AdvisoryImport();
        AddZip(all, Zip(("a.json", both)), "downloads");
        Assert.Equal(["osv/PyPI", "osv/npm"], all.Write(folder.Path, "osv", Now).Select(one => one.Name));
    }

    [Fact]
    public void Sources_stand_beside_each_other()
    {
        Import(One).Write(folder.Path, "osv", Now);
        Import(Record("OURS-1", "npm", "thing", "\"versions\":[\"1.0.0\"]")).Write(folder.Path, "ours", Now);
        using var set = AdvisorySet.Open(folder.Path);
        Assert.Equal(["osv/npm", "ours/npm"], set.Databases.Select(pair => pair.Name));
        Assert.Equal(["MAL-1", "OURS-1"], set.Find(new Purl("npm", null, "thing", "1.0.0")).Select(one => one.Id));
    }

    [Fact]
    public void An_older_state_is_refused_when_it_may_not_be_older()
    {
        Import(One).Write(folder.Path, "osv", Now);
        var import = new AdvisoryImport { MayBeOlder = false };
        import.AddRecord(Encoding.UTF8.GetBytes(One.Replace("2026-08-21", "2026-08-20", StringComparison.Ordinal)), "a.json");
        Assert.Contains("older", Assert.Throws<UnreadableException>(() => import.Write(folder.Path, "osv", Now)).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../escape")]
    [InlineData("a/b")]
    [InlineData("..")]
    public void The_name_of_an_ecosystem_is_no_path(string ecosystem)
    {
        Import(Record("X-1", ecosystem, "thing", "\"versions\":[\"1.0.0\"]")).Write(folder.At("db"), "osv", Now);
        Assert.Equal(folder.At("db/osv"), Path.GetDirectoryName(Assert.Single(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))));
    }

    /// <summary>Whatever stands in the file: an answer or an error with a reason, and never a look beyond its end.</summary>
    [Fact]
    public void A_hostile_database_is_an_error_that_says_what_to_do()
    {
        Import([.. Enumerable.Range(0, 20).Select(at => Record($"MAL-{at}", "npm", $"n{at}", Range("""{"introduced":"1.0.0"},{"fixed":"2.0.0"}""") + ",\"versions\":[\"3.0.0\"]"))]).Write(folder.Path, "osv", Now);
        var good = System.IO.File.ReadAllBytes(File);
        var errors = 0;
        foreach (var at in Enumerable.Range(0, good.Length / 4).Select(static at => at * 4))
        {
            foreach (var value in (uint[])[uint.MaxValue, 0x7FFF_FFFF, (uint)good.Length])
            {
                var bad = good.ToArray();
                BinaryPrimitives.WriteUInt32LittleEndian(bad.AsSpan(at), value);
                System.IO.File.WriteAllBytes(folder.At("bad"), bad);
                try
                {
                    using var database = AdvisoryDatabase.Open(folder.At("bad"));
                    _ = (database.Modified, database.Imported, database.Digest);
                    for (var name = 0; name < 20; name += 3)
                    {
                        _ = database.Find(new PackageKey("npm", $"n{name}", "1.5.0")).ToList();
                    }
                }
                catch (UnreadableException e)
                {
                    errors++;
                    Assert.Contains("wellguard", e.Why, StringComparison.Ordinal);
                }
            }
        }

        Assert.InRange(errors, 100, int.MaxValue);
    }

    [Fact]
    public void What_is_cut_or_no_database_is_told()
    {
        Import(One).Write(folder.Path, "osv", Now);
        var good = System.IO.File.ReadAllBytes(File);
        foreach (var bad in (byte[][])[[], [1, 2, 3], good[..100], good[..^1], [.. good, 0], new byte[4096]])
        {
            System.IO.File.WriteAllBytes(File, bad);
            using var set = AdvisorySet.Open(folder.Path);
            Assert.Equal("advisories", Assert.Single(set.Shortfalls).Stage);
            Assert.Empty(set.Find(new Purl("npm", null, "thing", "1.0.0")));
        }

        good[300] ^= 1;
        System.IO.File.WriteAllBytes(File, good);
        using var changed = AdvisoryDatabase.Open(File);
        Assert.False(changed.IsIntact());
    }
}
