using System.Text.Json;
using Wellguard.Signals;

namespace Wellguard.Reports;

/// <summary>Where a signal is, as SARIF has it: the file, and as logical locations the layer and the image config.</summary>
internal static class SarifPlaces
{
    public static void WriteLocations(Utf8JsonWriter json, Signal signal)
    {
        json.WriteStartArray("locations");
        Write(json, signal.Where, signal.Evidence.FirstOrDefault(evidence => evidence.Kind == EvidenceKind.Source && evidence.Where is null)?.Text);
        json.WriteEndArray();
        var related = signal.Evidence.Where(evidence => evidence.Where?.Path is not null).ToList();
        if (related.Count > 0)
        {
            json.WriteStartArray("relatedLocations");
            related.ForEach(evidence => Write(json, evidence.Where!, evidence.Text));
            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, Place place, string? snippet)
    {
        json.WriteStartObject();
        if (!string.IsNullOrEmpty(place.Path))
        {
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", Uri(place.Path));
            json.WriteEndObject();
            if (place.Line is >= 1)
            {
                json.WriteStartObject("region");
                json.WriteNumber("startLine", place.Line.Value);
                if (place.Column is >= 1)
                {
                    json.WriteNumber("startColumn", place.Column.Value);
                }

                if (!string.IsNullOrEmpty(snippet))
                {
                    SarifReport.WriteText(json, "snippet", snippet);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteStartArray("logicalLocations");
        if (place.Path?.StartsWith("config:", StringComparison.Ordinal) == true)
        {
            Logical(json, place.Path["config:".Length..], place.Path, "member");
        }

        if (place.Layer is { } layer)
        {
            Logical(json, $"layer {layer.Index}" + (layer.CreatedBy is null ? "" : $": {layer.CreatedBy}"), layer.Digest ?? $"layer {layer.Index}", "module");
        }

        if (place.Package is { } package)
        {
            Logical(json, package, package, "package");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Logical(Utf8JsonWriter json, string name, string fullName, string kind)
    {
        json.WriteStartObject();
        json.WriteString("name", SafeText.OneLine(name));
        json.WriteString("fullyQualifiedName", SafeText.OneLine(fullName));
        json.WriteString("kind", kind);
        json.WriteEndObject();
    }

    /// <summary>RFC 3986: a relative reference that never leaves the root; <c>config:Env</c> becomes <c>config/Env</c>, so that it is no scheme.</summary>
    internal static string Uri(string path)
    {
        var parts = path.Replace("config:", "config/", StringComparison.Ordinal)
            .Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part is not ("." or ".."))
            .Select(part => System.Uri.EscapeDataString(part.ReplaceLineEndings(" ")));
        return string.Join('/', parts) is { Length: > 0 } uri ? uri : "unnamed";
    }
}
