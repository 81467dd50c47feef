using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Imports;
using Wellguard.Programs.Scripts;

namespace Wellguard.Layers;

/// <summary>
/// Values between the files of a package. The pass over its archive kept programs as texts; they are evaluated in the order in which they load, each once,
/// with what the others leave to it and with the data files that it reads. What could not be linked is evaluated by itself.
/// </summary>
internal static class LinkedModules
{
    /// <summary>Attack: a package of a hundred thousand modules, each of which loads all others.</summary>
    private const int MaxFiles = 4_000;

    /// <summary>Attack: a program that reads one of a thousand files of a megabyte each. In bytes, of all files together.</summary>
    private const long MaxData = 8 << 20;

    public static async Task ReadAsync(Image image, IReadOnlyList<LayerFacts> layers, Filesystem files, EvaluationFence fence, CancellationToken cancel)
    {
        if (image.Package is { } package && layers is [var linked])
        {
            await LinkAsync(image, package, linked, files, fence, cancel).ConfigureAwait(false);
        }

        foreach (var facts in layers)
        {
            List<CodeFile> waiting = [.. facts.Programs.Where(static program => program.Waiting is not null)];
            facts.Programs.RemoveAll(static program => program.Waiting is not null);
            foreach (var program in waiting)
            {
                fence.Run(program.Path, facts.Shortfalls, program, (in CodeFile alone) => facts.Programs.AddRange(Alone(alone)));
            }
        }
    }

    private static async Task LinkAsync(Image image, PackageArchive package, LayerFacts facts, Filesystem files, EvaluationFence fence, CancellationToken cancel)
    {
        var root = package.Root;
        var finder = new ModuleFinder(files, new ModuleRoots(image.Config, [facts], []), []);
        var order = Order(package, facts, finder, root, out var left);
        if (order.Count == 0)
        {
            return;
        }

        // Of two files with one name the last one is unpacked.
        var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var program in facts.Programs.Where(static program => program.Waiting is not null))
        {
            texts[program.Path] = program.Waiting;
        }

        var length = 0L;
        List<string> missing = [.. order.Select(static file => file.Path).Where(path => !texts.ContainsKey(path) && files.Find(path) is { Entry.Size: <= Analysis.MaxText } file && (length += file.Entry.Size) <= MaxData)];
        var hasData = missing.Count > 0; // one way through the archive for both
        await FetchAsync(hasData ? missing.Concat(SmallFiles(files, root)) : missing).ConfigureAwait(false);
        List<(string Path, IReadOnlyList<Effect> Effects, Analysis Analysis)> found = [];
        fence.Run(root, facts.Shortfalls, order, (in List<(string Path, string Language)> programs) =>
        {
            var modules = new Modules(Find, TextOf, new ArtifactFiles(FileAt, static _ => null, []));
            foreach (var (path, language) in programs)
            {
                modules.Load(language, path);
            }

            if (EvaluationFence.HasTime)
            {
                found.AddRange(modules.Finish());
            }

            facts.Unlinked.AddRange(left.Select(static path => (Path: path, Why: $"the package has more than {MaxFiles:N0} modules")).Concat(modules.Cut).Select(static cut => new Shortfall("analyse", cut.Path, "was not read together with what loads it: " + cut.Why)));
            if (modules.IsWornOut)
            {
                facts.Unlinked.Add(new("analyse", package.Name, "calls from file to file were followed no further: its functions were read too often"));
            }

            facts.Shortfalls.AddRange(modules.Errors.Select(static error => new Shortfall("analyse", error.Path, error.Error)));
        });

        foreach (var (path, effects, analysis) in found)
        {
            Replace(facts, path, effects, analysis);
        }

        async Task FetchAsync(IEnumerable<string> paths)
        {
            var wanted = paths.Where(path => !texts.ContainsKey(path)).Take(MaxFiles).ToHashSet(StringComparer.Ordinal);
            var contents = wanted.Count == 0 ? new Dictionary<string, byte[]>() : await LayerReader.ContentsAsync(image.Layers[0], facts.Digest, wanted, cancel).ConfigureAwait(false);
            foreach (var path in wanted)
            {
                texts[path] = contents.GetValueOrDefault(path) is { } bytes && !bytes.AsSpan().Contains((byte)0) ? Encoding.UTF8.GetString(bytes) : null;
            }
        }

        // Which other files programs read is known only while they are evaluated: the first one that is asked for brings all small ones.
        string? TextOf(string path)
        {
            if (!texts.TryGetValue(path, out var text) && !hasData)
            {
                hasData = true;
                FetchAsync(SmallFiles(files, root)).GetAwaiter().GetResult();
            }

            if (!texts.TryGetValue(path, out text))
            {
                texts[path] = null;
                facts.Unlinked.Add(new Shortfall("analyse", path, $"was not read together with what loads it: it has more than {Analysis.MaxText:N0} bytes, or smaller files have more than {MaxData:N0} together"));
            }

            return text;
        }

