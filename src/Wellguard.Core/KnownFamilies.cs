using System.Collections.Concurrent;
using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard;

/// <summary>What an index of known-bad code was made of.</summary>
/// <param name="Packages">That were read.</param>
/// <param name="Copies">Programs that were nearly the same as an earlier one.</param>
/// <param name="Unread">Files that could not be read, and why.</param>
public sealed record FamilyImport(FamilyIndex Index, byte[] Bytes, int Packages, int Copies, IReadOnlyList<Shortfall> Unread);

/// <summary>From packages of known-bad code to an index. Everything is read in memory, nothing is executed or unpacked.</summary>
public static class KnownFamilies
{
    /// <summary>Attack: a folder of broken files fills the memory with reasons.</summary>
    private const int MostReasons = 100;

    /// <summary>A known-bad package in which nothing is seen counts as a whole when it has no more programs than this; a larger one is somebody's library, and what is bad about it is not known.</summary>
    private const int Small = 5;

    /// <summary>
    /// 1. Of each known-bad package the programs in which a scan finds something; where it finds nothing, all of a small one. Who imitates a library copies all of it, and the library is no family.
    /// 2. Without what benign code has too.
    /// </summary>
    /// <param name="bad">Packages or single source files; the folder that holds one is its family, without a folder its own name.</param>
    /// <param name="benign">Code that is no family, wherever it lies.</param>
    public static async Task<FamilyImport> BuildAsync(IEnumerable<ArchiveEntry> bad, IEnumerable<ArchiveEntry> benign, OpenOptions options, CancellationToken cancel)
    {
        var builder = new FamilyIndexBuilder();
        var unread = new List<Shortfall>();
        var packages = 0;
        foreach (var entry in bad)
        {
            var programs = await FingerprintsAsync(entry, options, isBad: true, unread, cancel).ConfigureAwait(false);
            packages++;
            var seen = programs.FindAll(static program => program.IsSeen);
            (seen.Count > 0 ? seen : programs.Count <= Small ? programs : []).ForEach(program => builder.Add(LabelOf(entry.Name), program.Fingerprint));
        }

        foreach (var entry in benign)
        {
            (await FingerprintsAsync(entry, options, isBad: false, unread, cancel).ConfigureAwait(false)).ForEach(program => builder.Subtract(program.Fingerprint));
        }

        var bytes = builder.Build();
        return new(FamilyIndex.Read(bytes, "index"), bytes, packages, builder.Copies, unread);
    }

    /// <param name="IsSeen">A scan finds something in it.</param>
    private sealed record Program(string Path, uint[] Fingerprint, bool IsSeen);

    /// <summary>In the order of their paths: the same input gives the same index.</summary>
    private static async Task<List<Program>> FingerprintsAsync(ArchiveEntry entry, OpenOptions options, bool isBad, List<Shortfall> unread, CancellationToken cancel)
    {
        var found = new ConcurrentBag<Program>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var readers = new ReaderSet([new FamilyReader((_, path, fingerprint) => found.Add(new(path, fingerprint, seen.Contains(path))))]);
        try
        {
            var bytes = await entry.ReadAsync(cancel).ConfigureAwait(false);
            if (SourceLanguage.Of(entry.Name) is { } language)
            {
                await using var source = bytes.Open();
                using var text = new StreamReader(source);
                return source.Length <= CodeFingerprint.LongestFile && FamilyReader.FingerprintOf(language, entry.Name, await text.ReadToEndAsync(cancel).ConfigureAwait(false)) is { Length: > 0 } own ? [new(entry.Name, own, IsSeen: true)] : [];
            }

            using var large = new LargeFile();
            foreach (var image in await ImageSources.OpenAsync(bytes, entry.Name, options with { Password = null }, cancel).ConfigureAwait(false))
            {
                if (isBad)
                {
                    seen.UnionWith(await SeenAsync(image, cancel).ConfigureAwait(false));
                }

                foreach (var layer in image.Layers)
                {
                    await LayerReader.ReadAsync(layer, new DigestPlan(everySha256: false), readers, new FileBuffer(large), static _ => { }, cancel).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is UnreadableException or IOException or UnauthorizedAccessException)
        {
            if (unread.Count < MostReasons)
            {
                unread.Add(new Shortfall("open", entry.Name, e is UnreadableException unreadable ? unreadable.Why : e.Message));
            }
        }

        return [.. found.OrderBy(static program => program.Path, StringComparer.Ordinal)];
    }

    private static async Task<IEnumerable<string>> SeenAsync(Image image, CancellationToken cancel)
    {
        var report = await Pipeline.ScanAsync(image, new ScanOptions(Policy.Default, default), cancel).ConfigureAwait(false);
        return report.Signals.Where(static signal => signal.Severity >= Severity.Medium && signal.Class != SignalClass.Secret)
            .SelectMany(static signal => signal.Evidence.Select(static evidence => evidence.Where?.Path).Append(signal.Where.Path)).OfType<string>();
    }

    private static string LabelOf(string name)
    {
        var parts = name[(name.IndexOf('!', StringComparison.Ordinal) + 1)..].Split('/', '\\');
        return parts.Length > 1 ? parts[^2] : parts[^1];
    }
}
