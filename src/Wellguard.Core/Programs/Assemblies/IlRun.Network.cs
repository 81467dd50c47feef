using Wellguard.Programs.Scripts;

namespace Wellguard.Programs.Assemblies;

/// <content>Requests, connections, mail and names.</content>
internal sealed partial class IlRun
{
    private const string Request = "System.Net.HttpWebRequest", Connection = "connection";

    /// <summary>Index of the effect that opened a connection; -1: none did.</summary>
    private int _connected = -1;

    private IlValue? CallNetwork(IlMember member, IlValue? self, IlValue[] values)
    {
        var first = values.Length > 0 ? values[0] : IlValue.Unknown;
        var name = member.Member;
        switch (member.Type)
        {
            case "System.Net.Http.HttpMethod":
                return name.StartsWith("get_", StringComparison.Ordinal) ? IlValue.Of(name[4..].ToUpperInvariant()) : null;
            case "System.Net.Http.HttpClient" or "System.Net.Http.HttpMessageInvoker" or "System.Net.Http.Json.HttpClientJsonExtensions":
                return CallClient(member, member.HasThis ? self : first, member.HasThis ? values : values[Math.Min(1, values.Length)..]);
            case "System.Net.WebClient" when name.StartsWith("Download", StringComparison.Ordinal) || name.StartsWith("OpenRead", StringComparison.Ordinal):
                return Download("WebClient." + name, first, name.StartsWith("DownloadFile", StringComparison.Ordinal) && values.Length > 1 ? values[1] : null, IlValue.Unknown);
            case "System.Net.WebClient" when name.StartsWith("Upload", StringComparison.Ordinal):
                return Send("WebClient." + name, first, values.Length > 1 ? values[^1] is { Kind: IlKind.Unknown, Origin: null } && values.Length > 2 ? values[^2] : values[^1] : IlValue.Unknown);
            case "System.Net.WebRequest" when name.StartsWith("Create", StringComparison.Ordinal):
                return IlValue.Of(new IlInstance(Request) { Fields = { ["Url"] = first } });
            case "System.Net.WebRequest" or Request when self?.Instance is { Type: Request } request:
                return CallRequest(name, request);
            case "System.Net.WebResponse" or "System.Net.HttpWebResponse" or "System.Net.Http.HttpResponseMessage" or "System.Net.Http.HttpContent" when self is not null:
                return name.StartsWith("Read", StringComparison.Ordinal) || name is "get_Content" or "GetResponseStream" or "EnsureSuccessStatusCode" ? self : name == "CopyToAsync" ? CopyOut(self, first) : null;
            case "System.Net.Sockets.TcpClient" or "System.Net.Sockets.Socket" or "System.Net.Sockets.UdpClient":
                return CallSocket(member, self, values);
            case "System.Net.IPAddress" when name == "Parse":
                return first;
            case "System.Net.WebSockets.ClientWebSocket" when name == "ConnectAsync" && UrlOf(first) is { } socket:
                _connected = Math.Max(Emit(EffectKind.Connect, $"ClientWebSocket.ConnectAsync({socket})", socket), _connected);
                return IlValue.From(socket);
            case "System.Net.Dns":
                return Resolve(name, first);
            case "System.Net.Mail.SmtpClient" when name.StartsWith("Send", StringComparison.Ordinal):
                var body = values.Aggregate(IlValue.Unknown, static (all, value) => Joined(all, value));
                if (self?.Instance?["Host"] is { IsText: true } host && body.Origin is { } mailed)
                {
                    Emit(EffectKind.Send, $"SmtpClient.Send({host.Text})", host.Text, effect => effect with { Origin = mailed });
                }

                return IlValue.Unknown;
            default:
                return null;
        }
    }

