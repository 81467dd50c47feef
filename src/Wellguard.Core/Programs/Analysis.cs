namespace Wellguard.Programs;

/// <summary>
/// Bounds and shared state of one static evaluation, across the languages that nest in each other (a unit that runs <c>sh -c</c> that runs <c>python -c</c>).
/// Nothing is executed; whatever exceeds a bound is cut off and said in <see cref="Problems"/>.
/// </summary>
internal sealed class Analysis
{
    /// <summary>Attack: loops and substitutions that double text.</summary>
    public const int MaxSteps = 20_000;

    /// <summary>Attack: thousands of <c>$( $( $(</c> or layers of base64.</summary>
    public const int MaxDepth = 24;

    /// <summary>Attack: a script of hundreds of megabytes.</summary>
    public const int MaxText = 1 << 20;

    /// <summary>Attack: decoding that expands.</summary>
    public const int MaxDecoded = 4 << 20;

    /// <summary>Attack: one command with a hundred thousand operands.</summary>
    private const int MaxEffects = 10_000;

    /// <summary>Attack: a few lines that double a text and send it through filters again and again. In characters, read and made, of everything together.</summary>
    private const long MaxWork = 32 << 20;

    /// <summary>Attack: code that decodes to code that decodes to code, each with a budget of its own.</summary>
    private const long MaxCopied = 64L << 20;

    private int _steps;
    private int _effects;
    private long _work;
    private long _copied;

    public int Depth { get; private set; }

    /// <summary>Taken up to now.</summary>
    public int Steps => _steps;

    /// <summary>The other modules of the package; null while each file is read by itself.</summary>
    public Scripts.Modules? Modules { get; init; }

    /// <summary>The artifact around the program; null while a layer is read by itself.</summary>
    public ArtifactFiles? Files { get; init; }

    public List<string> Problems { get; } = [];

    /// <summary>Path of the script that is read, when it is a file: <c>$0</c>.</summary>
    public string? Script { get; init; }

    /// <summary>Folder of the file that is read, without leading slash; null when it is no file.</summary>
    public string? Folder
    {
        get => field ?? Script?[..Math.Max(Script.LastIndexOf('/'), 0)];
        init;
    }

    /// <summary>Modules and files that it loads by names that the evaluation shows: each the language, a tab, and the name.</summary>
    public List<string> Imports { get; } = [];

    private string _language = "";

    /// <summary>Attack: a loop that loads a million names.</summary>
    private const int MaxImports = 2_000;

    private bool _hasMoreImports;

    /// <summary>Notes what is loaded; says once when there is more than is kept.</summary>
    public void NoteImport(string name)
    {
        var tagged = _language + "\t" + name;
        if (name.Length == 0 || name.Contains('\n', StringComparison.Ordinal) || Imports.Contains(tagged))
        {
            return;
        }

        if (Imports.Count < MaxImports && name.Length <= Wellguard.Programs.Imports.ImportNames.MaxName)
        {
            Imports.Add(tagged);
        }
        else if (!_hasMoreImports)
        {
            _hasMoreImports = true;
            Problems.Add($"more than {MaxImports:N0} modules are loaded by computed names; the rest was not followed");
        }
    }

    /// <summary>The program that a file was evaluated to.</summary>
    public CodeFile Program(string path, int line, TriggerKind trigger, string? why, IReadOnlyList<Effect> effects) =>
        new(path, line, trigger, why) { Effects = effects, Problems = Problems, Imports = Imports };

    /// <summary>Its text, when it is a file: scripts unpack themselves.</summary>
    public string? ScriptText { get; init; }

    /// <summary>The analysis of a file that the program starts: bounds of its own, one deeper.</summary>
    public Analysis Of(ArtifactFile file) => new() { Script = file.Path, ScriptText = file.Text, Files = Files, Depth = Depth + 1, _by = this };

    /// <summary>The analysis of a module that another one loads.</summary>
    public static Analysis OfModule(string language, string path, ArtifactFiles files, Scripts.Modules modules) =>
        new() { Folder = path[..Math.Max(path.LastIndexOf('/'), 0)], Files = files, Modules = modules, Depth = 1, _language = language };

