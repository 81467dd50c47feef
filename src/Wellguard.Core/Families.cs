using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard;

/// <summary>What an index of known-bad code was made of.</summary>
/// <param name="Packages">That were read.</param>
/// <param name="Copies">Programs that were nearly the same as an earlier one.</param>
/// <param name="Unread">Files that could not be read, and why.</param>
public sealed record FamilyImport(FamilyIndex Index, byte[] Bytes, int Packages, int Copies, IReadOnlyList<Shortfall> Unread);

/// <summary>From packages of known-bad code to an index. Everything is read in memory, nothing is executed or unpacked.</summary>
public static class Families
{
    /// <summary>Attack: a folder of broken files fills the memory with reasons.</summary>
    private const int MostReasons = 100;

    /// <param name="bad">Packages or single source files; the folder that holds one is its family, without a folder its own name.</param>
    /// <param name="benign">Code that is no family, wherever it lies.</param>
    public static async Task<FamilyImport> BuildAsync(IEnumerable<ArchiveEntry> bad, IEnumerable<ArchiveEntry> benign, OpenOptions options, CancellationToken cancel)
    {
        var builder = new FamilyIndexBuilder();
        var unread = new List<Shortfall>();
        var packages = 0;
        foreach (var entry in bad)
        {
            var fingerprints = await FingerprintsAsync(entry, options, unread, cancel).ConfigureAwait(false);
            packages++;
            fingerprints.ForEach(fingerprint => builder.Add(LabelOf(entry.Name), fingerprint));
        }

        foreach (var entry in benign)
        {
            (await FingerprintsAsync(entry, options, unread, cancel).ConfigureAwait(false)).ForEach(builder.Subtract);
        }

        var bytes = builder.Build();
        return new(FamilyIndex.Read(bytes, "index"), bytes, packages, builder.Copies, unread);
    }

    /// <summary>In the order of the package: the same input gives the same index.</summary>
    private static async Task<List<uint[]>> FingerprintsAsync(ArchiveEntry entry, OpenOptions options, List<Shortfall> unread, CancellationToken cancel)
    {
        var found = new List<(string Path, uint[] Fingerprint)>();
        var readers = new ReaderSet([new FamilyReader((_, path, fingerprint) =>
        {
            lock (found)
            {
                found.Add((path, fingerprint));
            }
        })]);
        try
        {
            var bytes = await entry.ReadAsync(cancel).ConfigureAwait(false);
            if (SourceLanguage.Of(entry.Name) is { } language)
            {
                await using var source = bytes.Open();
                if (source.Length <= CodeFingerprint.LongestFile)
                {
                    using var text = new StreamReader(source);
                    return CodeFingerprint.Of(language, entry.Name, await text.ReadToEndAsync(cancel).ConfigureAwait(false)) is { Length: > 0 } own ? [own] : [];
                }
            }

            using var large = new LargeFile();
            foreach (var layer in (await ImageSources.OpenAsync(bytes, entry.Name, options with { Password = null }, cancel).ConfigureAwait(false)).SelectMany(static image => image.Layers))
            {
                await LayerReader.ReadAsync(layer, new DigestPlan(everySha256: false), readers, new FileBuffer(large), static _ => { }, cancel).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is UnreadableException or IOException or UnauthorizedAccessException)
        {
            if (unread.Count < MostReasons)
            {
                unread.Add(new Shortfall("open", entry.Name, e is UnreadableException unreadable ? unreadable.Why : e.Message));
            }
        }

        return [.. found.OrderBy(static file => file.Path, StringComparer.Ordinal).Select(static file => file.Fingerprint)];
    }

    private static string LabelOf(string name)
    {
        var parts = name[(name.IndexOf('!', StringComparison.Ordinal) + 1)..].Split('/', '\\');
        return parts.Length > 1 ? parts[^2] : parts[^1];
    }
}
