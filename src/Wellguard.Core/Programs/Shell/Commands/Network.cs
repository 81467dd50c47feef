namespace Wellguard.Programs.Shell;

/// <summary>Commands that fetch, send and connect.</summary>
internal sealed partial class ShellEvaluator
{
    private static void AddNetwork(Adder add)
    {
        add(static (shell, call) => shell.Transfer(call, CurlOptions), "curl");
        add(static (shell, call) => shell.Transfer(call, WgetOptions), "wget", "wget2");
        add(static (shell, call) => shell.Transfer(call, OtherOptions), "aria2c", "axel", "lynx", "links", "w3m", "http", "https", "httpie", "xh", "GET", "lwp-request", "lwp-download", "fetch", "ftpget", "ftp", "lftp");
        add(static (shell, call) => shell.TrivialTransfer(call), "tftp", "atftp");
        add(static (shell, call) => shell.Clone(call), "git");
        add(static (shell, call) => shell.CopyRemote(call), "scp", "sftp", "aws", "gsutil", "gcloud", "az", "rclone", "mc", "s3cmd");
        add(static (shell, call) => shell.Connect(call, null), "nc", "ncat", "netcat", "telnet", "socat", "ncat.traditional", "nc.traditional", "nc.openbsd");
    }

    /// <summary>Which options take a value, and which of those say where the answer goes or what is sent.</summary>
    private sealed record TransferOptions(string WithValue, string[] LongWithValue, string[] Output, string[] Data, string[] RemoteName);

    private static readonly TransferOptions CurlOptions = new(
        "oHdFTXAebcuUxKmrQtyYzCDEPw",
        ["--output", "--header", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--form", "--upload-file", "--request", "--user-agent", "--referer", "--cookie", "--user", "--proxy", "--config", "--max-time", "--connect-timeout", "--retry", "--retry-delay", "--cacert", "--cert", "--key", "--write-out", "--json", "--url", "--resolve", "--socks5-hostname", "--socks5", "--interface", "--limit-rate", "--output-dir"],
        ["-o", "--output"],
        ["-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "-F", "--form", "-T", "--upload-file", "--json"],
        ["-O", "--remote-name", "-J"]);

    private static readonly TransferOptions WgetOptions = new(
        "OoaeiBtTwQPUlARDIX",
        ["--output-document", "--post-data", "--post-file", "--body-data", "--body-file", "--header", "--user-agent", "--timeout", "--tries", "--directory-prefix", "--user", "--password", "--method", "--referer", "--output-file", "--load-cookies"],
        ["-O", "--output-document"],
        ["--post-data", "--post-file", "--body-data", "--body-file"],
        []);

    private static readonly TransferOptions OtherOptions = new("od", ["--out", "--dir", "--output"], ["-o", "--out", "--output"], [], []);

    /// <summary>curl, wget and their like.</summary>
    private Value Transfer(Invocation call, TransferOptions options)
    {
        string? output = null;
        Value? data = null;
        var remoteName = options != CurlOptions;
        var urls = new List<Value>();
        var folder = "";
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var word = call[i];
            if (!word.StartsWith('-') || word == "-")
            {
                urls.Add(call.Arguments[i]);
                continue;
            }

            var (option, value) = SplitOption(word, options, i + 1 < call.Arguments.Count ? call.Arguments[i + 1] : Value.Empty, call.Arguments[i], out var consumed);
            i += consumed ? 1 : 0;
            output = options.Output.Contains(option) ? value.Text : output;
            folder = option is "-P" or "--directory-prefix" or "--dir" or "--output-dir" ? value.Text.TrimEnd('/') + "/" : folder;
            data = options.Data.Contains(option) ? SentData(option, value, call) : data;
            remoteName |= options.RemoteName.Contains(option) || (word.Length > 1 && word[1] != '-' && options == CurlOptions && word.Contains('O', StringComparison.Ordinal));
            if (option == "--url")
            {
                urls.Add(value);
            }
        }

        var result = Value.Empty;
        foreach (var url in urls.DefaultIfEmpty(call.Input.Known && call.Input.Text.Contains("://", StringComparison.Ordinal) ? call.Input.With(call.Input.Text.Trim()) : Value.Empty).Take(16))
        {
            if (url.Text.Length > 0)
            {
                result = Fetch(call, url, data, output ?? (remoteName ? folder + BaseName(url.Text.Split('?')[0]) : null));
            }
        }

        return result;
    }

    private Value Fetch(Invocation call, Value url, Value? data, string? target)
    {
        target = target is "-" or "/dev/stdout" ? null : target;
        var address = Address(url.Text.Trim('\'', '"'));
        data ??= url is { Origin: not null, Downloaded: false } ? url : null; // data in the query goes out too
        if (data is not null)
        {
            Emit(Step(EffectKind.Send, call, address) with { Origin = data.Origin ?? data.Text, Decoding = url.Decoding });
        }
        else
        {
            Emit(Step(EffectKind.Download, call, address) with { Target = target is null ? null : FullPath(target), Decoding = url.Decoding });
        }

        var content = Value.Unknown("$(" + call.Text + ")") with { Origin = address, Downloaded = true, Decoding = url.Decoding };
        if (target is null)
        {
            return content;
        }

        if (target != "/dev/null")
        {
            _files[FullPath(target)] = content;
        }

        return Value.Empty;
    }

    /// <summary>curl and wget take a host without a scheme for http.</summary>
    private static string Address(string text) =>
        text.Contains("://", StringComparison.Ordinal) || text.Length == 0 || !char.IsAsciiLetterOrDigit(text[0]) || !text.Split('/')[0].Contains('.', StringComparison.Ordinal) ? text : "http://" + text;

    /// <summary><c>tftp -g -r REMOTE -l LOCAL HOST</c> (busybox).</summary>
    private Value TrivialTransfer(Invocation call)
    {
        var words = call.Words.ToList();
        string? After(string option) => words.IndexOf(option) is var at and >= 0 && at + 1 < words.Count ? words[at + 1] : null;
        var remote = After("-r") ?? After("-f") ?? "";
        var host = words.Where((word, index) => !word.StartsWith('-') && (index == 0 || words[index - 1] is not ("-r" or "-l" or "-b" or "-f"))).FirstOrDefault() ?? "";
        return Fetch(call, new Value($"tftp://{host}/{remote}"), null, After("-l") ?? BaseName(remote));
    }

    /// <summary>An option with its value: <c>-o x</c>, <c>-ox</c>, <c>-sSLo x</c>, <c>--output x</c>, <c>--output=x</c>.</summary>
    private static (string Option, Value Value) SplitOption(string word, TransferOptions options, Value next, Value whole, out bool consumed)
    {
        consumed = false;
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                return (word[..equals], whole.With(word[(equals + 1)..]));
            }

            consumed = options.LongWithValue.Contains(word);
            return (word, next);
        }

