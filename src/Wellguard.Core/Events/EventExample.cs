using System.Globalization;
using Wellguard.Artifacts;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Events;

/// <summary>Events of an example of a behavior rule: a list of maps with the fields of <see cref="Event"/>; <c>line</c> is the arguments, split at spaces. A tenth of a second lies between two.</summary>
internal static class EventExample
{
    private static readonly string[] Keys = ["kind", "process", "child", "object", "other", "line", "result", "size", "digest"];

    /// <exception cref="UsageException">File, line and column of what is wrong.</exception>
    public static IReadOnlyList<Event> Read(string file, string text)
    {
        var yaml = new YamlNodes(file);
        var root = YamlText.Documents(file, text) is [var first, ..] ? first.RootNode : throw new UsageException($"{file}: is empty");
        var keys = yaml.Map(root, "events");
        var time = 1_000_000_000_000_000_000L;
        return [.. yaml.List(yaml.Required(root, keys, "events")).Select(node => One(yaml, node, time += 100_000_000))];
    }

    private static Event One(YamlNodes yaml, YamlNode node, long time)
    {
        var keys = yaml.Map(node, Keys);
        var kind = yaml.Word<EventKind>(yaml.Required(node, keys, "kind"));
        return new Event(time, kind)
        {
            Source = kind is EventKind.Resolve or EventKind.Request or EventKind.Download or EventKind.Send or EventKind.Theft ? "internet" : "example",
            Process = (int)(Number("process") ?? 0),
            Child = (int)(Number("child") ?? 0),
            Object = yaml.OptionalText(keys, "object"),
            Other = yaml.OptionalText(keys, "other"),
            Arguments = yaml.OptionalText(keys, "line")?.Split(' '),
            Result = Number("result"),
            Size = Number("size") ?? 0,
            Digest = yaml.OptionalText(keys, "digest"),
        };

        long? Number(string key) => !keys.TryGetValue(key, out var value) ? null
            : long.TryParse(yaml.Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw yaml.Wrong(value, "expected a number");
    }
}
