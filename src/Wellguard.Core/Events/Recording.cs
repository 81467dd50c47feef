using System.Text;
using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Events;

/// <summary>Raw events in a file: JSON lines, the first one a header, compressed with zstd.</summary>
public static class Recording
{
    private const string Header = "wellguard.events/1";

    /// <summary>Attack: a file that expands without end.</summary>
    private const int MaxEvents = 20_000_000;
    private const int MaxLine = 1 << 20;

    public static void Write(Stream output, Artifact artifact, IEnumerable<Event> events)
    {
        using var compressed = new ZstdSharp.CompressionStream(output, 6, leaveOpen: true);
        JsonSerializer.Serialize(compressed, new RecordingHeader(Header, artifact.Name) { Kind = artifact.Kind }, RecordingJson.Default.RecordingHeader);
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

    /// <returns>What ran, the events, and why the rest is missing or null.</returns>
    /// <exception cref="UnreadableException">The file is no recording.</exception>
    public static (Artifact Artifact, IReadOnlyList<Event> Events, string? Broken) Read(Stream input, string name)
    {
        var events = new List<Event>();
        Artifact? artifact = null;
        try
        {
            using var reader = new StreamReader(new ZstdSharp.DecompressionStream(input), Encoding.UTF8);
            while (ReadLine(reader) is { } line)
            {
                if (artifact is null)
                {
                    artifact = JsonSerializer.Deserialize(line, RecordingJson.Default.RecordingHeader) is { Schema: Header } header ? new Artifact(header.Kind, header.Artifact) : throw new UnreadableException(name, "is no recording of events");
                }
                else if (events.Count >= MaxEvents)
                {
                    return (artifact, events, $"it has more than {MaxEvents:N0} events; the rest was not read");
                }
                else if (JsonSerializer.Deserialize(line, EventJson.Default.Event) is { } happened)
                {
                    events.Add(happened);
                }
            }
        }
        catch (Exception e) when (e is JsonException or ZstdSharp.ZstdException or IOException or InvalidDataException)
        {
            return artifact is null ? throw new UnreadableException(name, "is no recording of events") : (artifact, events, "its rest is damaged");
        }

        return artifact is null ? throw new UnreadableException(name, "is no recording of events") : (artifact, events, null);
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
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase, Converters = [typeof(SpelledEnum<ArtifactKind>)])]
[System.Text.Json.Serialization.JsonSerializable(typeof(RecordingHeader))]
internal sealed partial class RecordingJson : System.Text.Json.Serialization.JsonSerializerContext;
