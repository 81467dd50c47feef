using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Imports;
using Wellguard.Programs.Scripts;

namespace Wellguard.Layers;

/// <summary>
/// Values between the files of a package: the pass over its archive read each file by itself. Its modules are read again in the order in which they load,
/// with what each leaves to the others and with the data files that they read, and what that says takes the place of what the pass said.
/// </summary>
internal static class LinkedModules
{
    /// <summary>Attack: a package of a hundred thousand modules, each of which loads all others.</summary>
    private const int MaxFiles = 4_000;

    public static async Task ReadAsync(Image image, IReadOnlyList<LayerFacts> layers, Filesystem files, CancellationToken cancel)
    {
        if (image.Package is not { } package || layers is not [var facts])
        {
            return;
        }

        var finder = new ModuleFinder(files, new ModuleRoots(image.Config, layers, []), []);
        var root = package.Root;
        var order = Order(package, facts, finder, root, out var left);
        var data = DataOf(facts);
        if (order.Count + data.Count < 2)
        {
            return;
        }

        var wanted = order.Select(static file => file.Path).Concat(files.FilesUnder(root).Where(file => data.Contains(file.File.Entry.Name) && file.File.Entry.Size <= Analysis.MaxText).Select(static file => file.File.Entry.Path)).Take(MaxFiles).ToHashSet(StringComparer.Ordinal);
        var contents = await LayerReader.ContentsAsync(image.Layers[0], facts.Digest, wanted, cancel).ConfigureAwait(false);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        new EvaluationFence(EvaluationFence.Longest).Run(root, facts.Shortfalls, contents, (in IReadOnlyDictionary<string, byte[]> read) =>
        {
            var modules = new Modules(Find, TextOf, new ArtifactFiles(FileAt, static _ => null, []));
            foreach (var (path, language) in order)
            {
                modules.Load(language, path);
            }

            foreach (var (path, effects, analysis) in EvaluationFence.HasTime ? modules.Finish() : [])
            {
                Replace(facts, path, effects, analysis);
            }

            facts.Unlinked.AddRange(left.Select(static path => (Path: path, Why: $"the package has more than {MaxFiles:N0} modules")).Concat(modules.Cut).Select(static cut => new Shortfall("analyse", cut.Path, "was not read together with what loads it: " + cut.Why)));
            if (modules.IsWornOut)
            {
                facts.Unlinked.Add(new("analyse", package.Name, "calls from file to file were followed no further: its functions were read too often"));
            }

            facts.Shortfalls.AddRange(modules.Errors.Select(static error => new Shortfall("analyse", error.Path, error.Error)));
        });

        string? TextOf(string path)
        {
            if (!texts.TryGetValue(path, out var text) && contents.GetValueOrDefault(path) is { } bytes && !bytes.AsSpan().Contains((byte)0))
            {
                texts[path] = text = Encoding.UTF8.GetString(bytes);
            }

            return text;
        }

        IReadOnlyList<string> Find(string language, string name, string folder) =>
            [.. finder.Find(language, name, folder, root).Where(file => SourceLanguage.Of(file.Entry.Path) == language).Select(static file => file.Entry.Path)];

        ArtifactFile? FileAt(string name, string? script) =>
            Filesystem.TryJoin(name.StartsWith('/') ? "" : root, name, out var path) && files.Resolve(path) is { } found ? new ArtifactFile(found.Entry.Path, TextOf(found.Entry.Path)) { IsFolder = found.Entry.Type == EntryType.Directory } : null;
    }

    private static string? ReadBy(CodeFile program) => program is { Line: 1, Guessed: false } ? LanguageOf(program.Path) : null;

    private static string? LanguageOf(string path) => SourceLanguage.Of(path) is var language && language is "python" or "javascript" ? language : null;

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

        foreach (var program in facts.Programs.Where(static program => ReadBy(program) is not null))
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
                    if (cut.Count < MaxFiles && !seen.Contains(next) && LanguageOf(next) is not null)
                    {
                        cut.Add(next);
                    }

                    continue;
                }

                if (!seen.Add(next))
                {
                    continue;
                }

                var language = LanguageOf(next);
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

    /// <summary>Names of the files that programs read, and of those that they load as data.</summary>
    private static HashSet<string> DataOf(LayerFacts facts)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var effect in facts.Programs.SelectMany(static program => program.Effects))
        {
            if (effect is { Kind: EffectKind.Read, Object: { Length: <= ImportNames.MaxName } path })
            {
                names.Add(path[(path.LastIndexOf('/') + 1)..]);
            }
        }

        foreach (var name in facts.Imports.Values.SelectMany(static names => names.Split('\n').Skip(1)).Concat(facts.Programs.SelectMany(static program => program.Imports)))
        {
            if (name.EndsWith(".json", StringComparison.Ordinal))
            {
                names.Add(name[(name.LastIndexOfAny(['/', '\t']) + 1)..]);
            }
        }

        return names;
    }

    private static void Replace(LayerFacts facts, string path, IReadOnlyList<Effect> effects, Analysis analysis)
    {
        var at = facts.Programs.FindIndex(program => program.Path == path && ReadBy(program) is not null);
        if (at >= 0)
        {
            // A bound that only the second reading met cut off values between files, nothing of this one.
            var program = facts.Programs[at];
            facts.Programs[at] = program with { Effects = effects, Problems = [.. program.Problems.Where(analysis.Problems.Contains)], Imports = analysis.Imports };
        }
        else if (effects.Count > 0)
        {
            facts.Programs.Add(new CodeFile(path, 1, TriggerKind.None, null) { Effects = effects, Imports = analysis.Imports });
        }
    }
}