        IReadOnlyList<string> Find(string language, string name, string folder) =>
            [.. finder.Find(language, name, folder, root).Where(file => SourceLanguage.Of(file.Entry.Path) == language).Select(static file => file.Entry.Path)];

        ArtifactFile? FileAt(string name, string? script) =>
            Filesystem.TryJoin(name.StartsWith('/') ? "" : root, name, out var path) && files.Resolve(path) is { } found ? new ArtifactFile(found.Entry.Path, found.Entry.Type == EntryType.File ? TextOf(found.Entry.Path) : null) { IsFolder = found.Entry.Type == EntryType.Directory } : null;
    }

    private static string? ReadBy(CodeFile program) => program is { Line: 1, Guessed: false } ? SourceLanguage.Linked(program.Path) : null;

    /// <summary>What runs by itself first, then what else does something; of each what it loads.</summary>
    private static List<(string Path, string Language)> Order(PackageArchive package, LayerFacts facts, ModuleFinder finder, string root, out IReadOnlyCollection<string> left)
    {
        var cut = new HashSet<string>(StringComparer.Ordinal);
        left = cut;
        var order = new List<(string Path, string Language)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in PackageStarts.Of(package, facts.Programs.Select(static program => program.Path).Concat(facts.Imports.Keys).ToHashSet(StringComparer.Ordinal)))
        {
            foreach (var path in start.Imports ? finder.Find(start.Language, start.Path, start.Folder, start.Folder).Select(static file => file.Entry.Path) : [start.Path])
            {
                Add(path);
            }
        }

        foreach (var program in facts.Programs.Where(static program => !program.InPieces && ReadBy(program) is not null))
        {
            Add(program.Path);
        }

        return order;

        void Add(string path)
        {
            var waiting = new Queue<string>([path]);
            while (waiting.TryDequeue(out var next))
            {
                if (seen.Count >= MaxFiles)
                {
                    if (cut.Count < MaxFiles && !seen.Contains(next) && SourceLanguage.Linked(next) is not null)
                    {
                        cut.Add(next);
                    }

                    continue;
                }

                if (!seen.Add(next))
                {
                    continue;
                }

                var language = SourceLanguage.Linked(next);
                if (language is not null)
                {
                    order.Add((next, language));
                }

                foreach (var name in facts.Imports.GetValueOrDefault(next)?.Split('\n').Skip(1) ?? [])
                {
                    foreach (var file in finder.Find(language ?? "javascript", name, Filesystem.ParentOf(next), root))
                    {
                        waiting.Enqueue(file.Entry.Path);
                    }
                }
            }
        }
    }

    private static IEnumerable<string> SmallFiles(Filesystem files, string root)
    {
        var total = 0L;
        return files.FilesUnder(root).Select(static file => file.File.Entry).Where(static entry => entry is { Type: EntryType.File, Size: <= Analysis.MaxText })
            .OrderBy(static entry => entry.Size).TakeWhile(entry => (total += entry.Size) <= MaxData).Select(static entry => entry.Path);
    }

    private static void Replace(LayerFacts facts, string path, IReadOnlyList<Effect> effects, Analysis analysis)
    {
        var at = facts.Programs.FindLastIndex(program => program.Path == path && ReadBy(program) is not null);
        if (at < 0)
        {
            facts.Programs.Add(new CodeFile(path, 1, TriggerKind.None, null));
            at = facts.Programs.Count - 1;
        }

        // A bound that only the linked reading met cut off values between files, nothing of this one.
        var program = facts.Programs[at];
        var problems = analysis.Problems.Count == 0 ? [] : program.InPieces ? analysis.Problems : program.Waiting is null ? program.Problems : [.. Alone(program).SelectMany(static alone => alone.Problems)];
        facts.Programs[at] = program with { Effects = effects, Problems = [.. problems.Where(analysis.Problems.Contains)], Imports = analysis.Imports, Waiting = null, InPieces = false };
        if (facts.Programs[at] is { Effects: [], Problems: [], Imports: [] })
        {
            facts.Programs.RemoveAt(at); // it does nothing
        }
    }

    private static List<CodeFile> Alone(CodeFile program)
    {
        var into = new List<CodeFile>(1);
        ScriptPrefilter.Add(SourceLanguage.Linked(program.Path)!, program.Waiting!, program.Path, program.Line, program.Trigger, program.TriggerText, into);
        return into;
    }
}
