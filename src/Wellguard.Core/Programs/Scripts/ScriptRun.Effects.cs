namespace Wellguard.Programs.Scripts;

/// <content>Effects of known functions: files and dispatch.</content>
internal sealed partial class ScriptRun
{
    private Value? Act(string symbol, Value callee, List<Argument> arguments, List<Value> values, int start)
    {
        var first = values.Count > 0 ? values[0] : Value.Unknown;
        NoteWiring(values, arguments);
        if (Apis.TryFind(_language, symbol, out var api))
        {
            return Perform(api, symbol, first, values, arguments, start);
        }

        if (ActAsClient(symbol, values, arguments, start))
        {
            return null;
        }

        HandleByCall(symbol, values, arguments);
        if (LoadFile(symbol, callee, first, values, arguments, start, out var loaded))
        {
            return loaded;
        }

        if (Receive(callee, values) is { } received)
        {
            return received;
        }

        if (symbol is "winreg.CreateKey" or "winreg.CreateKeyEx" or "winreg.OpenKey" or "winreg.OpenKeyEx" or "_winreg.CreateKey" or "_winreg.OpenKey" && values is [_, { IsString: true } key, ..])
        {
            return new Value(Shape.Unknown) { Symbol = "registry()", Path = "registry:" + key.Plain };
        }

        if (symbol is "winreg.SetValueEx" or "winreg.SetValue" or "_winreg.SetValueEx" && first.Path is { } registered)
        {
            Emit(EffectKind.Write, registered, start, effect => effect with { Text = values is [.., { IsString: true } set] ? set.Plain : null });
            return null;
        }

        if (symbol is "tempfile.NamedTemporaryFile" or "tempfile.TemporaryFile" or "NamedTemporaryFile")
        {
            return Opened(Value.Of(TemporaryFile), start);
        }

        if (symbol == "print" && Named(arguments, "file") is { Handle: not null } output)
        {
            return WriteTo(output, first, start);
        }

        if (symbol is "shutil.make_archive" or "make_archive" && first is { IsString: true } && values is [_, { IsString: true } format, ..])
        {
            var root = values.Count > 2 ? values[2] : Named(arguments, "root_dir", "base_dir") ?? Value.Of(".");
            return Copy(root, first with { Text = $"{first.Text}.{format.Text switch { "gztar" => "tar.gz", "bztar" => "tar.bz2", "xztar" => "tar.xz", var plain => plain }}" }, start);
        }

        switch (callee.Member)
        {
            case "write" or "add" when symbol is "file().write" or "file().add" && callee.Handle is >= 0 and { } made && made < _effects.Count && first is { IsString: true } packed && values.Count is 1 or 2 && IsArchive(_effects[made].Object ?? ""):
                Complete(made, new Value(Shape.Unknown) { Origin = packed.Plain });
                return null;
            case "write" or "writelines" or "write_text" or "write_bytes" or "end" or "puts" or "print" or "pipe" or "pipeline" when callee.Handle is not null || callee.Path is not null || callee.Origin is not null || callee.Receiver is { IsString: true }:
                return WriteTo(callee, first, start);
            case "read_text" or "read_bytes" when callee.Receiver is { IsString: true } path:
                return WholeFile(path, start);
            case "read" or "readAsText" when callee is { Receiver: { Symbol: "file()", Path: { } held }, Handle: null }:
                return Content(held);
            case "open" when callee.Receiver is { IsString: true } opened && _language == ScriptLanguage.Python:
                return Open(opened, first, start);
            case "unlink" or "rmdir" when callee.Receiver is { IsString: true } removed && values.Count == 0:
                return File(EffectKind.Delete, removed, start);
            case "chmod" when callee.Receiver is { IsString: true } changed:
                return Chmod(changed, first, start);
            case "send" or "sendall" or "sendto" or "sendmail" or "storbinary" or "putrequest" or "request" when symbol.Contains("()", StringComparison.Ordinal) && _endpoint is not null && _language != ScriptLanguage.Ruby:
                Emit(EffectKind.Send, _endpoint, start, effect => effect with { Origin = arguments.Select(argument => OriginOf(argument.Value)).FirstOrDefault(origin => origin is not null) });
                return null;
            case "connect" when first is { Shape: Shape.List, Items.Count: 2 } && _language == ScriptLanguage.Python:
                return Connect(first, start);
            case "sendto" when values.Find(static value => value is { Shape: Shape.List, Items.Count: 2 }) is { } peer && _language == ScriptLanguage.Python:
                return SendTo(peer.Items[0], peer.Items[1], first, start);
            case "send" when symbol == "dgram.createSocket().send" && values.FindLastIndex(static value => value.IsString) is var host and > 0:
                return SendTo(values[host], values[host - 1], first, start);
            case "_compile" when _language == ScriptLanguage.JavaScript:
                return Interpret("javascript", first, start);
            case "spawn" when symbol == "process.binding().spawn" && first.Fields.GetValueOrDefault("file") is { } file:
                return RunShell(first.Fields.GetValueOrDefault("args") is { Shape: Shape.List, Items.Count: > 1 } words ? Value.OfList([file, .. words.Items.Skip(1)]) : file, start, captured: true);
            case "Worker" or "" when symbol is "Worker" or "worker_threads.Worker" && values.Count > 1 && values[1].Fields.GetValueOrDefault("eval") is { Shape: Shape.Number, Number: 1 }:
                return Interpret("javascript", first, start);
            case "get_credentials" or "get_frozen_credentials" when symbol.StartsWith("boto", StringComparison.Ordinal):
                return new Value(Shape.Unknown) { Origin = "cloud credentials", Symbol = symbol + "()" };
            case "constructor" when first.IsString && _language == ScriptLanguage.JavaScript:
                return Interpret("javascript", values[^1], start);
            case "ref" or "unref" or "on" or "once" when callee.Origin is not null:
                return new Value(Shape.Unknown) { Origin = callee.Origin, Symbol = callee.Receiver?.Symbol, Handle = callee.Handle };
            case "pipe" when values.Count > 0:
                _redirected = true;
                return null;
            default:
                if (symbol == "connect" && values.Count > 1 && values[1] is { Shape: Shape.List, Items.Count: 2 } && _language == ScriptLanguage.Perl)
                {
                    return Connect(values[1], start);
                }

                if (symbol is "curl_setopt" or "curl_setopt_array" && first.Origin is { } address)
                {
                    Post(address, values, start);
                    return null;
                }

                return symbol is "shutil.copyfileobj" && values.Count > 1 ? WriteTo(values[1], first, start) : symbol is "fwrite" or "fputs" && values.Count > 1 ? WriteTo(first, values[1], start) : null;
        }
    }

