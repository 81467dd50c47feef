using System.Text;

namespace Wellguard.Programs.Shell;

/// <summary>Commands that make and change text: what obfuscation is built from.</summary>
internal sealed partial class ShellEvaluator
{
    private static void AddText(Adder add)
    {
        add(static (_, call) => Echo(call), "echo");
        add(static (shell, call) => shell.PrintfTo(call), "printf");
        add(static (shell, call) => shell.Cat(call), "cat", "tac", "more", "less", "strings");
        add(static (shell, call) => shell.HeadOrTail(call), "head", "tail");
        add(static (shell, call) => shell.Base64(call), "base64", "base32");
        add(static (shell, call) => shell.OpenSsl(call), "openssl");
        add(static (shell, call) => shell.Hex(call), "xxd");
        add(static (_, call) => call.Input.Known ? call.Input.Decoded("rev", string.Join('\n', call.Input.Text.Split('\n').Select(line => new string([.. line.Reverse()])))) : call.Input, "rev");
        add(static (_, call) => Translate(call), "tr");
        add(static (shell, call) => shell.Substitute(call), "sed");
        add(static (shell, call) => shell.Unzip(call), "zcat", "gzip", "gunzip", "pigz", "bzip2", "bunzip2", "xz", "unxz", "zstd", "unzstd", "xzcat", "bzcat", "uncompress", "lz4", "lzma", "unlzma", "lzcat", "zstdcat", "brotli", "xzdec");
        add(static (shell, call) => shell.UuDecode(call), "uudecode");
        add(static (shell, call) => shell.Filter(call), "cut", "sort", "uniq", "wc", "jq", "fold", "nl", "paste", "envsubst", "column", "fmt", "iconv", "expand", "dos2unix", "od", "hexdump", "pv", "yq");
        add(static (shell, call) => shell.Grep(call), "grep", "egrep", "fgrep");
        add(static (_, _) => Value.Unknown("") with { Origin = "environment" }, "printenv");
        add(static (shell, call) => call.Has("-e", "-v") ? Value.Unknown("$(compgen)") with { Origin = "environment" } : shell.Other(call), "compgen");
        add(static (shell, call) => shell.History(call), "history", "fc");
        add(static (_, call) => PathPart(call, FolderOf), "dirname");
        add(static (_, call) => PathPart(call, path => BaseName(path)), "basename");
        add(static (_, call) => PathPart(call, path => path), "realpath", "readlink");
    }

    private static string FolderOf(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash > 0 ? path[..slash] : slash == 0 ? "/" : ".";
    }

    private static Value PathPart(Invocation call, Func<string, string> part)
    {
        var path = call.Arguments.FirstOrDefault(argument => !argument.Text.StartsWith('-'));
        return path is { Known: true, Text.Length: > 0 } ? path.With(part(path.Text.Length > 1 ? path.Text.TrimEnd('/') : path.Text) + "\n") : Value.Unknown("$(" + call.Text + ")");
    }

    private Value History(Invocation call)
    {
        Emit(Step(EffectKind.Run, call, "history"));
        return Value.Unknown("$(history)") with { Origin = "shell history" };
    }

    private static Value Echo(Invocation call)
    {
        var skip = 0;
        var escapes = false;
        var newline = "\n";
        while (call[skip] is "-n" or "-e" or "-ne" or "-en" or "-E")
        {
            escapes |= call[skip].Contains('e', StringComparison.Ordinal);
            newline = call[skip].Contains('n', StringComparison.Ordinal) ? "" : newline;
            skip++;
        }

        var parts = new List<Value>();
        foreach (var argument in call.Arguments.Skip(skip))
        {
            if (parts.Count > 0)
            {
                parts.Add(new Value(" "));
            }

            var decoded = escapes ? Escapes.Decode(argument.Text) : argument.Text;
            parts.Add(decoded.Length != argument.Text.Length ? argument.Decoded("escapes", decoded) : argument);
        }

        parts.Add(new Value(newline));
        return Cut(Value.Concat(parts));
    }

