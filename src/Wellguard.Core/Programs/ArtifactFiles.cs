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
    private const int MaxPerFile = 16;

    /// <summary>Attack: scripts that each wear out the budget of one program. In such budgets.</summary>
    private const double MaxCost = 3;

    /// <summary>Stands among the entries of an archive that was read only in part.</summary>
    public const string Unread = "\0";

    private readonly HashSet<string> _started = [];
    private readonly Dictionary<string, int> _perFile = [];
    private int _programs;
    private double _cost;

    /// <summary>Files that the programs wrote, by path.</summary>
    public Dictionary<string, Shell.Value> Written { get; } = [];

    /// <summary>What an archive that was downloaded was unpacked to.</summary>
    public List<(string Folder, Shell.Value Origin)> Unpacked { get; } = [];

    /// <summary>The image's variables.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment => environment;

    public ArtifactFile? Find(string path, string? script) => path.Length is 0 or > 4096 || path.Contains('$', StringComparison.Ordinal) ? null : find(path, script);

    public IReadOnlyList<ArtifactFile>? Entries(string path) => unpack(path);

    /// <summary>False when the same start was evaluated already, or too many were, which is then said.</summary>
    public bool Begin(string path, string start, Analysis by)
    {
        if (!_started.Add(path + "\n" + start))
        {
            return false;
        }

        var perFile = _perFile[path] = _perFile.GetValueOrDefault(path) + 1;
        if (++_programs <= MaxPrograms && perFile <= MaxPerFile && _cost <= MaxCost)
        {
            return true;
        }

        if (_programs == MaxPrograms + 1 || perFile == MaxPerFile + 1 || !_isWorn)
        {
            _isWorn = true;
            by.Problems.Add($"programs that start programs are too many; from {path} on they were not followed");
        }

        return false;
    }

    private bool _isWorn;

    /// <summary>Counts what the evaluation of a program took.</summary>
    public void End(Analysis analysis) => _cost += analysis.Cost;
}
