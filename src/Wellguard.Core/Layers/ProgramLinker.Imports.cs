using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Imports;

namespace Wellguard.Layers;

/// <content>
/// Code that runs because something that runs loads it: modules, included files, what a server is told to serve.
/// Each is a program of its own that starts as its importer does. Of installed packages only what runs while they load counts so; their functions are theirs to call.
/// </content>
internal sealed partial class ProgramLinker
{
    /// <summary>Attack: packages that import ten thousand others. Large applications load about three thousand files.</summary>
    private const int MaxModules = 20_000;

    /// <summary>Attack: a folder of a million pages.</summary>
    private const int MaxPages = 20_000;

    private readonly ModuleFinder _finder = new(files, new ModuleRoots(image.Config, layers));
    private readonly List<Running> _modules = [];
    private readonly HashSet<string> _loaded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _loadedByBuild = new(StringComparer.Ordinal);
    private readonly List<(CodeFile Code, int Layer)> _uncalled = [];
    private readonly HashSet<string> _served = new(StringComparer.Ordinal);

    /// <param name="Start">Folder of the program that runs.</param>
    private sealed record Loading(TriggerKind Trigger, string? Text, string Start, int Depth);

    private sealed record Loader(string Path, string? Names, IReadOnlyList<string> Computed);

    private string Working => (image.Config.WorkingDirectory ?? "").Trim('/');

    /// <summary>Follows what a file loads, and what that loads.</summary>
    private void Load(string path, int layer, IReadOnlyList<string> computed, TriggerKind trigger, string? text, int depth)
    {
        if (trigger != TriggerKind.None && (layers[layer].Imports.TryGetValue(path, out var names) | computed.Count > 0))
        {
            Load(new Loader(path, names, computed), new Loading(trigger, text, ModuleFinder.FolderOf(path), depth));
        }
    }

    private void Load(Loader first, Loading how)
    {
        var waiting = new Queue<Loader>([first]);
        while (waiting.TryDequeue(out var loader))
        {
            var names = loader.Names?.Split('\n') ?? [LanguageOf(loader.Path)];
            if (names[^1] == ImportNames.CutOff && how.Trigger != TriggerKind.Build)
            {
                shortfalls.Add(new Shortfall("analyse", loader.Path, "loads more than was read of what it loads"));
            }

            foreach (var name in names.Skip(1).Concat(loader.Computed))
            {
                foreach (var file in _finder.Find(names[0], name, loader.Path, how.Start))
                {
                    Visit(file, loader.Path, how, waiting);
                }
            }
        }
    }

    private static string LanguageOf(string path) => Path.GetExtension(path.AsSpan()) switch
    {
        ".js" or ".mjs" or ".cjs" or ".ts" => "javascript",
        ".rb" or ".ru" => "ruby",
        ".pl" or ".pm" => "perl",
        ".php" => "php",
        _ => "python",
    };

    /// <summary>What a step names that loads by name: a server, a launcher, code in an argument.</summary>
    private void LoadBy(Effect step, TriggerKind trigger, string? text, int depth)
    {
        if (trigger == TriggerKind.None || step.Kind is not (EffectKind.Run or EffectKind.Execute or EffectKind.Interpret))
        {
            return;
        }

        if (step is { Kind: EffectKind.Interpret, Object: "python" or "javascript" or "ruby" or "perl" or "php", Text: { Length: > 0 } code })
        {
            if (ImportNames.Of(step.Object, Encoding.UTF8.GetBytes(code)) is { } names)
            {
                Load(new Loader(Working + "/-", names, []), new Loading(trigger, text, Working, depth));
            }

            return;
        }

        foreach (var start in ServerStarts.Of(step, image.Config))
        {
            var folder = start.Folder is { } named && Filesystem.TryJoin(Working, named, out var clean) ? clean : Working;
            Load(new Loader(folder + "/-", start.Language + "\n" + start.Name, []), new Loading(trigger, text, folder, depth));
        }

        Serve(step, depth);
    }

    private void Serve(Effect step, int depth)
    {
        foreach (var folder in ServedPages.Of(step, image.Config, layers).Where(_served.Add))
        {
            var how = new Loading(TriggerKind.Invocation, "the server runs it when somebody asks for it", folder, depth);
            var waiting = new Queue<Loader>();
            var count = 0;
            foreach (var (below, file) in files.FilesUnder(folder))
            {
                if (!ServedPages.IsPage(below))
                {
                    continue;
                }

                if (++count > MaxPages)
                {
                    shortfalls.Add(new Shortfall("analyse", folder, $"more than {MaxPages:N0} pages are served; the rest was not followed"));
                    break;
                }

                Visit(file, null, how, waiting);
            }

            while (waiting.TryDequeue(out var page))
            {
                Load(page, how);
            }
        }
    }

    private void Visit(PlacedEntry file, string? from, Loading how, Queue<Loader> waiting)
    {
        var (path, layer) = (file.Entry.Path, file.Layer);
        if (!(how.Trigger == TriggerKind.Build ? _loadedByBuild : _loaded).Add(path) || IsVouched(path, layer))
        {
            return;
        }

        if (_loaded.Count > MaxModules)
        {
            if (_loaded.Count == MaxModules + 1)
            {
                shortfalls.Add(new Shortfall("analyse", path, $"more than {MaxModules:N0} files are loaded; the rest was not followed"));
            }

            return;
        }

        var computed = new List<string>();
        foreach (var (code, _) in (_byPath.GetValueOrDefault(path) ?? []).Where(item => item.Layer == layer && item.Code.Trigger == TriggerKind.None && !IsReached(item.Code, how.Trigger)).ToList())
        {
            computed.AddRange(code.Imports);
            var text = from is null || from.EndsWith("/-", StringComparison.Ordinal) ? how.Text : $"{how.Text}: /{from} loads it";
            if (!IsInstalled(path) || image.Artifact.Kind == ArtifactKind.Function)
            {
                _modules.Add(Follow(code, how.Trigger, text, layer, how.Depth + 1, loads: false));
                continue;
            }

            var live = code.Effects.Where(effect => !effect.Deferred).ToList();
            _reached[code] = how.Trigger;
            _uncalled.Add((code with { Effects = [.. code.Effects.Where(effect => effect.Deferred)] }, layer));
            if (live.Count > 0)
            {
                _modules.Add(Follow(code with { Effects = live, Problems = [] }, how.Trigger, text, layer, how.Depth + 1, loads: false));
            }
        }

        if (layers[layer].Imports.TryGetValue(path, out var names) || computed.Count > 0)
        {
            waiting.Enqueue(new Loader(path, names, computed));
        }
    }

    private bool IsReached(CodeFile code, TriggerKind trigger) => _reached.TryGetValue(code, out var before) && !(before == TriggerKind.Build && trigger != TriggerKind.Build);

    /// <summary>A package manager put it there: others call its functions, and most are never called.</summary>
    private static bool IsInstalled(string path) =>
        path.Contains("-packages/", StringComparison.Ordinal) || path.Contains("node_modules/", StringComparison.Ordinal) || path.Contains("/gems/", StringComparison.Ordinal) || path.Contains("/vendor/", StringComparison.Ordinal)
        || path.Contains("/lib/python", StringComparison.Ordinal) || path.Contains("/perl5/", StringComparison.Ordinal) || path.StartsWith("usr/share/", StringComparison.Ordinal) || path.StartsWith("usr/lib/", StringComparison.Ordinal);
}