    private Value PrintfTo(Invocation call)
    {
        if (call[0] != "-v" || call.Arguments.Count < 3)
        {
            return Printf(call);
        }

        _variables[call[1]] = Printf(call with { Arguments = [.. call.Arguments.Skip(2)] });
        return Value.Empty;
    }

    private static Value Printf(Invocation call)
    {
        if (call.Arguments.Count == 0)
        {
            return Value.Empty;
        }

        var start = call[0] is "--" ? 1 : 0;
        var format = Escapes.Decode(call[start]);
        var arguments = call.Words.Skip(start + 1).ToList();
        var text = new StringBuilder();
        var used = 0;
        do
        {
            var before = used;
            for (var i = 0; i < format.Length; i++)
            {
                if (format[i] != '%' || i + 1 == format.Length)
                {
                    text.Append(format[i]);
                    continue;
                }

                i++;
                while (i < format.Length - 1 && (char.IsAsciiDigit(format[i]) || format[i] is '-' or '.' or '+' or '#'))
                {
                    i++;
                }

                var argument = format[i] == '%' ? "" : used < arguments.Count ? arguments[used++] : "";
                text.Append(format[i] switch
                {
                    '%' => "%",
                    'b' => Escapes.Decode(argument),
                    'x' when IntegerExpression.Evaluate(argument, _ => null) is { } number => number.ToString("x"),
                    'o' when IntegerExpression.Evaluate(argument, _ => null) is { } number => Convert.ToString(number, 8),
                    _ => argument,
                });
            }

            if (used == before)
            {
                break;
            }
        }
        while (used < arguments.Count && text.Length < Analysis.MaxDecoded);

        var value = Value.Concat(call.Arguments);
        var result = value with { Text = text.ToString() };
        return call[start].Contains("\\x", StringComparison.Ordinal) || call[start].Contains("\\1", StringComparison.Ordinal) || call[start].Contains("\\0", StringComparison.Ordinal)
            ? result with { Decoding = [.. result.Decoding, "escapes"] } : result;
    }

    private Value Cat(Invocation call)
    {
        var files = call.Arguments.Where(argument => !argument.Text.StartsWith('-') && !int.TryParse(argument.Text, out _)).ToList();
        if (files.Count == 0)
        {
            return BaseName(call.Name) == "cat" ? call.Input : call.Input with { Known = call.Input.Known && call.Input.Text.Length < 4096 };
        }

        var contents = files.Select(file => file.Downloaded ? file : ReadFile(file.Text, call.Line, call.Column)).ToList();
        return Value.Concat(contents);
    }

    private Value Source(Invocation call)
    {
        foreach (var argument in call.Arguments.Where(argument => !argument.Text.StartsWith('-')))
        {
            if (argument.Text.Length > 0 && Content(FullPath(argument.Text)) is { } content)
            {
                return content;
            }

            if (argument.Text.StartsWith('~') || argument.Text.Contains('/', StringComparison.Ordinal))
            {
                return ReadFile(argument.Text, call.Line, call.Column);
            }
        }

        return call.Input;
    }

    private Value Base64(Invocation call)
    {
        var input = Source(call);
        if (!call.Has("-d", "-D", "--decode", "-di", "-id"))
        {
            return input.Known ? input.Decoded("base64 (encoded)", Convert.ToBase64String(Encoding.UTF8.GetBytes(input.Text))) with { Decoding = input.Decoding } : input;
        }

        return BaseName(call.Name) == "base64" ? Decoded(input, "base64", Encodings.FromBase64(input.Text)) : Decoded(input, "base32", Encodings.FromBase32(input.Text));
    }

    private static Value Decoded(Value input, string how, byte[]? bytes) =>
        bytes is null || !input.Known ? input with { Known = false, Decoding = [.. input.Decoding, how] } : input.Decoded(how, Encodings.ToText(bytes));

