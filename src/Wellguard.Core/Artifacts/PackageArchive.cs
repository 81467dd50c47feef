using System.Text;

namespace Wellguard.Artifacts;

public enum PackageFormat
{
    Npm, PythonWheel, PythonSource, NuGet, Debian, Gem, Crate, GoModule, VsCode, GitHubAction,

    /// <summary>Sources as a project releases them, with what builds them.</summary>
    Release,
}

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

    /// <summary>
    /// What else the archive is, by other manifests in it. Which one counts is decided by who installs it, so what any of them starts runs. Attack: an npm package with a <c>PKG-INFO</c>, so that its scripts pass for data.
    /// </summary>
    public IReadOnlyList<PackageArchive> Also { get; init; } = [];

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
        // Of each format the first manifest counts. Attack: ten thousand manifests of megabytes each.
        var found = new OrderedDictionary<PackageFormat, Func<PackageArchive>>();
        foreach (var entry in zip.Entries.Where(static entry => entry.Entry.Type == EntryType.File && entry.Entry.Size <= ManifestLimit))
        {
            var name = entry.Entry.Path;
            if (name.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) && !name.Contains('/'))
            {
                found.TryAdd(PackageFormat.NuGet, () => OfNuspec(path, Text(stream, entry)) with
                {
                    Assemblies = [.. zip.Entries.Select(static file => file.Entry.Path).Where(static file => file.StartsWith("lib/", StringComparison.OrdinalIgnoreCase) && file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Select(static file => file[(file.LastIndexOf('/') + 1)..^4]).Distinct().Take(AssemblyLimit)],
                });
            }
            else if (name.EndsWith(".dist-info/METADATA", StringComparison.Ordinal) && name.IndexOf('/', StringComparison.Ordinal) == name.Length - "/METADATA".Length)
            {
                found.TryAdd(PackageFormat.PythonWheel, () => OfMetadata(PackageFormat.PythonWheel, path, Text(stream, entry)));
            }
            else if (name == "EGG-INFO/PKG-INFO")
            {
                // An egg has its modules where a wheel has them (setuptools documentation, "The Internal Structure of Python Eggs").
                found.TryAdd(PackageFormat.PythonWheel, () => OfMetadata(PackageFormat.PythonWheel, path, Text(stream, entry)));
            }
            else if (!found.ContainsKey(PackageFormat.PythonSource) && name.EndsWith("/PKG-INFO", StringComparison.Ordinal) && name.IndexOf('/', StringComparison.Ordinal) == name.Length - "/PKG-INFO".Length && Text(stream, entry) is var metadata && metadata.StartsWith("Metadata-Version:", StringComparison.Ordinal))
            {
                found.Add(PackageFormat.PythonSource, () => OfMetadata(PackageFormat.PythonSource, path, metadata) with
                {
                    Root = name[..^"/PKG-INFO".Length],
                    TopLevel = TopLevelOf(zip.Entries.Where(static file => IsListOfNames(file.Entry.Path) && file.Entry.Size <= 1 << 14).Select(file => Text(stream, file))),
                });
            }
        }

        string? TextOf(string name) => zip.Entries.LastOrDefault(entry => entry.Entry.Path == name && entry.Entry is { Type: EntryType.File, Size: <= ManifestLimit }) is { } entry ? Text(stream, entry) : null;

        var paths = zip.Entries.Where(static entry => entry.Entry.Type == EntryType.File).Select(static entry => entry.Entry.Path).ToList();
        if (TextOf("extension.vsixmanifest") is { } extension)
        {
            found.Add(PackageFormat.VsCode, () => OfExtension(path, extension, TextOf("extension/package.json")));
        }

        return Of([.. found.Values]) is { } package ? package
            : ModuleFolder(paths) is { } module ? OfModule(path, module, TextOf(module + "/go.mod"))
            : ActionFile(paths) is { } action && TextOf(action) is { } text ? OfAction(path, action, text)
            : null;
    }

    /// <summary>The first one that can be read, and what else it is. Throws when none can.</summary>
    private static PackageArchive? Of(List<Func<PackageArchive>> found)
    {
        var read = new List<PackageArchive>();
        var broken = new List<UnreadableException>();
        foreach (var one in found)
        {
            try
            {
                read.Add(one());
            }
            catch (UnreadableException e) when (found.Count > 1)
            {
                broken.Add(e);
            }
        }

        if (read.Count == 0)
        {
            return broken.Count == 0 ? null : throw broken[0];
        }

        var first = read[0];
        return first with
        {
            Also = [.. read.Skip(1)],
            Shortfalls = [.. first.Shortfalls, .. broken.Select(static e => new Shortfall("open", e.What, e.Why))],
        };
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
        var found = new List<(int Order, Func<PackageArchive> Read)>();
        if (Last("Cargo.toml") is { } crate)
        {
            found.Add((isCrate ? 0 : 6, () => OfCargo(path, TextOf(crate)) with { Root = TopOf(crate) }));
        }

        if (Last("PKG-INFO") is { } metadata)
        {
            found.Add((2, () => OfMetadata(PackageFormat.PythonSource, path, TextOf(metadata)) with { Root = TopOf(metadata), TopLevel = TopLevelOf(index.Files.Where(static file => IsListOfNames(file.Path) && file.Size <= 1 << 14).Select(TextOf)) }));
        }
        else if ((Last("setup.py") ?? Last("pyproject.toml")) is { } project)
        {
            found.Add((5, () => OfNamed(PackageFormat.PythonSource, path) with { Root = TopOf(project) }));
        }

        if (!IsNpm(path, top) && (Last("action.yml") ?? Last("action.yaml")) is { } action)
        {
            found.Add((3, () => OfAction(path, action.Path, TextOf(action))));
        }

        if (Last("package.json") is { } manifest)
        {
            found.Add((manifest.Path.StartsWith("package/", StringComparison.Ordinal) ? 1 : 4, () => OfPackageJson(path, Bytes(stream, manifest)) with { Root = TopOf(manifest) }));
        }

        return Of([.. found.OrderBy(static one => one.Order).Select(static one => one.Read)]) is { } package ? package
            : BuildFiles.Select(Last).FirstOrDefault(static file => file is not null) is { } build ? OfNamed(PackageFormat.Release, path) with { Root = TopOf(build), Starts = SetUpsBelow(index) }
            : SetUpsBelow(index) is [_, ..] below ? OfNamed(PackageFormat.PythonSource, path) with { Root = TopFolderOf(index)!, Starts = below }
            : null;

        string TextOf(TarFile file) => Encoding.UTF8.GetString(Bytes(stream, file));

        TarFile? Last(string name) => top[name].Select(static file => (TarFile?)file).LastOrDefault();

        static string TopOf(TarFile file) => file.Path[..Math.Max(file.Path.IndexOf('/', StringComparison.Ordinal), 0)];
    }

    /// <summary>The GNU Coding Standards, "Configuration"; CMake; Meson.</summary>
    private static readonly string[] BuildFiles = ["configure", "configure.ac", "configure.in", "CMakeLists.txt", "meson.build"];

    internal static bool IsBuildFile(string name) => BuildFiles.Contains(name);

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

    private static bool IsListOfNames(string path) => path.EndsWith(".egg-info/top_level.txt", StringComparison.Ordinal) || path.EndsWith(".egg-info/entry_points.txt", StringComparison.Ordinal);

    /// <summary>Names that are imported, one a line, or behind the name of a command: <c>run = a.b:main</c>.</summary>
    private static IReadOnlyList<string> TopLevelOf(IEnumerable<string> lists) =>
        [.. lists.Take(8).SelectMany(static list => list.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Where(static line => line[0] != '[').Select(static line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim().Split('.', ':')[0]).Where(static name => name.Length > 0).Distinct().Take(DependencyLimit)];

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
