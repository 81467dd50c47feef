using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>
/// Files that links put where something runs by its place: a hard or symbolic link in <c>/etc/cron.d</c>, a linked folder, an entry written through a
/// linked folder. The pass saw them under another name, so they are read again under the name that counts. Few images have any.
/// </summary>
internal static class LinkedFiles
{
    /// <summary>Attack: a hundred thousand links, each to a file that must be read again.</summary>
    private const int MaxFiles = 1_000;

    /// <summary>Attack: a linked folder that holds a million files, linked a thousand times.</summary>
    private const int MaxChecked = 1_000_000;

    private const int MaxLinks = 8;

    /// <summary>A file that nothing is known about.</summary>
    private static readonly Entry Nowhere = new("x", EntryType.File, 0b111_101_101, 1);

    /// <param name="Path">Where it counts.</param>
    /// <param name="Target">What the pass saw.</param>
    private sealed record Linked(string Path, PlacedEntry Target);

    /// <summary>Adds what the files say to the facts of the layer that their place belongs to.</summary>
    public static async Task ReadAsync(Image image, IReadOnlyList<LayerFacts> layers, Filesystem files, CancellationToken cancel)
    {
        var readers = new ReaderSet([.. Catalogue.CodeReaders, .. Catalogue.FileInspectors]);
        var linked = Find(layers, files, readers);
        if (linked.Count == 0)
        {
            return;
        }

        if (linked.Count > MaxFiles)
        {
            layers[0].Shortfalls.Add(new Shortfall("merge", "", $"more than {MaxFiles:N0} links lead to files that run by their place; the rest was not followed"));
            linked.RemoveRange(MaxFiles, linked.Count - MaxFiles);
        }

        using var large = new LargeFile();
        var buffer = new FileBuffer(large);
        foreach (var group in linked.GroupBy(file => file.Target.Layer))
        {
            var wanted = group.Select(file => file.Target.Entry.Path).ToHashSet(StringComparer.Ordinal);
            var contents = await LayerReader.ContentsAsync(image.Layers[group.Key], layers[group.Key].Digest, wanted, cancel).ConfigureAwait(false);
            foreach (var file in group)
            {
                Read(file, contents.GetValueOrDefault(file.Target.Entry.Path), layers[files.Find(file.Path)?.Layer ?? file.Target.Layer], readers, buffer);
            }
        }
    }

    private static void Read(Linked file, byte[]? content, LayerFacts into, ReaderSet readers, FileBuffer buffer)
    {
        if (content is null)
        {
            into.Shortfalls.Add(new Shortfall("read", file.Path, $"leads to {file.Target.Entry.Path}, which could not be read again"));
            return;
        }

        var facts = new LayerFacts();
        using (var pass = new LayerPass(facts, new DigestPlan(everySha256: false), isBase: false, readers, buffer))
        {
            pass.Begin(At(file.Path, file.Target.Entry) with { Size = content.Length });
            pass.Content(content);
            pass.End();
        }

        into.Programs.AddRange(facts.Programs);
        into.Shortfalls.AddRange(facts.Shortfalls);
        foreach (var (path, text) in facts.Texts)
        {
            into.Texts[path] = text;
        }
    }

    private static List<Linked> Find(IReadOnlyList<LayerFacts> layers, Filesystem files, ReaderSet readers)
    {
        var found = new List<Linked>();
        var hard = new List<(string Path, string Target)>();
        var left = MaxChecked;
        foreach (var moved in files.Moved)
        {
            Consider(moved.Path, moved.Placed);
        }

        foreach (var (path, placed) in files.Links)
        {
            // Most links are names of libraries: asked first, because it costs least.
            var isPlace = IsPlace(path, Nowhere, readers);
            if (placed.Entry is { Type: EntryType.HardLink, Link: { } link })
            {
                if (isPlace)
                {
                    hard.Add((path, link));
                }
            }
            else if (isPlace && files.Resolve(path) is { Entry.Type: EntryType.File } target)
            {
                Consider(path, target);
            }
            else if (MayHoldPlaces(path))
            {
                foreach (var (below, file) in files.FilesUnder(path).Take(left))
                {
                    left--;
                    Consider(path + below, file);
                }
            }
        }

        if (hard.Count > 0)
        {
            var targets = Targets(layers);
            foreach (var (path, link) in hard)
            {
                var at = link;
                for (var hops = 0; hops < MaxLinks && targets.TryGetValue(at, out var placed); hops++)
                {
                    if (placed.Entry is { Type: EntryType.HardLink, Link: { } next })
                    {
                        at = next;
                        continue;
                    }

                    Consider(path, placed);
                    break;
                }
            }
        }

        return found;

        void Consider(string path, PlacedEntry target)
        {
            if (found.Count <= MaxFiles && target.Entry.Type == EntryType.File && target.Entry.Size is > 0 and <= Analysis.MaxText && path != target.Entry.Path && IsPlace(path, target.Entry, readers))
            {
                found.Add(new Linked(path, target));
            }
        }
    }

    /// <summary>A hard link means the file that its name stood for: the last one of any layer.</summary>
    private static Dictionary<string, PlacedEntry> Targets(IReadOnlyList<LayerFacts> layers)
    {
        var targets = new Dictionary<string, PlacedEntry>(StringComparer.Ordinal);
        for (var layer = 0; layer < layers.Count; layer++)
        {
            foreach (var entry in layers[layer].Entries)
            {
                if (entry.Type is EntryType.File or EntryType.HardLink)
                {
                    targets[entry.Path] = new PlacedEntry(entry, layer);
                }
            }
        }

        return targets;
    }

    /// <summary>A reader wants a file at this path that it would not want, or would take for another thing, where the pass saw it.</summary>
    private static bool IsPlace(string path, Entry seen, ReaderSet readers)
    {
        if (StartupFiles.TriggerOf(path) != StartupFiles.TriggerOf(seen.Path))
        {
            return StartupFiles.TriggerOf(path) != TriggerKind.None;
        }

        var there = At(path, seen);
        for (var i = 0; i < readers.Count; i++)
        {
            if (readers[i].Wants(there) == Need.Content && readers[i].Wants(seen) != Need.Content)
            {
                return true;
            }
        }

        return false;
    }

    private static Entry At(string path, Entry entry) => entry with { Path = path, Type = EntryType.File, Link = null };

    private static bool MayHoldPlaces(string folder) =>
        folder is "etc" or "root" or "home" || folder.StartsWith("etc/", StringComparison.Ordinal) || folder.StartsWith("root/", StringComparison.Ordinal) || folder.StartsWith("home/", StringComparison.Ordinal)
        || folder.StartsWith("var/spool", StringComparison.Ordinal) || folder.StartsWith("docker-entrypoint", StringComparison.Ordinal) || folder.Contains("systemd", StringComparison.Ordinal) || folder.EndsWith("hooks", StringComparison.Ordinal);
}
