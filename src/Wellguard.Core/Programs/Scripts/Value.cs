namespace Wellguard.Programs.Scripts;

/// <summary>How a number is written: true and false are numbers too, and a division of Python gives a fraction even when nothing is left over.</summary>
internal enum NumberForm : byte { Plain, Truth, Fraction }

internal enum Shape : byte { Unknown, Text, Bytes, Number, List, Map, Function }

/// <summary>What of a text a name is known in, as tokens. A definition takes the place of a known function only there.</summary>
internal readonly record struct Scope(TokenList Tokens, int From, int To)
{
    public bool Holds(TokenList tokens, int at) => !ReferenceEquals(Tokens, tokens) || (at >= From && at < To);
}

/// <summary>Body of a function as token indexes; a body is evaluated again when it is called with arguments that say more.</summary>
/// <param name="Parameters">Names in order; a parameter that is a pattern is empty.</param>
/// <param name="IsExpression">The body is one expression: a lambda.</param>
internal sealed record FunctionBody(string Name, IReadOnlyList<string> Parameters, int From, int To, bool IsExpression)
{
    /// <summary>The tokens that the indexes mean: a function may come out of a template's hole.</summary>
    public required TokenList Tokens { get; init; }

    /// <summary>The reading of the text that it stands in: its names are known there.</summary>
    public required ScriptRun Home { get; init; }
    public bool Evaluated { get; set; }

    /// <summary>Readings of it that go on: it calls itself.</summary>
    public int Open { get; set; }

    /// <summary>What the innermost reading that goes on was given.</summary>
    public List<Value> Given { get; set; } = [];

    /// <summary>It is read at the end of the file, by itself.</summary>
    public bool Waits { get; set; }

    /// <summary>The parameter that takes all further arguments: <c>*a</c>, <c>...a</c>; -1 when there is none.</summary>
    public int Rest { get; init; } = -1;

    /// <summary>Parameters that are patterns: <c>({a, b: c}, [d]) =&gt;</c>, by their number, with the pattern's first token and the one behind it.</summary>
    public IReadOnlyList<(int Number, int From, int To)> Patterns { get; init; } = [];

    /// <summary>What parameters hold that a call leaves out.</summary>
    public IReadOnlyDictionary<string, Value>? Defaults { get; init; }

    /// <summary>Where its name is known; the whole text when it is null.</summary>
    public Scope? KnownIn { get; set; }

    /// <summary>It runs commands or code that its arguments decide.</summary>
    public bool IsOpen { get; set; }

    /// <summary>It runs code that a bound cut off.</summary>
    public bool IsCut { get; set; }

    /// <summary>What instances held when it was read last: it is read again when they hold something else.</summary>
    public int State { get; set; }

    /// <summary>What the last reading returned.</summary>
    public Value? Result { get; set; }
}

/// <summary>What is known about the value of an expression.</summary>
internal sealed record Value(Shape Shape)
{
    private static readonly List<Value> NoItems = [];
    private static readonly Dictionary<string, Value> NoFields = [];

    public static readonly Value Unknown = new(Shape.Unknown);

    /// <summary>Characters; of <see cref="Shape.Bytes"/> one character for each byte.</summary>
    public string Text { get; init; } = "";
    public double Number { get; init; }
    public NumberForm Form { get; init; }

    /// <summary>Of a list; else the shared empty list, which nobody changes.</summary>
    public List<Value> Items { get; init; } = NoItems;

    /// <summary>Of a map; else the shared empty one, which nobody changes.</summary>
    public Dictionary<string, Value> Fields { get; init; } = NoFields;
    public FunctionBody? Function { get; init; }

    /// <summary>Dotted name of a function, module or object: <c>os.system</c>, <c>socket.socket()</c>.</summary>
    public string? Symbol { get; init; }
    public Value? Receiver { get; init; }
    public string Member { get; init; } = "";

    /// <summary>URL, path or environment that the value comes from.</summary>
    public string? Origin { get; init; }

    /// <summary>The file that an open handle belongs to.</summary>
    public string? Path { get; init; }
    /// <summary>Index of the effect that opened a file or request: what is written to it completes that effect.</summary>
    public int? Handle { get; init; }
    public IReadOnlyList<string> Decoding { get; init; } = [];

    /// <summary>A bound of the evaluation cut it off.</summary>
    public bool IsCut { get; init; }

    /// <summary>What a cipher made of something that was read.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The text has holes, written as <c>${name}</c>.</summary>
    public bool IsPartial { get; init; }

    public bool IsString => Shape is Shape.Text or Shape.Bytes;

    public bool IsConstant => Shape is Shape.Text or Shape.Bytes or Shape.Number || (Shape is Shape.List && Items.TrueForAll(static item => item.Shape is not Shape.Unknown and not Shape.Function));

    public static Value Of(string text) => new(Shape.Text) { Text = text };

    public static Value Of(double number) => new(Shape.Number) { Number = number };

    public static Value Of(bool truth) => new(Shape.Number) { Number = truth ? 1 : 0, Form = NumberForm.Truth };

    public static Value OfBytes(string bytes) => new(Shape.Bytes) { Text = bytes };

    public static Value OfBytes(ReadOnlySpan<byte> bytes) => new(Shape.Bytes) { Text = System.Text.Encoding.Latin1.GetString(bytes) };

    public static Value OfList(List<Value> items) => new(Shape.List) { Items = items };

    public static Value OfSymbol(string name) => new(Shape.Unknown) { Symbol = name };

    /// <summary>Keeps where the text came from and how it was decoded.</summary>
    public Value From(Value source, string? decoding = null) => this with
    {
        Origin = ScriptRun.Stronger(Origin, source.Origin),
        Decoding = decoding is null ? Joined(source.Decoding, Decoding) : [.. Joined(source.Decoding, Decoding), decoding],
        IsCut = IsCut || source.IsCut,
        IsPartial = IsPartial || (source.IsPartial && IsString),
    };

    public static IReadOnlyList<string> Joined(IReadOnlyList<string> first, IReadOnlyList<string> second) =>
        second.Count == 0 || ReferenceEquals(first, second) ? first : first.Count == 0 ? second : [.. first, .. second.Where(step => !first.Contains(step))];

    /// <summary>As a person would read it: bytes that are UTF-8 as text.</summary>
    public string Plain => Shape == Shape.Bytes ? Decoders.Utf8(Text) : Text;

    public byte[] Raw => Shape == Shape.Bytes ? System.Text.Encoding.Latin1.GetBytes(Text) : System.Text.Encoding.UTF8.GetBytes(Text);
}
