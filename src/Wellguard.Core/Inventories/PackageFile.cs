namespace Wellguard.Inventories;

/// <summary>A path that a distro package's database lists.</summary>
/// <param name="Path">Relative, as in <see cref="Artifacts.Entry.Path"/>.</param>
/// <param name="Package">The package's name in its database (dpkg: with <c>:arch</c> removed).</param>
/// <param name="Digest">Lower-case hexadecimal of MD5 (dpkg, 32 characters), SHA-1 (apk, 40) or SHA-256 (rpm, 64); null where the database has none.</param>
/// <param name="MayChange">A configuration file, or otherwise declared to change after installation.</param>
public sealed record OwnedPath(string Path, string Package, string? Digest, bool MayChange = false);

/// <summary><c>dpkg-divert</c>: <paramref name="From"/> of every package but <paramref name="By"/> is installed as <paramref name="To"/>.</summary>
public sealed record Diversion(string From, string To, string By);

/// <summary>What one package database, manifest or lock file says.</summary>
/// <param name="Path">The file.</param>
public sealed record PackageFile(string Path)
{
    public List<Component> Components { get; init; } = [];
    public List<OwnedPath> Owned { get; init; } = [];
    public List<Diversion> Diversions { get; init; } = [];

    /// <summary>Of a lock file: what is fetched from registries, and what brings it in.</summary>
    public List<LockedPackage> Locked { get; init; } = [];

    /// <summary>What was cut off or not understood, one line each.</summary>
    public List<string> Problems { get; init; } = [];
}

/// <summary>
/// Reads one package ecosystem's files. A new ecosystem is one file here and one test; the source generator finds it.
/// Everything it reads is hostile: bounded, no exception for bad input (say it in <see cref="PackageFile.Problems"/>).
/// </summary>
public abstract class PackageReader : Artifacts.FileReader
{
    public abstract void Read(in Artifacts.FileContent file, PackageFile into);
}
