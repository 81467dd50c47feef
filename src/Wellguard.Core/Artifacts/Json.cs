using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Wellguard.Artifacts;

/// <summary>
/// Reads JSON as container engines do: names match without regard to case, of equal names the last wins, and objects of equal names are merged (Go, encoding/json).
/// A reader that is stricter would miss what an engine runs.
/// </summary>
internal static class Json
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Throws <see cref="UnreadableException"/>.</summary>
    public static JsonElement Parse(byte[] bytes, string what)
    {
        try
        {
            // Invalid UTF-8 is replaced, as Go does: it would otherwise hide a config.
            var text = Utf8.IsValid(bytes) ? bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new UnreadableException(what, $"is not JSON: {FirstSentence(e.Message)}", e);
        }
    }

    public static JsonElement? Field(this JsonElement element, string name)
    {
        JsonElement? found = null;
        List<JsonElement>? objects = null;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (NameOf(property) is not { } given || !given.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                // A null changes no object that is there; an object is added to it; all else replaces it.
                var (isObject, wasObject) = (property.Value.ValueKind == JsonValueKind.Object, found is { ValueKind: JsonValueKind.Object });
                if (wasObject && isObject)
                {
                    (objects ??= [found!.Value]).Add(property.Value);
                }
                else if (!wasObject || property.Value.ValueKind != JsonValueKind.Null)
                {
                    (found, objects) = (property.Value, null);
                }
            }
        }

        found = objects is null ? found : Merged(objects);
        return found is { ValueKind: JsonValueKind.Null } ? null : found;
    }

    /// <summary>Names that one object has twice, as <c>config.Entrypoint</c>; in <paramref name="maps"/> only when they are equal in case too. At most ten.</summary>
    public static IReadOnlyList<string> Repeated(JsonElement root, params IReadOnlyList<string> maps)
    {
        var repeated = new List<string>();
        Collect(root, "", isMap: false);
        return repeated;

        void Collect(JsonElement element, string path, bool isMap)
        {
            if (repeated.Count >= 10)
            {
                return;
            }

            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, path, isMap: false);
                }
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                var names = new HashSet<string>(isMap ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
                foreach (var property in element.EnumerateObject())
                {
                    var name = NameOf(property) ?? "";
                    var at = path.Length == 0 ? name : path + "." + name;
                    at = at.Length > 100 ? at[..100] : at;
                    if (!names.Add(name) && !repeated.Contains(at))
                    {
                        repeated.Add(at);
                    }

                    Collect(property.Value, at, maps.Contains(name, StringComparer.OrdinalIgnoreCase));
                }
            }
        }
    }

    /// <summary>
    /// As written: half a surrogate pair would not survive a writer. All at once. Attack: thousands of objects of one name, each merged with all before it.
    /// </summary>
    private static JsonElement Merged(List<JsonElement> objects)
    {
        using var document = JsonDocument.Parse("{" + string.Join(',', objects.SelectMany(one => one.EnumerateObject()).Select(property => property.ToString())) + "}", Options);
        return document.RootElement.Clone();
    }

    public static string? Text(this JsonElement element, string name) => element.Field(name) is { } field ? TextOf(field) : null;

    public static long? Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetInt64(out var number) ? number : null;

    public static bool Flag(this JsonElement element, string name) => element.Field(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The elements of an array, at most <paramref name="limit"/>.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name, int limit) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } field ? field.EnumerateArray().Take(limit) : [];

    /// <summary>An array of strings; a lone string is an array of one, as Docker reads it.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, string name, int limit) => element.Field(name) switch
    {
        { ValueKind: JsonValueKind.Array } field => [.. field.EnumerateArray().Take(limit).Select(TextOf).OfType<string>()],
        { ValueKind: JsonValueKind.String } field => TextOf(field) is { } text ? [text] : [],
        _ => [],
    };

    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(this JsonElement element, string name, int limit) =>
        element.Field(name) is { ValueKind: JsonValueKind.Object } field
            ? [.. field.EnumerateObject().Take(limit).Select(p => KeyValuePair.Create(NameOf(p) ?? "", TextOf(p.Value) ?? ""))]
            : [];

    /// <summary>The string, also when it holds half of a surrogate pair: then as written in the file.</summary>
    private static string? TextOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText().Trim('"');
        }
    }

    /// <summary>Null for a name that holds half of a surrogate pair.</summary>
    public static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? text[..end] : text;
}