    private Value? Perform(Api api, string symbol, Value first, List<Value> values, List<Argument> arguments, int start)
    {
        var second = values.Count > 1 ? values[1] : null;
        switch (api)
        {
            case Api.Shell or Api.ShellCaptured:
                var command = values.Count == 0 ? Named(arguments, "args", "cmd", "command") ?? first : first;
                return RunShell(values.Count > 1 && values.TrueForAll(static value => value.IsString) && _language is ScriptLanguage.Perl or ScriptLanguage.Ruby ? Value.OfList(values) : command, start, captured: api == Api.ShellCaptured, Named(arguments, "start_new_session", "preexec_fn") is not null);
            case Api.Spawn:
                return Spawn(first, second, values, start);
            case Api.Terminal:
                _interactive = _redirected |= true;
                return RunShell(first, start, captured: false);
            case Api.Program or Api.SpawnMode:
                var program = api == Api.SpawnMode ? values.Skip(1).ToList() : values;
                return program.Count == 0 ? null : RunShell(program.Count > 1 && program[1].Shape == Shape.List ? Value.OfList([program[0], .. program[1].Items.Skip(1)]) : Value.OfList(program.Count > 1 ? [program[0], .. program.Skip(2)] : program), start, captured: false);
            case Api.Evaluate when symbol is "runpy.run_path" or "execfile":
                return PathOf(first) is { } ran ? RunFile("python", ran, first, start) : Interpret("python", first, start);
            case Api.Evaluate when symbol is "Function" && values.Count > 0 && Interpret("javascript", values[^1], start) is { } made:
                return new Value(Shape.Unknown) { Receiver = made.Symbol == "this" ? Value.OfSymbol("globalThis") : made, Member = "()" };
            case Api.Evaluate when symbol.Contains("pickle", StringComparison.OrdinalIgnoreCase) || symbol.StartsWith("dill.", StringComparison.Ordinal):
                // Objects of a cache or a message are data; those in the code itself, or from an address, are code.
                return (first.IsString && !first.IsPartial) || first.Origin is { } origin && (origin.StartsWith("http", StringComparison.Ordinal) || origin.StartsWith("ftp", StringComparison.Ordinal)) ? Interpret("python", first, start) : null;
            case Api.Evaluate:
                return symbol is "setTimeout" or "setInterval" && !first.IsString ? null : Interpret(ScriptLanguages.NameOf(_language), symbol is "Function" or "create_function" && values.Count > 0 ? values[^1] : first, start, here: symbol == "exec" && values.Count == 1);
            case Api.Download or Api.DownloadTo or Api.Post or Api.Request or Api.HttpRequest:
                return Network(api, symbol, first, values, arguments, start);
            case Api.Connect or Api.ConnectPort:
                return Connect(api == Api.ConnectPort ? Endpoint(first, second) : EndpointOf(first, second, arguments), start);
            case Api.Resolve:
                return Resolve(symbol, first, start);
            case Api.Mail:
                Emit(EffectKind.Send, first.IsString ? first.Plain : null, start, effect => effect with { Origin = values.Select(value => OriginOf(value)).FirstOrDefault(origin => origin is not null) });
                return null;
            case Api.Open:
                return _language == ScriptLanguage.Perl ? OpenPerl(values, start) : Open(first, second ?? Named(arguments, "mode"), start);
            case Api.ReadFile or Api.List:
                return first.IsString && first.Text.Contains("://", StringComparison.Ordinal) && !first.Text.StartsWith("php:", StringComparison.Ordinal) ? Network(Api.Download, symbol, first, values, arguments, start) : WholeFile(first, start);
            case Api.ReadStream:
                return FileRead(first, start);
            case Api.WriteStream:
                return Opened(first, start);
            case Api.WriteFile or Api.AppendFile:
                return WriteFile(first, second ?? Value.Unknown, start);
            case Api.Copy or Api.Move:
                return Copy(first, second, start);
            case Api.Chmod:
                return _language is ScriptLanguage.Perl or ScriptLanguage.Ruby ? Chmod(second ?? Value.Unknown, first, start) : Chmod(first, second ?? Value.Unknown, start);
            case Api.Delete:
                return File(EffectKind.Delete, first, start);
            case Api.Redirect:
                _redirected = true;
                return null;
            case Api.Memory:
                Emit(EffectKind.Run, symbol[(symbol.LastIndexOf('.') + 1)..], start);
                return symbol.Contains("memfd", StringComparison.Ordinal) ? new Value(Shape.Unknown) { Symbol = "memfd()" } : null;
            default:
                return null;
        }
    }

