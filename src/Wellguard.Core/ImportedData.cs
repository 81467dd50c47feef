using System.Text;
using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Layers;

namespace Wellguard;

/// <summary>What the user imported besides advisories, in the same folder: <c>names/ECOSYSTEM-….txt</c> and <c>known.families</c>. Written whole or not at all; what was there stays until then.</summary>
public static class ImportedData
{
    private const string NamesFolder = "names", FamilyFile = "known.families";

    /// <summary>Attack: a list that fills memory. Ten thousand names are 150 kB.</summary>
    private const int LongestNames = 16 << 20;

    private const int MostLists = 100;

    /// <summary>None when nothing was imported. Throws <see cref="UnreadableException"/>.</summary>
    public static PopularNames Names(string folder)
    {
        var place = Path.Combine(folder, NamesFolder);
        return Guarded(place, () =>
        {
            var files = !Directory.Exists(place) ? [] : Directory.EnumerateFiles(place).Where(static file => PopularNames.TypeOf(Path.GetFileName(file)) is not null).Order(StringComparer.Ordinal).Take(MostLists).ToList();
            return files.Count == 0 ? PopularNames.None
                : new PopularNames(files.Select(static file => KeyValuePair.Create(Path.GetFileName(file), Encoding.UTF8.GetString(Bytes(file, LongestNames))))) { Modified = files.Max(static file => new DateTimeOffset(File.GetLastWriteTimeUtc(file))) };
        });
    }

    /// <summary>How many names an import took, with their ecosystem. Throws <see cref="UnreadableException"/>, and <see cref="UsageException"/> for a file that holds no name.</summary>
    public static (string Type, int Count) KeepNames(string folder, string file)
    {
        var name = Path.GetFileName(file);
        var type = PopularNames.TypeOf(name) ?? throw new UsageException($"db import {file}: lists of names are called ECOSYSTEM-….txt: npm, pypi, nuget, gem, cargo");
        var bytes = Guarded(file, () => Bytes(file, LongestNames));
        var count = new PopularNames([KeyValuePair.Create(name, Encoding.UTF8.GetString(bytes))]).Count(type);
        if (count == 0)
        {
            throw new UsageException($"db import {file}: holds no name; one a line is expected, most popular first");
        }

        AdvisoryFolder.Write(Path.Combine(folder, NamesFolder, name), bytes);
        return (type, count);
    }

    /// <summary>Null when nothing was imported. Throws <see cref="UnreadableException"/>.</summary>
    public static FamilyIndex? Families(string folder)
    {
        var file = Path.Combine(folder, FamilyFile);
        return Guarded(file, () => File.Exists(file) ? FamilyIndex.Read(Bytes(file, FamilyIndex.LongestFile), file, new DateTimeOffset(File.GetLastWriteTimeUtc(file))) : null);
    }

    /// <summary>Throws <see cref="UnreadableException"/>.</summary>
    public static void KeepFamilies(string folder, byte[] index) => AdvisoryFolder.Write(Path.Combine(folder, FamilyFile), index);

    private static byte[] Bytes(string file, int limit) =>
        new FileInfo(file).Length <= limit ? File.ReadAllBytes(file) : throw new UnreadableException(file, $"is larger than {limit >> 20} MB");

    private static T Guarded<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableException(what, e is UnauthorizedAccessException ? "permission denied" : e.Message, e);
        }
    }
}