    private IlValue? CallClient(IlMember member, IlValue? client, IlValue[] values)
    {
        var (name, first) = (member.Member, values.Length > 0 ? values[0] : IlValue.Unknown);
        var instance = client?.Instance is { Own.IsNil: true } known ? known : null;
        var call = "HttpClient." + name;
        if (first.Instance is { Type: "System.Net.Http.HttpRequestMessage" } request)
        {
            var body = Joined(request["Content"], request.Fields.GetValueOrDefault("Headers") is { Instance.Items: { } items } ? items.Aggregate(IlValue.Unknown, Joined) : IlValue.Unknown);
            var url = Rooted(instance, request["RequestUri"]);
            return request["Method"] is { IsText: true, Text: "POST" or "PUT" or "PATCH" } || request.Fields.ContainsKey("Content") ? Send(call, url, body) : Download(call, url, null, body);
        }

        if (name.StartsWith("Post", StringComparison.Ordinal) || name.StartsWith("Put", StringComparison.Ordinal) || name.StartsWith("Patch", StringComparison.Ordinal))
        {
            return Send(call, Rooted(instance, first), values.Length > 1 ? values[1] : IlValue.Unknown);
        }

        if (name.StartsWith("Get", StringComparison.Ordinal))
        {
            var headers = instance?.Fields.GetValueOrDefault("DefaultRequestHeaders") is { Instance.Items: { } items } ? items.Aggregate(IlValue.Unknown, Joined) : IlValue.Unknown;
            return Download(call, Rooted(instance, first), null, headers);
        }

        return name.StartsWith("Send", StringComparison.Ordinal) ? IlValue.From(OriginOf(first) is { } origin && origin.Contains("://", StringComparison.Ordinal) ? origin : ScriptRun.SomeDownload) : null;
    }

    /// <summary>An address below the client's own.</summary>
    private IlValue Rooted(IlInstance? client, IlValue url) =>
        client?["BaseAddress"] is { IsText: true } root && !(url.IsText && url.Text.Contains("://", StringComparison.Ordinal)) ? url.IsText ? Concat([root, url]) : root with { Origin = OriginOf(url) } : url;

    private static string? UrlOf(IlValue value) => value.IsText && value.Text.Length is > 0 and <= 8_192 && !value.Text.StartsWith("${", StringComparison.Ordinal) ? value.Text : null;

    private IlValue Download(string call, IlValue address, IlValue? file, IlValue headers)
    {
        if (UrlOf(address) is not { } url)
        {
            if (file is not null && PathOf(file) is { } path)
            {
                _written[path] = IlValue.From(ScriptRun.SomeDownload);
                Emit(EffectKind.Write, $"{call}({path})", path, effect => effect with { Origin = ScriptRun.SomeDownload });
            }

            return IlValue.From(ScriptRun.SomeDownload);
        }

        if (_role is null && IsMetadataService(url))
        {
            return IlValue.From(url); // what a library of a cloud does when it is asked to; where it goes from there counts
        }

        var target = file is null ? null : PathOf(file);
        var carried = address.IsPartial ? address.Origin : null;
        Emit(EffectKind.Download, $"{call}({url}{(target is null ? "" : ", " + target)})", url, effect => effect with { Decoding = Hiding(address), Target = target, Origin = carried ?? (OriginOf(headers) is { } told && !told.StartsWith("environment[", StringComparison.Ordinal) ? told : null) });
        if (target is not null)
        {
            Emit(EffectKind.Write, $"{call}({url}, {target})", target, effect => effect with { Origin = url });
            _written[target] = IlValue.From(url);
        }

        return IlValue.From(url);
    }

    private static bool IsMetadataService(string url) => url.Contains("://169.254.", StringComparison.Ordinal) || url.Contains("[fd00:ec2::254]", StringComparison.Ordinal) || url.Contains("metadata.google.internal", StringComparison.Ordinal) || url.Contains("://100.100.100.200", StringComparison.Ordinal);

    private IlValue Send(string call, IlValue address, IlValue body)
    {
        if (UrlOf(address) is not { } url)
        {
            return IlValue.From(ScriptRun.SomeDownload);
        }

        if (_role is null && IsMetadataService(url))
        {
            return IlValue.From(url);
        }

        var origin = OriginOf(body) ?? (address.IsPartial ? address.Origin : null);
        Emit(EffectKind.Send, $"{call}({url}, {(body.IsText ? body.Text : origin is null ? "…" : "${" + origin + "}")})", url, effect => effect with { Decoding = Hiding(address), Origin = origin });
        return IlValue.From(url);
    }

    private IlValue? CallRequest(string name, IlInstance request)
    {
        var url = request["Url"];
        if (name.Contains("GetRequestStream", StringComparison.Ordinal))
        {
            var stream = new IlInstance(Connection);
            stream.Fields["effect"] = IlValue.Of(UrlOf(url) is { } to && !(_role is null && IsMetadataService(to)) ? Emit(EffectKind.Send, $"HttpWebRequest.GetRequestStream({to})", to, effect => effect with { Decoding = Hiding(url) }) : -1);
            return IlValue.Of(stream);
        }

        if (name.Contains("GetResponse", StringComparison.Ordinal))
        {
            return request["Method"] is { IsText: true, Text: "POST" or "PUT" } ? IlValue.From(UrlOf(url) ?? ScriptRun.SomeDownload) : Download("HttpWebRequest.GetResponse", url, null, IlValue.Unknown);
        }

        return null;
    }

