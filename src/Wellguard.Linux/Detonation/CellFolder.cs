namespace Wellguard.Linux.Detonation;

/// <summary>
/// The folder of one run, with a file that its owner holds locked. What a killed owner left behind is found by the lock that nobody holds, and taken down by
/// the next start.
/// </summary>
internal sealed class CellFolder : IDisposable
{
    /// <summary>Beside the folder, so that the lock is there before it and goes after it. Attack on ourselves: another start takes down what is just being made.</summary>
    private const string LockSuffix = ".lock";

    private readonly FileStream _lock;

    private CellFolder(string root, string id, FileStream held)
    {
        Path = System.IO.Path.Combine(root, id);
        Id = id;
        _lock = held;
    }

    /// <summary>Where all runs have their folders: in memory, for root only.</summary>
    public static string Root => "/run/wellguard";

    /// <summary>Eight hex digits: part of the names of namespaces and interfaces.</summary>
    public string Id { get; }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public static async Task<CellFolder> CreateAsync()
    {
        Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await CleanAsync().ConfigureAwait(false);
        while (true)
        {
            var id = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
            var path = System.IO.Path.Combine(Root, id);
            if (!Directory.Exists(path) && Lock(path) is { } held)
            {
                Directory.CreateDirectory(path);
                return new CellFolder(Root, id, held);
            }
        }
    }

    /// <summary>Takes down what killed runs left.</summary>
    public static async Task<int> CleanAsync()
    {
        var cleaned = 0;
        foreach (var path in Directory.Exists(Root) ? Directory.GetDirectories(Root) : [])
        {
            using var held = Lock(path);
            if (held is not null)
            {
                await TakeDownAsync(path).ConfigureAwait(false);
                cleaned++;
            }
        }

        return cleaned;
    }

    /// <summary>The sandbox, its namespaces, its mounts and its files, whichever of them are there.</summary>
    public static async Task TakeDownAsync(string path)
    {
        var id = System.IO.Path.GetFileName(path);
        await Sandbox.RemoveAsync(path).ConfigureAwait(false);
        await ControlGroup.KillAsync(id).ConfigureAwait(false);
        await CellNetwork.RemoveAsync(id).ConfigureAwait(false);
        Mounts.Remove(System.IO.Path.Combine(path, "root"));
        Mounts.Remove(System.IO.Path.Combine(path, "below"));
        Mounts.Remove(System.IO.Path.Combine(path, "disk"));
        Mounts.Remove(System.IO.Path.Combine(path, "users"));
        ControlGroup.Remove(id);
        DeleteUnpacked(System.IO.Path.Combine(path, "partial"));
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        File.Delete(path + LockSuffix);
    }

    /// <summary>A file system that was unpacked for this run alone.</summary>
    private static void DeleteUnpacked(string note)
    {
        if (File.Exists(note) && File.ReadAllText(note) is { Length: > 0 } unpacked && unpacked.Contains(".partial-", StringComparison.Ordinal) && Directory.Exists(unpacked))
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    private static FileStream? Lock(string path)
    {
        try
        {
            return new FileStream(path + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // its owner is alive, or it is being taken down
        }
    }

    public void Dispose() => _lock.Dispose();
}
