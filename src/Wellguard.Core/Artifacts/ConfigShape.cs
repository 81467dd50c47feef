using System.Text.Json;

namespace Wellguard.Artifacts;

/// <summary>Whether an image config has the types that the specification says (OCI image-spec, config.md). Engines refuse what has not.</summary>
internal static class ConfigShape
{
    private static readonly string[] Texts = ["os", "architecture", "author", "variant", "created"];
    private static readonly string[] ConfigTexts = ["User", "WorkingDir", "StopSignal"];
    private static readonly string[] ConfigLists = ["Entrypoint", "Cmd", "Env", "OnBuild", "Shell"];
    private static readonly string[] ConfigMaps = ["Labels", "ExposedPorts", "Volumes"];

    public static void Check(JsonElement root, List<string> problems, int listLimit)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add("is no object");
            return;
        }

        Expect(root, "", Texts, JsonValueKind.String);
        if (Expect(root, "", ["config"], JsonValueKind.Object) && root.Field("config") is { } config)
        {
            Expect(config, "config.", ConfigTexts, JsonValueKind.String);
            Expect(config, "config.", ConfigMaps, JsonValueKind.Object);
            foreach (var name in ConfigLists)
            {
                List(config, "config.", name);
            }

            foreach (var (name, value) in config.Field("Labels") is { ValueKind: JsonValueKind.Object } labels ? labels.EnumerateObject().Select(label => (Json.NameOf(label) ?? "", label.Value)) : [])
            {
                if (value.ValueKind is not JsonValueKind.String and not JsonValueKind.Null)
                {
                    problems.Add($"config.Labels['{(name.Length > 60 ? name[..60] : name)}'] is no text");
                    break;
                }
            }

            if (Expect(config, "config.", ["Healthcheck"], JsonValueKind.Object) && config.Field("Healthcheck") is { } check)
            {
                List(check, "config.Healthcheck.", "Test");
            }
        }

        if (Expect(root, "", ["rootfs"], JsonValueKind.Object) && root.Field("rootfs") is { } rootfs)
        {
            List(rootfs, "rootfs.", "diff_ids");
        }

        if (Expect(root, "", ["history"], JsonValueKind.Array) && root.Field("history") is { } history)
        {
            Long("history", history);
            foreach (var line in history.EnumerateArray().Take(listLimit))
            {
                if (line.ValueKind != JsonValueKind.Object || (line.Field("created_by") is { } by && by.ValueKind != JsonValueKind.String))
                {
                    problems.Add("history has a line that is none");
                    break;
                }
            }
        }

        bool Expect(JsonElement parent, string path, string[] names, JsonValueKind kind)
        {
            var fits = true;
            foreach (var name in names)
            {
                if (parent.Field(name) is { } field && field.ValueKind != kind)
                {
                    problems.Add($"{path}{name} is {NameOf(field.ValueKind)}, not {NameOf(kind)}");
                    fits = false;
                }
            }

            return fits;
        }

        void List(JsonElement parent, string path, string name)
        {
            if (!Expect(parent, path, [name], JsonValueKind.Array) || parent.Field(name) is not { } list)
            {
                return;
            }

            Long(path + name, list);
            if (list.EnumerateArray().Take(listLimit).Any(item => item.ValueKind != JsonValueKind.String))
            {
                problems.Add($"{path}{name} has a member that is no text");
            }
        }

        static string NameOf(JsonValueKind kind) => kind switch { JsonValueKind.Array => "an array", JsonValueKind.Object => "an object", JsonValueKind.String => "a string", JsonValueKind.Number => "a number", _ => "a boolean" };

        void Long(string path, JsonElement list)
        {
            if (list.GetArrayLength() > listLimit)
            {
                problems.Add($"{path} has {list.GetArrayLength():N0} members; the first {listLimit:N0} were read");
            }
        }
    }
}
