namespace Wellguard.Programs.Shell;

/// <summary>A piece of a word (POSIX.1-2017, XCU 2.6).</summary>
internal abstract record Part(bool Quoted);

internal sealed record Literal(string Text, bool Quoted) : Part(Quoted);

/// <summary><c>$name</c> or <c>${name op operand}</c>. <paramref name="Operator"/> is empty for a plain one, <c>#</c> in front means length, <c>!</c> in front indirection.</summary>
internal sealed record Parameter(string Name, string Operator, Word? Operand, Word? Second, bool Quoted) : Part(Quoted)
{
    /// <summary>What stands in brackets behind the name; null when there are none.</summary>
    public string? Index { get; init; }

    /// <summary>Expansions in the brackets.</summary>
    public IReadOnlyList<Part> InIndex { get; init; } = [];
}

internal sealed record Substitution(Command Body, string Source, bool Quoted) : Part(Quoted);

/// <param name="Inner">The expression with its expansions; empty when it has none.</param>
internal sealed record Arithmetic(string Expression, IReadOnlyList<Part> Inner, bool Quoted) : Part(Quoted);

internal sealed record Word(IReadOnlyList<Part> Parts, int Line, int Column);

internal sealed record Assignment(string Name, Word Value, bool Append)
{
    /// <summary><c>name=(a b)</c>.</summary>
    public IReadOnlyList<Word>? Elements { get; init; }

    /// <summary><c>name[index]=value</c>.</summary>
    public string? Index { get; init; }

    /// <summary>Expansions in the brackets.</summary>
    public IReadOnlyList<Part> InIndex { get; init; } = [];
}

/// <param name="Operator"><c>&lt;</c>, <c>&gt;</c>, <c>&gt;&gt;</c>, <c>&lt;&lt;</c>, <c>&lt;&lt;&lt;</c>, <c>&gt;&amp;</c>, <c>&lt;&amp;</c>, <c>&lt;&gt;</c>, <c>&amp;&gt;</c>, <c>&gt;|</c>.</param>
internal sealed record Redirect(string Operator, int Descriptor, Word Target)
{
    /// <summary>Body of a here-document, filled in when the line that declared it ends.</summary>
    public Word? Document { get; set; }
}

internal abstract record Command(int Line, int Column)
{
    public List<Redirect> Redirects { get; } = [];
}

internal sealed record Simple(int Line, int Column) : Command(Line, Column)
{
    public List<Assignment> Assignments { get; } = [];
    public List<Word> Words { get; } = [];
}

internal sealed record Pipeline(IReadOnlyList<Command> Stages, int Line, int Column) : Command(Line, Column);

/// <summary>Commands one after the other; each with what joins it to the one before.</summary>
internal sealed record Sequence(int Line, int Column) : Command(Line, Column)
{
    public List<SequenceItem> Items { get; } = [];
}

internal enum Join { Then, And, Or }

internal sealed record SequenceItem(Command Command, Join Join)
{
    public bool Background { get; set; }
}

internal sealed record Branch(IReadOnlyList<(Command? Condition, Command Body)> Arms, int Line, int Column) : Command(Line, Column);

internal sealed record Loop(Command Condition, Command Body, int Line, int Column) : Command(Line, Column);

/// <param name="Items">Null for <c>in "$@"</c>.</param>
internal sealed record ForEach(string Variable, IReadOnlyList<Word>? Items, Command Body, int Line, int Column) : Command(Line, Column);

internal sealed record Case(Word Subject, IReadOnlyList<(IReadOnlyList<Word> Patterns, Command Body)> Arms, int Line, int Column) : Command(Line, Column);

internal sealed record Group(Command Body, bool Subshell, int Line, int Column) : Command(Line, Column);

internal sealed record Function(string Name, Command Body, int Line, int Column) : Command(Line, Column);

/// <summary><c>coproc NAME COMMAND</c>.</summary>
internal sealed record Coprocess(string Name, Command Body, int Line, int Column) : Command(Line, Column);
