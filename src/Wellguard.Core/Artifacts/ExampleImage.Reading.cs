using System.IO.Compression;
using System.Text;
using Wellguard.Artifacts.Examples;

namespace Wellguard.Artifacts;

public sealed partial class ExampleImage
{
    /// <summary>Attack: an example whose every layer writes the package database of all the layers before it.</summary>
    private const int MaxLayers = 127;
    private const int MaxPackages = 500;
    private const int MaxPackageName = 128;

    private int _packages;

    private void ReadDocument(ExampleNode root, Placeholders placeholders)
    {
        root.Only("about", "kind", "name", "base", "encoded", "entrypoint", "cmd", "env", "user", "workdir", "labels", "healthcheck", "onbuild", "shell", "exposed", "volumes", "author",
            "history", "layers", "files", "trailing", "function", "lies", "indicators", "expect");
        if (root["encoded"] is { } encoded)
        {
            foreach (var (name, value) in encoded.Pairs)
            {
                value.Only("text", "as");
                placeholders.Define(name, (value["text"] ?? throw value.Error("'text' is missing")).Text, (value["as"] ?? throw value.Error("'as' is missing")).Texts, value.Error);
            }
        }
        About = root["about"]?.Text;
        Name = root["name"]?.Text ?? Name;
        Indicators = root["indicators"]?.Text;
        _lies = [.. root["lies"]?.Texts ?? []];
        Kind = root["kind"]?.Text switch { null or "image" => ArtifactKind.Image, "function" => ArtifactKind.Function, "package" => ArtifactKind.Package, var other => throw root["kind"]!.Error($"unknown kind '{other}'") };
        Expected = root["expect"] is { } expect ? ReadExpectation(expect) : new([]);
        if (Kind == ArtifactKind.Function)
        {
            ReadFunction(root);
        }
        else if (Kind == ArtifactKind.Package)
        {
            ReadPackage(root);
        }
        else
        {
            ReadImage(root);
        }
    }

    private void ReadFunction(ExampleNode root)
    {
        root["function"]?.Only("provider", "handler", "runtime");
        foreach (var file in (root["files"] ?? throw root.Error("a function needs 'files'")).Items.Select(i => ReadFile(i, "none")))
        {
            _members.Add(new ZipMember(file.Entry, file.Content, file.LocalName, file.Stored));
        }
        _trailing = root["trailing"] is { } trailing ? Content(trailing.Only("text", "base64", "elf", "generated"), "trailing") ?? [] : [];
        Config = new ImageConfig { Command = root["function"]?["handler"] is { } handler ? [handler.Text] : [] };
    }

    /// <summary>A wheel and a NuGet package are zips; what lies in one folder is a tar.</summary>
    private void ReadPackage(ExampleNode root)
    {
        var files = (root["files"] ?? throw root.Error("a package needs 'files'")).Items.Select(item => ReadFile(item, "none")).ToList();
        if (files.Exists(static file => file.Entry.Path.EndsWith(".dist-info/METADATA", StringComparison.Ordinal) || file.Entry.Path.EndsWith(".nuspec", StringComparison.Ordinal)))
        {
            _members.AddRange(files.Select(static file => new ZipMember(file.Entry, file.Content, file.LocalName, file.Stored)));
        }
        else
        {
            AddLayer(files, null, root);
        }
    }

    private void ReadImage(ExampleNode root)
    {
        var baseName = root["base"]?.Text ?? "none";
        var distribution = BaseLayer.Find(baseName) ?? throw root["base"]!.Error($"unknown base '{baseName}': none, debian or alpine");
        var history = new List<HistoryEntry>();
        if (distribution.Layer() is { Count: > 0 } files)
        {
            AddLayer(files, null, root);
            history.Add(new(distribution.History!, EmptyLayer: false));
            history.Add(new("/bin/sh -c #(nop)  CMD [\"bash\"]", EmptyLayer: true));
        }
        var layers = root["layers"]?.Items ?? [];
        if (layers.Count > MaxLayers)
        {
            throw root["layers"]!.Error($"an example may have at most {MaxLayers} layers");
        }

        foreach (var item in layers)
        {
            item.Only("createdBy", "emptyLayer", "omitHistory", "compression", "packages", "files", "diffId", "digest", "truncated", "comment");
            var createdBy = item["createdBy"]?.Text ?? "COPY . / # buildkit";
            var empty = item["emptyLayer"]?.Flag ?? false;
            if (!empty)
            {
                var members = item["packages"] is { } packages ? distribution.Install(Packages(packages)).ToList() : [];
                members.AddRange((item["files"]?.Items ?? []).Select(i => ReadFile(i, baseName)));
                AddLayer(WithParents(members), item, root);
            }
            if (item["omitHistory"]?.Flag != true)
            {
                history.Add(new(createdBy, empty, item["comment"]?.Text));
            }
        }
        ReadConfig(root, history);
    }

