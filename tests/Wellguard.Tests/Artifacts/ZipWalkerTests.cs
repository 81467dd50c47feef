using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using Wellguard.Tests;
using Xunit;

namespace Wellguard.Artifacts;

public sealed class ZipWalkerTests
{
    private static byte[] Zip(params (string Name, string Content)[] files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(content);
            }
        }

        return memory.ToArray();
    }

    private static ZipWalker Walk(byte[] bytes) => ZipWalker.Read(new MemoryStream(bytes), "test");

    private static string TextOf(ZipWalker zip, ZipEntry entry, string? password = null) => new StreamReader(zip.Open(entry, password)).ReadToEnd();

    private static int IndexOf(byte[] bytes, ReadOnlySpan<byte> what) => bytes.AsSpan().IndexOf(what);

    [Fact]
    public void Contents_come_as_they_were_put_in()
    {
        var zip = Walk(Zip(("a/b.txt", "hello"), ("c.bin", new string('x', 100_000))));
        Assert.Equal(["a/b.txt", "c.bin"], zip.Entries.Select(e => e.Entry.Path));
        Assert.Equal("hello", TextOf(zip, zip.Entries[0]));
        Assert.Equal(100_000, TextOf(zip, zip.Entries[1]).Length);
        Assert.Empty(zip.Flaws);
        Assert.Empty(zip.Shortfalls);
    }

    [Fact]
    public void Names_that_are_too_long_or_too_deep_are_left_out_and_said()
    {
        var zip = Walk(Zip(("a", "x"), (new string('n', 5_000), "x"), (string.Concat(Enumerable.Repeat("d/", 300)) + "x", "x")));
        Assert.Equal("a", Assert.Single(zip.Entries).Entry.Path);
        Assert.Equal(2, zip.Shortfalls.Count);
    }

    [Fact]
    public void A_duplicate_name_is_a_flaw_and_both_entries_are_kept()
    {
        var zip = Walk(Zip(("a.py", "good"), ("a.py", "bad")));
        Assert.Equal(2, zip.Entries.Count);
        Assert.Equal(ZipFlawKind.DuplicateName, Assert.Single(zip.Flaws).Kind);
        Assert.Equal("bad", TextOf(zip, zip.Entries[1]));
    }

    [Fact]
    public void Both_directories_of_an_archive_with_two_end_records_are_read()
    {
        // The first archive's comment is a second archive's directory and end record.
        var (shown, hidden) = (Zip(("a.py", "good")), Zip(("b.py", "evil")));
        var directory = IndexOf(hidden, "PK\u0001\u0002"u8);
        byte[] comment = [.. hidden.AsSpan(directory)];
        BinaryPrimitives.WriteUInt16LittleEndian(shown.AsSpan(shown.Length - 2), (ushort)comment.Length);
        var zip = Walk([.. shown, .. comment]);
        Assert.Equal(["b.py", "a.py"], zip.Entries.Select(entry => entry.Entry.Path));
        Assert.Contains(zip.Flaws, flaw => flaw.Text.Contains("second end record", StringComparison.Ordinal));
        Assert.Contains(zip.Shortfalls, shortfall => shortfall.Why.Contains("two end records", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stored_archive_inside_another_is_no_second_end_record()
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        using (var content = archive.CreateEntry("lib.jar", CompressionLevel.NoCompression).Open())
        {
            content.Write(Zip(("a.class", "x")));
        }

        Assert.Empty(Walk(memory.ToArray()).Flaws);
    }

    [Fact]
    public void An_empty_end_record_in_the_comment_does_not_hide_the_archive()
    {
        var bytes = Zip(("a.py", "evil"));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(bytes.Length - 2), 22);
        var zip = Walk([.. bytes, .. "PK\u0005\u0006"u8, .. new byte[18]]);
        Assert.Contains(zip.Entries, entry => entry.Entry.Path == "a.py");
        Assert.NotEmpty(zip.Shortfalls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_003)]
    public void Content_with_another_checksum_is_damage_that_shows_after_it_was_read(int length)
    {
        var bytes = Zip(("a.py", new string('x', length)));
        var right = Walk(bytes);
        Assert.Equal(length, TextOf(right, right.Entries[0]).Length);
        bytes[IndexOf(bytes, "PK\u0001\u0002"u8) + 16] ^= 1;
        var zip = Walk(bytes);
        Assert.Throws<ChecksumException>(() => TextOf(zip, zip.Entries[0]));
    }

    [Fact]
    public void Another_name_in_the_local_header_is_a_flaw()
    {
        var bytes = Zip(("good.py", "x"));
        "evil.py"u8.CopyTo(bytes.AsSpan(IndexOf(bytes, "good.py"u8)));
        var flaw = Assert.Single(Walk(bytes).Flaws);
        Assert.Equal(ZipFlawKind.HeaderDisagreement, flaw.Kind);
        Assert.Contains("evil.py", flaw.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_method_in_the_local_header_is_a_flaw()
    {
        var bytes = Zip(("good.py", new string('x', 500)));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), 0);
        Assert.Contains(Walk(bytes).Flaws, f => f.Kind == ZipFlawKind.HeaderDisagreement);
    }

    [Fact]
    public void Data_before_and_after_the_archive_is_seen_and_the_entries_still_read()
    {
        byte[] bytes = [.. "#!/bin/sh\necho"u8, .. Zip(("a", "content")), .. "tail"u8];
        var zip = Walk(bytes);
        Assert.Equal("content", TextOf(zip, zip.Entries[0]));
        Assert.Equal([ZipFlawKind.TrailingData, ZipFlawKind.LeadingData], zip.Flaws.Select(f => f.Kind));
    }

    [Theory]
    [InlineData("../../etc/cron.d/x", ZipFlawKind.Traversal, "etc/cron.d/x")]
    [InlineData("/etc/passwd", ZipFlawKind.AbsolutePath, "etc/passwd")]
    [InlineData("C:\\x.dll", ZipFlawKind.AbsolutePath, "C:/x.dll")]
    [InlineData("a\\..\\..\\b", ZipFlawKind.Traversal, "a/b")]
    public void A_path_that_leaves_is_a_flaw_and_never_leaves(string name, ZipFlawKind kind, string path)
    {
        var zip = Walk(Zip((name, "x")));
        Assert.Equal(path, zip.Entries[0].Entry.Path);
        Assert.Contains(zip.Flaws, f => f.Kind == kind);
    }

    [Fact]
    public void Entries_that_share_bytes_are_a_flaw()
    {
        var bytes = Zip(("a", "one"), ("b", "two"));
        var central = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(central + 42), 0);
        Assert.Contains(Walk(bytes).Flaws, f => f.Kind == ZipFlawKind.Overlap);
    }

    [Fact]
    public void An_entry_that_the_directory_leaves_out_is_a_flaw()
    {
        var bytes = Zip(("a", "one"), ("hidden", "secret"), ("c", "three"));
        var first = IndexOf(bytes, "PK\x01\x02"u8);
        var second = first + 4 + bytes.AsSpan(first + 4).IndexOf("PK\x01\x02"u8);
        var third = second + 4 + bytes.AsSpan(second + 4).IndexOf("PK\x01\x02"u8);
        var cut = bytes[..second].Concat(bytes[third..]).ToArray();
        var end = cut.AsSpan().LastIndexOf("PK\x05\x06"u8);
        BinaryPrimitives.WriteUInt16LittleEndian(cut.AsSpan(end + 10), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(cut.AsSpan(end + 12), (uint)(end - first));
        Assert.Contains(Walk(cut).Flaws, f => f.Kind == ZipFlawKind.HiddenEntry);
    }

    [Theory]
    [InlineData("hidden", "a")]
    [InlineData("a", "hidden")]
    public void So_is_one_before_the_first_or_behind_the_last(string first, string last)
    {
        var bytes = Zip((first, "one, of more bytes than a header of an entry has"), (last, "two, of more bytes than a header of an entry has"));
        var entry = IndexOf(bytes, "PK\x01\x02"u8);
        var second = entry + 4 + bytes.AsSpan(entry + 4).IndexOf("PK\x01\x02"u8);
        var end = bytes.AsSpan().LastIndexOf("PK\x05\x06"u8);
        byte[] cut = first == "hidden" ? [.. bytes[..entry], .. bytes[second..]] : [.. bytes[..second], .. bytes[end..]];
        end = cut.AsSpan().LastIndexOf("PK\x05\x06"u8);
        BinaryPrimitives.WriteUInt16LittleEndian(cut.AsSpan(end + 10), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(cut.AsSpan(end + 12), (uint)(end - entry));
        Assert.Contains(Walk(cut).Flaws, f => f.Kind == ZipFlawKind.HiddenEntry);
    }

    [Fact]
    public void A_name_that_goes_on_behind_a_NUL_is_a_flaw_and_ends_there()
    {
        var bytes = Zip(("index.jsX.txt", "x"));
        for (var at = bytes.AsSpan().IndexOf("X.txt"u8); at >= 0; at = bytes.AsSpan().IndexOf("X.txt"u8))
        {
            bytes[at] = 0;
        }

        var zip = Walk(bytes);
        Assert.Equal("index.js", Assert.Single(zip.Entries).Entry.Path);
        Assert.Equal(ZipFlawKind.HeaderDisagreement, Assert.Single(zip.Flaws).Kind);
    }

    [Fact]
    public void A_folder_with_content_is_a_flaw_and_read_as_a_file()
    {
        var bytes = Zip(("index.js0", "x"));
        for (var at = bytes.AsSpan().IndexOf("js0"u8); at >= 0; at = bytes.AsSpan().IndexOf("js0"u8))
        {
            bytes[at + 2] = (byte)'/';
        }

        var zip = Walk(bytes);
        Assert.Equal(EntryType.File, Assert.Single(zip.Entries).Entry.Type);
        Assert.Equal("x", TextOf(zip, zip.Entries[0]));
        Assert.Equal(ZipFlawKind.HeaderDisagreement, Assert.Single(zip.Flaws).Kind);
    }

    [Fact]
    public void A_size_that_lies_ends_with_an_error_and_not_with_more_bytes()
    {
        var bytes = Zip(("a", new string('x', 50_000)));
        var central = IndexOf(bytes, "PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(central + 24), 10);
        var zip = Walk(bytes);
        Assert.Throws<InvalidDataException>(() => TextOf(zip, zip.Entries[0]));
    }

    [Fact]
    public void A_claim_of_gigabytes_is_a_bomb()
    {
        var bytes = Zip(("a", "x"));
        var central = IndexOf(bytes, "PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(central + 24), 3_000_000_000);
        var zip = Walk(bytes);
        Assert.Equal(["a", ""], zip.Flaws.Where(f => f.Kind == ZipFlawKind.Bomb).Select(f => f.Path));
        Assert.Contains("more than an honest archive", Assert.Throws<UnreadableException>(() => zip.Open(zip.Entries[0])).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Unix_modes_and_links_come_from_the_external_attributes()
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("run").ExternalAttributes = unchecked((int)0x89ED0000); // 0104755
            var link = archive.CreateEntry("link");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var stream = link.Open();
            stream.Write("/etc/shadow"u8);
        }

        var zip = Walk(memory.ToArray());
        Assert.Equal(0b100_111_101_101, zip.Entries[0].Entry.Mode);
        Assert.Equal(EntryType.SymbolicLink, zip.Entries[1].Entry.Type);
        Assert.Equal("/etc/shadow", zip.LinkOf(zip.Entries[1]));
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_ends_as_data_or_unreadable()
    {
        var bytes = Zip(("a/b.txt", "hello hello hello"), ("c.bin", "x"));
        for (var i = 0; i < bytes.Length; i++)
        {
            Try(bytes[..i]);
            var flipped = (byte[])bytes.Clone();
            flipped[i] ^= 0xFF;
            Try(flipped);
        }

        static void Try(byte[] bytes)
        {
            try
            {
                var zip = Walk(bytes);
                foreach (var entry in zip.Entries)
                {
                    zip.LinkOf(entry);
                    TextOf(zip, entry, "password");
                }
            }
            catch (Exception e) when (e is UnreadableException or InvalidDataException or ChecksumException or ZstdSharp.ZstdException)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void Zip64_archives_are_read()
    {
        AssertPython();
        var zip = Walk(WrittenByPython("""
            import zipfile, sys
            with zipfile.ZipFile(sys.argv[1], 'w') as z:
                with z.open('wide.txt', 'w', force_zip64=True) as f: f.write(b'wide')
            """));
        Assert.Equal("wide", TextOf(zip, zip.Entries[0]));
        Assert.Empty(zip.Flaws);
    }

    // "top secret" by Info-ZIP 3.0 (zip -P infected) and libarchive 3.6 (AES-256), a repeated text with AES-128.
    private const string Traditional = "UEsDBAoACQAAAAAAIVir4n8RFgAAAAoAAAABAAAAcwKPxnKGy4lf7HS39cWwXUtPasRIkyxQSwcIq+J/ERYAAAAKAAAAUEsBAh4DCgAJAAAAAAAhWKvifxEWAAAACgAAAAEAAAAAAAAAAQAAAKSBAAAAAHNQSwUGAAAAAAEAAQAvAAAARQAAAAAA";
    private const string Aes256 = "UEsDBBQACQBjAAAAIVgAAAAAAAAAAAoAAAABACsAc1VUDQAHgACSZQS7BGsEuwRrdXgLAAEEAAAAAAQAAAAAAZkHAAIAQUUDCABP2mz5Rc8YylcY07IxE/a66g7lwd6+uJqQM8qnLZMN/xSJV3D3HJDKUEsHCAAAAAAoAAAACgAAAFBLAQIUAxQACQBjAAAAIVgAAAAAKAAAAAoAAAABACsAAAAAAAAAAACkgQAAAABzVVQNAAeAAJJlBLsEawS7BGt1eAsAAQQAAAAABAAAAAABmQcAAgBBRQMIAFBLBQYAAAAAAQABAFoAAACCAAAAAAA=";
    private const string Aes128 = "UEsDBBQACQBjAPKxd10AAAAAAAAAACMAAAABACsAc1VUDQAHCbsEawS7BGsJuwRrdXgLAAEEAAAAAAQAAAAAAZkHAAEAQUUBCAAFRQlNZjhE4euykE2j/o/g7x0D7Obvb+6O73uF+flZUEsHCFc3YoUfAAAAIwAAAFBLAQIUAxQACQBjAPKxd11XN2KFHwAAACMAAAABACsAAAAAAAAAAACkgQAAAABzVVQNAAcJuwRrBLsEawm7BGt1eAsAAQQAAAAABAAAAAABmQcAAQBBRQEIAFBLBQYAAAAAAQABAFoAAAB5AAAAAAA=";

    [Theory]
    [InlineData(Traditional, "top secret")]
    [InlineData(Aes256, "top secret")]
    [InlineData(Aes128, "hello hello hello hello hello hello")]
    public void Encrypted_entries_need_the_right_password(string archive, string content)
    {
        var zip = Walk(Convert.FromBase64String(archive));
        Assert.True(zip.Entries[0].IsEncrypted);
        Assert.Equal(content, TextOf(zip, zip.Entries[0], "infected"));
        Assert.Contains("password is wrong", Assert.Throws<UnreadableException>(() => TextOf(zip, zip.Entries[0], "wrong!")).Why, StringComparison.Ordinal);
        Assert.Contains("--password", Assert.Throws<UnreadableException>(() => TextOf(zip, zip.Entries[0])).Why, StringComparison.Ordinal);
    }

    private static void AssertPython() => Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");

    private static byte[] WrittenByPython(string script)
    {
        using var folder = new TempFolder();
        var path = folder.At("written.zip");
        using var process = Process.Start(new ProcessStartInfo("python3", ["-c", script, path]) { UseShellExecute = false })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return File.ReadAllBytes(path);
    }
}
