using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Wellguard.Programs.Scripts;

namespace Wellguard.Programs.Assemblies;

/// <summary>
/// Evaluates methods of one assembly without running them: what is constant is computed, each branch that nothing decides is taken both ways once, calls are followed, and calls of the framework become effects.
/// </summary>
/// <param name="depth">How many assemblies were unpacked out of each other.</param>
internal sealed partial class IlRun(AssemblyMetadata assembly, AssemblyScan scan, SymbolPlaces places, string file, int depth)
{
    /// <summary>Attack: loops over constants that never end. Of everything together.</summary>
    private const int MaxSteps = 3_000_000;

    /// <summary>
    /// Steps of a class and of all classes after which a library's methods are evaluated each by itself. What they reach is still seen, without the arguments of far callers. Libraries of thousands of classes would take minutes.
    /// </summary>
    private const int MaxFollowedOfClass = 30_000, MaxFollowed = 300_000;

    /// <summary>Attack: one loop that takes them all.</summary>
    private const int MaxMethodSteps = 400_000;

    /// <summary>Attack: methods that call methods that call methods.</summary>
    private const int MaxDepth = 8;

    /// <summary>Attack: a million texts, each one longer than the last.</summary>
    private const long MaxText = 64L << 20;

    private const int MaxTextLength = 1 << 20;

    private readonly Dictionary<int, IlValue> _statics = [];
    private readonly HashSet<TypeDefinitionHandle> _initialized = [];
    private Analysis _analysis = new();
    private List<Effect> _effects = [];
    private Dictionary<(EffectKind, string?, MethodDefinitionHandle, int), int> _told = [];
    private Dictionary<string, IlValue> _written = new(StringComparer.OrdinalIgnoreCase);
    private string? _role;
    private readonly HashSet<MethodDefinitionHandle> _inProgram = [];
    private int _programs;
    private int _before;
    private int _steps;
    private long _text;

    /// <summary>Methods that were evaluated.</summary>
    public HashSet<MethodDefinitionHandle> Evaluated { get; } = [];

    /// <summary>The work for all methods is used up.</summary>
    public bool IsWorn => _steps >= MaxSteps || _text >= MaxText;

    private bool Follows => _role is not null || (_steps - _before < MaxFollowedOfClass && _steps < MaxFollowed);

    /// <summary>What methods do that somebody else calls with arguments that nothing is known of.</summary>
    public CodeFile Program(IEnumerable<MethodDefinitionHandle> methods, string? role)
    {
        _analysis = new Analysis { Script = file };
        _role = role;
        _connected = -1;
        _isVerified = false;
        _programs++;
        _inProgram.Clear();
        _before = _steps;
        _effects = [];
        _told = [];
        _evaluations.Clear();
        _written = new(StringComparer.OrdinalIgnoreCase);
        foreach (var method in methods)
        {
            if (IsWorn || !_analysis.HasTime())
            {
                break;
            }

            if (role is null && _inProgram.Contains(method))
            {
                continue; // with what its callers give it
            }

            try
            {
                Start(method);
            }
            catch (Exception e) when (AssemblyMetadata.IsDamage(e))
            {
                if (_analysis.Problems.Count == 0)
                {
                    _analysis.Problems.Add("methods of the assembly are damaged; what they do was not read"); // obfuscators do it on purpose
                }
            }
        }

        return _analysis.Program(file, 1, TriggerKind.None, role, _effects);
    }

