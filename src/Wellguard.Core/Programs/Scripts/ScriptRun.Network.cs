namespace Wellguard.Programs.Scripts;

/// <content>Effects on the network, and functions that make paths.</content>
internal sealed partial class ScriptRun
{
    /// <summary>What came from an address that is not known.</summary>
    public const string SomeDownload = "a download";

    /// <summary>Encodings that hide a name; those of addresses themselves are none.</summary>
    private static IReadOnlyList<string> Hiding(Value value) =>
        (value.Shape == Shape.Map ? value.Fields.GetValueOrDefault("hostname") ?? value.Fields.GetValueOrDefault("host") ?? value.Fields.GetValueOrDefault("url") ?? value : value).Decoding is { Count: > 0 } decoding && decoding.Any(static step => step is not ("percent" or "utf8" or "gzip" or "zlib")) ? decoding : [];

    private Value? Network(Api api, string symbol, Value first, List<Value> values, List<Argument> arguments, int start)
    {
        var options = values.Find(static value => value.Shape == Shape.Map);
        var method = (options?.Fields.GetValueOrDefault("method") ?? Named(arguments, "method")) is { IsString: true } named ? named.Text.ToUpperInvariant() : null;
        if (api == Api.Request || symbol == "urllib3.PoolManager().request")
        {
            method = first.IsString ? first.Text.ToUpperInvariant() : method;
            first = values.Count > 1 ? values[1] : Named(arguments, "url") ?? Value.Unknown;
        }

        if (values.Count == 0)
        {
            first = Named(arguments, "url", "fullurl") ?? first;
        }

        var url = UrlOf(first, symbol) ?? (options is null ? null : UrlOf(options, symbol));
        var body = options?.Fields.GetValueOrDefault("body") ?? options?.Fields.GetValueOrDefault("data") ?? options?.Fields.GetValueOrDefault("json") ?? options?.Fields.GetValueOrDefault("form") ?? (_language == ScriptLanguage.Php ? options?.Fields.GetValueOrDefault("content") : null)
            ?? Named(arguments, "data", "json", "files", "content", "body", "payload", "params");
        body ??= api == Api.Post || symbol.EndsWith("urlopen", StringComparison.Ordinal) || symbol.EndsWith(".Request", StringComparison.Ordinal) ? values.Find(value => value != first && value.Function is null) : null;
        var headers = options?.Fields.GetValueOrDefault("headers") ?? Named(arguments, "headers");
        var sends = api == Api.Post || method is "POST" or "PUT" or "PATCH" || (body is not null && Named(arguments, "params") is null && _language == ScriptLanguage.Python);
        var known = first.Origin is { } origin && !origin.Contains("://", StringComparison.Ordinal) ? origin : null;
        if (url is null)
        {
            if (api == Api.DownloadTo && PathOf((values.Count > 1 ? values[1] : Named(arguments, "filename", "out")) ?? Value.Unknown) is { } file)
            {
                var from = Stronger(first.Origin, SomeDownload);
                Emit(EffectKind.Write, file, start, effect => effect with { Origin = from });
                _written[file] = new Value(Shape.Unknown) { Origin = from };
            }

            return first.Origin is null && api != Api.Download ? null : new Value(Shape.Unknown) { Origin = first.Origin is { } whose && (whose.StartsWith("environment", StringComparison.Ordinal) || api != Api.Download) ? whose : SomeDownload, Symbol = symbol + "()" };
        }

        if (symbol.EndsWith(".Request", StringComparison.Ordinal) && !sends)
        {
            return first with { Symbol = null };
        }

        // The whole environment in a header is no authorization.
        sends |= OriginOf(headers) == "environment";
        if (sends)
        {
            var sent = Emit(EffectKind.Send, url, start, effect => effect with { Decoding = Hiding(first), Origin = SentOf(body) ?? known ?? (OriginOf(headers) is { } told && !told.StartsWith("environment[", StringComparison.Ordinal) ? told : null) });
            return new Value(Shape.Unknown) { Origin = url, Symbol = symbol + "()", Handle = sent };
        }

        var target = api == Api.DownloadTo ? PathOf((values.Count > 1 ? values[1] : Named(arguments, "filename", "out")) ?? Value.Unknown) : null;
        Emit(EffectKind.Download, url, start, effect => effect with { Decoding = Hiding(first), Target = target, Origin = SentOf(body) ?? known ?? OriginOf(headers) });
        if (TellsAddress(url))
        {
            return new Value(Shape.Unknown) { Origin = HostIdentity, Symbol = symbol + "()" };
        }

        if (target is not null)
        {
            _written[target] = new Value(Shape.Unknown) { Origin = url };
        }

        return new Value(Shape.Unknown) { Origin = url, Symbol = symbol + "()" };
    }

