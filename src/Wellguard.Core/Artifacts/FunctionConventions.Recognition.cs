namespace Wellguard.Artifacts;

/// <summary>What a zip is, by what is in it.</summary>
internal enum ZipNature
{
    /// <summary>Something of the providers' conventions is there.</summary>
    Function,

    /// <summary>Code, but nothing that a provider would start.</summary>
    Code,

    /// <summary>Archives, and no code beside them.</summary>
    Archives,

    /// <summary>Neither code nor archives.</summary>
    Data,

    /// <summary>No file at all.</summary>
    Empty,
}

internal sealed partial class FunctionConventions
{
    /// <summary>Attack: a million entries, each to be unpacked for its first bytes. Handlers come by name long before.</summary>
    private const int HeadsLimit = 2_000;

    /// <summary>What a tar needs to be known.</summary>
    private const int HeadSize = 512;

    private static readonly HashSet<string> CodeExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".py", ".pyc", ".js", ".mjs", ".cjs", ".ts", ".rb", ".php", ".pl", ".sh", ".bash", ".ps1", ".go", ".java", ".class", ".jar", ".war", ".dll", ".exe", ".cs", ".csx", ".fsx", ".lua", ".wasm", ".node", ".so", ".rs", ".swift",
    };

    private static readonly HashSet<string> ArchiveExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".zip", ".tar", ".tgz", ".gz", ".zst", ".xz", ".bz2", ".7z", ".rar", ".whl", ".egg", ".nupkg", ".gem", ".crate",
    };

    /// <summary>Files at the root that a provider or its build reads.</summary>
    private static readonly HashSet<string> RootFiles =
        ["bootstrap", "host.json", "function.json", "package.json", "requirements.txt", "Pipfile", "pyproject.toml", "go.mod", "Gemfile", "composer.json", "Cargo.toml", "pom.xml", ".gcloudignore", "Procfile"];

    /// <summary>Where the packages of Lambda layers lie, and where bundlers and frameworks put handlers that a template elsewhere names.</summary>
    private static readonly string[] CodeFolders =
        ["python/", "nodejs/", "ruby/", "java/lib/", "dotnet/", "node_modules/", "src/", "dist/", "build/", "out/", "app/", "handlers/", "functions/", "lambda/", "lambdas/", "api/"];

    /// <summary>Paths of archives that are in the archive, by name or by their first bytes.</summary>
    public IReadOnlyList<string> Archives() => [.. files.Where(file => KindOf(file) == FileNature.Archive).Select(file => file.Key)];

    /// <param name="config">What <see cref="Read"/> found.</param>
    public ZipNature Nature(ImageConfig config)
    {
        if (files.Count == 0)
        {
            return ZipNature.Empty;
        }

        if (config.Labels.Count > 0 || files.Keys.Any(IsConvention))
        {
            return ZipNature.Function;
        }

        var natures = files.Take(HeadsLimit).Select(file => (file.Key, Nature: KindOf(file))).ToList();
        return natures.Exists(file => file.Nature == FileNature.Code && !file.Key.Contains('/')) ? ZipNature.Function
            : natures.Exists(file => file.Nature == FileNature.Code) || files.Keys.Skip(HeadsLimit).Any(path => CodeExtensions.Contains(Path.GetExtension(path))) ? ZipNature.Code
            : natures.Exists(file => file.Nature == FileNature.Archive) ? ZipNature.Archives
            : ZipNature.Data;
    }

    private static bool IsConvention(string path)
    {
        var extension = Path.GetExtension(path);
        return !path.Contains('/') ? RootFiles.Contains(path) || CodeExtensions.Contains(extension) || path.EndsWith(".runtimeconfig.json", StringComparison.Ordinal)
            : extension == ".class"
            || (extension == ".jar" && path.StartsWith("lib/", StringComparison.Ordinal))
            || (path.EndsWith("/function.json", StringComparison.Ordinal) && path.IndexOf('/', StringComparison.Ordinal) == path.LastIndexOf('/'))
            || path.IndexOf(".dist-info/", StringComparison.Ordinal) is > 0 and var wheel && wheel == path.IndexOf('/', StringComparison.Ordinal) - ".dist-info".Length // pip install --target .
            || (CodeExtensions.Contains(extension) && CodeFolders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)));
    }

    private enum FileNature { Data, Code, Archive }

    private FileNature KindOf(KeyValuePair<string, ZipEntry> file)
    {
        var extension = Path.GetExtension(file.Key);
        if (CodeExtensions.Contains(extension) || ArchiveExtensions.Contains(extension))
        {
            return CodeExtensions.Contains(extension) ? FileNature.Code : FileNature.Archive;
        }

        var head = Head(file.Value);
        return FileFormats.IsZip(head) || FileFormats.IsCompressed(head) || FileFormats.IsTar(head) ? FileNature.Archive
            : FileKinds.Of(head) is FileKind.Elf or FileKind.Script ? FileNature.Code
            : FileNature.Data;
    }

    /// <summary>Nothing when it cannot be read; the pass over the archive says so.</summary>
    private byte[] Head(ZipEntry entry)
    {
        try
        {
            using var content = zip.Open(entry, password);
            var head = new byte[HeadSize];
            return head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnreadableException or ZstdSharp.ZstdException)
        {
            return [];
        }
    }
}
