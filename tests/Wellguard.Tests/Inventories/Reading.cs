using System.Text;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

/// <summary>Gives a file to a reader as the pass over a layer would.</summary>
internal static class Reading
{
    public static PackageFile Read<TReader>(string path, ReadOnlySpan<byte> bytes, FileKind kind = FileKind.Other, int mode = 0b110_100_100)
        where TReader : PackageReader, new() => Read(new TReader(), path, bytes, kind, mode);

    public static PackageFile Read<TReader>(string path, string text)
        where TReader : PackageReader, new() => Read<TReader>(path, Encoding.UTF8.GetBytes(text));

    public static PackageFile Read(PackageReader reader, string path, ReadOnlySpan<byte> bytes, FileKind kind = FileKind.Other, int mode = 0b110_100_100)
    {
        var entry = new Entry(path, EntryType.File, mode, bytes.Length);
        Assert.True(reader.Wants(entry) != Need.Nothing || reader.Wants(entry, kind) != Need.Nothing, $"{reader.GetType().Name} does not want {path}");
        var into = new PackageFile(path);
        reader.Read(new FileContent { Entry = entry, Kind = kind, Bytes = bytes }, into);
        return into;
    }

    /// <summary>Every file below a folder that the reader wants.</summary>
    public static List<PackageFile> ReadTree<TReader>(string folder)
        where TReader : PackageReader, new()
    {
        var reader = new TReader();
        var found = new List<PackageFile>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            var relative = Path.GetRelativePath(folder, path);
            if (reader.Wants(new Entry(relative, EntryType.File, 0, 0)) != Need.Nothing)
            {
                found.Add(Read(reader, relative, File.ReadAllBytes(path)));
            }
        }

        return found;
    }

    public static IEnumerable<string> Purls(this PackageFile file) => file.Components.Select(component => component.Purl);
}