    private string? PathOf(Value value) => value.IsString && value.Text.Length is > 0 and <= 4096 && value.Text != "${_}" ? Here(value.Plain) : null;

    private Value? File(EffectKind kind, Value path, int start)
    {
        if (PathOf(path) is { } known)
        {
            Emit(kind, known, start, effect => effect with { Decoding = Hiding(path) });
        }

        return null;
    }

    private Value? FileRead(Value path, int start)
    {
        if (PathOf(path) is not { } known)
        {
            return path.Origin is null ? null : new Value(Shape.Unknown) { Origin = path.Origin };
        }

        Emit(EffectKind.Read, known, start, effect => effect with { Decoding = Hiding(path) });
        return new Value(Shape.Unknown) { Origin = _written.TryGetValue(known, out var written) ? written.Origin ?? known : path.Origin is { } walked && known.StartsWith("${_}", StringComparison.Ordinal) ? walked : known, Path = known, Symbol = "file()" };
    }

    /// <summary>What a file of the package holds that is read whole.</summary>
    private Value? WholeFile(Value path, int start) => FileRead(path, start) is { Path: { } known } read ? Content(known) ?? read : null;

    private Value? Content(string path) => analysis.Modules is not null && TextOf(path) is { } text && Copies(text.Length) ? Value.Of(text) with { Path = path } : null;

    private Value? Open(Value path, Value? mode, int start)
    {
        if (path.IsString && path.Text.StartsWith("http", StringComparison.Ordinal) && path.Text.Contains("://", StringComparison.Ordinal))
        {
            return Network(Api.Download, "open", path, [path], [], start);
        }

        if (path.IsString && path.Text.StartsWith('|') && _language == ScriptLanguage.Ruby)
        {
            return RunShell(path with { Text = path.Text[1..] }, start, captured: true);
        }

        var writes = mode is { IsString: true } && mode.Text.AsSpan().IndexOfAny("wax+") >= 0;
        return writes ? Opened(path, start) : FileRead(path, start);
    }

    /// <summary>Perl: <c>open(F, "&gt;$path")</c>, <c>open(F, '&lt;', $path)</c>, <c>open(F, "cmd|")</c>.</summary>
    private Value? OpenPerl(List<Value> values, int start)
    {
        if (values.Count < 2 || !values[1].IsString)
        {
            return null;
        }

        var mode = values[1].Text.Trim();
        if (mode.Contains('&', StringComparison.Ordinal))
        {
            _redirected = true;
            return null;
        }

        if (values.Count > 2)
        {
            return mode.Contains('|') ? RunShell(values[2], start, captured: true) : mode.Contains('>') ? Opened(values[2], start) : FileRead(values[2], start);
        }

        return mode.EndsWith('|') || mode.StartsWith('|') ? RunShell(Value.Of(mode.Trim('|', ' ')), start, captured: true) : mode.StartsWith('>') ? Opened(Value.Of(mode.TrimStart('>', ' ')), start) : FileRead(Value.Of(mode.TrimStart('<', ' ')), start);
    }

