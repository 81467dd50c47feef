using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A library of no package stands where programs look before they look for the system's own, or is asked about every user name.</summary>
internal sealed class ShadowedSystemLibrary : ArtifactDetector
{
    /// <summary>Attack: a search path of thousands of folders.</summary>
    private const int MaxFolders = 50;

    /// <summary>What every program loads.</summary>
    private static readonly string[] Core = ["libc.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libpthread.so.0", "libdl.so.2", "libcrypt.so.1", "libpam.so.0", "libselinux.so.1"];
    private static readonly string[] System = ["lib", "lib64", "usr/lib", "usr/lib64", "usr/local/lib"];

    private static readonly string[] LibraryFolders = ["lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "lib64", "usr/lib64", "lib", "usr/lib"];

    public override Rule About { get; } = new(Rule.IdOf(typeof(ShadowedSystemLibrary)), SignalClass.Persistence, "A library of no package stands in front of the system's own", Severity.Medium, Confidence.High)
    {
        Attack = ["T1574.006", "T1574.007"],
        Stage = Stage.Persistence,
        Why = "LD_LIBRARY_PATH and ld.so.conf.d put folders in front of the system's, and nsswitch.conf names modules that every look-up of a user loads. A C library of its own there sees everything that every program does.",
        Fix = "Compare the library with the distro's; remove it from the search path.",
        Benign = "Software that brings its own C library.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        foreach (var (folder, source) in Folders(contents).Distinct().Take(MaxFolders))
        {
            foreach (var name in Core)
            {
                if (contents.Files.Resolve(folder + "/" + name) is { } library && contents.Owners.Of(library.Entry.Path, library.Layer).State == OwnershipState.Unowned)
                {
                    yield return Signal(source, library.Entry.Path, folder.Contains("/.", StringComparison.Ordinal) || folder.StartsWith("tmp", StringComparison.Ordinal) || folder.StartsWith("dev/shm", StringComparison.Ordinal) ? Severity.High : Severity.Medium);
                }
            }
        }

        foreach (var module in Modules(contents))
        {
            yield return Signal("etc/nsswitch.conf", module, contents.Owners.HasDatabase ? Severity.High : Severity.Medium);
        }
    }

    /// <summary>Modules of nsswitch.conf(5) that no package owns.</summary>
    private static IEnumerable<string> Modules(Contents contents) =>
        from service in (contents.Text("etc/nsswitch.conf") ?? "").Split((char[])['\n', ' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Distinct().Take(MaxFolders)
        where service.All(char.IsAsciiLetterOrDigit)
        from folder in LibraryFolders
        let module = contents.Files.Resolve($"{folder}/libnss_{service}.so.2")
        where module is { Entry.Type: EntryType.File } && contents.Owners.Of(module.Entry.Path, module.Layer).State == OwnershipState.Unowned
        select module.Entry.Path;

    private static IEnumerable<(string Folder, string Source)> Folders(Contents contents)
    {
        foreach (var (_, value) in contents.Image.Config.Environment.Where(variable => variable.Key == "LD_LIBRARY_PATH"))
        {
            foreach (var folder in value.Split(':', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return (folder.Trim('/'), "config:Env");
            }
        }

        foreach (var path in contents.Layers.SelectMany(facts => facts.Texts.Keys).Where(path => path.StartsWith("etc/ld.so.conf", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal))
        {
            foreach (var line in (contents.Text(path) ?? "").Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith('/')))
            {
                if (!Array.Exists(System, folder => line.Trim('/') == folder || line.StartsWith("/usr/lib/", StringComparison.Ordinal) || line.StartsWith("/lib/", StringComparison.Ordinal)))
                {
                    yield return (line.Trim('/'), path);
                }
            }
        }
    }

    private Signal Signal(string source, string library, Severity severity) =>
        new(About.Id, About.Class, About.Title, severity, About.Confidence, new Place(source)) { Attack = About.Attack, Trigger = "loaded into programs at start", Evidence = [new Evidence(EvidenceKind.Path, $"/{library} belongs to no package")], Object = "/" + library };
}
