namespace Wellguard.Artifacts;

/// <summary>What a registry says about a version that it publishes. Null and empty are "it does not say": nothing follows from it.</summary>
public sealed record Registration
{
    public DateTimeOffset? Published { get; init; }

    /// <summary>Days since then, when it was asked; null for what is older than <see cref="LongestYouth"/>, so that old versions say the same every day.</summary>
    public int? AgeDays { get; init; }

    public const int LongestYouth = 30;

    /// <summary>The account that published this version.</summary>
    public string? Publisher { get; init; }

    /// <summary>Accounts that published the versions before it.</summary>
    public IReadOnlyList<string> EarlierPublishers { get; init; } = [];

    /// <summary>Of the package, as this version names them.</summary>
    public IReadOnlyList<string> Maintainers { get; init; } = [];

    /// <summary>Why it should not be used any more.</summary>
    public string? Deprecated { get; init; }

    /// <summary>The registry has a signed statement of where this version was built.</summary>
    public bool? HasProvenance { get; init; }

    /// <summary>The version before had one.</summary>
    public bool? HadProvenance { get; init; }

    /// <summary>The version that is compared: the one published before this one.</summary>
    public string? Before { get; init; }

    /// <summary>Scripts that run when it is installed, as the registry lists them.</summary>
    public bool? HasInstallScript { get; init; }

    /// <summary>Name and version as the registry lists them.</summary>
    public string? Name { get; init; }
    public string? Version { get; init; }
}
