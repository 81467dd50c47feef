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
        ["--output", "--header", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--form", "--upload-file", "--request", "--user-agent", "--referer", "--cookie", "--user", "--proxy", "--config", "--max-time", "--connect-timeout", "--retry", "--retry-delay", "--cacert", "--cert", "--key", "--write-out", "--json", "--url", "--resolve", "--socks5-hostname", "--socks5", "--interface", "--unix-socket", "--abstract-unix-socket", "--limit-rate", "--output-dir", "--proxy-user", "--proxy-header", "--oauth2-bearer", "--pass", "--cookie-jar", "--dump-header", "--form-string", "--range", "--max-redirs"],
        ["-o", "--output"],
        ["-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "-F", "--form", "-T", "--upload-file", "--json"],
        ["-O", "--remote-name", "-J"]);

    private static readonly TransferOptions WgetOptions = new(
        "OoaeiBtTwQPUlARDIX",
        ["--output-document", "--input-file", "--post-data", "--post-file", "--body-data", "--body-file", "--header", "--user-agent", "--timeout", "--tries", "--directory-prefix", "--user", "--password", "--method", "--referer", "--output-file", "--load-cookies", "--http-user", "--http-password", "--http-passwd", "--proxy-user", "--proxy-password", "--proxy-passwd", "--save-cookies"],
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
        var arguments = call.Arguments.ToList();
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i].Text;
            if (!word.StartsWith('-') || word == "-")
            {
                urls.Add(arguments[i]);
                continue;
            }

            var (option, value) = SplitOption(word, options, i + 1 < arguments.Count ? arguments[i + 1] : Value.Empty, arguments[i], out var consumed);
            i += consumed ? 1 : 0;
            if (option is "-K" or "--config" && options == CurlOptions && arguments.Count < MaxArguments)
            {
                arguments.AddRange(CurlSettings(value.Text, call));
            }
            else if (option is "-i" or "--input-file" && options == WgetOptions)
            {
                var list = value.Text == "-" ? call.Input : ReadFile(value.Text, call.Line, call.Column);
                urls.AddRange(list.Text.Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(16).Select(url => new Value(url)));
            }
            else if (option is "-H" or "--header" or "-A" or "--user-agent" or "-b" or "--cookie" or "-e" or "--referer" && value is { Downloaded: false, Origin: { } told } && (told.Contains("environment", StringComparison.Ordinal) || told.Contains("/.", StringComparison.Ordinal) || told.Contains("/etc/shadow", StringComparison.Ordinal) || told.Contains("serviceaccount", StringComparison.Ordinal)))
            {
                data = value;
            }

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
        var address = WithPlainHost(Address(url.Text.Trim('\'', '"')));
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

    /// <summary>Hosts written as one number, and the metadata service's other name, as the address that they are.</summary>
    private static string WithPlainHost(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3)
        {
            return address;
        }

        var end = address.AsSpan(start).IndexOfAny("/:?");
        var host = end < 0 ? address[start..] : address.Substring(start, end);
        var plain = host is "instance-data" or "instance-data.ec2.internal" ? "169.254.169.254" : PlainAddress(host);
        return plain is null ? address : address[..start] + plain + address[(start + host.Length)..];
    }

    /// <summary><c>0xA9FEA9FE</c>, <c>2852039166</c>, <c>0xa9.0xfe.0xa9.0xfe</c>; null for everything else.</summary>
    private static string? PlainAddress(string host)
    {
        var parts = host.Split('.');
        if (parts.Length is not (1 or 4) || host.Length < 5 || (parts.Length == 4 && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit) && (part[0] != '0' || part.Length == 1))))
        {
            return null;
        }

        long whole = 0;
        foreach (var part in parts)
        {
            if (IntegerExpression.Evaluate(part, _ => null) is not { } number || number < 0 || !char.IsAsciiDigit(part[0]) || number > (parts.Length == 1 ? uint.MaxValue : 255))
            {
                return null;
            }

            whole = parts.Length == 1 ? number : (whole << 8) | number;
        }

        return $"{whole >> 24 & 255}.{whole >> 16 & 255}.{whole >> 8 & 255}.{whole & 255}";
    }

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
        if (words.Contains("archive") && words.Find(word => word.StartsWith("--remote=", StringComparison.Ordinal)) is { } remote)
        {
            Emit(Step(EffectKind.Download, call, remote["--remote=".Length..]));
            return Value.Unknown("$(" + call.Text + ")") with { Origin = remote["--remote=".Length..], Downloaded = true };
        }

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

    /// <summary><c>s3://…</c>, <c>rsync://…</c>, <c>host:path</c>, <c>host::module</c>, rclone's <c>:webdav,url=…:path</c>.</summary>
    private static bool IsRemotePath(string word) =>
        word.StartsWith("s3://", StringComparison.Ordinal) || word.StartsWith("gs://", StringComparison.Ordinal) || word.StartsWith("rsync://", StringComparison.Ordinal) || (word.Length > 1 && word[0] == ':' && char.IsAsciiLetter(word[1]))
        || (word.Contains(':', StringComparison.Ordinal) && !word.StartsWith('-') && !word.StartsWith('/') && !word.Contains("://", StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal));

    /// <summary>Copies between here and a remote place: which side is remote says whether it fetches or sends.</summary>
    private Value CopyRemote(Invocation call)
    {
        if (call.Has("export-credentials", "get-access-token", "print-access-token", "print-identity-token", "get-session-token"))
        {
            Emit(Step(EffectKind.Run, call, BaseName(call.Name)));
            return Value.Unknown("$(" + call.Text + ")") with { Origin = "cloud credentials" };
        }

        var operands = Operands(call).Where(word => IsRemotePath(word) || word.Contains('/', StringComparison.Ordinal) || word == "-").ToList();
        if (operands.Count < 2 || !operands.Any(IsRemotePath))
        {
            return Other(call);
        }

        if (IsRemotePath(operands[^1]))
        {
            Emit(Step(EffectKind.Send, call, operands[^1]) with { Origin = operands[^2] == "-" ? call.Input.Origin : operands[^2] });
            return Value.Empty;
        }

        var address = operands[^2].Contains("://", StringComparison.Ordinal) ? operands[^2] : BaseName(call.Name) + "://" + operands[^2];
        var content = Value.Unknown("") with { Origin = address, Downloaded = true };
        Emit(Step(EffectKind.Download, call, address) with { Target = FullPath(operands[^1]) });
        _files[FullPath(operands[^1])] = content;
        return Value.Empty;
    }

    /// <summary>A raw connection; with <c>-e</c>, <c>exec:</c> or fed by a shell it carries one.</summary>
    private Value Connect(Invocation call, string? peer)
    {
        if (BaseName(call.Name) == "socat" && TryReceive(call))
        {
            return Value.Empty;
        }

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
