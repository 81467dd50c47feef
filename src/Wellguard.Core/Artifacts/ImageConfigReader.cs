using System.Text.Json;

namespace Wellguard.Artifacts;

/// <summary>OCI image-spec config.md and Docker image spec v1.2 (the same shape, with Healthcheck, OnBuild and Shell).</summary>
internal static class ImageConfigReader
{
    /// <summary>Attack: a config of millions of history lines, labels or variables.</summary>
    private const int ListLimit = 10_000;

    /// <param name="problems">Receives what engines refuse, or read as something else.</param>
    public static ImageConfig Read(JsonElement root, List<string>? problems = null)
    {
        var config = root.Field("config") ?? default;
        if (problems is not null)
        {
            problems.AddRange(Json.Repeated(root, "Labels", "annotations", "ExposedPorts", "Volumes").Select(name => $"'{name}' is there twice: engines merge or choose"));
            ConfigShape.Check(root, problems, ListLimit);
        }

        return new()
        {
            Os = root.Text("os"),
            Architecture = root.Text("architecture"),
            Author = root.Text("author"),
            User = config.Text("User"),
            WorkingDirectory = config.Text("WorkingDir"),
            Entrypoint = Words(config, "Entrypoint"),
            Command = Words(config, "Cmd"),
            Healthcheck = config.Field("Healthcheck")?.Texts("Test", ListLimit) ?? [],
            OnBuild = config.Texts("OnBuild", ListLimit),
            Shell = config.Texts("Shell", ListLimit),
            Environment = [.. config.Texts("Env", ListLimit).Select(Variable)],
            Labels = config.Pairs("Labels", ListLimit),
            ExposedPorts = [.. config.Pairs("ExposedPorts", ListLimit).Select(p => p.Key)],
            Volumes = [.. config.Pairs("Volumes", ListLimit).Select(p => p.Key)],
            DiffIds = root.Field("rootfs")?.Texts("diff_ids", ListLimit) ?? [],
            History = [.. root.Items("history", ListLimit).Select(Line)],
        };
    }

    /// <summary>The variant belongs to the platform, not to what runs. Without an operating system engines take their own.</summary>
    public static Platform? PlatformOf(JsonElement root) =>
        root.Text("architecture") is { Length: > 0 } architecture
            ? new(root.Text("os") is { Length: > 0 } os ? os : "linux", architecture, root.Text("variant") is { Length: > 0 } variant ? variant : null)
            : null;

    /// <summary>A lone text is no list of words. What it says is looked at as a shell would read it.</summary>
    private static IReadOnlyList<string> Words(JsonElement config, string name) =>
        config.Field(name) is { ValueKind: JsonValueKind.String } && config.Text(name) is { } text && text.AsSpan().IndexOfAny(" \t\n;|&") >= 0 ? ["/bin/sh", "-c", text] : config.Texts(name, ListLimit);

    private static KeyValuePair<string, string> Variable(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? new(text[..at], text[(at + 1)..]) : new(text, "");

    private static HistoryEntry Line(JsonElement line) =>
        new(line.Text("created_by") ?? "", line.Flag("empty_layer"), line.Text("comment"), line.Text("author"));
}
