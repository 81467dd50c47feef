using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Wellguard.Evasion;

/// <summary>A file of a package.</summary>
public sealed record PackageFile(string Path, byte[] Bytes, UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)
{
    public static PackageFile Of(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));

    public string Text => Encoding.UTF8.GetString(Bytes).TrimStart('\ufeff');

    public string Folder => Path[..(Path.LastIndexOf('/') + 1)];

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Name);

    /// <summary>Null when it is no program of the two languages.</summary>
    public Language? Language => System.IO.Path.GetExtension(Path) switch { ".js" or ".cjs" or ".mjs" => Evasion.Language.JavaScript, ".py" => Evasion.Language.Python, _ => null };
}

/// <summary>A package in memory, read from its archive and written as one of the same kind. Links and folders are left out.</summary>
public sealed record PackageFiles(IReadOnlyList<PackageFile> Files, bool IsZip)
{
    /// <summary>More than this is no package that is tried.</summary>
    private const int MostBytes = 256 << 20;

    public static PackageFiles Read(byte[] archive)
    {
        var files = new List<PackageFile>();
        if (archive.AsSpan().StartsWith("PK"u8))
        {
            using var zip = new ZipArchive(new MemoryStream(archive));
            foreach (var entry in zip.Entries.Where(static entry => !entry.FullName.EndsWith('/')))
            {
                using var content = entry.Open();
                files.Add(new(entry.FullName, Bytes(content)));
            }

            return new(files, IsZip: true);
        }

        Stream plain = new MemoryStream(archive);
        plain = archive.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? new GZipStream(plain, CompressionMode.Decompress) : plain;
        using var tar = new TarReader(plain);
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                files.Add(new(entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name, entry.DataStream is { } content ? Bytes(content) : [], entry.Mode));
            }
        }

        return new(files, IsZip: false);
    }

    private static byte[] Bytes(Stream content)
    {
        var result = new MemoryStream();
        content.CopyTo(result);
        return result.Length <= MostBytes ? result.ToArray() : throw new InvalidDataException("the package is too large");
    }

    public byte[] Write()
    {
        var result = new MemoryStream();
        if (IsZip)
        {
            using (var zip = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var file in Files)
                {
                    using var content = zip.CreateEntry(file.Path, CompressionLevel.Fastest).Open();
                    content.Write(file.Bytes);
                }
            }

            return result.ToArray();
        }

        using (var gzip = new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
        {
            foreach (var file in Files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, file.Path) { DataStream = new MemoryStream(file.Bytes), Mode = file.Mode });
            }
        }

        return result.ToArray();
    }

    /// <summary>A word that some other file has: what is renamed here would be missed there.</summary>
    public bool IsNamedElsewhere(string word, PackageFile file) => Words(file).Contains(word);

    private readonly Dictionary<string, HashSet<string>> _words = [];

    private HashSet<string> Words(PackageFile file)
    {
        if (!_words.TryGetValue(file.Path, out var words))
        {
            words = [.. Files.Where(other => other.Path != file.Path && other.Language is not null).SelectMany(static other => System.Text.RegularExpressions.Regex.Matches(other.Text, @"[\w$]+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)).Select(static match => match.Value))];
            _words[file.Path] = words;
        }

        return words;
    }
}
