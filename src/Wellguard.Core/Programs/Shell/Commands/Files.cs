namespace Wellguard.Programs.Shell;

/// <summary>Commands that change files: what carries a download to where it runs.</summary>
internal sealed partial class ShellEvaluator
{
    private static void AddFiles(Adder add)
    {
        add(static (shell, call) => shell.ChangeMode(call), "chmod");
        add(static (shell, call) => shell.Copy(call), "cp", "mv", "ln", "install");
        add(static (shell, call) => call.Words.Any(IsRemotePath) ? shell.CopyRemote(call) : shell.Copy(call), "rsync");
        add(static (shell, call) => shell.Remove(call), "rm", "unlink", "shred", "wipe", "srm");
        add(static (shell, call) => shell.Tee(call), "tee");
        add(static (shell, call) => shell.Unpack(call), "tar", "unzip", "bsdtar", "7z", "7za", "7zr", "cpio", "unrar", "unar");
        add(static (shell, call) => shell.DiskCopy(call), "dd");
        add(static (shell, call) => shell.Schedule(call), "crontab");
        add(static (shell, call) => shell.Verify(call), "sha256sum", "sha512sum", "sha1sum", "md5sum", "shasum", "cosign", "gpg", "gpgv", "minisign", "signify");
        add(static (shell, call) => shell.Compile(call), "gcc", "cc", "g++", "clang", "tcc", "rustc");
    }

    private static IEnumerable<string> Operands(Invocation call) => call.Words.Where(word => !word.StartsWith('-'));

    private Value ChangeMode(Invocation call)
    {
        var operands = call.Words.Where(word => !(word.StartsWith('-') && word.Length > 1 && char.IsAsciiLetterUpper(word[1])) && !word.StartsWith("--", StringComparison.Ordinal)).ToList();
        var mode = operands.FirstOrDefault() ?? "";
        var executable = mode.Contains('+', StringComparison.Ordinal) || mode.Contains('=', StringComparison.Ordinal)
            ? mode.AsSpan().IndexOfAny("xs") >= 0
            : mode.Length >= 3 && mode.All(char.IsAsciiDigit) && mode.Any(digit => (digit - '0') % 2 == 1);
        foreach (var operand in operands.Skip(1))
        {
            Emit(Step(executable ? EffectKind.MakeExecutable : EffectKind.Run, call, executable ? FullPath(operand) : "chmod"));
        }

        return Value.Empty;
    }

    private Value Copy(Invocation call)
    {
        var words = call.Words.ToList();
        var operands = words.Where((word, index) => !word.StartsWith('-') && (index == 0 || words[index - 1] is not ("-m" or "-o" or "-g" or "-t" or "--mode" or "--owner" or "--group"))).Select(FullPath).ToList();
        if (operands.Count < 2)
        {
            return Value.Empty;
        }

        var target = operands[^1];
        foreach (var source in operands.SkipLast(1))
        {
            var path = target.EndsWith('/') || operands.Count > 2 ? target.TrimEnd('/') + "/" + BaseName(source) : target;
            var content = Content(source);
            if (content is not null)
            {
                _files[path] = content;
            }

            Emit(Step(EffectKind.Write, call, path) with { Origin = content?.Origin ?? source, Text = content?.Known == true ? Excerpt(content.Text) : null });
        }

        return Value.Empty;
    }

    private Value Remove(Invocation call)
    {
        foreach (var operand in Operands(call))
        {
            Emit(Step(EffectKind.Delete, call, operand == "$0" || operand == "${0}" ? "$0" : FullPath(operand)));
        }

        return Value.Empty;
    }

    private Value Tee(Invocation call)
    {
        foreach (var operand in Operands(call))
        {
            WriteFile(operand, call.Input, call.Has("-a", "--append"), call.Line, call.Column);
        }

        return call.Input;
    }

    private Value Unpack(Invocation call)
    {
        foreach (var word in call.Words.Take(MaxArguments))
        {
            foreach (var option in (string[])["--checkpoint-action=exec=", "--to-command=", "--use-compress-program=", "--rmt-command=", "--info-script=", "--new-volume-script="])
            {
                if (word.StartsWith(option, StringComparison.Ordinal))
                {
                    RunText(word[option.Length..], call.Line);
                }
            }
        }

        var creates = call.Name.EndsWith("tar", StringComparison.Ordinal) && (call.Has("--create") || (call[0].TrimStart('-') is var flags && flags.Contains('c', StringComparison.Ordinal) && !flags.Contains('x', StringComparison.Ordinal)));
        var words = call.Words.ToList();
        if (creates)
        {
            var at = words.FindIndex(word => word is "-C" or "--directory");
            var inFolder = at >= 0 && at + 1 < words.Count ? words[at + 1].TrimEnd('/') + "/" : "";
            var packed = Value.Join(words.Skip(1).Where((word, index) => !word.StartsWith('-') && index + 1 != at + 1).Select(word => word.StartsWith('/') || word.StartsWith('~') ? word : FullPath(inFolder + word))
                .Select(path => Content(path)?.Origin ?? path));
            Emit(Step(EffectKind.Run, call, "tar"));
            var archive = words.Find(word => word.Contains(".t", StringComparison.Ordinal) || word.EndsWith(".gz", StringComparison.Ordinal));
            if (archive is not null)
            {
                _files[FullPath(archive)] = Value.Unknown("") with { Origin = packed };
            }

            return Value.Unknown("") with { Origin = packed };
        }

        var folderAt = words.FindIndex(word => word is "-C" or "-d" or "--directory");
        var folder = folderAt >= 0 && folderAt + 1 < words.Count ? FullPath(words[folderAt + 1]) : _folder;
        folder = words.Find(word => word.StartsWith("-o/", StringComparison.Ordinal) || word.StartsWith("--directory=", StringComparison.Ordinal)) is { } joined ? FullPath(joined[(joined.IndexOfAny(['/', '=']) is var cut && joined[cut] == '=' ? cut + 1 : cut)..]) : folder;
        var source = call.Input.Downloaded ? call.Input : words.Select(word => Content(FullPath(word))).FirstOrDefault(content => content is not null);
        if (source is { Downloaded: true })
        {
            _unpacked.Add((folder, source));
            if (call.Has("-O", "--to-stdout", "-p") || (BaseName(call.Name) == "tar" && call[0].Contains('O', StringComparison.Ordinal)) || words.Exists(word => word.StartsWith('-') && !word.StartsWith("--", StringComparison.Ordinal) && word.Contains('O', StringComparison.Ordinal)))
            {
                return source;
            }

            Emit(Step(EffectKind.Write, call, folder.Length == 0 ? "." : folder) with { Origin = source.Origin, Verified = source.Verified });
        }
        else if (_analysis.Files is { } artifact)
        {
            UnpackOwn(call, words, folder, artifact);
        }

        return Value.Empty;
    }

