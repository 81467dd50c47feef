using System.Text;
using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Events;

/// <summary>What a recording holds.</summary>
/// <param name="Shortfalls">What the run did not see, and what of the file could not be read.</param>
/// <param name="Failed">Nothing ran.</param>
public sealed record Recorded(Artifact Artifact, IReadOnlyList<Event> Events, IReadOnlyList<Shortfall> Shortfalls, bool Failed);

/// <summary>Raw events in a file: JSON lines, the first one a header, compressed with zstd.</summary>
public static class Recording
{
    private const string Header = "wellguard.events/1";

    /// <summary>Attack: a file that expands without end.</summary>
    private const int MaxEvents = 20_000_000;
    private const int MaxLine = 1 << 20;

    /// <param name="shortfalls">What was not seen: the tree that is built again must not look whole.</param>
    public static void Write(Stream output, Artifact artifact, IEnumerable<Event> events, IReadOnlyList<Shortfall> shortfalls, bool failed)
    {
        using var compressed = new ZstdSharp.CompressionStream(output, 6, leaveOpen: true);
        JsonSerializer.Serialize(compressed, new RecordingHeader(Header, artifact.Name) { Kind = artifact.Kind, Version = artifact.Version, Digest = artifact.Digest, Purl = artifact.Purl, Shortfalls = shortfalls, Failed = failed }, RecordingJson.Default.RecordingHeader);
        compressed.WriteByte((byte)'\n');
        foreach (var happened in events)
        {
            JsonSerializer.Serialize(compressed, happened, EventJson.Default.Event);
            compressed.WriteByte((byte)'\n');
        }
    }

    /// <summary>By its first bytes: compressed with zstd, as no artifact that is run is.</summary>
    public static bool IsOne(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[4];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && FileFormats.IsZstd(head);
    }

    /// <exception cref="UnreadableException">The file is no recording.</exception>
    public static Recorded Read(Stream input, string name)
    {
        var events = new List<Event>();
        Artifact? artifact = null;
        RecordingHeader? header = null;
        try
        {
            using var reader = new StreamReader(new ZstdSharp.DecompressionStream(input), Encoding.UTF8);
            while (ReadLine(reader) is { } line)
            {
                if (artifact is null)
                {
                    artifact = JsonSerializer.Deserialize(line, RecordingJson.Default.RecordingHeader) is { Schema: Header, Artifact: not null } known ? new Artifact((header = known).Kind, known.Artifact) { Version = known.Version, Digest = known.Digest, Purl = known.Purl } : throw new UnreadableException(name, "is no recording of events");
                }
                else if (events.Count >= MaxEvents)
                {
                    return Of(artifact, events, $"it has more than {MaxEvents:N0} events; the rest was not read");
                }
                else if (JsonSerializer.Deserialize(line, EventJson.Default.Event) is { } happened)
                {
                    events.Add(happened);
                }
            }
        }
        catch (Exception e) when (e is JsonException or ZstdSharp.ZstdException or IOException or InvalidDataException)
        {
            return artifact is null ? throw new UnreadableException(name, "is no recording of events") : Of(artifact, events, "its rest is damaged");
        }

        return artifact is null ? throw new UnreadableException(name, "is no recording of events") : Of(artifact, events, events.Count == 0 ? "it holds no event" : null);

        Recorded Of(Artifact of, List<Event> all, string? broken) =>
            new(of, all, broken is null ? header!.Shortfalls ?? [] : [.. header!.Shortfalls ?? [], new Shortfall("read", name, broken)], header.Failed);
    }

    /// <summary>Attack: a line of a gigabyte.</summary>
    private static string? ReadLine(StreamReader reader)
    {
        var line = new StringBuilder();
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            if (next == '\n')
            {
                return line.ToString();
            }

            if (line.Append((char)next).Length > MaxLine)
            {
                throw new InvalidDataException("a line is too long");
            }
        }

        return line.Length == 0 ? null : line.ToString();
    }
}

internal sealed record RecordingHeader(string Schema, string Artifact)
{
    public ArtifactKind Kind { get; init; }
    public string? Version { get; init; }
    public string? Digest { get; init; }
    public string? Purl { get; init; }
    public IReadOnlyList<Shortfall>? Shortfalls { get; init; }
    public bool Failed { get; init; }
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase, Converters = [typeof(SpelledEnum<ArtifactKind>)])]
[System.Text.Json.Serialization.JsonSerializable(typeof(RecordingHeader))]
internal sealed partial class RecordingJson : System.Text.Json.Serialization.JsonSerializerContext;
