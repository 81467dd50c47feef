using System.Runtime.CompilerServices;

namespace Wellguard.Programs.Scripts;

/// <summary>
/// The modules of one package that load each other. Each is read once, when the first one loads it, as interpreters do; what it leaves is known to all that load it,
/// and its functions are read with its own names for whoever calls them.
/// </summary>
/// <param name="find">Language, name, and folder of the file that loads: the files that are loaded for it, in order, the one that the name means last.</param>
/// <param name="textOf">Null: not known.</param>
/// <param name="files">The package, for what the modules read and start.</param>
internal sealed class Modules(Func<string, string, string, IReadOnlyList<string>> find, Func<string, string?> textOf, ArtifactFiles files)
{
    /// <summary>Attack: a package of a hundred thousand modules. Together, in characters.</summary>
    public const int MaxText = 6 << 20;

    /// <summary>Attack: a thousand modules, each of which loads the next one: a reading stands in a reading.</summary>
    private const int MaxChain = 40;

    /// <summary>Attack: functions of a thousand modules that call each other with ever other arguments. In tokens, of all modules together.</summary>
    private const long MaxReread = 8_000_000;

    private readonly Dictionary<string, string> _cut = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Module?> _byPath = new(StringComparer.Ordinal);
    private long _reread;
    private long _text;
    private int _chain;

    private sealed record Module(string Path, Analysis Analysis, ScriptRun Run);

    /// <summary>Whether functions may still be read for their calls.</summary>
    public bool Rereads(int tokens) => (_reread += Math.Max(tokens, 1)) <= MaxReread;

    /// <summary>What bounds kept from being read with the others, and why.</summary>
    public IEnumerable<(string Path, string Why)> Cut => _cut.Where(cut => !_byPath.ContainsKey(cut.Key)).Select(static cut => (cut.Key, cut.Value));

    /// <summary>Functions were no longer read for every call.</summary>
    public bool IsWornOut => _reread > MaxReread;

    /// <summary>Which functions call which, across all modules.</summary>
    public List<(FunctionBody? From, FunctionBody To)> Uses { get; } = [];

    /// <summary>Classes by their name, the first one of each: an instance goes where its class was not imported.</summary>
    public Dictionary<string, ScriptRun.ClassBody> Classes { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that found a bug: of them stays what the pass said.</summary>
    public List<(string Path, string Error)> Errors { get; } = [];

    /// <summary>Loads what a name means, and what is loaded on the way to it.</summary>
    /// <returns>Null: it is no module of the package, or was not read.</returns>
    public ScriptRun? Load(string language, string name, string folder)
    {
        ScriptRun? last = null;
        foreach (var path in find(language, name, folder))
        {
            last = Load(language, path);
        }

        return last;
    }

    /// <summary>The reading of a file, which may still go on: modules load each other.</summary>
    public ScriptRun? Load(string language, string path)
    {
        if (_byPath.TryGetValue(path, out var known))
        {
            return known?.Run;
        }

        if (!ScriptLanguages.TryParse(language, out var dialect) || textOf(path) is not { } text)
        {
            return null;
        }

        if (_chain >= MaxChain || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _cut[path] = $"modules stand more than {MaxChain} deep in each other";
            return null;
        }

        if (text.Length > Analysis.MaxText || (_text += text.Length) > MaxText)
        {
            _cut[path] = text.Length > Analysis.MaxText ? $"it has more than {Analysis.MaxText:N0} characters" : $"the modules have more than {MaxText:N0} characters together";
            return null;
        }

        var tokens = ScriptTokenizer.Read(new TokenList(dialect, SourceLanguage.IsTyped(path) ? TypeScript.WithoutTypes(text) : text, 1, null));
        var analysis = Analysis.OfModule(language, path, files, this);
        if (tokens.Tokens.Count > ScriptTokenizer.MaxTokens)
        {
            return null; // the file was read by itself, and that says what is missing
        }

        var module = new Module(path, analysis, new ScriptRun(tokens, analysis));
        _byPath[path] = module;
        _chain++;
        if (EvaluationFence.Guard(module, static (in Module read) => read.Run.Read()) is { } error)
        {
            _byPath[path] = null;
            Errors.Add((path, error));
        }

        _chain--;
        return _byPath[path]?.Run;
    }

    /// <summary>What each file that was read does.</summary>
    public IEnumerable<(string Path, IReadOnlyList<Effect> Effects, Analysis Analysis)> Finish()
    {
        foreach (var module in _byPath.Values.OfType<Module>())
        {
            IReadOnlyList<Effect>? effects = null;
            if (EvaluationFence.Guard(module, (in Module read) => effects = read.Run.Finish()) is { } error)
            {
                Errors.Add((module.Path, error));
            }
            else
            {
                yield return (module.Path, effects!, module.Analysis);
            }
        }
    }
}