        for (var i = 1; i < word.Length; i++)
        {
            if (options.WithValue.Contains(word[i]))
            {
                consumed = i == word.Length - 1;
                return ("-" + word[i], consumed ? next : whole.With(word[(i + 1)..]));
            }
        }

        return (word, Value.Empty);
    }

    /// <summary><c>@file</c>, <c>@-</c> and <c>name=@file</c> send a file; other data is sent as it is.</summary>
    private Value SentData(string option, Value value, Invocation call)
    {
        var at = value.Text.IndexOf('@', StringComparison.Ordinal);
        var path = option is "-T" or "--upload-file" or "--post-file" or "--body-file" ? value.Text : at >= 0 && (at == 0 || value.Text[at - 1] == '=') ? value.Text[(at + 1)..] : null;
        if (path is null)
        {
            return value;
        }

        return path is "-" or "/dev/stdin" ? call.Input : ReadFile(path.Split(';')[0], call.Line, call.Column);
    }

    private Value Clone(Invocation call)
    {
        var words = call.Words.ToList();
        var at = words.IndexOf("clone");
        var url = words.Find(word => word.Contains("://", StringComparison.Ordinal) || word.Contains('@', StringComparison.Ordinal));
        if (at < 0 || url is null)
        {
            return Other(call);
        }

        var folder = words.IndexOf(url) + 1 < words.Count && !words[^1].StartsWith('-') && words[^1] != url ? words[^1] : BaseName(url).Replace(".git", "", StringComparison.Ordinal);
        Emit(Step(EffectKind.Download, call, url) with { Target = FullPath(folder) });
        _unpacked.Add((FullPath(folder), Value.Unknown("") with { Origin = url, Downloaded = true }));
        return Value.Empty;
    }

    /// <summary>Copies between here and a remote place: which side is remote says whether it fetches or sends.</summary>
    private Value CopyRemote(Invocation call)
    {
        static bool IsRemote(string word) => word.StartsWith("s3://", StringComparison.Ordinal) || word.StartsWith("gs://", StringComparison.Ordinal) || (word.Contains(':', StringComparison.Ordinal) && !word.StartsWith('-') && !word.StartsWith('/') && !word.Contains("://", StringComparison.Ordinal));
        var operands = Operands(call).Where(word => IsRemote(word) || word.Contains('/', StringComparison.Ordinal) || word == "-").ToList();
        if (operands.Count < 2 || !operands.Any(IsRemote))
        {
            return Other(call);
        }

        if (IsRemote(operands[^1]))
        {
            Emit(Step(EffectKind.Send, call, operands[^1]) with { Origin = operands[^2] == "-" ? call.Input.Origin : operands[^2] });
            return Value.Empty;
        }

        var content = Value.Unknown("") with { Origin = operands[^2], Downloaded = true };
        Emit(Step(EffectKind.Download, call, operands[^2]) with { Target = FullPath(operands[^1]) });
        _files[FullPath(operands[^1])] = content;
        return Value.Empty;
    }

    /// <summary>A raw connection; with <c>-e</c>, <c>exec:</c> or fed by a shell it carries one.</summary>
    private Value Connect(Invocation call, string? peer)
    {
        var operands = call.Words.Where(word => !word.StartsWith('-')).ToList();
        if (peer is null && call.Has("-z") || call.Words.Any(word => word.StartsWith('-') && word.Contains('z', StringComparison.Ordinal) && word.Length < 6))
        {
            return Value.Empty; // a port check
        }

        peer ??= operands.Find(word => word.Contains(':', StringComparison.Ordinal)) is { } address && BaseName(call.Name) == "socat"
            ? address
            : operands.Count >= 2 ? $"{operands[^2]}:{operands[^1]}" : operands.FirstOrDefault();
        var carriesShell = call.Has("-e", "-c", "--exec", "--sh-exec") || call.Words.Any(word => word.StartsWith("exec:", StringComparison.OrdinalIgnoreCase) || word.StartsWith("system:", StringComparison.OrdinalIgnoreCase) || (word.StartsWith('-') && word.EndsWith('e') && word.Length < 6));
        Emit(Step(EffectKind.Connect, call, peer) with { Text = carriesShell || call.Input.Origin == InteractiveShell ? "shell" : null, Origin = call.Input.Origin });
        return Value.Unknown("") with { Origin = peer, Downloaded = true };
    }
}