    /// <summary>An archive of the artifact: its small text files are then where it puts them.</summary>
    private void UnpackOwn(Invocation call, List<string> words, string folder, ArtifactFiles artifact)
    {
        foreach (var word in words.Append(call.Input.Origin ?? "").Where(word => word.Contains('.', StringComparison.Ordinal) || word.StartsWith('/')).Take(8))
        {
            var path = FullPath(word);
            if (path == folder || artifact.Find(path, _analysis.Script) is not { IsFolder: false } file)
            {
                continue;
            }

            var below = folder.Length == 0 ? "" : folder.TrimEnd('/') + "/";
            foreach (var entry in artifact.Entries(path) ?? [])
            {
                _files.TryAdd(below + (entry.Path.StartsWith("./", StringComparison.Ordinal) ? entry.Path[2..] : entry.Path), new Value(entry.Text ?? "") { Origin = "/" + file.Path });
            }

            if (artifact.Entries(path) is not { } kept || kept.Any(static entry => entry.Path == ArtifactFiles.Unread))
            {
                _unread.Add((below, file.Path));
            }
        }
    }

    private Value DiskCopy(Invocation call)
    {
        string? Of(string key) => call.Words.FirstOrDefault(word => word.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
        var input = Of("if=") is { } source ? ReadFile(source, call.Line, call.Column) : call.Input;
        if (Of("of=") is { } target)
        {
            WriteFile(target, input, append: false, call.Line, call.Column);
        }

        return input;
    }

    /// <summary><c>crontab FILE</c> or <c>… | crontab -</c>: a schedule for later, whose jobs are the steps below.</summary>
    private Value Schedule(Invocation call)
    {
        if (call.Has("-l"))
        {
            return Value.Empty;
        }

        if (call.Has("-r"))
        {
            Emit(Step(EffectKind.Delete, call, "crontab"));
            return Value.Empty;
        }

        var file = Operands(call).FirstOrDefault();
        var content = file is not null ? Content(FullPath(file)) ?? Value.Unknown("") with { Origin = file } : call.Input;
        Emit(Step(EffectKind.Write, call, "/var/spool/cron/crontabs/root") with
        {
            Text = Excerpt(content.Text),
            Origin = content.Origin,
            Decoding = content.Decoding,
            Steps = Collect(() => RunPersisted("/var/spool/cron/crontabs/root", content.Text)),
        });
        return Value.Empty;
    }

    /// <summary>A digest list or a signature was checked: what was downloaded before counts as verified.</summary>
    private Value Verify(Invocation call)
    {
        var name = BaseName(call.Name);
        var checks = call.Has("-c", "--check", "-sc", "--verify", "verify-blob", "-V") || call.Words.Any(word => word.StartsWith("-c", StringComparison.Ordinal)) || name == "gpgv";
        if (checks)
        {
            foreach (var (path, content) in _files.ToList())
            {
                _files[path] = content with { Verified = content.Downloaded || content.Verified };
            }

            for (var i = 0; i < _unpacked.Count; i++)
            {
                _unpacked[i] = (_unpacked[i].Folder, _unpacked[i].Origin with { Verified = true });
            }
        }
        else if (name == "gpg")
        {
            Emit(Step(EffectKind.Run, call, name));
            return call.Input with { Known = false };
        }

        return Value.Unknown("$(" + call.Text + ")");
    }

    /// <summary>A program made from downloaded source is the download's.</summary>
    private Value Compile(Invocation call)
    {
        Emit(Step(EffectKind.Run, call, BaseName(call.Name)));
        var words = call.Words.ToList();
        var at = words.IndexOf("-o");
        var source = call.Input.Downloaded ? call.Input : words.Select(word => Content(FullPath(word))).FirstOrDefault(content => content is not null);
        if (at >= 0 && at + 1 < words.Count && source is not null)
        {
            _files[FullPath(words[at + 1])] = source with { Text = "", Known = false };
        }

        return Value.Empty;
    }
}
