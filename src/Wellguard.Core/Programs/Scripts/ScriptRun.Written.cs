namespace Wellguard.Programs.Scripts;

/// <content>Programs that the program writes: what it would run later, or from another process.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Attack: a file that writes a thousand programs.</summary>
    private const int MaxWrittenPrograms = 40;

    /// <summary>A program stands in the code as a text, and is written and started.</summary>
    private const string CodeAsText = "a program in the code";

    /// <summary>It wrote the file itself; of what is not known.</summary>
    private const string OwnFile = "a file that it wrote";

    /// <summary>A file without a name of the program's choosing.</summary>
    private const string TemporaryFile = "/tmp/${name}";

    /// <summary>Steps of the code that is written into files; and what starts such a file has its origin, wherever in the text it stands.</summary>
    private void FollowWritten()
    {
        var count = 0;
        for (var i = 0; i < _effects.Count; i++)
        {
            if (_effects[i] is { Kind: EffectKind.Write, Text: { Length: > 8 } text, Steps.Count: 0 } write && write.Object is { } path && LanguageOf(path, text) is { } language && analysis.Step())
            {
                if (++count > MaxWrittenPrograms)
                {
                    Say($"more than {MaxWrittenPrograms} programs are written; the rest was not read");
                    break;
                }

                _effects[i] = write with { Steps = Placed(analysis.Nested(language, text, write.Line), write.Line, write.Column) };
            }
        }

        Func<Effect, bool> isMade = MakesExecutable() ? static write => write.Kind == EffectKind.Write : static _ => false;
        List<Effect> made = [.. Flat(_effects, 0).Where(write => write is { Kind: EffectKind.Write, Origin: not null } or { Kind: EffectKind.Write, Steps.Count: > 0 } or { Kind: EffectKind.Download, Target: not null } || IsProgram(write) || isMade(write))];
        for (var i = 0; i < _effects.Count && made.Count > 0; i++)
        {
            _effects[i] = Started(_effects[i], made, 0);
        }
    }

    /// <summary>A file that the program made executable is a program of its own, whatever is in it.</summary>
    private bool MakesExecutable() => _effects.Exists(static effect => effect.Kind == EffectKind.MakeExecutable);

    private static IEnumerable<Effect> Flat(IReadOnlyList<Effect> effects, int depth) =>
        effects.SelectMany(effect => effect.Steps.Count > 0 && depth < Analysis.MaxDepth ? Flat(effect.Steps, depth + 1).Prepend(effect) : [effect]);

    /// <summary>What the code writes is a program for machines, plain or in base64.</summary>
    private static bool IsProgram(Effect write) =>
        write is { Kind: EffectKind.Write, Text: { } text } && (IsForWindows(write.Object!, text) || text.StartsWith("TVqQ", StringComparison.Ordinal) || text.StartsWith("TVpQ", StringComparison.Ordinal) || text.StartsWith("f0VMR", StringComparison.Ordinal) || text.StartsWith("\u007fELF", StringComparison.Ordinal) || (text.StartsWith("MZ", StringComparison.Ordinal) && text.Contains("DOS mode", StringComparison.Ordinal)));

    /// <summary>A script that only Windows runs, and that does more than show something.</summary>
    private static bool IsForWindows(string path, string text) =>
        Path.GetExtension(path) is ".vbs" or ".vbe" or ".hta" or ".wsf" or ".jse" && (text.Contains("://", StringComparison.Ordinal) || text.Contains("CreateObject", StringComparison.OrdinalIgnoreCase) || text.Contains("ActiveXObject", StringComparison.Ordinal));

    private static Effect Started(Effect effect, List<Effect> all, int depth)
    {
        if (effect is { Kind: EffectKind.Execute or EffectKind.Run, Origin: null } && effect.Object is { } name)
        {
            var made = ReadsOnly(effect.Command) ? null : all.Find(write => IsSame(write.Target ?? write.Object!, name, effect.Command));
            effect = made is null ? effect : effect with { Kind = EffectKind.Execute, Object = made.Target ?? made.Object, Origin = made.Kind == EffectKind.Download ? made.Object : made.Origin ?? (made.Steps.Count == 0 && made.Decoding.Count == 0 && !IsProgram(made) ? OwnFile : null), Decoding = made is { Kind: EffectKind.Write, Origin: null, Decoding.Count: 0 } && (made.Steps.Count > 0 || IsProgram(made)) ? [CodeAsText] : made.Decoding, Text = made.Decoding.Count > 0 || made.Origin is null ? made.Text : null };
        }

        if (effect is { Kind: EffectKind.MakeExecutable, Origin: null, Object: { } executable } && all.Find(write => (write.Target ?? write.Object) == executable && (write.Kind == EffectKind.Download || write.Origin is not null)) is { } source)
        {
            effect = effect with { Origin = source.Kind == EffectKind.Download ? source.Object : source.Origin };
        }

        return depth < Analysis.MaxDepth && effect.Steps.Count > 0 ? effect with { Steps = [.. effect.Steps.Select(step => Started(step, all, depth + 1))] } : effect;
    }

    /// <summary>Tools of macOS that take a property list or a signed message for data: no file that is given to them runs.</summary>
    private static bool ReadsOnly(string command) => command.StartsWith("plutil ", StringComparison.Ordinal) || command.StartsWith("security cms ", StringComparison.Ordinal);

    /// <summary>It stands behind an option of a program of Java: what that reads or writes.</summary>
    private static bool IsDataOf(string command, int at)
    {
        var words = command[..at].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var program, .., ['-', ..] option] && option != "-jar" && Path.GetFileName(program) == "java";
    }

    /// <summary>A shell takes the backslashes of a path of Windows for its own, and blanks for the end of a name; folders may be written in several ways.</summary>
    private static bool IsSame(string written, string started, string command)
    {
        if (written.Length == 0 || written == "${_}")
        {
            return false;
        }

        if (written == started || (written.Contains('\\', StringComparison.Ordinal) && written.Replace("\\", "", StringComparison.Ordinal).StartsWith(started, StringComparison.Ordinal) && started.Length > 8))
        {
            return true;
        }

        if (written.Length > 6 && written[0] is '/' or '~' or '.' && command.IndexOf(written, StringComparison.Ordinal) is var at and >= 0)
        {
            return !IsDataOf(command, at);
        }

        var name = written[(written.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        return name.Length > 4 && !name.Contains("${", StringComparison.Ordinal) && Path.GetExtension(name).Length > 1 && (started.EndsWith(name, StringComparison.Ordinal) || command.EndsWith(name, StringComparison.Ordinal) || command.Contains(name + " ", StringComparison.Ordinal));
    }

    /// <summary>By the file's name; a name that is not known holds what its text looks like.</summary>
    private static string? LanguageOf(string path, string text) =>
        SourceLanguage.Of(path) ?? Path.GetExtension(path) switch
        {
            ".pth" => "python",
            ".sh" or ".bash" or ".zsh" or ".command" or ".bat" or ".cmd" => "sh",
            "" or ".tmp" or ".txt" or ".dat" or ".log" => text.StartsWith("#!/bin/", StringComparison.Ordinal) ? "sh"
                : text.Contains("import ", StringComparison.Ordinal) && (text.Contains("exec(", StringComparison.Ordinal) || text.Contains("subprocess", StringComparison.Ordinal) || text.Contains("os.system", StringComparison.Ordinal) || text.Contains("urlopen", StringComparison.Ordinal)) ? "python" : null,
            _ => null,
        };
}
