using System.Runtime.CompilerServices;

namespace Wellguard.Programs.Scripts;

/// <summary>
/// One walk over the tokens of a text that computes constants and notes effects on the way. Each statement is read once where it stands; a function is
/// read again for a call whose arguments say more, within a budget.
/// </summary>
internal sealed partial class ScriptRun(TokenList list, Analysis analysis)
{
    /// <summary>Attack: a hundred thousand opening brackets.</summary>
    private const int MaxNesting = 200;

    /// <summary>Tokens that are read again for calls, comprehensions and loops.</summary>
    private const int MaxReread = 60_000;

    /// <summary>The same for pieces of a few tokens: <c>map</c> over the characters of a text.</summary>
    private const int MaxRereadShort = 150_000;
    private const int MaxShort = 24;

    /// <summary>Characters that concatenation may copy. Attack: <c>s += s</c> in every line.</summary>
    private const long MaxCopied = 8L << 20;

    /// <summary>Longest text that folding makes.</summary>
    private const int MaxFolded = Analysis.MaxText;

    private const int MaxInline = 8;

    /// <summary>Readings of one function in each other, each for other arguments.</summary>
    private const int MaxRecursion = 4;

    /// <summary>Tokens that looking for the end of lambdas may pass. Attack: <c>a=>a=>a=>…</c></summary>
    private const long MaxSkipped = 10_000_000;

    /// <summary>Attack: a file with a million downloads.</summary>
    private const int MaxEffects = 2_000;

    private const int MaxCommand = 500;

    /// <summary>Tokens that reading function bodies may pass. Attack: thousands of functions that are never closed, each as long as the file.</summary>
    private readonly long _mostBodies = (2 * MaxReread) + ((MaxInline + 1L) * list.Tokens.Count);

    private const string TooDeep = "code is nested too deeply; the rest was not read";

    private const string OverlappingBodies = "functions that overlap were read only in part";

    private static readonly string TooManyEffects = $"more than {MaxEffects:N0} steps in one script; the rest is left out";

    private const string UncalledBodies = "functions that run commands or code were not read for each of their calls";

    private const string UncomputedCode = "code that is computed was not computed to its end";

    private const string UnreadLambdas = "functions nested in each other were read only in part";

    private readonly ScriptLanguage _language = list.Language;
    private readonly Dictionary<string, Value> _variables = new(StringComparer.Ordinal);
    private readonly List<Effect> _effects = [];
    private readonly Dictionary<(EffectKind, int, int), int> _effectAt = [];
    private readonly Dictionary<string, Value> _written = new(StringComparer.Ordinal);
    private readonly List<FunctionBody> _pending = [];
    private readonly Queue<FunctionBody> _tooDeep = new();
    private readonly Dictionary<(TokenList, int), int> _indentEnds = [];
    private readonly Stack<int> _conditions = new();
    private readonly HashSet<string> _dotted = new(StringComparer.Ordinal);
    private TokenList _list = list;
    private TokenBuffer _t = list.Tokens;
    private int _p;
    private int _nesting;
    private int _entered;
    private int _inline;
    private int _reread;
    private int _rereadOpen;
    private int _rereadShort;
    private bool _again;
    private int _rereadAgain;
    private int _rereadShortAgain;
    private long _skipped;
    private long _copied;
    private bool _isWornOut;
    private long _bodies;
    private (TokenList? Tokens, int From, int End) _scanned;
    private Value? _returned;

    /// <summary>End of a block whose condition is false in this call of the function.</summary>
    private int _neverReturns;
    private string? _endpoint;
    private bool _redirected;
    private bool _interactive;

    public IReadOnlyList<Effect> Run()
    {
        Read();
        return Finish();
    }

    /// <summary>Reads the text as it stands.</summary>
    public void Read()
    {
        Hoist();
        Statements(_t.Count - 1);
        RunEarly();
        RunTooDeep();
    }

    /// <summary>What is known when everything that calls its functions was read too.</summary>
    public IReadOnlyList<Effect> Finish()
    {
        if (_redirected && _interactive)
        {
            for (var i = 0; i < _effects.Count; i++)
            {
                if (_effects[i].Kind == EffectKind.Connect)
                {
                    _effects[i] = _effects[i] with { Text = "shell" };
                }
            }
        }

        if (_language == ScriptLanguage.Python && ConfusableNames.Find(_t) is var confusable and >= 0)
        {
            _p = confusable;
            Emit(EffectKind.Interpret, "python", confusable, static effect => effect with { Decoding = ["names that look alike"] });
        }

        MarkDeferred();
        PlaceEvaluated();
        NameConnections();
        FollowWritten();
        return _effects;
    }

    /// <summary>The value of an expression that is the whole text; unknown when something of it was guessed.</summary>
    public Value Only()
    {
        var value = Expression();
        return AtEnd && !_guessed ? value : Value.Unknown;
    }

    private ref readonly Token Now => ref _t[_p];

    private bool Is(string text) => IsAt(_p, text);

    private bool IsAt(int at, string text)
    {
        ref readonly var token = ref _t[at];
        return token.Kind == TokenKind.Operator && token.Text == text;
    }

    private bool IsName(string text)
    {
        ref readonly var token = ref Now;
        return token.Kind == TokenKind.Name && token.Text == text;
    }

    private bool Accept(string text)
    {
        if (Is(text))
        {
            _p++;
            return true;
        }

        return false;
    }

    private bool AtEnd => _p >= _t.Count - 1;