    private Value? Opened(Value path, int start)
    {
        if (PathOf(path) is not { } known)
        {
            return null;
        }

        var index = Emit(EffectKind.Write, known, start);
        return new Value(Shape.Unknown) { Handle = index, Path = known, Symbol = "file()" };
    }

    private Value? WriteFile(Value path, Value content, int start)
    {
        if (PathOf(path) is { } known)
        {
            Complete(Emit(EffectKind.Write, known, start), content);
        }

        return null;
    }

    private Value? WriteTo(Value target, Value content, int start)
    {
        if (target.Member is "pipe" && content.Handle is { } piped)
        {
            Complete(piped, target);
        }
        else if (target.Handle is { } index)
        {
            Complete(index, content);
        }
        else if ((IsSocket(target.Receiver) || IsSocket(target)) && _endpoint is not null && OriginOf(content) is { } sent && sent != _remote && sent != OpenConnection)
        {
            Emit(EffectKind.Send, _endpoint, start, effect => effect with { Origin = sent });
        }
        else if (target.Receiver is { IsString: true } path && target.Member.StartsWith("write_", StringComparison.Ordinal))
        {
            return WriteFile(path, content, start);
        }
        else if (target.Member == "pipe")
        {
            _redirected = true;
        }

        return target.Member == "write" ? Value.Unknown : null;
    }

    /// <summary>A file's own content, which only who has the key can read from now on.</summary>
    private const string EncryptedSelf = "itself, encrypted";

    /// <summary>Adds what is written or sent to the effect that opened the file or request.</summary>
    private void Complete(int index, Value content)
    {
        if (index < 0 || index >= _effects.Count)
        {
            return;
        }

        var effect = _effects[index];
        if (effect.Kind == EffectKind.Write && effect.Object is { } path)
        {
            var text = content.IsString && (effect.Text?.Length ?? 0) + content.Text.Length <= MaxFolded && Copies(content.Text.Length) ? effect.Text + content.Plain : effect.Text;
            if (content.IsString && text == effect.Text && content.Text.Length > 0 && LanguageOf(path, "") is not null)
            {
                Say(UncomputedCode);
            }

            _effects[index] = effect with { Text = text, Origin = content.IsEncrypted && content.Path is { Length: > 0 } plain && path.StartsWith(plain, StringComparison.Ordinal) ? EncryptedSelf : Stronger(effect.Origin, OriginOf(content)), Decoding = Value.Joined(effect.Decoding, content.Decoding) };
            _written[path] = new Value(Shape.Unknown) { Origin = _effects[index].Origin, Decoding = _effects[index].Decoding };
        }
        else if (effect.Kind == EffectKind.Send)
        {
            _effects[index] = effect with { Origin = Stronger(effect.Origin, OriginOf(content)) };
        }
    }

    private Value? Copy(Value from, Value? to, int start)
    {
        if (to is null || PathOf(to) is not { } target)
        {
            return to is null ? null : FileRead(from, start);
        }

        var source = PathOf(from);
        if (source is not null && source.Contains("://", StringComparison.Ordinal))
        {
            Emit(EffectKind.Download, source, start, effect => effect with { Target = target });
            _written[target] = new Value(Shape.Unknown) { Origin = source };
            return null;
        }

        var origin = source is not null && _written.TryGetValue(source, out var known) ? known.Origin ?? source : source;
        Emit(EffectKind.Write, target, start, effect => effect with { Origin = origin });
        _written[target] = new Value(Shape.Unknown) { Origin = origin };
        return null;
    }

    private Value? Chmod(Value path, Value mode, int start)
    {
        var executable = mode.Shape == Shape.Number ? ((int)mode.Number & 0b100_001_001_001) != 0 : mode.IsString ? mode.Text.Contains('x', StringComparison.Ordinal) || (ParseNumber(mode.Text, 8) is { } octal && ((int)octal.Number & 0b001_001_001) != 0) : mode.Symbol is null || !mode.Symbol.Contains("stat.", StringComparison.Ordinal) || mode.Symbol.Contains("IX", StringComparison.Ordinal);
        return executable ? File(EffectKind.MakeExecutable, path, start) : null;
    }
}
