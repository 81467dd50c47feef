using System.Text;

namespace Wellguard.Artifacts;

public enum PackageFormat { Npm, PythonWheel, PythonSource, NuGet, Debian, Gem, Crate, GoModule, VsCode, GitHubAction }

/// <summary>A package as it is published, one file, and what it says of itself as far as running it needs that.</summary>
/// <param name="Path">Of the file.</param>
public sealed partial record PackageArchive(PackageFormat Format, string Path, string Name, string Version)
{
    /// <summary>Attack: a manifest of gigabytes.</summary>
    private const int ManifestLimit = 4 << 20;

    /// <summary>Attack: a manifest with a million lines.</summary>
    private const int DependencyLimit = 500;

    /// <summary>Attack: a library a million times.</summary>
    private const int AssemblyLimit = 50;

    /// <summary>Name, and which versions in the words of its ecosystem.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Dependencies { get; init; } = [];

    /// <summary>What is left out where it does not fit the machine.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> OptionalDependencies { get; init; } = [];

    /// <summary>npm's <c>bin</c>, RubyGems' <c>executables</c>: names of commands, and their files below <see cref="Root"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Commands { get; init; } = [];

    /// <summary>The one folder that holds everything, without slashes at its ends; empty where there is none.</summary>
    public string Root { get; init; } = "";

    /// <summary>Of a Python source archive: the names that it offers for import, as its set-up tool listed them.</summary>
    public IReadOnlyList<string> TopLevel { get; init; } = [];

    /// <summary>What of it runs without being called, as its manifest says it: the manifest's word, and a file below <see cref="Root"/> or a value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Starts { get; init; } = [];

    /// <summary>Of a gem: the machines that it is for, or null.</summary>
    public string? Platform { get; init; }

    /// <summary>What of its manifests could not be read, or contradicts itself.</summary>
    public IReadOnlyList<Shortfall> Shortfalls { get; init; } = [];

    /// <summary>NuGet's libraries, by name, for whichever framework.</summary>
    public IReadOnlyList<string> Assemblies { get; init; } = [];

