using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Assemblies;

namespace Wellguard.Layers;

/// <summary>A place of a package where code runs by itself.</summary>
/// <param name="Path">Of the file; when it <paramref name="Imports"/>, the name that is imported.</param>
/// <param name="Text">For people.</param>
internal sealed record PackageStart(TriggerKind Trigger, string Path, string Text)
{
    /// <summary>Of the programs that the file holds, the one with this text.</summary>
    public string? Hook { get; init; }

    /// <summary>Loaded as a module: what stands in functions does not run by it.</summary>
    public bool Imports { get; init; }

    /// <summary>The file is loaded: of its functions only those run that it calls itself.</summary>
    public bool IsLoaded { get; init; }

    public string Language { get; init; } = "";
    public string Folder { get; init; } = "";
}

/// <summary>
/// Where the code of a package runs without being called, by the conventions of its ecosystem: npm documentation, "scripts" and "package.json"; Python Packaging User Guide, "setup.py", "Entry points", and Python's <c>site</c> module;
/// NuGet documentation, "MSBuild props and targets", "init.ps1" and "Analyzer NuGet formats".
/// </summary>
internal static partial class PackageStarts
{
    /// <summary>Attack: a package of a hundred thousand top-level modules.</summary>
    private const int MaxModules = 2_000;

    /// <summary>What of npm's lifecycle runs for a package of a registry (npm documentation, "Life Cycle Operation Order", npm install).</summary>
    private static readonly string[] Hooks = ["preinstall", "install", "postinstall"];

    /// <param name="shortfalls">Where it is said that there are more places than are looked at; null: somebody else says it.</param>
    public static IEnumerable<PackageStart> Of(PackageArchive package, IReadOnlyCollection<string> programs, List<Shortfall>? shortfalls = null) => package.Format switch
    {
        PackageFormat.Npm => OfNpm(package),
        PackageFormat.PythonSource => OfPythonSource(package, programs, shortfalls),
        PackageFormat.Release => OfSetUps(package),
        PackageFormat.PythonWheel => OfWheel(programs, shortfalls),
        PackageFormat.NuGet => OfNuGet(programs),
        PackageFormat.Debian => OfDebian(programs, shortfalls),
        PackageFormat.Gem => OfGem(package, programs),
        PackageFormat.Crate or PackageFormat.VsCode => OfDeclared(package),
        PackageFormat.GoModule => OfGoModule(package, programs),
        PackageFormat.GitHubAction => OfAction(package),
        _ => [],
    };

    private static IEnumerable<PackageStart> OfNpm(PackageArchive package)
    {
        foreach (var hook in Hooks)
        {
            yield return new(TriggerKind.PackageInstall, Below(package.Root, "package.json"), "npm runs it when the package is installed: " + hook) { Hook = "npm " + hook };
        }

        yield return new(TriggerKind.Import, ".", "runs when it is imported") { Imports = true, Language = "javascript", Folder = package.Root };
        foreach (var command in OfCommands(package))
        {
            yield return command;
        }
    }

    private static IEnumerable<PackageStart> OfPythonSource(PackageArchive package, IEnumerable<string> programs, List<Shortfall>? shortfalls)
    {
        yield return new(TriggerKind.PackageInstall, Below(package.Root, "setup.py"), "pip runs it when the package is installed");
        foreach (var start in OfSetUps(package))
        {
            yield return start;
        }

        var below = Below(package.Root, "");
        foreach (var start in Modules(programs.Where(path => path.StartsWith(below, StringComparison.Ordinal)), below, shortfalls).Concat(Modules(programs, below + "src/", shortfalls)))
        {
            yield return start;
        }
    }

    /// <summary>Those below the top of a release of something larger.</summary>
    private static IEnumerable<PackageStart> OfSetUps(PackageArchive package)
    {
        foreach (var (_, path) in package.Starts)
        {
            if (Filesystem.TryJoin(package.Root, path, out var file))
            {
                yield return new(TriggerKind.PackageInstall, file, "pip runs it when its folder is installed");
            }
        }
    }

    private static IEnumerable<PackageStart> OfWheel(IEnumerable<string> programs, List<Shortfall>? shortfalls) =>
        programs.Where(static path => path.Contains(".data/scripts/", StringComparison.Ordinal)).Select(static path => new PackageStart(TriggerKind.Invocation, path, $"runs as the command {path[(path.LastIndexOf('/') + 1)..]}"))
            .Concat(Modules(programs, "", shortfalls))
            .Concat(programs.Where(static path => path.Contains(".data/", StringComparison.Ordinal)).Select(static path => path[..(path.IndexOf('/', path.IndexOf(".data/", StringComparison.Ordinal) + 6) + 1)]).Where(static folder => folder.Length > 0).Distinct().SelectMany(folder => Modules(programs, folder, shortfalls)));

    private static IEnumerable<PackageStart> OfNuGet(IEnumerable<string> programs)
    {
        foreach (var path in programs)
        {
            var name = path[(path.LastIndexOf('/') + 1)..];
            if (path.StartsWith("tools/", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
            {
                yield return new(TriggerKind.PackageInstall, path, "Visual Studio runs it when the package is installed");
            }
            else if (path.StartsWith("build", StringComparison.OrdinalIgnoreCase) && (name.EndsWith(".targets", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".props", StringComparison.OrdinalIgnoreCase)))
            {
                yield return new(TriggerKind.PackageInstall, path, "runs in every build of a project that uses the package");
            }
            else if (AssemblyFile.IsAssembly(path))
            {
                yield return new(TriggerKind.Import, path, "runs when the assembly is loaded") { Hook = AssemblyFile.Initializer };
                if (path.StartsWith("analyzers/", StringComparison.OrdinalIgnoreCase))
                {
                    yield return new(TriggerKind.PackageInstall, path, "the compiler runs it in every build of a project that uses the package") { Hook = AssemblyFile.Analyzer };
                }
            }
        }
    }

    /// <summary>Modules and packages right below a folder.</summary>
    private static IEnumerable<PackageStart> Modules(IEnumerable<string> programs, string folder, List<Shortfall>? shortfalls)
    {
        var modules = programs.Where(path => path.StartsWith(folder, StringComparison.Ordinal)).Select(path => path[folder.Length..])
            .Where(static path => path.EndsWith(".py", StringComparison.Ordinal) && (!path.Contains('/') || (path.EndsWith("/__init__.py", StringComparison.Ordinal) && path.IndexOf('/', StringComparison.Ordinal) == path.Length - "/__init__.py".Length)))
            .Where(static path => path is not ("setup.py" or "conftest.py")).ToList();
        if (modules.Count > MaxModules)
        {
            shortfalls?.Add(new("analyse", folder.Length == 0 ? "the package" : folder.TrimEnd('/'), $"has {modules.Count:N0} modules that can be imported: what runs when more than {MaxModules:N0} of them are imported was not followed"));
        }

        return modules.Take(MaxModules)
            .Select(path => new PackageStart(TriggerKind.Import, path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : path[..^3], "runs when it is imported") { Imports = true, Language = "python", Folder = folder.TrimEnd('/') });
    }

    private static string Below(string root, string path) => root.Length == 0 ? path : root + "/" + path;
}