    private IReadOnlyList<string> Packages(ExampleNode node)
    {
        var names = node.Texts;
        _packages += names.Count;
        return _packages > MaxPackages ? throw node.Error($"an example may install at most {MaxPackages} packages")
            : names.FirstOrDefault(name => name.Length > MaxPackageName) is { } name ? throw node.Error($"the name of a package has {name.Length} characters, more than {MaxPackageName}")
            : names;
    }

    private void ReadConfig(ExampleNode root, List<HistoryEntry> history)
    {
        var config = new ImageConfig
        {
            Os = "linux",
            Architecture = "amd64",
            User = root["user"]?.Text,
            WorkingDirectory = root["workdir"]?.Text,
            Entrypoint = root["entrypoint"]?.Texts ?? [],
            Command = root["cmd"]?.Texts ?? [],
            Healthcheck = root["healthcheck"]?.Texts ?? [],
            OnBuild = root["onbuild"]?.Texts ?? [],
            Shell = root["shell"]?.Texts ?? [],
            ExposedPorts = root["exposed"]?.Texts ?? [],
            Volumes = root["volumes"]?.Texts ?? [],
            Author = root["author"]?.Text,
            Environment = [new("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), .. Pairs(root["env"])],
            Labels = Pairs(root["labels"]),
            DiffIds = [.. _layers.Select(l => l.DiffId)],
        };
        config = config with { Environment = [.. config.Environment.GroupBy(e => e.Key, StringComparer.Ordinal).Select(g => g.Last())] };
        if (root["history"] is { } given)
        {
            history = [.. given.Items.Select(i => new HistoryEntry(i.Only("createdBy", "emptyLayer", "comment", "author")["createdBy"]?.Text ?? "", i["emptyLayer"]?.Flag ?? false, i["comment"]?.Text, i["author"]?.Text))];
        }
        else
        {
            history.AddRange(Pairs(root["env"]).Select(e => new HistoryEntry($"ENV {e.Key}={e.Value}", EmptyLayer: true)));
            Append(history, "HEALTHCHECK &{", config.Healthcheck, "}");
            Append(history, "ENTRYPOINT [", config.Entrypoint, "]");
            Append(history, "CMD [", config.Command, "]");
        }
        Config = config with { History = history };
        WriteConfig();
    }

    private static void Append(List<HistoryEntry> history, string before, IReadOnlyList<string> words, string after)
    {
        if (words.Count > 0)
        {
            history.Add(new(before + string.Join(' ', words.Select(w => $"\"{w}\"")) + after, EmptyLayer: true));
        }
    }

    private static List<KeyValuePair<string, string>> Pairs(ExampleNode? node) =>
        [.. (node?.Pairs ?? []).Select(p => new KeyValuePair<string, string>(p.Key, p.Value.Text))];

    private void AddLayer(IEnumerable<ExampleFile> files, ExampleNode? plan, ExampleNode root)
    {
        var tar = new MemoryStream();
        var writer = new TarWriter(tar);
        foreach (var file in files)
        {
            writer.Write(file.Entry, file.Content);
        }
        writer.End();
        var plain = tar.ToArray();
        var compression = plan?["compression"]?.Text ?? "gzip";
        var (blob, suffix) = compression switch
        {
            "gzip" => (Encodings.Compress(plain, s => new GZipStream(s, CompressionLevel.Fastest, leaveOpen: true)), "+gzip"),
            "zstd" => (Zstd(plain), "+zstd"),
            "none" => (plain, ""),
            _ => throw (plan ?? root).Error($"unknown compression '{compression}': gzip, zstd or none"),
        };
        var digest = plan?["digest"]?.Text is { } claimed ? Claim(claimed) : Sha256(blob);
        var diffId = plan?["diffId"]?.Text is { } other ? Claim(other) : Sha256(plain);
        var kept = plan?["truncated"] is { } truncated ? blob[..Math.Max(0, blob.Length - truncated.Number)] : blob;
        _layers.Add(new(kept, digest, diffId, "application/vnd.oci.image.layer.v1.tar" + suffix, blob.Length));
    }

    private static byte[] Zstd(byte[] plain)
    {
        using var compressor = new ZstdSharp.Compressor(3);
        return compressor.Wrap(plain).ToArray();
    }

    private static string Claim(string claimed) => claimed == "wrong" ? Lie : claimed;

    /// <summary>Builders put a file's new parent directories before it; the distribution's links (bin, lib) are none.</summary>
    private static IEnumerable<ExampleFile> WithParents(List<ExampleFile> files)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var path = file.Entry.Path;
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
            {
                if (seen.Add(path[..slash]))
                {
                    yield return ExampleFile.Directory(path[..slash], path[..slash] is "tmp" or "var/tmp" or "dev/shm" ? 0x3FF : path[..slash] is "root" or "root/.ssh" ? 0x1C0 : 0x1ED);
                }
            }
            if (file.Entry.Type != EntryType.Directory || seen.Add(path))
            {
                yield return file;
            }
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
