using System.Security.Cryptography;
using System.Text.Json;
using Wellguard.Artifacts.Examples;

namespace Wellguard.Artifacts;

public sealed partial class ExampleImage
{
    private const string ConfigType = "application/vnd.oci.image.config.v1+json", ManifestType = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>A function's zip file.</summary>
    public void WriteZip(Stream target) => target.Write(ZipBuilder.Build(_members, _trailing));

    /// <summary>An OCI layout in a tar (image-spec 1.1, image-layout.md), tag <c>latest</c>.</summary>
    public void WriteOciArchive(Stream target)
    {
        var tar = new TarWriter(target);
        void Add(string path, byte[] content) => tar.Write(new Entry(path, EntryType.File, 0x1A4, content.Length), content);
        Add("oci-layout", Bytes("""{"imageLayoutVersion":"1.0.0"}"""));
        var manifest = _lies.Contains("manifest") ? Lie : Sha256(_manifestJson);
        Add("index.json", Bytes("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + ManifestType + "\",\"digest\":\"" + manifest + "\",\"size\":" + _manifestJson.Length
            + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"latest\"}}]}"));
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (digest, content) in _layers.Select(l => (l.Digest, l.Blob)).Append((_lies.Contains("config") ? Lie : Sha256(_configJson), _configJson)).Append((manifest, _manifestJson)))
        {
            if (written.Add(digest))
            {
                Add("blobs/sha256/" + digest["sha256:".Length..], content);
            }
        }
        tar.End();
    }

    /// <summary>What <c>docker save</c> wrote before it wrote OCI layouts: manifest.json, the config, a tar per layer.</summary>
    public void WriteDockerArchive(Stream target)
    {
        var tar = new TarWriter(target);
        void Add(string path, byte[] content) => tar.Write(new Entry(path, EntryType.File, 0x1A4, content.Length), content);
        var config = Sha256(_configJson)["sha256:".Length..] + ".json";
        foreach (var (layer, index) in _layers.Select((l, i) => (l, i)))
        {
            Add($"layer{index}/layer.tar", layer.Blob);
        }
        Add(config, _configJson);
        Add("manifest.json", Json(json =>
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString(nameof(Config), config);
            Strings(json, "RepoTags", [Name.Contains(':', StringComparison.Ordinal) ? Name : Name + ":latest"]);
            Strings(json, "Layers", [.. _layers.Select((_, i) => $"layer{i}/layer.tar")]);
            json.WriteEndObject();
            json.WriteEndArray();
        }));
        tar.End();
    }

    private void WriteConfig()
    {
        _configJson = Json(WriteConfig);
        _manifestJson = Json(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", ManifestType);
            json.WritePropertyName("config");
            Descriptor(json, ConfigType, _lies.Contains("config") ? Lie : Sha256(_configJson), _configJson.Length);
            json.WriteStartArray("layers");
            foreach (var layer in _layers)
            {
                Descriptor(json, layer.MediaType, layer.Digest, layer.Size);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private void WriteConfig(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("created", "2025-01-01T00:00:00Z");
        if (Config.Author is not null)
        {
            json.WriteString("author", Config.Author);
        }
        json.WriteString("architecture", Config.Architecture);
        json.WriteString("os", Config.Os);
        json.WriteStartObject("config");
        if (Config.User is not null)
        {
            json.WriteString("User", Config.User);
        }
        Set(json, "ExposedPorts", Config.ExposedPorts);
        Strings(json, "Env", [.. Config.Environment.Select(e => $"{e.Key}={e.Value}")]);
        Strings(json, "Entrypoint", Config.Entrypoint);
        Strings(json, "Cmd", Config.Command);
        Strings(json, "OnBuild", Config.OnBuild);
        Strings(json, "Shell", Config.Shell);
        Set(json, "Volumes", Config.Volumes);
        if (Config.WorkingDirectory is not null)
        {
            json.WriteString("WorkingDir", Config.WorkingDirectory);
        }
        if (Config.Healthcheck.Count > 0)
        {
            json.WriteStartObject("Healthcheck");
            Strings(json, "Test", Config.Healthcheck);
            json.WriteEndObject();
        }
        json.WriteStartObject("Labels");
        foreach (var label in Config.Labels)
        {
            json.WriteString(label.Key, label.Value);
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("rootfs");
        json.WriteString("type", "layers");
        json.WriteStartArray("diff_ids");
        foreach (var diffId in Config.DiffIds)
        {
            json.WriteStringValue(diffId);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        WriteHistory(json);
        json.WriteEndObject();
    }

    private void WriteHistory(Utf8JsonWriter json)
    {
        json.WriteStartArray("history");
        foreach (var entry in Config.History)
        {
            json.WriteStartObject();
            json.WriteString("created", "2025-01-01T00:00:00Z");
            if (entry.CreatedBy.Length > 0)
            {
                json.WriteString("created_by", entry.CreatedBy);
            }
            if (entry.Comment is not null)
            {
                json.WriteString("comment", entry.Comment);
            }
            if (entry.Author is not null)
            {
                json.WriteString("author", entry.Author);
            }
            if (entry.EmptyLayer)
            {
                json.WriteBoolean("empty_layer", true);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }
            json.WriteEndArray();
        }
    }

    private static void Set(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartObject(name);
            foreach (var value in values)
            {
                json.WriteStartObject(value);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
    }

    private static void Descriptor(Utf8JsonWriter json, string type, string digest, long size)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", type);
        json.WriteString("digest", digest);
        json.WriteNumber("size", size);
        json.WriteEndObject();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }
        return stream.ToArray();
    }

    private static string Sha256(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
