using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wellguard.Reports.Stix;

/// <summary>
/// A bundle of STIX 2.1 objects under construction. An id follows from what the object says, so the same report gives the same bundle, and the same
/// indicator in two reports is one object where bundles are put together.
/// </summary>
internal sealed class StixBundle
{
    /// <summary>
    /// Objects must say when they were made, and a report does not know: the same input gives the same bytes. All say the day of the contract
    /// <c>wellguard.report/1</c>; who imports a bundle knows when. No object says that anything was seen at that time.
    /// </summary>
    private const string Made = "2026-01-01T00:00:00.000Z";

    /// <summary>For cyber-observable objects: STIX 2.1, 2.9.</summary>
    private static readonly Guid ObservableNames = new("00abedb4-aa42-466c-9c01-fed23315a9b7");

    /// <summary>For other objects; the specification keeps its own namespace for observables.</summary>
    private static readonly Guid OwnNames = new("3d1f0e4a-7c55-4b5e-9a0e-6f1f9c2b8d47");

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    private readonly List<(string Id, byte[] Json)> objects = [];
    private readonly HashSet<string> known = [];
    private readonly string maker;

    public StixBundle() => maker = Add("identity", json =>
    {
        json.WriteString("name", "Wellguard");
        json.WriteString("identity_class", "system");
    });

    /// <summary>A domain or relationship object; its id follows from its properties.</summary>
    public string Add(string type, Action<Utf8JsonWriter> properties)
    {
        var id = Id(type, OwnNames, Write(json =>
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }));
        return Keep(id, json =>
        {
            Begin(json, type, id);
            if (maker is not null)
            {
                json.WriteString("created_by_ref", maker);
            }

            json.WriteString("created", Made);
            json.WriteString("modified", Made);
            if (type == "indicator")
            {
                json.WriteString("valid_from", Made);
            }

            properties(json);
            json.WriteEndObject();
        });
    }

    /// <summary>A cyber-observable object.</summary>
    /// <param name="contributing">Its id contributing properties as canonical JSON (RFC 8785).</param>
    public string AddObservable(string type, string contributing, Action<Utf8JsonWriter> properties)
    {
        var id = Id(type, ObservableNames, Encoding.UTF8.GetBytes(contributing));
        return Keep(id, json =>
        {
            Begin(json, type, id);
            properties(json);
            json.WriteEndObject();
        });
    }

    public void Relate(string from, string how, string to) => Add("relationship", json =>
    {
        json.WriteString("relationship_type", how);
        json.WriteString("source_ref", from);
        json.WriteString("target_ref", to);
    });

    public void WriteTo(Stream output)
    {
        using var json = new Utf8JsonWriter(output, Options with { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("type", "bundle");
        json.WriteString("id", Id("bundle", OwnNames, Encoding.UTF8.GetBytes(string.Join('\n', known.Order(StringComparer.Ordinal)))));
        json.WriteStartArray("objects");
        foreach (var (_, made) in objects)
        {
            using var parsed = JsonDocument.Parse(made);
            parsed.RootElement.WriteTo(json); // indented like the rest
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>UUID version 5 (RFC 9562, 5.5): SHA-1 of the namespace and the name.</summary>
    internal static string Id(string type, Guid names, ReadOnlySpan<byte> name)
    {
        var hash = SHA1.HashData([.. names.ToByteArray(bigEndian: true), .. name]).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return $"{type}--{new Guid(hash, bigEndian: true)}";
    }

    private string Keep(string id, Action<Utf8JsonWriter> write)
    {
        if (known.Add(id))
        {
            objects.Add((id, Write(write)));
        }

        return id;
    }

    private static void Begin(Utf8JsonWriter json, string type, string id)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("spec_version", "2.1");
        json.WriteString("id", id);
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            write(json);
        }

        return bytes.WrittenSpan.ToArray();
    }
}