    private void Start(MethodDefinitionHandle method)
    {
        if (assembly.Member(MetadataTokens.GetToken(method)) is not { } member || assembly.Body(method) is not { } body)
        {
            return;
        }

        var definition = assembly.Reader.GetMethodDefinition(method);
        var arguments = new IlValue[member.Parameters + (member.HasThis ? 1 : 0)];
        Array.Fill(arguments, IlValue.Unknown);
        if (member.HasThis)
        {
            arguments[0] = IlValue.Of(new IlInstance(member.Type) { Own = definition.GetDeclaringType() });
        }

        AssemblyMetadata.Try<object>(() =>
        {
            foreach (var handle in definition.GetParameters())
            {
                var parameter = assembly.Reader.GetParameter(handle);
                if (parameter.SequenceNumber > 0 && parameter.SequenceNumber - 1 + (member.HasThis ? 1 : 0) is var at && at < arguments.Length && ScriptRun.IsKey(assembly.Text(parameter.Name)))
                {
                    arguments[at] = IlValue.From(ScriptRun.PrivateKey);
                }
            }

            return null;
        });
        Initialize(definition.GetDeclaringType());
        Evaluate(new IlFrame(method, member, body, null, IlConditions.None), arguments);
    }

    /// <summary>The type's static constructor has run before anything else of it.</summary>
    private void Initialize(TypeDefinitionHandle type)
    {
        if (type.IsNil || !_initialized.Add(type) || assembly.MethodOf(type, ".cctor", 0) is not { IsNil: false } constructor || assembly.Body(constructor) is not { } body || assembly.Member(MetadataTokens.GetToken(constructor)) is not { } member)
        {
            return;
        }

        Evaluate(new IlFrame(constructor, member, body, null, IlConditions.None), []);
    }

    /// <summary>Attack: an expression whose text is megabytes. A step's text has 500 characters.</summary>
    private const int MaxCommand = 300, MaxWhere = 160;

    /// <summary>What rules know analyzers and source generators by.</summary>
    private const string Extension = ", extension of the compiler";

    private int Emit(EffectKind kind, string call, string? target, Func<Effect, Effect>? more = null)
    {
        var frame = _frame!;
        var offset = _path!.At < frame.Body.Code.Length ? frame.Body.Code[_path.At].Offset : 0;
        if (_told.TryGetValue((kind, target, frame.Method, offset), out var told))
        {
            if (more?.Invoke(_effects[told]) is { } again && _effects[told].Origin is null && again.Origin is not null)
            {
                _effects[told] = again; // this time it is known where what it sends comes from
            }

            return told;
        }

        if (_effects.Count > MaxEffects)
        {
            return -1;
        }

        var (line, column, document) = places.Of(frame.Method, offset);
        var where = document is null ? $" in {frame.Member.Name}, IL_{offset:x4}" : $" in {frame.Member.Name}, {document}";
        var command = call.Length > MaxCommand ? call[..MaxCommand] : call;
        var effect = new Effect(kind, command + (where.Length > MaxWhere ? where[..MaxWhere] : where) + (_role == AssemblyFile.Analyzer ? Extension : ""), target, line, column) { Conditional = _path.Conditions != IlConditions.None, Nested = false };
        _effects.Add(more is null ? effect : more(effect));
        _told[(kind, target, frame.Method, offset)] = _effects.Count - 1;
        return _effects.Count - 1;
    }

    /// <summary>Attack: a method of a hundred thousand calls.</summary>
    private const int MaxEffects = 2_000;

    private IlValue Text(string text)
    {
        _text += text.Length;
        return _text < MaxText && text.Length <= MaxTextLength ? IlValue.Of(text) : IlValue.Unknown;
    }

    private IlValue Bytes(byte[] bytes)
    {
        _text += bytes.Length;
        return _text < MaxText ? IlValue.Of(bytes) : IlValue.Unknown;
    }
}

/// <summary>A method that is evaluated, and from where it was called.</summary>
internal sealed record IlFrame(MethodDefinitionHandle Method, IlMember Member, IlBody Body, IlFrame? Caller, IlConditions Conditions)
{
    public int Depth { get; } = (Caller?.Depth ?? 0) + 1;

    public IlValue? Result { get; set; }

    public bool Has(MethodDefinitionHandle method)
    {
        for (var frame = this; frame is not null; frame = frame.Caller)
        {
            if (frame.Method == method)
            {
                return true;
            }
        }

        return false;
    }
}
