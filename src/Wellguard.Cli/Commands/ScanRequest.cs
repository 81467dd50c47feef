using Wellguard.Advisories;
using Wellguard.Cli.Terminal;

namespace Wellguard.Cli.Commands;

internal enum Detonation { Never, Auto, Always }

/// <summary>What the user asked <c>wellguard scan</c> for, or <c>wellguard diff</c>.</summary>
internal sealed record ScanRequest
{
    /// <summary>Bytes of --indicators. Attack: an endless file.</summary>
    private const int IndicatorsLimit = 128 << 20;

    public required IReadOnlyList<string> Targets { get; init; }
    public required ResultRequest Results { get; init; }
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

    /// <summary>What a scan is told, with the files and folders that are named here.</summary>
    public async Task<ScanOptions> ReadAsync(AdvisorySet advisories, CancellationToken cancel) => new(await PolicyInput.ReadAsync(Results.Policy, cancel), Surroundings.Today)
    {
        Without = Without,
        Advisories = advisories,
        Names = DatabaseFolder.Names(DatabaseDirectory, Without),
        Families = DatabaseFolder.FamilyIndex(DatabaseDirectory, Without),
        CacheDirectory = CacheDirectory,
        Source = SourceFolder.Open(Source),
        Indicators = Indicators is { } file ? Layers.Indicators.Parse(await TextInput.ReadAsync("--indicators", file, IndicatorsLimit, cancel), file) : Layers.Indicators.None,
    };
}