    private IlValue CopyOut(IlValue content, IlValue target)
    {
        WriteInto(target, content);
        return IlValue.Unknown;
    }

    private IlValue? CallSocket(IlMember member, IlValue? self, IlValue[] values)
    {
        var instance = self?.Instance is { Own.IsNil: true } known ? known : null;
        switch (member.Member)
        {
            case "Connect" or "ConnectAsync" or "BeginConnect":
                var made = values is [{ Instance: { Type: "System.Net.IPEndPoint" or "System.Net.DnsEndPoint" } peer }, ..] ? Connect(member.Type, peer["0"], peer["1"])
                    : values.Length > 1 ? Connect(member.Type, values[0], values[1]) : IlValue.Unknown;
                if (instance is not null && made.Instance is { } connected)
                {
                    instance.Fields["endpoint"] = connected["endpoint"];
                }

                return IlValue.Unknown;
            case "GetStream" when instance?.Fields.GetValueOrDefault("endpoint") is { } endpoint:
                return IlValue.Of(new IlInstance(Connection) { Fields = { ["endpoint"] = endpoint, ["content"] = IlValue.From(endpoint.Text) } });
            case "Send" or "SendAsync" or "SendTo" or "SendToAsync" when values.Length > 0:
                var to = instance?.Fields.GetValueOrDefault("endpoint") is { IsText: true } open ? open.Text : values.LastOrDefault(static value => value.Instance?.Type == "System.Net.IPEndPoint") is { Instance: { } end } && end["0"] is { IsText: true } host ? host.Text + ":" + Shown(end["1"]) : null;
                if (to is not null)
                {
                    SendTo(to, values[0], member.Type[(member.Type.LastIndexOf('.') + 1)..] + ".Send");
                }

                return IlValue.Unknown;
            case "Receive" or "ReceiveAsync" or "ReceiveFrom" when instance?.Fields.GetValueOrDefault("endpoint") is { IsText: true } from:
                if (values is [{ Array: { } into }, ..])
                {
                    into.IsOpen = true;
                    into.Origin = from.Text;
                }

                return IlValue.From(from.Text);
            default:
                return null;
        }
    }

    private IlValue Connect(string type, IlValue host, IlValue port)
    {
        var made = new IlInstance(type);
        if (host.IsText && host.Text.Length is > 0 and < 1_000 && !host.Text.StartsWith("${", StringComparison.Ordinal))
        {
            var endpoint = host.Text + (port.IsNumber || port.IsText ? ":" + Shown(port) : "");
            made.Fields["endpoint"] = IlValue.Of(endpoint);
            var index = Emit(EffectKind.Connect, $"{type[(type.LastIndexOf('.') + 1)..]}.Connect({endpoint})", endpoint, effect => effect with { Decoding = Hiding(host) });
            _connected = index >= 0 ? index : _connected;
        }

        return IlValue.Of(made);
    }

    private void SendTo(string endpoint, IlValue content, string call)
    {
        if (OriginOf(content) is { } origin && origin != endpoint)
        {
            Emit(EffectKind.Send, $"{call}({endpoint}, ${{{origin}}})", endpoint, effect => effect with { Origin = origin });
        }
    }

    /// <summary>Names that hold data are how it leaves where only names are looked up.</summary>
    private IlValue Resolve(string call, IlValue name)
    {
        if (call == "GetHostName")
        {
            return IlValue.From(ScriptRun.HostIdentity);
        }

        if (name is { IsText: true, IsPartial: true, Origin: { } origin } && name.Text.LastIndexOf('}') is >= 0 and var hole && name.Text.IndexOf('.', hole) > 0)
        {
            Emit(EffectKind.Send, $"Dns.{call}({name.Text})", name.Text, effect => effect with { Origin = origin });
        }
        else if (name is { IsText: true, IsPartial: false, Text.Length: > 3 and <= 255 } && name.Text.Contains('.', StringComparison.Ordinal))
        {
            Emit(EffectKind.Connect, $"Dns.{call}({name.Text})", name.Text, effect => effect with { Decoding = Hiding(name) });
        }

        return name.Origin == ScriptRun.HostIdentity ? IlValue.From(ScriptRun.HostIdentity) : name.IsText ? name : IlValue.Unknown;
    }
}
