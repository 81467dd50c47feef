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

    private readonly ModuleFinder _finder = new(files, new ModuleRoots(image.Config, layers, shortfalls), shortfalls);
    private readonly List<Running> _modules = [];
    private readonly HashSet<string> _loaded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _loadedByBuild = new(StringComparer.Ordinal);
    private readonly List<(CodeFile Code, int Layer)> _uncalled = [];
    private readonly HashSet<string> _served = new(StringComparer.Ordinal);
    private bool _hasTooManyModules;

    /// <param name="Start">Folder of the program that runs.</param>
    private sealed record Loading(TriggerKind Trigger, string? Text, string Start, int Depth);

    /// <param name="Path">Null: a command line or its code loads.</param>
    /// <param name="Names">Null: none were found in the text.</param>
    /// <param name="Computed">Each a language, a tab, and a name.</param>
    private sealed record Loader(string? Path, string Folder, string? Names, IReadOnlyList<string> Computed)
    {
        public static Loader Of(string path, string? names, IReadOnlyList<string> computed) => new(path, Filesystem.ParentOf(path), names, computed);
    }

    private string Working => (image.Config.WorkingDirectory ?? "").Trim('/');

    /// <summary>Follows what a file loads, and what that loads.</summary>
    private void Load(string path, int layer, CodeFile code, TriggerKind trigger, string? text, int depth)
    {
        if (trigger != TriggerKind.None && (layers[layer].Imports.TryGetValue(path, out var names) | code.Imports.Count > 0))
        {
            Load(Loader.Of(path, names, code.Imports), new Loading(trigger, text, Filesystem.ParentOf(path), depth));
        }
    }

    private void Load(Loader first, Loading how)
    {
        var waiting = new Queue<Loader>([first]);
        while (waiting.TryDequeue(out var loader))
        {
            var names = loader.Names?.Split('\n') ?? ["python"];
            if (names[^1] == ImportNames.CutOff && how.Trigger != TriggerKind.Build)
            {
                shortfalls.Add(new Shortfall("analyse", loader.Path ?? loader.Folder, "loads more than was read of what it loads"));
            }

            foreach (var library in names[0] == "perl" ? names.Where(static name => name.StartsWith(ModuleFinder.LibraryMark, StringComparison.Ordinal)) : [])
            {
                _finder.AddLibrary(library, loader.Folder, how.Start);
            }

            foreach (var name in names.Skip(1))
            {
                Find(names[0], name);
            }

            foreach (var computed in loader.Computed)
            {
                if (computed.IndexOf('\t', StringComparison.Ordinal) is var tab and > 0)
                {
                    Find(computed[..tab], computed[(tab + 1)..]);
                }
            }

            void Find(string language, string name)
            {
                foreach (var file in _finder.Find(language, name, loader.Folder, how.Start))
                {
                    Visit(file, language, loader.Path, how, waiting);
                }
            }
        }
    }

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
                Load(new Loader(null, Working, names, []), new Loading(trigger, text, Working, depth));
            }

            return;
        }

        foreach (var start in ServerStarts.Of(step, image.Config, TextOf))
        {
            var folder = start.Folder is { } named && Filesystem.TryJoin(Working, named, out var clean) ? clean : Working;
            Load(new Loader(null, folder, start.Language + "\n" + start.Name, []), new Loading(trigger, text, folder, depth));
        }

        Serve(step, depth);
    }

    private string? TextOf(string path) => Resolve(path.Contains('/', StringComparison.Ordinal) ? path : "./" + path) is { } file ? layers[file.Layer].Texts.GetValueOrDefault(file.Entry.Path) : null;

    private void Serve(Effect step, int depth)
    {
        var folders = ServedPages.Of(step, image.Config, layers, out var isCutOff);
        if (isCutOff)
        {
            shortfalls.Add(new Shortfall("analyse", step.Object ?? "", $"more than {ServedPages.MaxFolders} folders of pages are served; the rest was not followed"));
        }

        foreach (var folder in folders.Where(_served.Add))
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

                Visit(file, "php", null, how, waiting);
            }

            while (waiting.TryDequeue(out var page))
            {
                Load(page, how);
            }
        }
    }

    private void Visit(PlacedEntry file, string language, string? from, Loading how, Queue<Loader> waiting)
    {
        var (path, layer) = (file.Entry.Path, file.Layer);
        if (!IsFirst(path, how.Trigger) || IsVouched(path, layer))
        {
            return;
        }

        var text = from is null ? how.Text : $"{how.Text}: /{from} loads it";
        var all = (_byPath.GetValueOrDefault(path) ?? []).FindAll(item => item.Layer == layer);
        NoteUnread(file, language, how.Trigger);
        var computed = new List<string>();
        foreach (var (code, _) in all.Where(item => item.Code.Trigger == TriggerKind.None && !IsReached(item.Code, how.Trigger)))
        {
            computed.AddRange(code.Imports);
            if (image.Package is null && (!IsInstalled(path) || image.Artifact.Kind == ArtifactKind.Function))
            {
                _modules.Add(Follow(code, how.Trigger, text, layer, how.Depth + 1, loads: false));
            }
            else if (Live(code, layer, how.Trigger) is { } live)
            {
                _modules.Add(Follow(live, how.Trigger, text, layer, how.Depth + 1, loads: false));
            }
        }

        if (layers[layer].Imports.TryGetValue(path, out var names) || computed.Count > 0)
        {
            waiting.Enqueue(Loader.Of(path, names, computed));
        }

        if (path == RailsApplication || path.EndsWith("/" + RailsApplication, StringComparison.Ordinal))
        {
            waiting.Enqueue(new Loader(path, path[..^RailsApplication.Length].TrimEnd('/'), RailsFolders, []));
        }
    }

    /// <summary>What runs while it loads; null: nothing does. Its functions are others' to call, and come last.</summary>
    private CodeFile? Live(CodeFile code, int layer, TriggerKind trigger)
    {
        var live = code.Effects.Where(effect => !effect.Deferred).ToList();
        _reached[code] = trigger;
        NoteInPieces(code, layer, trigger);
        _uncalled.Add((code with { Effects = [.. code.Effects.Where(effect => effect.Deferred)] }, layer));
        return live.Count > 0 || code.Problems.Count > 0 ? code with { Effects = live } : null;
    }

    private const string RailsApplication = "config/application.rb";

    /// <summary>What Rails loads by its place when it starts in production (Rails Guides, "The Rails Initialization Process").</summary>
    private const string RailsFolders = "ruby\n./config/initializers/\n./config/environments/\n./config/routes/\n./app/\n./config/environment\n./config/routes\n./config/boot";

    /// <summary>False when it was followed already, or there are too many, which is then said.</summary>
    private bool IsFirst(string path, TriggerKind trigger)
    {
        var loaded = trigger == TriggerKind.Build ? _loadedByBuild : _loaded;
        if (loaded.Contains(path))
        {
            return false;
        }

        if (loaded.Count < MaxModules)
        {
            return loaded.Add(path);
        }

        if (!_hasTooManyModules)
        {
            _hasTooManyModules = true;
            shortfalls.Add(new Shortfall("analyse", path, $"more than {MaxModules:N0} files are loaded; the rest was not followed"));
        }

        return false;
    }

    private bool IsReached(CodeFile code, TriggerKind trigger) => _reached.TryGetValue(code, out var before) && !(before == TriggerKind.Build && trigger != TriggerKind.Build);

    /// <summary>A package manager put it there: others call its functions, and most are never called.</summary>
    internal static bool IsInstalled(string path) =>
        path.Contains("-packages/", StringComparison.Ordinal) || path.Contains("node_modules/", StringComparison.Ordinal) || path.Contains("/gems/", StringComparison.Ordinal) || path.Contains("/vendor/", StringComparison.Ordinal)
        || path.Contains("/lib/python", StringComparison.Ordinal) || path.Contains("/perl5/", StringComparison.Ordinal) || path.StartsWith("usr/share/", StringComparison.Ordinal) || path.StartsWith("usr/lib/", StringComparison.Ordinal);
}