    /// <summary>False when the code is nested too deeply, or the time is over; the caller then skips it.</summary>
    private bool Enter()
    {
        if ((++_entered & 0xff) == 0 && !analysis.HasTime())
        {
            return false;
        }

        if (_nesting < MaxNesting && RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _nesting++;
            return true;
        }

        Say(TooDeep);
        return false;
    }

    /// <summary>Reads one level deeper; what is nested too deeply is skipped.</summary>
    private Value Deeper(Func<ScriptRun, Value> read)
    {
        if (!Enter())
        {
            Skip();
            return Value.Unknown;
        }

        var value = read(this);
        _nesting--;
        return value;
    }

    private void Skip() => _p = _list.Match[_p] > _p ? Math.Min(_list.Match[_p] + 1, _t.Count - 1) : Math.Min(_p + 1, _t.Count - 1);

    /// <summary>Whether so many characters may still be copied.</summary>
    private bool Copies(long length)
    {
        var may = length <= MaxFolded && (_copied += length) <= MaxCopied && analysis.Copies(length);
        _isWornOut |= !may;
        return may;
    }

    /// <summary>Whether tokens may be read again.</summary>
    private bool Rereads(int from, int to) => (_again ? _rereadAgain += 4 + Math.Max(to - from, 0) : _reread += 4 + Math.Max(to - from, 0)) <= MaxReread && analysis.Modules?.Rereads(to - from) != false;

    /// <summary>A short piece that computes one item of a list has a budget of its own.</summary>
    private bool RereadsShort(int from, int to) => to - from > MaxShort ? Rereads(from, to) : (_again ? _rereadShortAgain += 4 + Math.Max(to - from, 0) : _rereadShort += 4 + Math.Max(to - from, 0)) <= MaxRereadShort;

    /// <summary>Functions that run what they are given have a budget of their own, which nothing else uses up.</summary>
    private bool RereadsOpen(FunctionBody body) => (_rereadOpen += 4 + Math.Max(body.To - body.From, 0)) <= MaxReread;

    private int Emit(EffectKind kind, string? subject, int start, Func<Effect, Effect>? more = null)
    {
        var (line, column) = _list.Place(_t[start].Start);
        var effect = new Effect(kind, Source(start), subject, line, column) { Conditional = _conditions.Count > 0 };
        effect = more is null ? effect : more(effect);
        if (_effectAt.TryGetValue((kind, line, column), out var index))
        {
            var old = _effects[index];
            if (Knowledge(effect) > Knowledge(old) && HasHole(old))
            {
                _effects[index] = effect;
                _owners.Add((index, _root));
                return index;
            }

            if ((old.Object == effect.Object && (effect.Text is null || old.Text == effect.Text) && (effect.Origin is null || old.Origin == effect.Origin)) || (HasHole(effect) && Knowledge(effect) <= Knowledge(old)))
            {
                _owners.Add((index, _root));
                return index;
            }
        }

        if (_effects.Count >= MaxEffects)
        {
            Say(TooManyEffects);
            return -1;
        }

        _effectAt[(kind, line, column)] = _effects.Count;
        _owners.Add((_effects.Count, _root));
        _effects.Add(effect);
        return _effects.Count - 1;
    }

    private static bool HasHole(Effect effect) => effect.Object is null || IsOpen(effect.Object) || (effect.Kind == EffectKind.Interpret && (effect.Text is null || IsOpen(effect.Text)));

    private static int Knowledge(Effect effect) => (effect.Object is null ? 0 : IsOpen(effect.Object) ? 1 : 2) + (effect.Text is null ? 0 : IsOpen(effect.Text) ? 1 : 2) + (effect.Origin is null ? 0 : 1);

    /// <summary>Something is left out that another reading may know; variables of the environment nobody will.</summary>
    private static bool IsOpen(string text)
    {
        for (var at = text.IndexOf("${", StringComparison.Ordinal); at >= 0; at = text.IndexOf("${", at + 2, StringComparison.Ordinal))
        {
            if (at + 2 < text.Length && !char.IsAsciiLetterUpper(text[at + 2]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A bound that cut off something that may matter, said once.</summary>
    private void Say(string problem)
    {
        if (!analysis.Problems.Contains(problem))
        {
            analysis.Problems.Add(problem);
        }
    }

    /// <summary>The source from a token to where reading stands, on one line.</summary>
    private string Source(int start)
    {
        var from = _t[start].Start;
        var to = Math.Max(from, _p > start ? _t[_p - 1].End : _t[start].End);
        var text = _list.Source.AsSpan(from, Math.Min(to - from, 4 * MaxCommand));
        var result = new System.Text.StringBuilder(Math.Min(text.Length, MaxCommand));
        foreach (var c in text)
        {
            var space = char.IsWhiteSpace(c) || char.IsControl(c);
            if (result.Length == MaxCommand)
            {
                break;
            }

            if (!space || (result.Length > 0 && result[^1] != ' '))
            {
                result.Append(space ? ' ' : c);
            }
        }

        return result.ToString();
    }

    /// <summary>Runs an action over other tokens or elsewhere in these, and comes back.</summary>
    private T Elsewhere<T>(TokenList tokens, int at, Func<T> action)
    {
        var (oldList, oldTokens, oldAt) = (_list, _t, _p);
        (_list, _t, _p) = (tokens, tokens.Tokens, at);
        try
        {
            return action();
        }
        finally
        {
            (_list, _t, _p) = (oldList, oldTokens, oldAt);
        }
    }
}
