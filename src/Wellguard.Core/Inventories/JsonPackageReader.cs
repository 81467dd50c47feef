using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>A reader of JSON: parsing and its failures once for all of them.</summary>
public abstract class JsonPackageReader : PackageReader
{
    /// <summary>Attack: deep nesting exhausts the stack. Real lock files of the nested kind stay below 40.</summary>
    private const int MaxDepth = 64;

    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth };

    public override void Read(in FileContent file, PackageFile into)
    {
        if (!file.IsWholeOr(into))
        {
            return;
        }

        try
        {
            var bytes = file.Bytes.StartsWith("\uFEFF"u8) ? file.Bytes[3..] : file.Bytes;
            var reader = new Utf8JsonReader(bytes, Lenient);
            using var document = JsonDocument.ParseValue(ref reader);
            Read(document.RootElement, into);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string of half a surrogate pair, found only when it is decoded.
            into.Problem($"not JSON: {broken.Message}");
        }
    }

    protected abstract void Read(JsonElement root, PackageFile into);
}

/// <summary>Access that answers null or nothing where the document has another shape.</summary>
internal static class JsonShape
{
    public static string? String(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool IsTrue(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static JsonElement.ObjectEnumerator Members(this JsonElement element) => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default;

    public static JsonElement.ArrayEnumerator Items(this JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default;
}