    private Analysis? _by;

    /// <summary>How often the file stands among the programs that started this one.</summary>
    public int Nesting(string path)
    {
        var count = 0;
        for (var program = this; program is not null; program = program._by)
        {
            count += program.Script == path ? 1 : 0;
        }

        return count;
    }

    /// <summary>Evaluates a whole file. A long one is read in parts, each with the bounds of a file.</summary>
    public IReadOnlyList<Effect> Read(string language, string text)
    {
        var parts = LongText.Parts(language, text, MaxText, Problems);
        if (parts is [var whole])
        {
            return Nested(language, whole.Text, whole.Line);
        }

        var effects = new List<Effect>();
        foreach (var (part, line) in parts)
        {
            var analysis = new Analysis { Script = Script, ScriptText = ScriptText, Folder = Folder, Files = Files, Depth = Depth, _by = _by };
            effects.AddRange(analysis.Nested(language, part, line));
            Add(analysis);
        }

        return effects;
    }

    /// <summary>Takes over what a part of the same program met.</summary>
    public void Add(Analysis part)
    {
        Problems.AddRange(part.Problems.Where(problem => !Problems.Contains(problem)));
        Imports.AddRange(part.Imports.Where(name => Imports.Count < MaxImports && !Imports.Contains(name)));
    }

    /// <summary>False when the budget is used up; says so once.</summary>
    public bool Step()
    {
        if (++_steps == MaxSteps)
        {
            Problems.Add($"evaluation stopped after {MaxSteps:N0} steps");
        }

        return _steps < MaxSteps && _work <= MaxWork && HasTime();
    }

    /// <summary>False when the time for all programs together is over; says so once.</summary>
    public bool HasTime()
    {
        if (EvaluationFence.HasTime)
        {
            return true;
        }

        if (!Problems.Contains(EvaluationFence.TimeIsOver))
        {
            Problems.Add(EvaluationFence.TimeIsOver);
        }

        return false;
    }

    /// <summary>Counts text that a step read or made; says so once when it is too much, and there are no further steps.</summary>
    public void Work(long characters)
    {
        if (_work <= MaxWork && (_work += characters) > MaxWork)
        {
            Problems.Add($"evaluation stopped after {MaxWork >> 20} million characters of text");
        }
    }

    /// <summary>False when the codes nested in each other have copied too much together.</summary>
    public bool Copies(long characters) => (_copied += characters) <= MaxCopied;

    /// <summary>1: the budget is used up.</summary>
    public double Cost => Math.Max((double)_steps / MaxSteps, (double)_work / MaxWork);

    /// <summary>False when there are too many effects; says so once.</summary>
    public bool Emit()
    {
        if (++_effects == MaxEffects)
        {
            Problems.Add($"more than {MaxEffects:N0} steps; the rest is left out");
        }

        return _effects < MaxEffects;
    }

    /// <summary>Analyses nested code of a language: <c>sh</c>, <c>powershell</c>, <c>sql</c>, <c>lua</c>, <c>python</c>, <c>javascript</c>, <c>perl</c>, <c>php</c>, <c>ruby</c>.</summary>
    /// <param name="left">Gets what the code leaves to the program that evaluates it in its own names; only of the languages of <see cref="Scripts.ScriptRun"/>.</param>
    public IReadOnlyList<Effect> Nested(string language, string text, int line, Action<Scripts.ScriptRun>? left = null)
    {
        if (Depth >= MaxDepth || text.Length > MaxText)
        {
            Problems.Add(Depth >= MaxDepth ? $"code nested deeper than {MaxDepth} was not read" : $"code of {text.Length:N0} characters was not read");
            return [];
        }

        Depth++;
        var outer = _language;
        _language = language;
        try
        {
            return language switch
            {
                "sh" => Shell.ShellEvaluator.Evaluate(text, line, this),
                "powershell" or "sql" or "lua" => Shell.ShellEvaluator.EvaluateOther(language, text, line, this),
                _ => Scripts.ScriptEvaluator.Evaluate(language, text, line, this, left),
            };
        }
        finally
        {
            _language = outer;
            Depth--;
        }
    }
}