    private Value OpenSsl(Invocation call)
    {
        if (call[0] is "base64" or "enc" && call.Has("-d"))
        {
            var at = call.Arguments.ToList().FindIndex(argument => argument.Text == "-in");
            var input = at >= 0 && at + 1 < call.Arguments.Count ? ReadFile(call[at + 1], call.Line, call.Column) : call.Input;
            return call[0] == "base64" || call.Has("-base64", "-a") && !call.Words.Any(word => word.StartsWith("-aes", StringComparison.Ordinal) || word.StartsWith("-des", StringComparison.Ordinal) || word.StartsWith("-chacha", StringComparison.Ordinal))
                ? Decoded(input, "base64", Encodings.FromBase64(input.Text))
                : input with { Known = false, Text = "", Decoding = [.. input.Decoding, "openssl"] };
        }

        if (call[0] == "s_client")
        {
            var at = call.Arguments.ToList().FindIndex(argument => argument.Text == "-connect");
            return Connect(call, at >= 0 ? call[at + 1] : call[1]);
        }

        Emit(Step(EffectKind.Run, call, "openssl"));
        return call.Input with { Known = false };
    }

    private Value Hex(Invocation call)
    {
        var input = Source(call);
        return call.Words.Any(word => word.StartsWith('-') && word.Contains('r', StringComparison.Ordinal)) ? Decoded(input, "hex", Encodings.FromHex(input.Text)) : input with { Known = false };
    }

    private static Value Translate(Invocation call)
    {
        var sets = call.Words.Where(word => !word.StartsWith('-')).Select(Set).ToList();
        if (!call.Input.Known || sets.Count == 0)
        {
            return call.Input;
        }

        if (call.Has("-d"))
        {
            return call.Input.Decoded("tr", string.Concat(call.Input.Text.Where(c => !sets[0].Contains(c, StringComparison.Ordinal))));
        }

        if (sets.Count < 2 || sets[1].Length == 0)
        {
            return call.Input;
        }

        return call.Input.Decoded("tr", string.Concat(call.Input.Text.Select(c => sets[0].LastIndexOf(c) is var at and >= 0 ? sets[1][Math.Min(at, sets[1].Length - 1)] : c)));
    }

    private static string Set(string text)
    {
        text = Escapes.Decode(text);
        var set = new StringBuilder();
        for (var i = 0; i < text.Length && set.Length < 4096; i++)
        {
            if (i + 2 < text.Length && text[i + 1] == '-' && text[i + 2] >= text[i] && text[i + 2] - text[i] < 256)
            {
                for (var c = text[i]; c <= text[i + 2]; c++)
                {
                    set.Append(c);
                }

                i += 2;
            }
            else
            {
                set.Append(text[i]);
            }
        }

        return set.ToString();
    }

    /// <summary><c>s/plain/plain/g</c> is computed; other scripts leave the provenance and an unknown text. <c>-i</c> is a write.</summary>
    private Value Substitute(Invocation call)
    {
        if (call.Words.Any(word => word.StartsWith("-i", StringComparison.Ordinal) || word == "--in-place"))
        {
            Emit(Step(EffectKind.Write, call, FullPath(call.Arguments.Count > 0 ? call[call.Arguments.Count - 1] : "")));
            return Value.Empty;
        }

        var at = call.Words.ToList().FindIndex(word => word is "-e" or "--expression");
        var scriptAt = at >= 0 ? at + 1 : call.Arguments.ToList().FindIndex(argument => !argument.Text.StartsWith('-'));
        if (scriptAt >= 0 && scriptAt < call.Arguments.Count)
        {
            if (RunOfSed(call[scriptAt]) is { } run)
            {
                RunText(run, call.Line, call.Input);
            }

            var source = call.Arguments.Skip(scriptAt + 1).FirstOrDefault(argument => !argument.Text.StartsWith('-'));
            var text = source is null ? call.Input : source.Downloaded ? source : ReadFile(source.Text, call.Line, call.Column);
            if (Edited(text, call[scriptAt], call.Has("-n", "-ne", "--quiet", "--silent", "-rn", "-nr", "-En", "-nE")) is { } edited)
            {
                return edited;
            }

            if (source is not null)
            {
                return text with { Known = false, Text = "", Decoding = IsOwn(text) ? [.. text.Decoding, "sed"] : text.Decoding };
            }
        }

        var script = call.Words.FirstOrDefault(word => word.Length > 3 && word[0] == 's' && !char.IsLetterOrDigit(word[1]));
        var parts = script?[2..].Split(script[1]);
        if (call.Input.Known && call.Input.Text.Length > 0 && parts is [var from, var to, var flags] && from.AsSpan().IndexOfAny(".*[]\\^$+?(){}|") < 0 && from.Length > 0)
        {
            return call.Input.With(Patterns.Replace(call.Input.Text, from, to, all: flags.Contains('g', StringComparison.Ordinal)));
        }

        return Filter(call);
    }

