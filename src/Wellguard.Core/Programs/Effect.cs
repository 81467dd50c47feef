namespace Wellguard.Programs;

/// <summary>What a program would do at one step. Static: nothing was run.</summary>
public enum EffectKind
{
    /// <summary>Runs a command that has no more specific kind. <c>Object</c>: the command's name.</summary>
    Run,

    /// <summary>Fetches. <c>Object</c>: the URL or host; <c>Target</c>: the file written, or null when it goes on in a pipe.</summary>
    Download,

    /// <summary>Feeds text to an interpreter. <c>Object</c>: the interpreter; <c>Origin</c>: where the text comes from.</summary>
    Interpret,

    /// <summary>Starts a file. <c>Object</c>: its path; <c>Origin</c>: the download or decoding that wrote it, when known.</summary>
    Execute,

    /// <summary>Writes a file. <c>Object</c>: the path; <c>Text</c>: the content when known.</summary>
    Write,

    /// <summary>Sets an execute or setuid bit. <c>Object</c>: the path.</summary>
    MakeExecutable,

    /// <summary>Removes. <c>Object</c>: the path.</summary>
    Delete,

    /// <summary>Reads a file. <c>Object</c>: the path.</summary>
    Read,

    /// <summary>Sends data out. <c>Object</c>: the URL or host:port; <c>Origin</c>: what is sent, when known.</summary>
    Send,

    /// <summary>Opens a connection that carries a shell or raw bytes. <c>Object</c>: host:port.</summary>
    Connect,
}

/// <summary>One step of a program, in order, with what it leads to.</summary>
/// <param name="Command">The step as it would run, after expansion, at most 500 characters. Not redacted: reports redact.</param>
/// <param name="Line">From 1, in the file or command line that holds the program.</param>
/// <param name="Column">From 1.</param>
public sealed record Effect(EffectKind Kind, string Command, string? Object, int Line, int Column)
{
    public IReadOnlyList<string> Arguments { get; init; } = [];
    public string? Target { get; init; }
    public string? Origin { get; init; }
    public string? Text { get; init; }

    /// <summary>Runs in the background, or in a branch that its program does not wait for.</summary>
    public bool Background { get; init; }

    /// <summary>Depends on a condition that analysis cannot decide.</summary>
    public bool Conditional { get; init; }

    /// <summary>The download was compared with a digest before use.</summary>
    public bool Verified { get; init; }

    /// <summary>Stands in text inside the statement at its line: a here-document, <c>sh -c</c>, what was decoded.</summary>
    public bool Nested { get; init; }

    /// <summary>Stands in a function that the text itself does not call.</summary>
    public bool Deferred { get; init; }

    /// <summary>How hidden text became plain, for example <c>base64</c>, <c>hex</c>, <c>gzip</c>; empty when it was plain.</summary>
    public IReadOnlyList<string> Decoding { get; init; } = [];

    /// <summary>The file of the artifact that the step starts, evaluated with its arguments and variables. Not kept in the cache.</summary>
    internal CodeFile? Program { get; init; }

    /// <summary>Steps of the code that this step runs (<c>sh -c</c>, decoded text, a here-document).</summary>
    public IReadOnlyList<Effect> Steps { get; init; } = [];
}

/// <summary>How code runs without being called.</summary>
public enum TriggerKind
{
    /// <summary>Nothing that was found runs it.</summary>
    None,
    ContainerStart, Healthcheck, OnBuild, Build, Schedule, Boot, Login, InterpreterStart, PackageInstall, GitHook, LibraryLoad, Invocation, Import,
}

/// <summary>A program: a script, a scheduled command line, a unit's ExecStart.</summary>
/// <param name="Path">The file, or <c>config:Entrypoint</c> and the like.</param>
/// <param name="Line">Where the program starts in the file, from 1.</param>
/// <param name="Trigger">How it runs by itself.</param>
/// <param name="TriggerText">For people: <c>cron, every minute, as root</c>.</param>
public sealed record CodeFile(string Path, int Line, TriggerKind Trigger, string? TriggerText)
{
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>Text that neither name nor mode calls a script: counts only when something starts it.</summary>
    public bool Guessed { get; init; }

    /// <summary>What a bound cut off or the parser did not understand.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Modules and files that it loads by names that only the evaluation shows: each the language, a tab, and the name.</summary>
    public IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>The text of a program that was not evaluated yet: a package's is, once all its modules are known. Null: it was. Not kept in the cache.</summary>
    internal string? Waiting { get; init; }

    /// <summary>Only pieces of it were evaluated; all of it is when something runs it. Not kept in the cache.</summary>
    internal bool InPieces { get; init; }
}

/// <summary>Turns files that hold code into programs. A new language or job format is one file here and one test; the source generator finds it.</summary>
public abstract class CodeReader : Artifacts.FileReader
{
    public abstract void Read(in Artifacts.FileContent file, List<CodeFile> into);
}
