namespace Wellguard.Cli.Commands;

internal enum Detonation { Never, Auto, Always }

/// <summary>What the user asked <c>wellguard scan</c> for.</summary>
internal sealed record ScanRequest
{
    public required IReadOnlyList<string> Targets { get; init; }
    public required string Format { get; init; }
    public string? Output { get; init; }
    public string? Policy { get; init; }
    public bool FailOnReview { get; init; }
    public string? From { get; init; }
    public int Jobs { get; init; } = 1;
    public bool Offline { get; init; }

    /// <summary>Null: nothing is kept.</summary>
    public string? CacheDirectory { get; init; }

    public string? Platform { get; init; }
    public bool AllPlatforms { get; init; }
    public IReadOnlyList<string> PlainHttp { get; init; } = [];
    public string? Indicators { get; init; }
    public IReadOnlySet<string> Without { get; init; } = new HashSet<string>();

    /// <summary>Of advisories; null: the user's own, if it is there.</summary>
    public string? DatabaseDirectory { get; init; }

    public string? Password { get; init; }

    /// <summary>A checkout that the package is compared with; null: with none.</summary>
    public string? Source { get; init; }

    /// <summary>What is run too.</summary>
    public Detonation Detonation { get; init; }
}