    /// <summary>Passes on where the text comes from; what it is afterwards is not known.</summary>
    private Value Filter(Invocation call)
    {
        var file = call.Words.LastOrDefault(word => word.StartsWith('/') || word.StartsWith('~'));
        if (file is not null)
        {
            Emit(Step(EffectKind.Read, call, file));
            return Value.Unknown("$(" + call.Text + ")") with { Origin = file };
        }

        return call.Input.Text.Length == 0 && call.Input.Origin is null ? Value.Unknown("$(" + call.Text + ")") : call.Input with { Known = false, Decoding = IsOwn(call.Input) ? [.. call.Input.Decoding, BaseName(call.Name)] : call.Input.Decoding };
    }

    /// <summary><c>1e COMMAND</c> and <c>s/…/COMMAND/e</c>.</summary>
    private static string? RunOfSed(string script)
    {
        var command = script.TrimStart([.. "0123456789$, "]);
        if (command.StartsWith("e ", StringComparison.Ordinal))
        {
            return command[2..];
        }

        return command.Length > 3 && command[0] == 's' && !char.IsLetterOrDigit(command[1]) && command[2..].Split(command[1]) is [_, var to, var flags] && flags.Contains('e', StringComparison.Ordinal) ? to : null;
    }

    /// <summary>The script's own text: what it takes out of itself and runs is hidden on purpose.</summary>
    private bool IsOwn(Value text) => _analysis.Script is { } script && text.Origin == "/" + script;

    /// <summary>Compressed data. Of a file of the artifact that could not be read, that it was hidden is remembered.</summary>
    private Value Unzip(Invocation call)
    {
        var file = call.Words.FirstOrDefault(word => !word.StartsWith('-') && word.AsSpan().IndexOfAny("./") >= 0);
        if (file is not null && Content(FullPath(file)) is null && _analysis.Files?.Entries(FullPath(file)) is [{ Path: "-", Text: { } known }])
        {
            return new Value(known) { Origin = FullPath(file), Decoding = ["gzip"] };
        }

        var input = file is null ? call.Input : ReadFile(file, call.Line, call.Column);
        if (input.Known && input.Text.StartsWith('\u001f') && Encodings.Inflate(input.Text) is { } bytes)
        {
            return input.Decoded("gzip", Encodings.ToText(bytes));
        }

        if (input.Origin is { } path && !input.Downloaded && path.StartsWith('/') && _analysis.Files?.Entries(path) is [{ Path: "-", Text: { } text }])
        {
            return new Value(text) { Origin = path, Decoding = ["gzip"] };
        }

        return input with { Known = false, Text = input.Origin is not null && !input.Downloaded ? "" : input.Text, Decoding = input is { Downloaded: false, Origin: { } origin } && origin.StartsWith('/') ? [.. input.Decoding, BaseName(call.Name)] : input.Decoding };
    }

    private Value UuDecode(Invocation call)
    {
        var file = call.Arguments.FirstOrDefault((argument) => argument.Text.StartsWith('/') && argument.Text != "/dev/stdout");
        var input = file is null ? call.Input : ReadFile(file.Text, call.Line, call.Column);
        return Decoded(input, "uuencode", Encodings.FromUuencoded(input.Text));
    }
}
