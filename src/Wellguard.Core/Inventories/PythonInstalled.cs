using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>
/// Installed Python distributions (PEP 376, core metadata): <c>*.dist-info/METADATA</c>, <c>*.egg-info/PKG-INFO</c>, an <c>*.egg-info</c> file.
/// Copies that a package carries in its <c>_vendor</c> folder are not importable by their name; pip does not list them, neither does this.
/// </summary>
public sealed class PythonInstalled : PackageReader
{
    public override Need Wants(Entry entry)
    {
        var path = entry.Path;
        var wanted = entry.Type == EntryType.File
            && (path.EndsWith(".dist-info/METADATA", StringComparison.Ordinal) || path.EndsWith(".egg-info/PKG-INFO", StringComparison.Ordinal)
                || path.EndsWith(".egg-info", StringComparison.Ordinal) || path.EndsWith(".egg/EGG-INFO/PKG-INFO", StringComparison.Ordinal))
            && !path.Contains("/_vendor/", StringComparison.Ordinal);
        return wanted ? Need.Content : Need.Nothing;
    }

    public override void Read(in FileContent file, PackageFile into)
    {
        string? name = null, version = null;
        var lines = new Lines(file.Bytes);
        while (lines.Next(out var line) && !line.IsEmpty)
        {
            if (name is null && Lines.Field(line, "Name:"u8, out var value))
            {
                name = value.Utf8();
            }
            else if (version is null && Lines.Field(line, "Version:"u8, out value))
            {
                version = value.Utf8();
            }
        }

        if (name is null)
        {
            into.Problem("no Name field");
            return;
        }

        into.Add(new Purl("pypi", null, name, version), IsImportable(file.Path) ? ComponentState.Installed : ComponentState.Declared);
    }

    /// <summary>Where interpreters look: the egg-info that a build leaves beside its sources installs nothing.</summary>
    private static bool IsImportable(string path) =>
        path.Contains("site-packages/", StringComparison.Ordinal) || path.Contains("dist-packages/", StringComparison.Ordinal) || path.Contains("/lib/python", StringComparison.Ordinal);
}
