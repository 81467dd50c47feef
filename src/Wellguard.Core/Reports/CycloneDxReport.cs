using System.Buffers;
using System.Text.Json;
using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Reports;

/// <summary>
/// CycloneDX 1.6 JSON (ECMA-424). One artifact is <c>metadata.component</c>; many are components with components of their own.
/// A package that is found in several places is one component with several occurrences.
/// </summary>
public sealed class CycloneDxReport : ReportFormat
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public override string Name => "cyclonedx";

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        var single = reports.Count == 1 && !context.Many ? reports[0] : null;
        json.WriteStartObject();
        json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        if (Serial(single?.Artifact.Digest) is { } serial)
        {
            json.WriteString("serialNumber", serial);
        }

        json.WriteNumber("version", 1);
        json.WriteStartObject("metadata");
        WriteTool(json, context);
        if (single is not null)
        {
            json.WritePropertyName("component");
            WriteArtifact(json, single, 0, nested: false);
        }

        json.WriteEndObject();
        json.WriteStartArray("components");
        if (single is not null)
        {
            WriteComponents(json, single, 0);
        }
        else
        {
            for (var at = 0; at < reports.Count; at++)
            {
                WriteArtifact(json, reports[at], at, nested: true);
            }
        }

        json.WriteEndArray();
        WriteCompositions(json, reports);
        WriteVulnerabilities(json, reports);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteTool(Utf8JsonWriter json, ReportContext context)
    {
        json.WriteStartObject("tools");
        json.WriteStartArray("components");
        json.WriteStartObject();
        json.WriteString("type", "application");
        json.WriteString("name", "wellguard");
        json.WriteString("version", context.Version);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteArtifact(Utf8JsonWriter json, Report report, int number, bool nested)
    {
        var artifact = report.Artifact;
        json.WriteStartObject();
        json.WriteString("type", artifact.Kind switch { ArtifactKind.Image or ArtifactKind.Rootfs => "container", ArtifactKind.Package => "library", _ => "application" });
        json.WriteString("bom-ref", $"artifact-{number}");
        json.WriteString("name", SafeText.OneLine(artifact.Name));
        WriteIf(json, "version", artifact.Version ?? artifact.Digest);
        if (Hex(artifact.Digest) is { } hex)
        {
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", "SHA-256");
            json.WriteString("content", hex);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        WriteIf(json, "purl", artifact.Purl);
        if (nested)
        {
            json.WriteStartArray("components");
            WriteComponents(json, report, number);
            json.WriteEndArray();
        }

        json.WriteStartArray("properties");
        Property(json, "wellguard:verdict", Story.Word(report.Verdict.Level));
        Property(json, "wellguard:decision", Story.Word(report.Verdict.Decision));
        Property(json, "wellguard:score", report.Verdict.Score.ToString());
        Property(json, "wellguard:completeness", Story.Word(report.Completeness.State));
        if (artifact.Platform is { } platform)
        {
            Property(json, "wellguard:platform", platform);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter json, Report report, int number)
    {
        var at = 0;
        foreach (var places in Places(report))
        {
            var (group, name, version) = PurlParts.Read(places.Key);
            json.WriteStartObject();
            json.WriteString("type", "library");
            json.WriteString("bom-ref", $"{number}-{at++}");
            WriteIf(json, "group", group);
            json.WriteString("name", SafeText.OneLine(name));
            WriteIf(json, "version", version);
            WriteIf(json, "purl", places.Key);
            WriteOccurrences(json, [.. places]);
            json.WriteStartArray("properties");
            var installed = places.Any(place => place.State == ComponentState.Installed);
            Property(json, "wellguard:state", installed ? "installed" : "declared");
            foreach (var layer in places.Select(place => place.Layer).OfType<int>().Distinct().Order())
            {
                Property(json, "wellguard:layer", layer.ToString());
            }

            foreach (var owner in places.Select(place => place.Owner).OfType<string>().Distinct().Order(StringComparer.Ordinal))
            {
                Property(json, "wellguard:owner", owner);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteOccurrences(Utf8JsonWriter json, List<Component> places)
    {
        json.WriteStartObject("evidence");
        json.WriteStartArray("occurrences");
        foreach (var place in places.Where(place => place.Path.Length > 0))
        {
            json.WriteStartObject();
            json.WriteString("location", SafeText.OneLine(place.Path));
            if (place.Layer is { } layer)
            {
                json.WriteString("additionalContext", $"layer {layer}");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Says whether the list is the whole truth.</summary>
    private static void WriteCompositions(Utf8JsonWriter json, IReadOnlyList<Report> reports)
    {
        json.WriteStartArray("compositions");
        for (var at = 0; at < reports.Count; at++)
        {
            json.WriteStartObject();
            json.WriteString("aggregate", reports[at].Completeness.State == CompletenessState.Complete ? "complete" : "incomplete");
            json.WriteStartArray("assemblies");
            json.WriteStringValue($"artifact-{at}");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>One for each advisory and component, under the component's reference.</summary>
    private static void WriteVulnerabilities(Utf8JsonWriter json, IReadOnlyList<Report> reports)
    {
        if (reports.All(static report => report.Vulnerabilities.Count == 0))
        {
            return;
        }

        json.WriteStartArray("vulnerabilities");
        for (var number = 0; number < reports.Count; number++)
        {
            var references = Places(reports[number]).Select((places, at) => (places.Key, Reference: $"{number}-{at}")).ToDictionary(static pair => pair.Key, static pair => pair.Reference, StringComparer.Ordinal);
            foreach (var one in reports[number].Vulnerabilities)
            {
                json.WriteStartObject();
                json.WriteString("id", SafeText.OneLine(one.Id));
                json.WriteStartArray("ratings");
                json.WriteStartObject();
                if (one.Score is { } score)
                {
                    json.WriteNumber("score", score);
                }

                json.WriteString("severity", one.Severity is "critical" or "high" or "medium" or "low" ? one.Severity : "unknown");
                json.WriteEndObject();
                json.WriteEndArray();
                WriteIf(json, "description", one.Summary);
                WriteIf(json, "recommendation", one.Fixed is { } version ? $"not in {version}" : null);
                json.WriteStartArray("affects");
                json.WriteStartObject();
                json.WriteString("ref", references.GetValueOrDefault(one.Purl, $"artifact-{number}"));
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static IEnumerable<IGrouping<string, Component>> Places(Report report) => report.Inventory.Components.GroupBy(static component => component.Purl).OrderBy(static group => group.Key, StringComparer.Ordinal);

    private static void Property(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("value", SafeText.OneLine(value));
        json.WriteEndObject();
    }

    private static void WriteIf(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(name, SafeText.OneLine(text));
        }
    }

    /// <summary>The same artifact gives the same serial number: a UUID of version 8 (RFC 9562) from its digest.</summary>
    private static string? Serial(string? digest) => Hex(digest) is { } hex
        ? $"urn:uuid:{hex[..8]}-{hex[8..12]}-8{hex[13..16]}-a{hex[17..20]}-{hex[20..32]}"
        : null;

    private static string? Hex(string? digest) =>
        digest is { Length: 71 } && digest.StartsWith("sha256:", StringComparison.Ordinal) && digest.AsSpan(7).IndexOfAnyExcept(HexDigits) < 0 ? digest[7..] : null;
}
