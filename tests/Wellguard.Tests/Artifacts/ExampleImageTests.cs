using System.Diagnostics;
using System.IO.Compression;
using Wellguard.Artifacts;
using Xunit;

namespace Wellguard.Tests.Artifacts;

public sealed class ExampleImageTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    public static TheoryData<string> Files => [.. Corpus.Files.Select(f => Path.GetRelativePath(Corpus.Root, f))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_file_of_the_corpus_builds_the_same_readable_image_twice(string file)
    {
        var image = Corpus.Read(file, seed: 7);
        var (first, second) = (image.Build(), Corpus.Read(file, seed: 7).Build());
        Assert.Equal(first.Artifact.Digest, second.Artifact.Digest);
        Assert.NotEmpty(image.Expected.Levels);
        Assert.NotNull(image.About);
        foreach (var (a, b) in first.Layers.Zip(second.Layers))
        {
            Assert.Equal(await Bytes(a), await Bytes(b));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_expected_place_exists_and_every_expected_layer_has_its_history_line(string file)
    {
        var example = Corpus.Read(file, seed: 7);
        var image = example.Build();
        var paths = Corpus.Paths(image);
        foreach (var signal in example.Expected.Signals)
        {
            if (signal.Layer is { } layer)
            {
                Assert.InRange(layer, 0, image.Layers.Count - 1);
                if (signal.CreatedBy is { } line)
                {
                    Assert.Contains(line, image.Layers[layer].CreatedBy, StringComparison.Ordinal);
                }
            }
            Assert.True(signal.Path.Count == 0 || signal.Path.Any(p => p.StartsWith("config:", StringComparison.Ordinal) || paths.Contains(p)),
                $"{file}:{signal.Line}: {string.Join(", ", signal.Path)} is not in the image");
        }
    }

    [Fact]
    public void Another_seed_changes_the_names()
    {
        var file = Path.Combine("malicious", "c02-cron-dropper.yml");
        Assert.NotEqual(Corpus.Read(file, 1).Config.Entrypoint, Corpus.Read(file, 2).Config.Entrypoint);
        Assert.Equal(Corpus.Read(file, 1).Config.Entrypoint, Corpus.Read(file, 1).Config.Entrypoint);
    }

    [Fact]
    public void The_archive_opens_with_skopeo()
    {
        var skopeo = new[] { "/usr/bin/skopeo", "/usr/local/bin/skopeo" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(skopeo is null, "skopeo is not installed");
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var image = Corpus.Read(Path.Combine("malicious", "c13-python-pth.yml"), seed: 7);
            using (var oci = File.Create(Path.Combine(folder.FullName, "oci.tar")))
            {
                image.WriteOciArchive(oci);
            }
            using (var docker = File.Create(Path.Combine(folder.FullName, "docker.tar")))
            {
                image.WriteDockerArchive(docker);
            }
            foreach (var reference in (string[])[$"oci-archive:{folder.FullName}/oci.tar", $"docker-archive:{folder.FullName}/docker.tar"])
            {
                using var process = Process.Start(new ProcessStartInfo(skopeo!, ["inspect", "--config", reference]) { RedirectStandardOutput = true, UseShellExecute = false })!;
                var output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                Assert.Equal(0, process.ExitCode);
                Assert.Contains("pip install -r requirements.txt", output, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Package_databases_have_the_digests_of_the_files()
    {
        var image = ExampleImage.Read("base: debian\nlayers: [{ packages: [cron, curl] }]", "x.yml").Build();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var layer in image.Layers)
        {
            foreach (var (path, content) in Corpus.Entries(await Bytes(layer)))
            {
                files[path] = content;
            }
        }
        var sums = files.Where(f => f.Key.EndsWith(".md5sums", StringComparison.Ordinal)).SelectMany(f => System.Text.Encoding.UTF8.GetString(f.Value).Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.True(sums.Count > 30);
        foreach (var (digest, path) in sums.Select(s => (s[..32], s[34..])))
        {
            var content = files.TryGetValue(path, out var direct) ? direct : files["usr/" + path];
            Assert.Equal(digest, Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(content)));
        }
    }

    [Fact]
    public void A_zip_has_what_a_hostile_writer_put_into_it()
    {
        var target = new MemoryStream();
        ExampleImage.Read("""
            kind: function
            files: [{ path: a.py, text: one }, { path: a.py, text: two }, { path: b, symlink: /etc/passwd }, { path: c, localName: d, text: x }]
            trailing: { text: more }
            """, "x.yml").WriteZip(target);
        var bytes = target.ToArray();
        using var zip = new ZipArchive(new MemoryStream(bytes[..^4]));
        Assert.Equal(["a.py", "a.py", "b", "c"], zip.Entries.Select(e => e.FullName));
        Assert.Equal(0xA000, (zip.Entries[2].ExternalAttributes >> 16) & 0xF000);
        Assert.Equal("more", System.Text.Encoding.ASCII.GetString(bytes[^4..]));
    }

    [Fact]
    public void Every_wallet_in_the_corpus_has_a_valid_checksum()
    {
        var wallets = Corpus.Files.SelectMany(f => Wallets.Find(File.ReadAllText(f))).ToHashSet();
        Assert.Equal(["bech32", "bitcoin", "ethereum", "monero"], wallets.Select(w => w.Kind).Distinct().Order());
        Assert.All(wallets, w => Assert.True(Wallets.IsValid(w.Kind, w.Address), w.Address));
    }

    [Theory]
    [InlineData("base: debian\nlayers:\n  - files:\n    - { path: bin/x, text: y }", "x.yml:4: in this base 'bin' is a symbolic link: write usr/bin/x")]
    [InlineData("bass: debian", "x.yml:1: unknown key 'bass'")]
    [InlineData("layers:\n  - compression: lzma", "x.yml:2: unknown compression 'lzma'")]
    [InlineData("cmd: ['{encoded:a}']", "x.yml:1: {encoded:a} is used before")]
    [InlineData("a: [", "x.yml:2:")]
    public void An_error_names_file_and_line(string yaml, string message) =>
        Assert.StartsWith(message, Assert.Throws<UsageException>(() => ExampleImage.Read(yaml, "x.yml")).Message, StringComparison.Ordinal);

    private static async Task<byte[]> Bytes(Layer layer)
    {
        await using var stream = await layer.Open(Stop);
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        return copy.ToArray();
    }
}
