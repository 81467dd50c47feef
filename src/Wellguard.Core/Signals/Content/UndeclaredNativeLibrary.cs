using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A native library in a function's package that belongs to no dependency which its manifests name.</summary>
internal sealed class UndeclaredNativeLibrary : ArtifactDetector
{
    private const int MaxSignals = 20;

    /// <summary>Extension modules of CPython's standard library (Modules/Setup of CPython 3.8 to 3.14).</summary>
    private static readonly HashSet<string> StandardModules =
    [
        "_asyncio", "_bisect", "_blake2", "_bz2", "_codecs_cn", "_codecs_hk", "_codecs_jp", "_contextvars", "_csv", "_ctypes", "_curses", "_datetime", "_dbm", "_decimal", "_elementtree", "_gdbm", "_hashlib", "_heapq", "_json", "_lsprof",
        "_lzma", "_md5", "_multibytecodec", "_multiprocessing", "_opcode", "_pickle", "_posixshmem", "_posixsubprocess", "_queue", "_random", "_sha1", "_sha2", "_sha256", "_sha3", "_sha512", "_socket", "_sqlite3", "_ssl", "_statistics",
        "_struct", "_uuid", "_zoneinfo", "array", "audioop", "binascii", "cmath", "fcntl", "grp", "math", "mmap", "nis", "pyexpat", "readline", "resource", "select", "syslog", "termios", "unicodedata", "zlib",
    ];

    public override Rule About { get; } = new(Rule.IdOf(typeof(UndeclaredNativeLibrary)), SignalClass.File, "A native library belongs to no declared dependency", Severity.Medium, Confidence.Medium)
    {
        Attack = ["T1574", "T1036.005"],
        Stage = Stage.Persistence,
        Why = "Native code in a function comes with a dependency that a manifest names. One that stands by itself is loaded by its name alone; under the name of a standard module it is loaded instead of that one by every program.",
        Fix = "Rebuild the package from its manifest, and compare.",
        Benign = "A library that the function's own authors compiled.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (contents.Image.Artifact.Kind != ArtifactKind.Function)
        {
            yield break;
        }

        var hasManifest = contents.Components.Count > 0 || contents.Files.Find("requirements.txt") is not null || contents.Files.Find("package.json") is not null;
        var packages = contents.Components.Where(component => component.State == Inventories.ComponentState.Installed).Select(component => component.Path).ToList();
        var count = 0;
        foreach (var (entry, layer) in contents.Files.All)
        {
            if (entry.Type != EntryType.File || !IsNative(entry.Name) || contents.KindOf(new PlacedEntry(entry, layer)) != FileKind.Elf || count >= MaxSignals)
            {
                continue;
            }

            var module = entry.Name.Split('.')[0];
            var isStandard = StandardModules.Contains(module) && !entry.Path.Contains("lib-dynload/", StringComparison.Ordinal);
            if (isStandard || (hasManifest && !entry.Path.Contains('/', StringComparison.Ordinal) && !IsExplained(module, contents, packages)))
            {
                count++;
                yield return new Signal(About.Id, About.Class, About.Title, isStandard ? Severity.High : Severity.Low, isStandard ? Confidence.High : About.Confidence, Places.Of(contents, entry.Path, layer))
                {
                    Attack = About.Attack,
                    Trigger = isStandard ? "loaded when a program imports the standard module of that name" : null,
                    Evidence = [new Evidence(EvidenceKind.Path, $"/{entry.Path} {(isStandard ? $"takes the place of the standard module '{module}'" : "stands beside the code, and no manifest explains it")}")],
                    Object = "/" + entry.Path,
                };
            }
        }
    }

    private static bool IsNative(string name) =>
        name.EndsWith(".so", StringComparison.Ordinal) || name.EndsWith(".node", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal) || name.EndsWith(".pyd", StringComparison.Ordinal);

    private static bool IsExplained(string module, Contents contents, List<string> packages)
    {
        var plain = module.Trim('_').Replace('_', '-');
        return packages.Exists(path => path.Contains(plain, StringComparison.OrdinalIgnoreCase)) || contents.Components.Any(component => component.Purl.Contains(plain, StringComparison.OrdinalIgnoreCase));
    }
}