    /// <summary>Null when the file is no package. Throws <see cref="UnreadableException"/> for one that is damaged.</summary>
    public static async Task<PackageArchive?> ReadAsync(string path, OpenOptions options, CancellationToken cancel)
    {
        var bytes = ByteSource.OfFile(path, static _ => null);
        var head = new byte[512];
        await using (var start = bytes.Open())
        {
            head = head[..start.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }

        if (ArArchive.IsOne(head))
        {
            return await DebianArchive.ReadAsync(path, bytes, options, cancel).ConfigureAwait(false);
        }

        if (FileFormats.IsZip(head))
        {
            await using var zip = bytes.Open();
            return OfZip(path, zip, ZipWalker.Read(zip, path));
        }

        return FileFormats.IsCompressed(head) || FileFormats.IsTar(head) ? await OfTarAsync(path, bytes, options, cancel).ConfigureAwait(false) : null;
    }

    /// <summary>Null when it is no package.</summary>
    internal static PackageArchive? OfZip(string path, Stream stream, ZipWalker zip)
    {
        foreach (var entry in zip.Entries.Where(static entry => entry.Entry.Type == EntryType.File && entry.Entry.Size <= ManifestLimit))
        {
            var name = entry.Entry.Path;
            if (name.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) && !name.Contains('/'))
            {
                return OfNuspec(path, Text(stream, entry)) with
                {
                    Assemblies = [.. zip.Entries.Select(static file => file.Entry.Path).Where(static file => file.StartsWith("lib/", StringComparison.OrdinalIgnoreCase) && file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Select(static file => file[(file.LastIndexOf('/') + 1)..^4]).Distinct().Take(AssemblyLimit)],
                };
            }

            if (name.EndsWith(".dist-info/METADATA", StringComparison.Ordinal) && name.IndexOf('/', StringComparison.Ordinal) == name.Length - "/METADATA".Length)
            {
                return OfMetadata(PackageFormat.PythonWheel, path, Text(stream, entry));
            }
        }

        string? TextOf(string name) => zip.Entries.LastOrDefault(entry => entry.Entry.Path == name && entry.Entry is { Type: EntryType.File, Size: <= ManifestLimit }) is { } entry ? Text(stream, entry) : null;

        var paths = zip.Entries.Where(static entry => entry.Entry.Type == EntryType.File).Select(static entry => entry.Entry.Path).ToList();
        return TextOf("extension.vsixmanifest") is { } extension ? OfExtension(path, extension, TextOf("extension/package.json"))
            : ModuleFolder(paths) is { } module ? OfModule(path, module, TextOf(module + "/go.mod"))
            : ActionFile(paths) is { } action && TextOf(action) is { } text ? OfAction(path, action, text)
            : null;
    }

    private static async Task<PackageArchive?> OfTarAsync(string path, ByteSource bytes, OpenOptions options, CancellationToken cancel)
    {
        var plain = await FileFormats.PlainAsync(bytes, path, options, cancel).ConfigureAwait(false);
        await using var stream = plain.Open();
        return TarIndex.Read(stream, path) is not { } index ? null : GemArchive.IsOne(index) ? await GemArchive.ReadAsync(plain, index, path, options, cancel).ConfigureAwait(false) : OfTar(path, stream, index);
    }

    /// <summary>Null when it is no package, or an image.</summary>
    internal static PackageArchive? OfTar(string path, Stream stream, TarIndex index)
    {
        if (index.Find("manifest.json") is not null || index.Find("index.json") is not null)
        {
            return null;
        }

        // One folder holds everything; npm's registry calls it package, others differ. Some who pack by hand leave it out.
        var depth = index.Files.Any(static file => file.Path is "setup.py" or "PKG-INFO" or "package.json" or "Cargo.toml" or "action.yml" or "action.yaml") ? 0 : 1;
        var top = index.Files.Where(file => file.Size <= ManifestLimit && file.Path.Count(static c => c == '/') == depth).ToLookup(static file => file.Path[(file.Path.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        // What is both a crate and a package of something else is what its file is called.
        var isCrate = path.EndsWith(".crate", StringComparison.OrdinalIgnoreCase);
        return isCrate && Last("Cargo.toml") is { } own ? OfCrate(path, own)
            : Last("PKG-INFO") is { } metadata ? OfMetadata(PackageFormat.PythonSource, path, TextOf(metadata)) with { Root = TopOf(metadata), TopLevel = TopLevelOf(stream, index) }
            : !IsNpm(path, top) && (Last("action.yml") ?? Last("action.yaml")) is { } action ? OfAction(path, action.Path, TextOf(action))
            : Last("package.json") is { } manifest ? OfPackageJson(path, Bytes(stream, manifest)) with { Root = TopOf(manifest) }
            : (Last("setup.py") ?? Last("pyproject.toml")) is { } project ? OfSource(path) with { Root = TopOf(project) }
            : Last("Cargo.toml") is { } crate ? OfCrate(path, crate)
            : SetUpsBelow(index) is [_, ..] below ? OfSource(path) with { Root = TopFolderOf(index)!, Starts = below }
            : null;

        PackageArchive OfCrate(string path, TarFile file) => OfCargo(path, TextOf(file)) with { Root = TopOf(file) };

        string TextOf(TarFile file) => Encoding.UTF8.GetString(Bytes(stream, file));

        TarFile? Last(string name) => top[name].Select(static file => (TarFile?)file).LastOrDefault();

        static string TopOf(TarFile file) => file.Path[..Math.Max(file.Path.IndexOf('/', StringComparison.Ordinal), 0)];
    }

    /// <summary>The folder that holds everything; null where there is none, as in a file system that was exported.</summary>
    private static string? TopFolderOf(TarIndex index)
    {
        var first = index.Files.Select(static file => file.Path).FirstOrDefault("");
        var top = first[..(first.IndexOf('/', StringComparison.Ordinal) + 1)];
        return top.Length > 1 && index.Files.All(file => file.Path.StartsWith(top, StringComparison.Ordinal)) ? top[..^1] : null;
    }

    /// <summary>Sources of something larger, of which a part is for Python: <c>bindings/python/setup.py</c>. Which part an installation means, the archive does not say: each may run.</summary>
    private static KeyValuePair<string, string>[] SetUpsBelow(TarIndex index) =>
        TopFolderOf(index) is not { } top ? [] : [.. index.Files.Where(static file => file.Path.EndsWith("/setup.py", StringComparison.Ordinal)).Take(DependencyLimit).Select(file => KeyValuePair.Create("setup.py", file.Path[(top.Length + 1)..]))];

    /// <summary>npm's own archives, in which a file of GitHub's is only a file.</summary>
    private static bool IsNpm(string path, ILookup<string, TarFile> top) =>
        path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) || top["package.json"].Any(static file => file.Path.StartsWith("package/", StringComparison.Ordinal));

    private static IReadOnlyList<string> TopLevelOf(Stream stream, TarIndex index) =>
        [.. index.Files.Where(static file => file.Path.EndsWith(".egg-info/top_level.txt", StringComparison.Ordinal) && file.Size <= 1 << 14).Take(4).SelectMany(file => Encoding.UTF8.GetString(Bytes(stream, file)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Take(DependencyLimit)];

    private static string Text(Stream zip, ZipEntry entry)
    {
        try
        {
            using var content = ZipWalker.Open(zip, entry, null);
            using var text = new StreamReader(content);
            var buffer = new char[ManifestLimit];
            return new string(buffer, 0, text.ReadBlock(buffer, 0, ManifestLimit));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new UnreadableException(entry.Entry.Path, "the compressed data is damaged", e);
        }
    }

    private static byte[] Bytes(Stream tar, TarFile file)
    {
        var content = new byte[file.Size];
        tar.Position = file.Offset;
        tar.ReadExactly(content);
        return content;
    }
}
