using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Signals.Differences;

namespace Wellguard.Signals.Sources;

/// <summary>
/// Each file of a package with its source: 1. the file in its place, 2. any file of the same content, 3. none. The place is the path below the package's folder, below that folder's own folder of sources,
/// or at the end of any path.
/// </summary>
internal sealed class SourcePairs(PackageVersion package, SourceTree tree, string folder)
{
    /// <summary>Folders of sources that archives leave out of their paths.</summary>
    private static readonly string[] SourceFolders = ["src/", "lib/", "python/", "source/"];

    /// <summary>Attack: a repository with a hundred thousand files of one name, and a package of as many.</summary>
    private const int MaxAlike = 200;

    private readonly ILookup<string, Entry> _byName = tree.Files.Values.Where(static file => !SourceTree.IsInstalled(file.Path)).ToLookup(static file => file.Name, StringComparer.Ordinal);

    private readonly HashSet<string> _folders = tree.Files.Keys.Select(FolderOf).ToHashSet(StringComparer.Ordinal);

    /// <summary>In the order of paths.</summary>
    public async Task<IReadOnlyList<SourcedFile>> ReadAsync(CancellationToken cancel)
    {
        var facts = package.Contents.Layers[0];
        var entries = facts.Entries.Where(static entry => entry is { Type: EntryType.File, Size: > 0 }).GroupBy(static entry => entry.Path, StringComparer.Ordinal).Select(static same => same.Last()).OrderBy(static entry => entry.Path, StringComparer.Ordinal).ToList();
        var files = entries.ConvertAll(entry => new SourcedFile(entry.Path, package.Below(entry.Path), Sourced.Missing, InPlace(package.Below(entry.Path))) { HasFolder = _folders.Contains(FolderOf(Below(package.Below(entry.Path)))) });
        var other = Enumerable.Range(0, files.Count).Where(index => !IsSame(files[index].Source, entries[index], facts)).ToHashSet();
        var sizes = other.Select(index => entries[index].Size).ToHashSet();
        var elsewhere = tree.Files.Values.Where(file => sizes.Contains(file.Size) && !SourceTree.IsInstalled(file.Path)).Select(tree.DigestOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        other.RemoveWhere(index => facts.Digests.GetValueOrDefault(entries[index].Path)?.Sha256 is { } digest && elsewhere.Contains(digest));

        var contents = await LayerReader.ContentsAsync(package.Contents.Image.Layers[0], facts.Digest, other.Select(index => entries[index].Path).ToHashSet(StringComparer.Ordinal), cancel).ConfigureAwait(false);
        return [.. files.Select((file, index) => other.Contains(index) ? Compared(file, SourcedFile.TextOf(contents.GetValueOrDefault(file.Path))) : file with { State = Sourced.Same })];
    }

    private bool IsSame(Entry? source, Entry entry, LayerFacts facts) =>
        source?.Size == entry.Size && facts.Digests.GetValueOrDefault(entry.Path)?.Sha256 is { } digest && tree.DigestOf(source) == digest;

    private SourcedFile Compared(SourcedFile file, string? text)
    {
        if (file.Source is not { } source)
        {
            return file with { Text = text };
        }

        return text is null || SourcedFile.TextOf(tree.ContentOf(source)) is not { } own ? file with { State = Sourced.Differs, Text = text }
            : SourcedFile.IsSameText(text, own) ? file with { State = Sourced.Same }
            : file with { State = Sourced.Differs, Text = text, SourceLines = SourcedFile.LinesOf(own) };
    }

    private Entry? InPlace(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var place = WithoutScheme(path);
        return At(Below(place)) ?? SourceFolders.Select(own => At(Below(own + place))).FirstOrDefault(static file => file is not null)
            ?? (!place.Contains('/', StringComparison.Ordinal) ? null
                : _byName[name].Take(MaxAlike).Where(file => file.Path.EndsWith("/" + place, StringComparison.Ordinal)).OrderBy(file => !file.Path.StartsWith(Below(""), StringComparison.Ordinal)).ThenBy(static file => file.Path.Length).ThenBy(static file => file.Path, StringComparer.Ordinal).FirstOrDefault());
    }

    private static string FolderOf(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    private Entry? At(string path) => tree.Files.GetValueOrDefault(path);

    private string Below(string path) => folder.Length == 0 ? path : folder + "/" + path;

    /// <summary>A wheel puts files for other folders below <c>NAME.data/SCHEME/</c> (PEP 427).</summary>
    private static string WithoutScheme(string path) =>
        path.IndexOf(".data/", StringComparison.Ordinal) is > 0 and var data && path.IndexOf('/', data + 6) is > 0 and var scheme ? path[(scheme + 1)..] : path;
}
