using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <content>
/// The other ecosystems: deb-preinst(5) and its siblings; RubyGems guides, "Gems with Extensions", "Plugins"; The Cargo Book, "Build Scripts"; The Rust Reference, "Procedural Macros"; The Go Programming Language Specification, "Package initialization";
/// Visual Studio Code, "Activation Events"; GitHub documentation, "Metadata syntax for GitHub Actions".
/// </content>
internal static partial class PackageStarts
{
    /// <summary>What a manifest names as run, by its own word.</summary>
    private static readonly Dictionary<(PackageFormat Format, string Word), (TriggerKind Trigger, string Text)> Declared = new()
    {
        [(PackageFormat.Gem, "extensions")] = (TriggerKind.PackageInstall, "gem runs it when the package is installed: it builds an extension"),
        [(PackageFormat.Crate, "build")] = (TriggerKind.PackageInstall, "cargo runs it in every build of what uses the crate"),
        [(PackageFormat.Crate, "proc-macro")] = (TriggerKind.PackageInstall, "the compiler loads it in every build of what uses the crate"),
        [(PackageFormat.VsCode, "main")] = (TriggerKind.Import, "runs when the editor activates the extension"),
        [(PackageFormat.VsCode, "browser")] = (TriggerKind.Import, "runs when the editor in a browser activates the extension"),
        [(PackageFormat.VsCode, "main at start")] = (TriggerKind.Import, "runs whenever the editor starts"),
        [(PackageFormat.VsCode, "browser at start")] = (TriggerKind.Import, "runs whenever the editor in a browser starts"),
        [(PackageFormat.GitHubAction, "pre")] = (TriggerKind.Invocation, "runs before the steps of the workflow"),
        [(PackageFormat.GitHubAction, "main")] = (TriggerKind.Invocation, "runs as a step of the workflow"),
        [(PackageFormat.GitHubAction, "post")] = (TriggerKind.Invocation, "runs after the steps of the workflow"),
        [(PackageFormat.GitHubAction, "pre-entrypoint")] = (TriggerKind.Invocation, "runs before the steps of the workflow, in the action's image"),
        [(PackageFormat.GitHubAction, "entrypoint")] = (TriggerKind.Invocation, "runs as a step of the workflow, in the action's image"),
        [(PackageFormat.GitHubAction, "post-entrypoint")] = (TriggerKind.Invocation, "runs after the steps of the workflow, in the action's image"),
    };

    private static readonly Dictionary<string, string> MaintainerScripts = new(StringComparer.Ordinal)
    {
        ["preinst"] = "dpkg runs it before the package is installed",
        ["postinst"] = "dpkg runs it when the package is installed",
        ["config"] = "debconf runs it before the package is installed",
        ["prerm"] = "dpkg runs it before the package is removed or updated",
        ["postrm"] = "dpkg runs it when the package is removed or updated",
    };

    private static readonly string[] CommandFolders = ["bin/", "sbin/", "usr/bin/", "usr/sbin/", "usr/local/bin/", "usr/local/sbin/", "usr/games/"];

    private static IEnumerable<PackageStart> OfDebian(IEnumerable<string> programs, List<Shortfall>? shortfalls)
    {
        foreach (var (script, text) in MaintainerScripts)
        {
            yield return new(TriggerKind.PackageInstall, DebianArchive.ControlFolder + "/" + script, text);
        }

        foreach (var path in programs.Where(static path => Array.Exists(CommandFolders, folder => path.StartsWith(folder, StringComparison.Ordinal) && path.IndexOf('/', folder.Length) < 0)))
        {
            yield return new(TriggerKind.Invocation, path, $"runs as the command {path[(path.LastIndexOf('/') + 1)..]}");
        }

        foreach (var start in Modules(programs, "usr/lib/python3/dist-packages/", shortfalls))
        {
            yield return start;
        }
    }

    private static IEnumerable<PackageStart> OfGem(PackageArchive package, IReadOnlyCollection<string> programs)
    {
        // Where the gem does not say what it builds, everything that could be is.
        var isUnknown = package.Shortfalls.Count > 0 && package.Starts.Count == 0;
        var extensions = isUnknown ? [.. programs.Where(static path => path.EndsWith("/extconf.rb", StringComparison.Ordinal)).Select(static path => KeyValuePair.Create("extensions", path))] : package.Starts;
        foreach (var start in OfDeclared(package with { Starts = extensions }).Concat(OfCommands(package)))
        {
            yield return start;
        }

        foreach (var folder in package.Starts.Where(static start => start.Key == "require_paths").Select(static start => start.Value.Trim('/')).DefaultIfEmpty("lib"))
        {
            yield return new(TriggerKind.InterpreterStart, folder + "/rubygems_plugin.rb", "every command of gem loads it once the package is installed");
            foreach (var path in programs.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal) && path.EndsWith(".rb", StringComparison.Ordinal) && path.IndexOf('/', folder.Length + 1) < 0).Take(MaxModules))
            {
                yield return new(TriggerKind.Import, path[(folder.Length + 1)..^3], "runs when it is required") { Imports = true, Language = "ruby", Folder = folder };
            }
        }
    }

    private static IEnumerable<PackageStart> OfCommands(PackageArchive package)
    {
        foreach (var (name, path) in package.Commands)
        {
            if (Filesystem.TryJoin(package.Root, path, out var file))
            {
                yield return new(TriggerKind.Invocation, file, $"runs as the command {name}");
            }
        }
    }

    private static IEnumerable<PackageStart> OfDeclared(PackageArchive package)
    {
        foreach (var (word, value) in package.Starts)
        {
            if (Declared.TryGetValue((package.Format, word), out var known) && Filesystem.TryJoin(package.Root, value, out var file))
            {
                yield return package.Format == PackageFormat.VsCode
                    ? new(known.Trigger, "./" + value.TrimStart('.', '/'), known.Text) { Imports = true, Language = "javascript", Folder = package.Root }
                    : new(known.Trigger, file, known.Text);
            }
        }
    }

    /// <summary>Tests are built only by who tests the module.</summary>
    private static IEnumerable<PackageStart> OfGoModule(PackageArchive package, IEnumerable<string> programs) =>
        programs.Where(path => path.EndsWith(".go", StringComparison.Ordinal) && !path.EndsWith("_test.go", StringComparison.Ordinal) && !IsLeftOut(path[Math.Min(path.Length, package.Root.Length)..]))
            .Select(static path => new PackageStart(TriggerKind.Import, path, "runs when what imports it starts") { IsLoaded = true });

    /// <summary>Folders that the go command does not look into (go help packages).</summary>
    private static bool IsLeftOut(string path) => path.Contains("/testdata/", StringComparison.Ordinal) || path.Contains("/_", StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal);

    /// <summary>Its own steps and files; also what npm would run, because what is published at two places is both.</summary>
    private static IEnumerable<PackageStart> OfAction(PackageArchive package) =>
        OfDeclared(package)
            .Concat(((string[])["action.yml", "action.yaml"]).Select(name => new PackageStart(TriggerKind.Invocation, Below(package.Root, name), "runs as a step of the workflow")))
            .Concat(Hooks.Select(hook => new PackageStart(TriggerKind.PackageInstall, Below(package.Root, "package.json"), "npm runs it when the package is installed: " + hook) { Hook = "npm " + hook }));
}
