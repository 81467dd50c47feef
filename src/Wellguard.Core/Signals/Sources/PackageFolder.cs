using System.Text;
using System.Text.RegularExpressions;
using Wellguard.Artifacts;

namespace Wellguard.Signals.Sources;

/// <summary>The folder of a repository that a package is built of: the one whose manifest names it, the nearest to the root of several.</summary>
internal static partial class PackageFolder
{
    /// <summary>Attack: a repository of a million manifests.</summary>
    private const int MaxManifests = 5_000;

    /// <summary>Attack: a manifest of gigabytes.</summary>
    private const long ManifestLimit = 4 << 20;

    /// <returns>Empty at the root; null when no manifest names the package.</returns>
    public static string? Of(PackageArchive package, SourceTree tree)
    {
        var manifests = tree.Files.Values.Where(file => file.Size <= ManifestLimit && !SourceTree.IsInstalled(file.Path) && IsManifest(package.Format, file.Name))
            .OrderBy(static file => file.Path.Count(static c => c == '/')).ThenBy(static file => file.Path, StringComparer.Ordinal).Take(MaxManifests);
        string? unnamed = null;
        foreach (var manifest in manifests)
        {
            var folder = manifest.Path[..Math.Max(manifest.Path.LastIndexOf('/'), 0)];
            var name = package.Format is PackageFormat.GitHubAction or PackageFormat.Release ? package.Name : tree.ContentOf(manifest) is { } content ? NameIn(package.Format, manifest.Name, Encoding.UTF8.GetString(content)) : null;
            if (name is not null && IsSame(package, name))
            {
                return folder;
            }

            // Set-up scripts may compute the name.
            unnamed ??= name is null && folder.Length == 0 && package.Format is PackageFormat.PythonSource or PackageFormat.PythonWheel ? folder : null;
        }

        return unnamed;
    }

    /// <summary>What a manifest is called, for people.</summary>
    public static string ManifestOf(PackageFormat format) => format switch
    {
        PackageFormat.Npm or PackageFormat.VsCode => "package.json",
        PackageFormat.PythonSource or PackageFormat.PythonWheel => "pyproject.toml, setup.cfg or setup.py",
        PackageFormat.NuGet => "project or .nuspec",
        PackageFormat.Gem => ".gemspec",
        PackageFormat.Crate => "Cargo.toml",
        PackageFormat.GoModule => "go.mod",
        PackageFormat.GitHubAction => "action.yml",
        _ => "build file",
    };

    private static bool IsManifest(PackageFormat format, string name) => format switch
    {
        PackageFormat.Npm or PackageFormat.VsCode => name == "package.json",
        PackageFormat.PythonSource or PackageFormat.PythonWheel => name is "pyproject.toml" or "setup.cfg" or "setup.py" or "PKG-INFO",
        PackageFormat.NuGet => name.EndsWith("proj", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase),
        PackageFormat.Gem => name.EndsWith(".gemspec", StringComparison.Ordinal),
        PackageFormat.Crate => name == "Cargo.toml",
        PackageFormat.GoModule => name == "go.mod",
        PackageFormat.GitHubAction => name is "action.yml" or "action.yaml",
        PackageFormat.Release => PackageArchive.IsBuildFile(name),
        _ => false,
    };

    private static bool IsSame(PackageArchive package, string name) => package.Format switch
    {
        PackageFormat.PythonSource or PackageFormat.PythonWheel => Plain(name) == Plain(package.Name),
        PackageFormat.Crate => name.Replace('_', '-') == package.Name.Replace('_', '-'),
        PackageFormat.NuGet => name.Equals(package.Name, StringComparison.OrdinalIgnoreCase),
        PackageFormat.VsCode => name.Equals(package.Name[(package.Name.IndexOf('/', StringComparison.Ordinal) + 1)..], StringComparison.OrdinalIgnoreCase),
        _ => name == package.Name,
    };

    /// <summary>Python Packaging User Guide, "Names and normalization".</summary>
    private static string Plain(string name) => string.Join('-', name.ToLowerInvariant().Split(['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries));

    /// <returns>Null: it says none that can be read.</returns>
    private static string? NameIn(PackageFormat format, string file, string text)
    {
        switch (format)
        {
            case PackageFormat.Npm or PackageFormat.VsCode:
                return PackageArchive.NameInPackageJson(text);
            case PackageFormat.PythonSource or PackageFormat.PythonWheel when file == "setup.py":
                return First(PythonName().Match(text));
            case PackageFormat.PythonSource or PackageFormat.PythonWheel when file == "PKG-INFO":
                return First(HeaderName().Match(text));
            case PackageFormat.PythonSource or PackageFormat.PythonWheel:
                var values = TomlLines.Read(text);
                return ((string[])["project.name", "tool.poetry.name", "tool.flit.metadata.dist-name", "tool.flit.metadata.module", "metadata.name"]).Select(values.GetValueOrDefault).FirstOrDefault(static name => name is not null);
            case PackageFormat.NuGet:
                return First(NuGetName().Match(text)) ?? Path.GetFileNameWithoutExtension(file);
            case PackageFormat.Gem:
                return First(GemName().Match(text)) ?? Path.GetFileNameWithoutExtension(file);
            case PackageFormat.Crate:
                return TomlLines.Read(text).GetValueOrDefault("package.name");
            case PackageFormat.GoModule:
                return First(GoName().Match(text));
            default:
                return null;
        }
    }

    private static string? First(Match match) => match.Success ? match.Groups[1].Value.Trim() : null;

    [GeneratedRegex("""\bname\s*=\s*["']([^"'\n]{1,200})["']""", RegexOptions.NonBacktracking)]
    private static partial Regex PythonName();

    [GeneratedRegex("^Name: ([^\r\n]{1,200})", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex HeaderName();

    [GeneratedRegex("<(?:PackageId|id)>([^<\n]{1,200})</", RegexOptions.NonBacktracking)]
    private static partial Regex NuGetName();

    [GeneratedRegex("""\.name\s*=\s*["']([^"'\n]{1,200})["']""", RegexOptions.NonBacktracking)]
    private static partial Regex GemName();

    [GeneratedRegex("""^module\s+"?([^\s"]{1,500})""", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex GoName();
}
