using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>Packages in <c>node_modules</c>: the <c>package.json</c> right in each package's folder, as <c>npm ls</c> counts them.</summary>
public sealed class NpmInstalled : PackageReader
{
    private const string Folder = "node_modules/";

    public override Need Wants(Entry entry) =>
        entry.Type == EntryType.File && entry.Path.EndsWith("/package.json", StringComparison.Ordinal) && IsPackageRoot(entry.Path) ? Need.Content : Need.Nothing;

    /// <summary><c>…node_modules/NAME/package.json</c> or <c>…node_modules/@SCOPE/NAME/package.json</c>; names of the package managers' own folders start with a dot.</summary>
    private static bool IsPackageRoot(string path)
    {
        var at = path.LastIndexOf(Folder, StringComparison.Ordinal);
        if (at < 0 || (at > 0 && path[at - 1] != '/'))
        {
            return false;
        }

        var start = at + Folder.Length;
        if (path[start] == '@')
        {
            start = path.IndexOf('/', start) + 1;
        }

        return path[start] != '.' && path.IndexOf('/', start) == path.Length - "/package.json".Length;
    }

    public override void Read(in FileContent file, PackageFile into)
    {
        if (!file.IsWholeOr(into))
        {
            return;
        }

        string? name = null, version = null;
        try
        {
            var bytes = file.Bytes.StartsWith("\uFEFF"u8) ? file.Bytes[3..] : file.Bytes;
            var json = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            while ((name is null || version is null) && json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var isName = json.ValueTextEquals("name"u8);
                var isVersion = !isName && json.ValueTextEquals("version"u8);
                json.Read();
                if (json.TokenType == JsonTokenType.String)
                {
                    name = isName ? json.GetString() : name;
                    version = isVersion ? json.GetString() : version;
                }
                else
                {
                    json.Skip();
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            into.Problem($"not JSON: {broken.Message}");
        }

        into.Add(Npm.Purl(name ?? FolderName(file.Path), version), ComponentState.Installed);
    }

    private static string FolderName(string path)
    {
        var start = path.LastIndexOf(Folder, StringComparison.Ordinal) + Folder.Length;
        return path[start..^"/package.json".Length];
    }
}

internal static class Npm
{
    /// <param name="name"><c>name</c> or <c>@scope/name</c>.</param>
    public static Purl Purl(string name, string? version)
    {
        var slash = name.LastIndexOf('/');
        return new Purl("npm", slash > 0 ? name[..slash] : null, name[(slash + 1)..], version);
    }

    /// <summary>Splits <c>name@version</c> and <c>@scope/name@version</c>; a version that is not from a registry (<c>file:</c>, <c>workspace:</c>, <c>link:</c>) gives null.</summary>
    public static Purl? Split(ReadOnlySpan<char> text)
    {
        var at = text.Length < 2 ? -1 : text[1..].IndexOf('@') + 1;
        if (at <= 0)
        {
            return null;
        }

        var version = text[(at + 1)..];
        if (version.StartsWith("npm:"))
        {
            version = version[4..];
        }

        return IsLocal(version) ? null : Purl(text[..at].ToString(), version.ToString());
    }

    public static bool IsLocal(ReadOnlySpan<char> version) =>
        version.StartsWith("file:") || version.StartsWith("link:") || version.StartsWith("workspace:") || version.StartsWith("portal:") || version.StartsWith("patch:");
}
