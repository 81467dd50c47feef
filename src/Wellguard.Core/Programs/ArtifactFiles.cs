namespace Wellguard.Programs;

/// <summary>A file of the artifact, as a program that runs finds it.</summary>
/// <param name="Path">Without leading slash, links resolved.</param>
/// <param name="Text">Null when the pass over its layer did not keep it.</param>
internal sealed record ArtifactFile(string Path, string? Text)
{
    public bool IsFolder { get; init; }

    /// <summary>The distro ships exactly this file.</summary>
    public bool IsVouched { get; init; }
}

/// <summary>
/// The artifact's files during the evaluation of what one start runs: the entrypoint, the scripts that it starts, and those that they start.
/// They share what they write.
/// </summary>
/// <param name="find">Name or path, and the script that names it or null.</param>
/// <param name="unpack">Path of an archive: what was kept of its entries; null when it is none, or was not read.</param>
internal sealed class ArtifactFiles(Func<string, string?, ArtifactFile?> find, Func<string, IReadOnlyList<ArtifactFile>?> unpack, IReadOnlyList<KeyValuePair<string, string>> environment)
{
    /// <summary>Attack: scripts that start each other with ever new arguments.</summary>
    private const int MaxPrograms = 200;

    /// <summary>Attack: a script that starts itself with an argument more.</summary>
    private const int MaxPerFile = 4;

    private readonly HashSet<string> _started = [];
    private readonly Dictionary<string, int> _perFile = [];
    private int _programs;

    /// <summary>Files that the programs wrote, by path.</summary>
    public Dictionary<string, Shell.Value> Written { get; } = [];

    /// <summary>What an archive that was downloaded was unpacked to.</summary>
    public List<(string Folder, Shell.Value Origin)> Unpacked { get; } = [];

    /// <summary>The image's variables.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment => environment;

    public ArtifactFile? Find(string path, string? script) => path.Length is 0 or > 4096 || path.Contains('$', StringComparison.Ordinal) ? null : find(path, script);

    public IReadOnlyList<ArtifactFile>? Entries(string path) => unpack(path);

    /// <summary>False when the same start was evaluated already, or too many were.</summary>
    public bool Begin(string path, string start)
    {
        if (_programs >= MaxPrograms || _perFile.GetValueOrDefault(path) >= MaxPerFile || !_started.Add(path + "\n" + start))
        {
            return false;
        }

        _programs++;
        _perFile[path] = _perFile.GetValueOrDefault(path) + 1;
        return true;
    }
}
