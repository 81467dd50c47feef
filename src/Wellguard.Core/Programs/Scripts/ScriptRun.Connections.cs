namespace Wellguard.Programs.Scripts;

/// <content>What comes over a raw connection, and programs whose input and output are one.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Origin of what a connection gives that is opened further down in the text.</summary>
    private const string OpenConnection = "connection\0";

    /// <summary>Where the last raw connection to another host goes, as <c>host:port</c>.</summary>
    private string? _remote;

    private static bool IsLocal(string host) => host is "localhost" or "::1" or "0.0.0.0" || host.StartsWith("127.", StringComparison.Ordinal) || host.StartsWith('/');

    private static bool IsSocket(Value? value) => value?.Symbol is { } symbol && (symbol.StartsWith("socket.socket()", StringComparison.Ordinal) || symbol.StartsWith("net.Socket()", StringComparison.Ordinal) || symbol.StartsWith("socket.create_connection()", StringComparison.Ordinal));

    private Value Received() => new(Shape.Unknown) { Origin = _remote ?? OpenConnection };

    /// <summary>What a call gives that reads from a connection; null when it does not.</summary>
    private Value? Receive(Value callee, List<Value> values)
    {
        switch (callee.Member)
        {
            case "recv" or "recvfrom" or "recv_string" when _language == ScriptLanguage.Python:
                return callee.Member == "recvfrom" ? Value.OfList([Received(), Value.Unknown]) : Received();
            case "makefile" when IsSocket(callee):
                return Received();
            case "on" or "once" or "addListener" when values.Count > 1 && values[0] is { IsString: true, Text: "data" } && IsSocket(callee.Receiver) && callee.Origin is null:
                return Received() with { Symbol = callee.Receiver?.Symbol };
            case "write" when _language == ScriptLanguage.JavaScript && callee.Symbol?.EndsWith("stdin.write", StringComparison.Ordinal) == true && values.Count > 0 && values[0].Origin is { } origin && (origin == _remote || origin == OpenConnection):
                _redirected = true;
                return null;
            case "fdopen" when _language == ScriptLanguage.Perl:
                _redirected = true;
                return null;
            default:
                return null;
        }
    }

    /// <summary>Input or output of a program that is started is a connection: <c>stdin=s</c>, <c>{stdio: [s, s, s]}</c>, <c>[0 =&gt; $s]</c>.</summary>
    private void NoteWiring(List<Value> values, List<Argument> arguments)
    {
        foreach (var argument in arguments)
        {
            _redirected |= argument.Name is "stdin" or "stdout" or "in" or "out" && IsSocket(argument.Value);
        }

        foreach (var value in values)
        {
            var wires = value.Fields.GetValueOrDefault("stdio") ?? (_language == ScriptLanguage.Php ? value : null);
            _redirected |= wires is not null && wires.Items.Concat(wires.Fields.Values).Take(8).Any(IsSocket);
        }
    }

    /// <summary>Fills in the address of connections that were opened below what reads from them; what never got one is no step.</summary>
    private void NameConnections()
    {
        for (var i = _effects.Count - 1; i >= 0; i--)
        {
            if (_effects[i].Origin != OpenConnection)
            {
                continue;
            }

            if (_remote is null && _effects[i] is { Kind: EffectKind.Interpret, Text: null })
            {
                _effects.RemoveAt(i);
            }
            else
            {
                _effects[i] = _effects[i] with { Origin = _remote };
            }
        }
    }

    /// <summary>Perl: <c>&lt;$s&gt;</c>, a line of what the handle gives; null when no handle is read here.</summary>
    private Value? ReadLine()
    {
        if (_language != ScriptLanguage.Perl || !Is("<") || _t[_p + 1].Kind != TokenKind.Name || !IsAt(_p + 2, ">"))
        {
            return null;
        }

        var handle = _variables.GetValueOrDefault(_t[_p + 1].Text);
        _p += 3;
        return new Value(Shape.Unknown) { Origin = handle?.Origin };
    }
}
