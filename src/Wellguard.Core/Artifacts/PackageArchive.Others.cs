using System.Globalization;
using System.Xml;

namespace Wellguard.Artifacts;

/// <content>Manifests of crates, Go modules, extensions of editors, and GitHub's actions.</content>
public sealed partial record PackageArchive
{
    /// <summary>The Cargo Book, "The Manifest Format".</summary>
    private static PackageArchive OfCargo(string path, string manifest)
    {
        var values = TomlLines.Read(manifest);
        var build = values.GetValueOrDefault("package.build", "build.rs");
        var library = values.GetValueOrDefault("lib.path", "src/lib.rs");
        var isMacro = (values.GetValueOrDefault("lib.proc-macro") ?? values.GetValueOrDefault("lib.proc_macro")) == "true";
        return new(PackageFormat.Crate, path, values.GetValueOrDefault("package.name", ""), values.GetValueOrDefault("package.version", ""))
        {
            Dependencies = [.. Required("dependencies").Concat(Required("build-dependencies")).DistinctBy(static pair => pair.Key).Take(DependencyLimit)],
            Starts = [.. build == "false" ? Array.Empty<KeyValuePair<string, string>>() : [KeyValuePair.Create("build", build)], .. isMacro ? [KeyValuePair.Create("proc-macro", library)] : Array.Empty<KeyValuePair<string, string>>()],
        };

        // dependencies.NAME = "1.0" and [dependencies.NAME] version = "1.0", also of one target.
        IEnumerable<KeyValuePair<string, string>> Required(string kind)
        {
            foreach (var (key, value) in values)
            {
                var at = key.StartsWith(kind + ".", StringComparison.Ordinal) ? 0 : key.StartsWith("target.", StringComparison.Ordinal) ? key.IndexOf("." + kind + ".", StringComparison.Ordinal) + 1 : -1;
                var parts = at < 0 || (at == 0 && key[0] == 't') ? [] : key[(at + kind.Length + 1)..].Split('.');
                if (parts.Length == 1 || parts is [_, "version"])
                {
                    yield return KeyValuePair.Create(parts[0], value);
                }
            }
        }
    }

    /// <summary>The one folder <c>module@version</c> that holds everything (Go Modules Reference, "Module zip files"); null where there is none.</summary>
    private static string? ModuleFolder(List<string> paths)
    {
        if (paths.Count == 0 || paths[0].IndexOf("@v", StringComparison.Ordinal) is not (> 0 and var at) || paths[0].IndexOf('/', at) is not (> 0 and var end))
        {
            return null;
        }

        var folder = paths[0][..(end + 1)];
        return paths.All(path => path.StartsWith(folder, StringComparison.Ordinal)) ? folder[..^1] : null;
    }

    /// <param name="folder"><c>module@version</c>, capitals written as <c>!x</c> in a cache of modules.</param>
    private static PackageArchive OfModule(string path, string folder, string? manifest)
    {
        var at = folder.IndexOf("@v", StringComparison.Ordinal);
        var (name, version) = (Capitals(folder[..at]), folder[(at + 1)..]);
        var lines = (manifest ?? "").Split('\n').Select(static line => line.Split("//")[0].Trim()).ToList();
        var stated = lines.Find(static line => line.StartsWith("module ", StringComparison.Ordinal))?["module ".Length..].Trim(' ', '"', '`');
        return new(PackageFormat.GoModule, path, name, version)
        {
            Root = folder,
            Dependencies = [.. RequiredModules(lines).Take(DependencyLimit)],
            Shortfalls = stated is not null && !stated.Equals(name, StringComparison.Ordinal) ? [new("open", "go.mod", $"says that the module is {stated}, and its archive says {name}")] : [],
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> RequiredModules(IEnumerable<string> lines)
    {
        var inside = false;
        foreach (var line in lines)
        {
            var required = line.StartsWith("require ", StringComparison.Ordinal) ? line["require ".Length..].Trim() : inside ? line : "";
            inside = line == "require (" || (inside && line != ")");
            if (required.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name and not "(", var version, ..])
            {
                yield return KeyValuePair.Create(name, version);
            }
        }
    }

    private static string Capitals(string escaped)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < escaped.Length; i++)
        {
            text.Append(escaped[i] == '!' && i + 1 < escaped.Length ? char.ToUpper(escaped[++i], CultureInfo.InvariantCulture) : escaped[i]);
        }

