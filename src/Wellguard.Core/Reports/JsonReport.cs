using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Wellguard.Reports;

/// <summary>The public contract, docs/report.schema.json: an object, or an array when many targets were asked for.</summary>
public sealed class JsonReport : ReportFormat
{
    public override string Name => "json";

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        if (context.Many || reports.Count != 1)
        {
            json.WriteStartArray();
            foreach (var report in reports)
            {
                JsonSerializer.Serialize(json, report, Contract);
            }

            json.WriteEndArray();
        }
        else
        {
            JsonSerializer.Serialize(json, reports[0], Contract);
        }

        json.Flush();
        output.WriteByte((byte)'\n');
    }

    /// <summary>The contract's types, with one addition: an empty string is absent, so it is left out.</summary>
    internal static readonly JsonTypeInfo<Report> Contract = (JsonTypeInfo<Report>)new JsonSerializerOptions(ReportJson.Default.Options)
    {
        TypeInfoResolver = ReportJson.Default.WithAddedModifier(LeaveOutEmpty),
    }.GetTypeInfo(typeof(Report));

    private static void LeaveOutEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(string))
            {
                property.ShouldSerialize = static (_, value) => value is string { Length: > 0 };
            }
        }
    }
}

/// <summary>One report a line.</summary>
public sealed class JsonLinesReport : ReportFormat
{
    public override string Name => "jsonl";

    public override bool OneByOne => true;

    public override void Write(IReadOnlyList<Report> reports, Stream output, ReportContext context)
    {
        foreach (var report in reports)
        {
            JsonSerializer.Serialize(output, report, JsonReport.Contract);
            output.WriteByte((byte)'\n');
        }
    }
}
