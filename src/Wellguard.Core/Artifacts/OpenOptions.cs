namespace Wellguard.Artifacts;

/// <summary>What opening a target may use of the outside world, and what the user asked for.</summary>
/// <param name="TemporaryDirectory">Where standard input and unpacked archives are held; created when missing, files in it have no name while they are used.</param>
public sealed record OpenOptions(string TemporaryDirectory)
{
    /// <summary>What <c>--platform</c> said, or null: then linux on this machine's processor, or the only image that is there.</summary>
    public Platform? Platform { get; init; }

    public bool AllPlatforms { get; init; }

    /// <summary>For <c>docker-archive:-</c> and <c>oci:-</c>.</summary>
    public Func<Stream>? StandardInput { get; init; }

    /// <summary>The stamp of a local file, or null when it has none.</summary>
    public Func<string, FileStamp?> Stamp { get; init; } = _ => null;

    /// <summary>For encrypted entries of <c>archive:FILE</c>.</summary>
    public string? Password { get; init; }
}
