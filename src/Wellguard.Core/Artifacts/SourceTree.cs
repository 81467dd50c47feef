using System.Security.Cryptography;

namespace Wellguard.Artifacts;

/// <summary>A checkout of a repository of sources: the plain files of a folder. Links are not followed, pipes and devices not opened, and what version control keeps of it is not looked into.</summary>
public sealed class SourceTree
{
    /// <summary>In bytes. Attack: a thousand sparse files, each of the size of some file of the package.</summary>
    private const long MaxHashed = 4L << 30;

    /// <summary>Attack: a million files without permission to read them.</summary>
    private const int MaxNotes = 1_000;

    /// <summary>What packages were installed into: another package's own archive lies there, not the source of this one.</summary>
    private const string Installed = "node_modules";

    private static readonly HashSet<string> VersionControl = new(StringComparer.Ordinal) { ".git", ".hg", ".svn" };

    private readonly Dictionary<string, string?> _digests = new(StringComparer.Ordinal);
    private readonly List<Shortfall> _shortfalls = [];
    private long _hashed;

    private SourceTree(string folder)
    {
        Folder = folder;
        Root = Path.GetFullPath(folder);
        Files = DirectoryWalker.Walk(Root, _shortfalls, VersionControl).Where(static entry => entry.Type == EntryType.File).ToDictionary(static entry => entry.Path, StringComparer.Ordinal);
    }

    /// <summary>As the user named it.</summary>
    public string Folder { get; }

    /// <summary>The absolute path.</summary>
    public string Root { get; }

    public IReadOnlyDictionary<string, Entry> Files { get; }

    /// <summary>What of it could not be listed or read.</summary>
    public IReadOnlyList<Shortfall> Shortfalls => [.. _shortfalls.Select(static shortfall => shortfall with { What = "the source: " + shortfall.What })];

    /// <summary>Throws <see cref="UsageException"/>.</summary>
    public static SourceTree Open(string folder) =>
        Directory.Exists(folder) ? new(folder) : throw new UsageException($"{folder}: {(File.Exists(folder) ? "is not a directory" : "no such directory")}");

    /// <summary>Where it would be as an artifact: what readers and detectors see of it.</summary>
    /// <param name="package">What is built of it.</param>
    /// <param name="below">The folder of the package in it.</param>
    internal Image AsPackage(PackageArchive package, string below)
    {
        var image = RootfsDirectory.Open(Root, package with { Path = Folder, Root = below, Format = package.Format == PackageFormat.PythonWheel ? PackageFormat.PythonSource : package.Format, Shortfalls = [] });
        return image with { Layers = [.. image.Layers.Select(static layer => layer with { PassedOver = new HashSet<string>(VersionControl, StringComparer.Ordinal) { Installed } })] };
    }

    public static bool IsInstalled(string path) => path.StartsWith(Installed + "/", StringComparison.Ordinal) || path.Contains("/" + Installed + "/", StringComparison.Ordinal);

    /// <summary>Lower-case hexadecimal SHA-256; null for what cannot be read, which is a shortfall.</summary>
    public string? DigestOf(Entry file)
    {
        if (_digests.TryGetValue(file.Path, out var known))
        {
            return known;
        }

        string? digest = null;
        if (_hashed + file.Size > MaxHashed)
        {
            Note(file.Path, $"was not compared: more than {MaxHashed >> 30} GiB of the source have the sizes of files of the package");
        }
        else
        {
            _hashed += file.Size;
            digest = Read(file, static content => Convert.ToHexStringLower(SHA256.HashData(content)));
        }

        return _digests[file.Path] = digest;
    }

    /// <summary>All of it up to <see cref="FileContent.WholeLimit"/>; null for a longer one, and for one that cannot be read, which is a shortfall.</summary>
    public byte[]? ContentOf(Entry file) =>
        file.Size > FileContent.WholeLimit ? null : Read(file, content =>
        {
            var bytes = new byte[file.Size];
            return bytes[..content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        });

    private T? Read<T>(Entry file, Func<Stream, T> read)
        where T : class
    {
        try
        {
            using var content = DirectoryWalker.Open(Root, file);
            return read(content);
        }
        catch (Exception e) when (e is UnreadableException or IOException or UnauthorizedAccessException)
        {
            Note(file.Path, e is UnreadableException unreadable ? unreadable.Why : e is UnauthorizedAccessException ? "no permission to read it" : "cannot be read");
            return null;
        }
    }

    private void Note(string path, string why)
    {
        if (_shortfalls.Count < MaxNotes)
        {
            _shortfalls.Add(new("read", path, why));
        }
    }
}
