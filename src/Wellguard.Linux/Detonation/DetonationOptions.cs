using Wellguard.Events;

namespace Wellguard.Linux.Detonation;

public sealed record DetonationOptions
{
    /// <summary>The path of this executable: it is the fake internet too.</summary>
    public required string Program { get; init; }

    public Engine Engine { get; init; }

    /// <summary>Where unpacked images and base systems are kept: on a disk, since they are large.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>Nothing is fetched: a base system must be there already, and what a package depends on is missing.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Told what takes a while before anything happens.</summary>
    public Action<string>? Say { get; init; }

    /// <summary>Instead of the artifact's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>A program that did nothing for this long has nothing more to show.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How far the date in the cell is from the true one.</summary>
    public TimeSpan ClockShift { get; init; }

    /// <summary>Whose machine it seems to be: a name of <c>rules/decoys/lures.yml</c>.</summary>
    public string Profile { get; init; } = "developer";

    /// <summary>Where files that the program left are kept, or null.</summary>
    public string? PayloadsDirectory { get; init; }

    public CellLimits Limits { get; init; } = new();
    public bool HasNetwork { get; init; } = true;

    /// <summary>Later stages that the user has: the fake internet serves them under these addresses.</summary>
    public IReadOnlyDictionary<string, byte[]> Stages { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Live, on any thread.</summary>
    public Action<Event>? Happened { get; init; }
}
