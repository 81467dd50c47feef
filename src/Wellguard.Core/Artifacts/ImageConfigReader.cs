using System.Text.Json;

namespace Wellguard.Artifacts;

/// <summary>OCI image-spec config.md and Docker image spec v1.2 (the same shape, with Healthcheck, OnBuild and Shell).</summary>
internal static class ImageConfigReader
{
    /// <summary>Attack: a config of millions of history lines, labels or variables.</summary>
    private const int ListLimit = 10_000;

    public static ImageConfig Read(JsonElement root)
    {
        var config = root.Field("config") ?? default;
        return new()
        {
            Os = root.Text("os"),
            Architecture = root.Text("architecture"),
            Author = root.Text("author"),
            User = config.Text("User"),
            WorkingDirectory = config.Text("WorkingDir"),
            Entrypoint = config.Texts("Entrypoint", ListLimit),
            Command = config.Texts("Cmd", ListLimit),
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

    /// <summary>The variant belongs to the platform, not to what runs.</summary>
    public static Platform? PlatformOf(JsonElement root) =>
        root.Text("os") is { } os && root.Text("architecture") is { } architecture ? new(os, architecture, root.Text("variant") is { Length: > 0 } variant ? variant : null) : null;

    private static KeyValuePair<string, string> Variable(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? new(text[..at], text[(at + 1)..]) : new(text, "");

    private static HistoryEntry Line(JsonElement line) =>
        new(line.Text("created_by") ?? "", line.Flag("empty_layer"), line.Text("comment"), line.Text("author"));
}
