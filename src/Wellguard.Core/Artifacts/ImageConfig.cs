namespace Wellguard.Artifacts;

/// <summary>A line of the image's history (OCI image-spec, config.md, <c>history</c>).</summary>
public sealed record HistoryEntry(string CreatedBy, bool EmptyLayer, string? Comment = null, string? Author = null);

/// <summary>What an image, function or package declares about how it runs (OCI image-spec, config.md).</summary>
public sealed record ImageConfig
{
    public string? Os { get; init; }
    public string? Architecture { get; init; }
    public string? User { get; init; }
    public string? WorkingDirectory { get; init; }
    public IReadOnlyList<string> Entrypoint { get; init; } = [];
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Docker's <c>Healthcheck.Test</c>: <c>CMD-SHELL text</c>, <c>CMD argv…</c> or <c>NONE</c>.</summary>
    public IReadOnlyList<string> Healthcheck { get; init; } = [];

    /// <summary>Docker's <c>OnBuild</c> instructions: run in builds FROM this image.</summary>
    public IReadOnlyList<string> OnBuild { get; init; } = [];

    /// <summary>Docker's <c>Shell</c>: what runs the shell form of an instruction.</summary>
    public IReadOnlyList<string> Shell { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];
    public IReadOnlyList<string> Volumes { get; init; } = [];
    public IReadOnlyList<string> DiffIds { get; init; } = [];
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];
    public string? Author { get; init; }

    /// <summary>SHA-256 of the config as it was read, <c>sha256:…</c>: what engines call the image's id. Null for what has no config.</summary>
    public string? Digest { get; init; }
}
