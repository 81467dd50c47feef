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

        var slash = package.Format == PackageFormat.Npm && package.Name.StartsWith('@') ? package.Name.IndexOf('/', StringComparison.Ordinal) : -1;
        var type = package.Format switch { PackageFormat.Npm => "npm", PackageFormat.NuGet => "nuget", PackageFormat.Debian => "deb", _ => "pypi" };
        return new Purl(type, slash > 0 ? package.Name[..slash] : null, package.Name[(slash + 1)..], package.Version.Length > 0 ? package.Version : null);
    }
}