        return text.ToString();
    }

    /// <summary>An extension of Visual Studio Code: the marketplace reads the one manifest, the editor the other (Visual Studio Code, "Extension Manifest").</summary>
    private static PackageArchive OfExtension(string path, string marketplace, string? manifest)
    {
        var identity = IdentityOf(path, marketplace);
        if (manifest is null)
        {
            return new(PackageFormat.VsCode, path, $"{identity.Publisher}/{identity.Name}", identity.Version) { Root = "extension", Shortfalls = [new("open", "extension/package.json", "is missing, so the extension does not say what of it runs")] };
        }

        var root = Json.Parse(System.Text.Encoding.UTF8.GetBytes(manifest), path + "!extension/package.json");
        var own = (Publisher: root.Text("publisher") ?? "", Name: root.Text("name") ?? "", Version: root.Text("version") ?? "");
        var isSame = own.Publisher.Equals(identity.Publisher, StringComparison.OrdinalIgnoreCase) && own.Name.Equals(identity.Name, StringComparison.OrdinalIgnoreCase) && own.Version == identity.Version;
        var events = root.Texts("activationEvents", DependencyLimit);
        return new(PackageFormat.VsCode, path, $"{own.Publisher}/{own.Name}", own.Version)
        {
            Root = "extension",
            Dependencies = [.. root.Texts("extensionDependencies", DependencyLimit).Concat(root.Texts("extensionPack", DependencyLimit)).Distinct().Take(DependencyLimit).Select(static name => KeyValuePair.Create(name, ""))],
            Starts = [.. ((string[])["main", "browser"]).Where(word => root.Text(word) is { Length: > 0 }).Select(word => KeyValuePair.Create(events.Any(static name => name is "*" or "onStartupFinished") ? word + " at start" : word, root.Text(word)!))],
            Shortfalls = isSame ? [] : [new("open", "extension.vsixmanifest", $"names the extension {identity.Publisher}.{identity.Name} {identity.Version}, and its package.json {own.Publisher}.{own.Name} {own.Version}")],
        };
    }

    private static (string Publisher, string Name, string Version) IdentityOf(string path, string marketplace)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(marketplace.TrimStart('\uFEFF')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = ManifestLimit });
            while (reader.Read())
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "Identity" })
                {
                    return (reader.GetAttribute("Publisher") ?? "", reader.GetAttribute("Id") ?? "", reader.GetAttribute("Version") ?? "");
                }
            }

            return ("", "", "");
        }
        catch (XmlException e)
        {
            throw new UnreadableException(path, $"its extension.vsixmanifest is not XML: {e.Message}", e);
        }
    }

    private static readonly string[] ActionManifests = ["action.yml", "action.yaml"];

    /// <summary>The manifest of an action at the root, or in the one folder that holds everything.</summary>
    private static string? ActionFile(List<string> paths)
    {
        var top = paths.Count == 0 ? "" : paths[0][..(paths[0].IndexOf('/', StringComparison.Ordinal) + 1)];
        return ActionManifests.SelectMany(name => new[] { name, top + name }).FirstOrDefault(name => paths.Contains(name) && (!name.Contains('/', StringComparison.Ordinal) || paths.TrueForAll(path => path.StartsWith(top, StringComparison.Ordinal))));
    }

    /// <summary>GitHub documentation, "Metadata syntax for GitHub Actions". What other actions it uses are its dependencies.</summary>
    private static PackageArchive OfAction(string path, string file, string manifest)
    {
        var root = file[..Math.Max(file.LastIndexOf('/'), 0)];
        var name = root.Length > 0 ? root : System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path));
        var package = new PackageArchive(PackageFormat.GitHubAction, path, name, "") { Root = root };
        try
        {
            var fields = YamlFields.Read(file, manifest);
            var image = fields.Text("runs.image");
            var uses = fields.Each("runs.steps").Select(static step => step.Text("uses")).OfType<string>();
            return package with
            {
                Dependencies = [.. uses.Where(static used => !used.StartsWith('.')).Select(static used => used.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? KeyValuePair.Create(used[..at], used[(at + 1)..]) : KeyValuePair.Create(used, "")).DistinctBy(static pair => pair.Key).Take(DependencyLimit)],
                Starts = [.. ((string[])["pre", "main", "post", "pre-entrypoint", "entrypoint", "post-entrypoint"]).Where(word => fields.Text("runs." + word) is { Length: > 0 }).Select(word => KeyValuePair.Create(word, fields.Text("runs." + word)!))],
                Shortfalls = fields.Text("runs.using") is null ? [new("open", file, "does not say what the action runs")]
                    : image?.StartsWith("docker://", StringComparison.Ordinal) == true ? [new("open", file, $"runs the image {image["docker://".Length..]}, which is not part of it: scan it as a target of its own")]
                    : image is not null ? [new("open", file, $"runs an image that is built from {image}, whose steps are not read")] : [],
            };
        }
        catch (UnreadableException problem)
        {
            return package with { Shortfalls = [new("open", file, problem.Why)] };
        }
    }

    /// <summary>A package that lies unpacked in a folder: an action, or a module of Go in a folder <c>module@version</c>; null for any other folder.</summary>
    internal static PackageArchive? OfFolder(string folder, string source)
    {
        var name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder)));
        string? TextOf(string file) => new FileInfo(System.IO.Path.Combine(folder, file)) is { Exists: true, LinkTarget: null, Length: <= ManifestLimit } found ? File.ReadAllText(found.FullName) : null;
        try
        {
            if (name.IndexOf("@v", StringComparison.Ordinal) > 0 && TextOf("go.mod") is { } module)
            {
                var stated = Array.Find(module.Split('\n'), static line => line.StartsWith("module ", StringComparison.Ordinal))?["module ".Length..].Trim(' ', '"', '\r') ?? name[..name.IndexOf("@v", StringComparison.Ordinal)];
                return OfModule(source, stated + name[name.IndexOf("@v", StringComparison.Ordinal)..], module) with { Root = "" };
            }

            return ((string[])["action.yml", "action.yaml"]).Select(file => TextOf(file) is { } text ? OfAction(source, file, text) with { Name = name } : null).FirstOrDefault(static package => package is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the walk says what cannot be read
        }
    }
}
