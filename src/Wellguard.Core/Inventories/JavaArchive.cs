using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>
/// Java archives and the archives in them. What an archive is: its <c>META-INF/maven/…/pom.properties</c> (several when others were merged into it), else its
/// manifest, else its file name. A nested archive's path is <c>app.jar!/lib/inner.jar</c>.
/// </summary>
public sealed class JavaArchive : PackageReader
{
    /// <summary>Attack: archives in archives without end. Real ones nest three deep (ear, war, jar).</summary>
    private const int MaxDepth = 3;

    /// <summary>Attack: nested archives that unpack to gigabytes.</summary>
    private const int MostUnpacked = 128 << 20, LargestNested = 16 << 20, LargestText = 1 << 20;

    private static readonly string[] Extensions = [".jar", ".war", ".ear", ".hpi", ".jpi"];

    public override Need Wants(Entry entry) => entry.Type == EntryType.File && IsArchive(entry.Path) ? Need.Content : Need.Nothing;

    private static bool IsArchive(string path)
    {
        foreach (var extension in Extensions)
        {
            if (path.EndsWith(extension, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public override void Read(in FileContent file, PackageFile into)
    {
        var room = MostUnpacked;
        ReadArchive(new FileWindows(file), file.Path, 0, ref room, into);
    }

    private static void ReadArchive(FileWindows file, string path, int depth, ref int room, PackageFile into)
    {
        var items = JarFile.Items(file, static name =>
            name.EndsWith("/pom.properties"u8) || name.SequenceEqual("META-INF/MANIFEST.MF"u8)
            || name.EndsWith(".jar"u8) || name.EndsWith(".war"u8) || name.EndsWith(".ear"u8));
        if (items is null)
        {
            // What does not even begin as a zip is no archive that Java could load, whatever its name says.
            if (!file.IsWhole || file.From(0, 4).StartsWith("PK"u8))
            {
                into.Problem($"{path}: no zip directory");
            }

            return;
        }

        var hasPom = false;
        Dictionary<string, string> manifest = [];
        foreach (var item in items.Where(item => item.Name.StartsWith("META-INF/", StringComparison.Ordinal) && !IsArchive(item.Name)))
        {
            if (Unpack(file, path, item, LargestText, ref room, into) is not { } text)
            {
                continue;
            }

            if (item.Name.EndsWith("MANIFEST.MF", StringComparison.Ordinal))
            {
                manifest = Fields(text, ':');
            }
            else if (Fields(text, '=') is var pom && pom.TryGetValue("artifactId", out var artifact))
            {
                hasPom = true;
                into.Add(new Purl("maven", pom.GetValueOrDefault("groupId"), artifact, pom.GetValueOrDefault("version")), ComponentState.Installed, path);
            }
        }

        if (!hasPom)
        {
            into.Add(FromManifest(manifest, path), ComponentState.Installed, path);
        }

        foreach (var item in items.Where(item => IsArchive(item.Name)))
        {
            var nested = $"{path}!/{item.Name}";
            if (depth + 1 > MaxDepth)
            {
                into.Problem($"{nested}: nested deeper than {MaxDepth}");
            }
            else if (Unpack(file, path, item, LargestNested, ref room, into) is { } bytes)
            {
                ReadArchive(new FileWindows(bytes, default, bytes.Length), nested, depth + 1, ref room, into);
            }
            else
            {
                into.Add(FromManifest([], nested), ComponentState.Installed, nested);
            }
        }
    }

    private static byte[]? Unpack(FileWindows file, string path, JarItem item, int most, ref int room, PackageFile into)
    {
        var content = JarFile.Extract(file, item, Math.Min(most, room), out var why);
        if (content is null && why is not null)
        {
            into.Problem($"{path}!/{item.Name} {why}");
        }

        room -= content?.Length ?? 0;
        return content;
    }

    /// <summary>Lines of key, separator and value. A manifest's continuation lines begin with a space (JAR File Specification).</summary>
    private static Dictionary<string, string> Fields(byte[] text, char separator)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = new Lines(text);
        string? key = null;
        while (lines.Next(out var line) && fields.Count < 256)
        {
            if (line.IsEmpty && separator == ':')
            {
                break;
            }

            if (line.StartsWith(" "u8) && key is not null)
            {
                if (fields[key].Length < PackageFacts.LongestName)
                {
                    fields[key] += Encoding.UTF8.GetString(line[1..]);
                }

                continue;
            }

            var at = line.IndexOf((byte)separator);
            if (at > 0 && line[0] != '#')
            {
                key = line[..at].Trim((byte)' ').Utf8();
                fields[key] = line[(at + 1)..].Trim((byte)' ').Utf8();
            }
        }

        return fields;
    }

    private static Purl FromManifest(Dictionary<string, string> manifest, string path)
    {
        var (name, version) = FileName(path);
        version ??= manifest.GetValueOrDefault("Implementation-Version") ?? manifest.GetValueOrDefault("Bundle-Version") ?? manifest.GetValueOrDefault("Specification-Version");
        var vendor = manifest.GetValueOrDefault("Implementation-Vendor-Id");
        var isGroup = !string.IsNullOrEmpty(vendor) && vendor.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');
        return new Purl("maven", isGroup ? vendor : null, name, version);
    }

    /// <summary><c>name-1.2.3.jar</c>: the version begins at the first dash before a digit.</summary>
    private static (string Name, string? Version) FileName(string path)
    {
        var stem = path[(path.LastIndexOf('/') + 1)..path.LastIndexOf('.')];
        for (var dash = stem.IndexOf('-'); dash > 0 && dash + 1 < stem.Length; dash = stem.IndexOf('-', dash + 1))
        {
            if (char.IsAsciiDigit(stem[dash + 1]))
            {
                return (stem[..dash], stem[(dash + 1)..]);
            }
        }

        return (stem, null);
    }
}
