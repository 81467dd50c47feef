using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>Package URL (ECMA-427) of a package as it is published: type, scope, name, version.</summary>
public static class PackagePurl
{
    /// <returns>Null: its manifest says no name.</returns>
    public static Purl? Of(PackageArchive package)
    {
        if (package.Name.Length == 0)
        {
            return null;
        }

        var version = package.Version.Length > 0 ? package.Version : null;
        return package.Format switch
        {
            PackageFormat.GoModule => GoModule.Purl(package.Name, package.Version),
            PackageFormat.Gem => new Purl("gem", null, package.Name, version).With("platform", package.Platform),
            PackageFormat.Crate => new Purl("cargo", null, package.Name, version),
            PackageFormat.Debian => new Purl("deb", null, package.Name, version),
            PackageFormat.Release => new Purl("generic", null, package.Name, version),
            PackageFormat.NuGet => new Purl("nuget", null, package.Name, version),
            PackageFormat.VsCode => Scoped("vscode-extension", package.Name.IndexOf('/', StringComparison.Ordinal)),
            PackageFormat.GitHubAction => Scoped("githubactions", package.Name.IndexOf('/', StringComparison.Ordinal)),
            PackageFormat.Npm => Scoped("npm", package.Name.StartsWith('@') ? package.Name.IndexOf('/', StringComparison.Ordinal) : -1),
            _ => new Purl("pypi", null, package.Name, version),
        };

        Purl Scoped(string type, int slash) => new(type, slash > 0 ? package.Name[..slash] : null, package.Name[(slash + 1)..], version);
    }
}