    /// <summary>Services that tell whoever asks which address he has.</summary>
    private static readonly HashSet<string> AddressServices = new(["api.ipify.org", "api64.ipify.org", "ifconfig.me", "ifconfig.co", "ipinfo.io", "ip-api.com", "icanhazip.com", "ipv4.icanhazip.com", "checkip.amazonaws.com", "ident.me", "ipapi.co", "api.myip.com", "wtfismyip.com", "ipecho.net", "ip.42.pl", "api.ipdata.co", "geolocation-db.com", "www.geoplugin.net", "ipwhois.app", "freegeoip.net", "freegeoip.app", "freegeoip.live"], StringComparer.OrdinalIgnoreCase);

    private static bool TellsAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var asked) && (AddressServices.Contains(asked.Host) || asked is { Host: "httpbin.org", AbsolutePath: "/ip" });

    /// <summary>Of what a request carries that which says more about the machine: an answer of another host says the least.</summary>
    private static string? SentOf(Value? body)
    {
        var origin = OriginOf(body);
        return body is not null && origin?.StartsWith("http", StringComparison.Ordinal) == true && !origin.Contains("169.254", StringComparison.Ordinal) && body.Items.Concat(body.Fields.Values).Any(static part => OriginOf(part) == HostIdentity) ? HostIdentity : origin;
    }

    /// <summary>Names that hold data are how it leaves where only names are looked up: <c>DATA.example.test</c>.</summary>
    private Value? Resolve(string symbol, Value name, int start)
    {
        if (name is { IsString: true, IsPartial: true } && name.Origin is { } origin && name.Text.Length <= 8192 && name.Text.LastIndexOf('}') is var hole and >= 0 && name.Text.IndexOf('.', hole) > 0)
        {
            Emit(EffectKind.Send, name.Plain, start, effect => effect with { Origin = origin });
        }
        else if (name is { IsString: true, IsPartial: false, Text.Length: > 3 and <= 255 } && name.Text.Contains('.', StringComparison.Ordinal) && !IsLocal(name.Text))
        {
            Emit(EffectKind.Connect, name.Plain, start);
            if (symbol.StartsWith("dns.resolver", StringComparison.Ordinal) || symbol.EndsWith("resolveTxt", StringComparison.Ordinal))
            {
                return new Value(Shape.Unknown) { Origin = "dns://" + name.Plain };
            }
        }

        return name.Origin == HostIdentity ? new Value(Shape.Unknown) { Origin = HostIdentity } : null;
    }

    private Value? SendTo(Value host, Value port, Value data, int start)
    {
        if (!host.IsString || host.Text.Length is 0 or > 1000)
        {
            return null;
        }

        var address = host.Plain + (port.Shape == Shape.Number ? ":" + NumberText(port.Number) : port.IsString ? ":" + port.Plain : "");
        Emit(EffectKind.Send, address, start, effect => effect with { Origin = OriginOf(data) });
        return null;
    }

    /// <summary>PHP: <c>curl_setopt($c, CURLOPT_POSTFIELDS, $data)</c> and its form with a list of options.</summary>
    private void Post(string address, List<Value> values, int start)
    {
        var body = values is [_, { Symbol: "CURLOPT_POSTFIELDS" }, var one, ..] ? one : values.Count > 1 ? values[1].Fields.GetValueOrDefault("CURLOPT_POSTFIELDS") : null;
        if (OriginOf(body) is { } origin)
        {
            Emit(EffectKind.Send, address, start, effect => effect with { Origin = origin });
        }
    }

    /// <summary>A text, or options with host, port and path.</summary>
    private static string? UrlOf(Value value, string symbol)
    {
        if (value.IsString)
        {
            return value.Text.Length is > 0 and <= 8192 && !value.Text.StartsWith("${", StringComparison.Ordinal) ? value.Plain : null;
        }

        if (value.Shape != Shape.Map)
        {
            return null;
        }

        string? Field(string name) => value.Fields.TryGetValue(name, out var field) ? field.IsString ? field.Plain : field.Shape == Shape.Number ? NumberText(field.Number) : "${_}" : null;
        var url = Field("url") ?? Field("uri") ?? Field("href");
        if (url is not null)
        {
            return url;
        }

        var host = Field("hostname") ?? Field("host");
        return host is null || host == "${_}" ? null : (symbol.StartsWith("https", StringComparison.Ordinal) ? "https://" : "http://") + host + (Field("port") is { } port && port is not "443" and not "80" ? ":" + port : "") + (Field("path") ?? "/");
    }

    private static Value EndpointOf(Value first, Value? second, List<Argument> arguments)
    {
        if (first is { Shape: Shape.List, Items.Count: >= 2 })
        {
            return first;
        }

        if (Named(arguments, "PeerAddr", "PeerHost", "host") is { } host)
        {
            return Value.OfList([host, Named(arguments, "PeerPort", "port") ?? Value.Unknown]);
        }

        return Value.OfList([first, second ?? Value.Unknown]);
    }

    /// <summary><c>(port, host)</c>, <c>(host, port)</c>, <c>{host, port}</c>, <c>'host:port'</c>.</summary>
    private static Value Endpoint(Value first, Value? second)
    {
        if (first.Shape == Shape.Map)
        {
            return Value.OfList([first.Fields.GetValueOrDefault("host") ?? Value.Of("localhost"), first.Fields.GetValueOrDefault("port") ?? Value.Unknown]);
        }

        return first.Shape == Shape.Number ? Value.OfList([second is { IsString: true } ? second : Value.Of("localhost"), first]) : Value.OfList([first, second is { Function: not null } or null ? Value.Unknown : second]);
    }

    private Value? Connect(Value endpoint, int start)
    {
        var (host, port) = (endpoint.Items[0], endpoint.Items[1]);
        if (!host.IsString || host.Text.Length is 0 or > 1000)
        {
            return null;
        }

        var address = host.Plain.TrimEnd('/');
        address = port.Shape == Shape.Number ? address + ":" + NumberText(port.Number) : port.IsString && port.Text.Length is > 0 and <= 10 ? address + ":" + port.Plain : address;
        _endpoint = address;
        Emit(EffectKind.Connect, address, start, effect => effect with { Decoding = Hiding(host) });
        _remote = host.IsPartial || IsLocal(host.Text) || !address.Contains(':', StringComparison.Ordinal) ? _remote : address;
        return new Value(Shape.Unknown) { Symbol = "socket.socket()", Origin = ReferenceEquals(_remote, address) ? address : null };
    }

    private Value? Paths(string symbol, List<Value> values)
    {
        var first = values.Count > 0 ? values[0] : null;
        switch (symbol)
        {
            case "os.path.join" or "path.join" or "path.resolve" or "File.join" or "posixpath.join" or "path.posix.join" or "File.expand_path" or "File::Spec.catfile":
                return values.Count == 0 ? null : symbol == "File.expand_path" ? first : JoinPath(values);
            case "os.path.expanduser" or "os.path.expandvars" or "os.path.abspath" or "os.path.realpath" or "os.path.normpath" or "path.normalize" or "os.fspath" or "realpath" or "os.fsencode" or "shlex.quote" or "escapeshellarg" or "shlex.split" or "URI" or "URI.parse" or "URL" or "urllib.request.quote":
                return first is { IsString: true } ? symbol is "shlex.split" && !first.IsPartial ? Split(first, null) : first with { Text = first.Text.Replace("$HOME", "~", StringComparison.Ordinal) } : null;
            case "pathlib.Path" or "Path" or "pathlib.PurePath" or "pathlib.PosixPath" or "Pathname" or "Pathname.new":
                return first is null ? Value.Of(".") : values.TrueForAll(static value => value.IsString) ? JoinPath(values) : null;
            case "pathlib.Path.home" or "Path.home" or "os.homedir" or "Dir.home":
                return Value.Of("~");
            case "os.tmpdir" or "tempfile.gettempdir" or "sys_get_temp_dir" or "Dir.tmpdir":
                return Value.Of("/tmp");
            case "os.getcwd" or "process.cwd":
                return new Value(Shape.Text) { Text = "${PWD}", IsPartial = true };
            case "os.path.dirname" or "path.dirname" or "dirname" or "File.dirname":
                return first is not { IsString: true } ? null
                    : first.Text == "__file__" && analysis.Folder is { } folder ? Value.Of("/" + folder)
                    : first with { Text = first.Text.LastIndexOf('/') is var slash and > 0 ? first.Text[..slash] : "." };
            case "os.path.basename" or "path.basename" or "basename" or "File.basename":
                return first is { IsString: true } ? first with { Text = first.Text[(first.Text.LastIndexOf('/') + 1)..] } : null;
            case "os.getenv" or "os.environ.get" or "getenv" or "ENV.fetch" or "os.environ.pop":
                return first is { IsString: true } ? OneVariable(first.Text) : values.Count == 0 && symbol == "getenv" ? new Value(Shape.Unknown) { Origin = "environment" } : null;
            case "JSON.parse" or "json.loads" when first is not null && ParsedOf(first) is { } parsed:
                return parsed;
            case "dict":
                return first is { Shape: Shape.Map } ? first : null;
            default:
                return null;
        }
    }
}
