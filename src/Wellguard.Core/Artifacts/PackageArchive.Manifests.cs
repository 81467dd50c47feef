using System.Text.Json;
using System.Xml;

namespace Wellguard.Artifacts;

/// <content>What the manifests say.</content>
public sealed partial record PackageArchive
{
    /// <summary>npm documentation, package.json.</summary>
    private static PackageArchive OfPackageJson(string path, byte[] manifest)
    {
        var root = Json.Parse(manifest, path + "!package.json");
        var name = root.Text("name") ?? "";
        return new(PackageFormat.Npm, path, name, root.Text("version") ?? "")
        {
            Dependencies = [.. ((string[])["dependencies", "peerDependencies"]).SelectMany(kind => root.Pairs(kind, DependencyLimit)).DistinctBy(static pair => pair.Key).Take(DependencyLimit)],
            OptionalDependencies = root.Pairs("optionalDependencies", DependencyLimit),
            Commands = root.Field("bin") is { ValueKind: JsonValueKind.String } file ? [KeyValuePair.Create(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..], file.GetString()!)] : root.Pairs("bin", DependencyLimit),
        };
    }

    /// <summary>Null: it says none, or is no manifest.</summary>
    internal static string? NameInPackageJson(string text)
    {
        try
        {
            return Json.Parse(System.Text.Encoding.UTF8.GetBytes(text), "package.json").Text("name");
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    /// <summary>Core metadata specifications (PEP 566, PEP 643): headers before the first empty line.</summary>
    private static PackageArchive OfMetadata(PackageFormat format, string path, string text)
    {
        var headers = text.Split('\n').Select(static line => line.TrimEnd('\r')).TakeWhile(static line => line.Length > 0).ToList();
        string Header(string name) => headers.Find(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase)) is { } line ? line[(name.Length + 2)..].Trim() : "";
        var required = headers.Where(static line => line.StartsWith("Requires-Dist: ", StringComparison.OrdinalIgnoreCase)).Select(static line => line["Requires-Dist: ".Length..])
            .Where(static line => !line.Contains("extra ", StringComparison.Ordinal) && !line.Contains("extra=", StringComparison.Ordinal)).Take(DependencyLimit);
        return new(format, path, Header("Name"), Header("Version")) { Dependencies = [.. required.Select(Requirement)] };
    }

    /// <summary>PEP 508: a name, then everything else.</summary>
    private static KeyValuePair<string, string> Requirement(string line)
    {
        var end = line.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
        return end < 0 ? KeyValuePair.Create(line, "") : KeyValuePair.Create(line[..end], line[end..].Trim());
    }

    private static PackageArchive OfNuspec(string path, string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = ManifestLimit });
            var (name, version) = ("", "");
            var dependencies = new List<KeyValuePair<string, string>>();
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                if (reader is { LocalName: "dependency", Depth: > 1 } && reader.GetAttribute("id") is { } id && dependencies.Count < DependencyLimit)
                {
                    dependencies.Add(KeyValuePair.Create(id, reader.GetAttribute("version") ?? ""));
                }
                else if (reader is { LocalName: "id" or "version", Depth: 2 })
                {
                    var isName = reader.LocalName == "id";
                    var value = reader.Read() && reader.NodeType == XmlNodeType.Text ? reader.Value.Trim() : "";
                    (name, version) = isName ? (value, version) : (name, value);
                }
            }

            return new(PackageFormat.NuGet, path, name, version) { Dependencies = [.. dependencies.DistinctBy(static pair => pair.Key)] };
        }
        catch (XmlException e)
        {
            throw new UnreadableException(path, $"its nuspec is not XML: {e.Message}", e);
        }
    }

    /// <summary>Without PKG-INFO the file's name says it: <c>name-version.tar.gz</c>.</summary>
    private static PackageArchive OfNamed(PackageFormat format, string path)
    {
        var name = System.IO.Path.GetFileName(path);
        name = name.LastIndexOf(".tar.", StringComparison.Ordinal) is > 0 and var end ? name[..end] : System.IO.Path.GetFileNameWithoutExtension(name);
        var dash = name.LastIndexOf('-');
        return dash <= 0 ? new(format, path, name, "") : new(format, path, name[..dash], name[(dash + 1)..]);
    }
}
