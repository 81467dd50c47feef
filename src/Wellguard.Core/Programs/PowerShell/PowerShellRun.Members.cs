using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Wellguard.Programs.PowerShell;

/// <content>Members of .NET types that decode, fetch, send, start or keep something.</content>
internal sealed partial class PowerShellRun
{
    private const string ByteArray = "byte[]";

    private Item Postfix(Item item, int start)
    {
        while (!AtEnd)
        {
            if ((Now == '.' && Next != '.' && (char.IsAsciiLetter(Next) || Next is '$' or '(' or '"' or '\'' or '_')) || (Now == ':' && Next == ':') || (Now == '?' && Next == '.'))
            {
                var isStatic = Now == ':';
                _at += Now == '.' ? 1 : 2;
                var name = MemberName();
                item = Now is '(' or '{' ? Method(item, name, isStatic, Arguments(), start) : Property(item, name, isStatic);
            }
            else if (Now == '[' && item.Type != "attribute")
            {
                var before = _at;
                item = Index(item, InBrackets(static run => run.Expression()));
                if (_at == before)
                {
                    break;
                }
            }
            else if (Now is '+' or '-' && Next == Now && (_at + 2 >= _text.Length || !char.IsAsciiLetterOrDigit(_text[_at + 2])))
            {
                _at += 2;
            }
            else
            {
                break;
            }
        }

        return item;
    }

    private string MemberName()
    {
        if (Now is '"' or '\'' or '$' or '(')
        {
            return Primary().Text;
        }

        var name = new StringBuilder();
        while (!AtEnd && (char.IsAsciiLetterOrDigit(Now) || Now is '_' or '`'))
        {
            if (Now != '`')
            {
                name.Append(Now);
            }

            _at++;
        }

        return name.ToString();
    }

    private List<Item> Arguments()
    {
        if (Now == '{')
        {
            return [Primary()];
        }

        var list = new List<Item>();
        InBrackets(run =>
        {
            for (run.Blank(lines: true); !run.AtEnd && run.MayStep(); run.Blank(lines: true))
            {
                var before = run._at;
                list.Add(run.Separated());
                run.Blank(lines: true);
                run._at = run._at == before || run.Now == ',' ? run._at + 1 : run._at;
            }

            return Item.Nothing;
        });
        return list;
    }

    private static Item Index(Item item, Item index)
    {
        if (item.Fields is { } fields)
        {
            return fields.TryGetValue(index.Text, out var field) ? field : item.Derived("${" + index.Text + "}");
        }

        var picked = new List<Item>();
        foreach (var one in index.Items)
        {
            if (one.Number is not { } number || !(item.List is not null || item.Value.Known))
            {
                return item.Derived("${item}");
            }

            var length = item.List?.Count ?? item.Text.Length;
            var at = (int)Math.Clamp(number < 0 ? number + length : number, -1, length);
            if (at >= 0 && at < length)
            {
                picked.Add(item.List is { } list ? list[at] : item.With(item.Text[at].ToString()));
            }
        }

        return picked.Count switch { 0 => Item.Nothing, 1 => picked[0], _ => Item.OfList(picked) };
    }

    private Item Property(Item item, string name, bool isStatic)
    {
        var member = name.ToLowerInvariant();
        if (isStatic)
        {
            return item.Type switch
            {
                "text.encoding" => new Item(Shell.Value.Empty) { Type = "encoding:" + member },
                "environment" when member == "newline" => Item.Of("\n"),
                "guid" or "string" when member == "empty" => Item.Of(""),
                _ => new Item(new Shell.Value(name)) { Type = item.Type + "::" + member },
            };
        }

        if (item.Fields is { } fields && fields.TryGetValue(name, out var field))
        {
            return field;
        }

        return member switch
        {
            "values" when item.Fields is { } table => Item.OfList([.. Most(table.Values)]),
            "keys" when item.Fields is { } table => Item.OfList([.. Most(table.Keys).Select(Item.Of)]),
            "length" or "count" when item.List is { } list => Item.Of(list.Count),
            "length" when item.Value.Known && item.Type is null or ByteArray => Item.Of(item.Text.Length),
            "result" or "content" or "value" or "rawcontent" or "out" or "responsetext" or "responsebody" or "basestream" => item,
            _ when item.Fields is not null => item.Joined.Origin is null ? Item.Unknown("${" + name + "}") : item.Derived("${" + name + "}"),
            _ => item.Derived("${" + name + "}") with { Type = item.Type },
        };
    }

    private Item Cast(string type, Item item)
    {
        switch (type)
        {
            case "char" or "char[]":
                return item.List is { } codes ? Item.OfList([.. codes.Select(Character)])
                    : type == "char[]" && item.Value.Known ? Characters(item) : Character(item);
            case "int" or "int32" or "int64" or "long" or "byte" or "uint32":
                return item.IsText && item.Text.Length == 1 ? Item.Of(item.Text[0]) : item.Number is { } number ? Item.Of(Math.Truncate(number)) : item.Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && int.TryParse(item.Text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? Item.Of(hex) : item;
            case "byte[]" or "int[]":
                return item.List is { Count: > 0 } bytes && bytes.All(static one => one.Number is >= 0 and <= 255)
                    ? new Item(bytes[0].Joined with { Text = string.Concat(bytes.Select(static one => (char)one.Number!.Value)) }) { Type = ByteArray, List = null }
                    : item;
            case "string" or "uri" or "regex" or "net.ipaddress" or "void":
                return item.List is null ? item with { IsText = true } : item.With(item.Text);
            case "scriptblock":
                return CodeOf(item);
            case "type":
                return item with { Type = TypeName(item.Text) };
            default:
                return item.Fields is null ? item : item with { Type = item.Type ?? type };
        }

        static Item Character(Item one) =>
            one.Number is >= 0 and <= char.MaxValue && !one.IsText ? one.With(((char)one.Number!.Value).ToString())
            : one.Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && int.TryParse(one.Text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? one.With(((char)hex).ToString()) : one.Number is >= 0 and <= char.MaxValue && one.Text.Length > 1 ? one.With(((char)one.Number!.Value).ToString()) : one;
    }

    /// <summary>Text as a script block: <c>[scriptblock]::Create(…)</c>.</summary>
    private static Item CodeOf(Item item) => item.Block is null && item.Value.Known ? item with { Block = new Block(item.Text, 1, 1), Type = "made" } : item with { Type = "made" };

    private Item Characters(Item item) => Item.OfList([.. Most(item.Text.ToCharArray()).Select(c => item.With(c.ToString()))]);

    private Item Method(Item item, string name, bool isStatic, List<Item> arguments, int start)
    {
        var (line, column) = Stand(start);
        var command = new Command(name, [], null, line, column, Shell.ShellEvaluator.Shorten(_text[start..Math.Min(_at, start + 2_000)].Trim()));
        var first = arguments.Count > 0 ? arguments[0] : Item.Nothing;
        var second = arguments.Count > 1 ? arguments[1] : Item.Nothing;
        var member = name.ToLowerInvariant();
        return isStatic ? StaticMethod(item.Type ?? TypeName(item.Text), member, first, second, arguments, command) : InstanceMethod(item, member, first, second, arguments, command);
    }

    private Item StaticMethod(string type, string member, Item first, Item second, List<Item> arguments, Command command)
    {
        if (MethodOf(type, member) is { } own)
        {
            return CallMethod(own, new Item(Shell.Value.Empty) { Type = type }, arguments);
        }

        switch (type, member)
        {
            case (_, "new"):
                return New(type, arguments, command);
            case ("convert", "frombase64string"):
                return Decoded(first, "base64", Encodings.FromBase64);
            case ("convert", "fromhexstring"):
                return Decoded(first, "hex", Encodings.FromHex);
            case ("convert", "tobase64string"):
                return first.Joined.Known ? first.With(Convert.ToBase64String(Bytes(first))) : first;
            case ("convert", "toint32" or "tobyte" or "toint16" or "tochar"):
                return second.Number == 16 && int.TryParse(first.Text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? Item.Of(hex) : Cast(member == "tochar" ? "char" : "int", first);
            case ("text.encoding", "getencoding"):
                return new Item(Shell.Value.Empty) { Type = "encoding:" + first.Text.ToLowerInvariant() };
            case ("string", "join"):
                return Join(arguments.Count == 2 ? second : Item.OfList([.. arguments.Skip(1)]), first.Text);
            case ("string", "concat"):
                return Join(arguments.Count == 1 ? first : Item.OfList(arguments), "");
            case ("string", "format"):
                return Formatted(first, Item.OfList([.. arguments.Skip(1)]));
            case ("array", "reverse") when first.List is not null || first.Joined.Known:
                return Reversed(first);
            case ("regex" or "text.regularexpressions.regex", "replace") when arguments.Count > 2:
                return Replace(first, second.Text, arguments[2].Text, pattern: true);
            case ("regex" or "text.regularexpressions.regex", "unescape") or ("net.webutility" or "uri" or "web.httputility", "urldecode" or "unescapedatastring" or "htmldecode"):
                return first.Joined.Known ? first.With(Uri.UnescapeDataString(first.Text)) : first;
            case ("io.file", "writealltext" or "writeallbytes" or "writealllines" or "writealltextasync" or "writeallbytesasync"):
                shell.WriteFile(first.Text, Lines(second), append: false, command.Line, command.Column);
                return Item.Nothing;
            case ("io.file", "appendalltext" or "appendalllines"):
                shell.WriteFile(first.Text, Lines(second), append: true, command.Line, command.Column);
                return Item.Nothing;
            case ("io.file", "readalltext" or "readallbytes" or "readalllines" or "openread" or "opentext"):
                return new Item(shell.ReadFile(first.Text, command.Line, command.Column)) { IsText = true };
            case ("io.file" or "io.directory", "delete"):
                return Start(command, "rm", "-rf", first.Text);
            case ("io.file", "copy" or "move"):
                return Start(command, member == "copy" ? "cp" : "mv", first.Text, second.Text);
            case ("io.file", "setunixfilemode"):
                return Start(command, "chmod", "+x", first.Text);
            case ("io.compression.zipfile", "extracttodirectory"):
                return Start(command, "unzip", first.Text, "-d", second.Text);
            case ("io.path", "combine" or "join"):
                return Join(Item.OfList(arguments), "/");
            case ("io.path", "gettemppath"):
                return Item.Of("/tmp/");
            case ("io.path", "gettempfilename" or "getrandomfilename"):
                return Item.Of("/tmp/tmp.file");
            case ("environment", "getenvironmentvariable"):
                return Variable("env:" + first.Text);
            case ("environment", "getenvironmentvariables"):
                return new Item(Shell.Value.Unknown("$(env)") with { Origin = "environment" });
            case ("environment", "setenvironmentvariable"):
                Assign("env:" + first.Text, second);
                return Item.Nothing;
            case ("diagnostics.process", "start"):
                return first.Fields is { } info ? StartInfo(info, command) : Program(first, second, command);
            case ("scriptblock" or "management.automation.scriptblock", "create"):
                return CodeOf(first);
            case ("reflection.assembly" or "appdomain" or "runtime.loader.assemblyloadcontext", "load" or "loadfrom" or "loadfile" or "unsafeloadfrom"):
                return Evaluate(first, command, "dotnet");
            case ("net.webrequest" or "net.httpwebrequest", "create" or "createhttp"):
                return new Item(Shell.Value.Empty) { Type = "net.webrequest", Fields = new(StringComparer.OrdinalIgnoreCase) { ["uri"] = first } };
            case ("net.dns", "gethostaddresses" or "gethostentry" or "resolve" or "gethostbyname"):
                return Start(command, "nslookup", [first.Joined]);
            case ("powershell" or "management.automation.powershell", "create"):
                return new Item(Shell.Value.Empty) { Type = "powershell" };
            default:
                return Flow("${" + member + "}", [.. arguments]);
        }
    }

    private Item New(string type, IReadOnlyList<Item> arguments, Command command)
    {
        var first = arguments.Count > 0 ? arguments[0] : Item.Nothing;
        if (_classes.TryGetValue(type, out var made))
        {
            var item = new Item(Shell.Value.Empty) { Type = type, Fields = new(made.Fields, StringComparer.OrdinalIgnoreCase) };
            if (MethodOf(type, type) is { } constructor)
            {
                CallMethod(constructor, item, arguments);
            }

            return item;
        }

        switch (type)
        {
            case "net.sockets.tcpclient" or "net.sockets.socket" or "net.sockets.udpclient" when arguments.Count > 1 && first.Type is null:
                return Connect(command, first, arguments[1]) with { Type = "connection" };
            case "io.memorystream" or "io.streamreader" or "io.bufferedstream" or "io.binaryreader" or "uri" or "string" or "net.http.stringcontent" or "net.http.bytearraycontent" or "text.stringbuilder":
                return arguments.Count > 1 && type == "io.memorystream" && first.Number is not null ? Item.OfList(arguments) is var bytes ? Cast(ByteArray, bytes) : first : first;
            case "io.compression.gzipstream" or "io.compression.deflatestream" or "io.compression.zlibstream" or "io.compression.brotlistream":
                return Inflated(first, type);
            default:
                return new Item(Shell.Value.Empty) { Type = type, Fields = new(StringComparer.OrdinalIgnoreCase) };
        }
    }

    private Item InstanceMethod(Item item, string member, Item first, Item second, List<Item> arguments, Command command)
    {
        if (item.Type is { } type && MethodOf(type, member) is { } own)
        {
            return CallMethod(own, item, arguments);
        }

        switch (member)
        {
            case "downloadstring" or "downloaddata" or "openread" or "getstringasync" or "getbytearrayasync" or "getstreamasync" or "getasync" or "downloadstringtaskasync" or "downloaddatataskasync":
                return Start(command, "curl", [first.Joined]);
            case "downloadfile" or "downloadfileasync" or "downloadfiletaskasync":
                return Start(command, "curl", [new("-o"), second.Joined, first.Joined]);
            case "uploadstring" or "uploaddata" or "uploadvalues" or "postasync" or "putasync" or "uploadstringtaskasync":
                return Start(command, "curl", [new("--data"), arguments.LastOrDefault(Item.Nothing).Joined, first.Joined]);
            case "uploadfile":
                return Start(command, "curl", [new("-T"), arguments.LastOrDefault(Item.Nothing).Joined, first.Joined]);
            case "getresponse" or "getresponseasync" when item.Type == "net.webrequest":
                return Start(command, "curl", [(item.Fields?.GetValueOrDefault("uri") ?? item).Joined]);
            case "connect" or "connectasync" when arguments.Count > 1:
                return Connect(command, first, second) is var connection && item.Fields is { } state ? Kept(state, connection) : Item.Nothing;
            case "invoke" or "invokereturnasis" or "invokewithcontext" when item.Block is not null || item.Type == "made":
                return RunCode(item, command);
            case "getenumerator" when item.Fields is { } entries:
                return Item.OfList([.. Most(entries).Select(static entry => new Item(entry.Value.Value) { Fields = new(StringComparer.OrdinalIgnoreCase) { ["Key"] = Item.Of(entry.Key), ["Name"] = Item.Of(entry.Key), ["Value"] = entry.Value } })]);
            case "add" or "set_item" when item.Fields is { } table && arguments.Count == 2:
                table[first.Text] = second;
                return Item.Nothing;
            case "getenumerator":
                return item;
            case "invokescript" or "addscript" or "invokecommand" or "newscriptblock":
                return member == "newscriptblock" ? CodeOf(first) : Evaluate(first, command);
            case "addcommand" or "addargument" or "begininvoke":
                return item;
            case "getstring" or "getchars":
                return item.Type is { } encoding && encoding.StartsWith("encoding:", StringComparison.Ordinal) ? TextOf(encoding, first) : first;
            case "getbytes" when item.Type?.StartsWith("encoding:", StringComparison.Ordinal) == true:
                return first.Joined.Known ? new Item(first.Joined with { Text = Encoding.Latin1.GetString(BytesOf(item.Type, first.Text)) }) { Type = ByteArray } : first;
            case "start" when item.Fields is not null:
                return StartInfo(item.Fields.TryGetValue("StartInfo", out var info) && info.Fields is { } inner ? inner : item.Fields, command);
            case "shellexecute" or "run" or "exec" when item.Type is "shell.application" or "wscript.shell":
                return Program(first, second, command);
            case "replace" when arguments.Count > 1:
                return Replace(item, first.Text, second.Text, pattern: false);
            case "split":
                return Split(item, first.Text, pattern: false);
            case "substring" when item.Joined.Known && first.Number is >= 0 and var from && from <= item.Text.Length:
                return item.With(item.Text.Substring((int)from, (int)Math.Clamp(second.Number ?? int.MaxValue, 0, item.Text.Length - from)));
            case "remove" when item.Joined.Known && first.Number is >= 0 and var at && at <= item.Text.Length:
                return item.With(item.Text.Remove((int)at, (int)Math.Clamp(second.Number ?? int.MaxValue, 0, item.Text.Length - at)));
            case "insert" when item.Joined.Known && first.Number is >= 0 and var where && where <= item.Text.Length:
                return Made([new Shell.Value(item.Text[..(int)where]), second.Joined, item.Value with { Text = item.Text[(int)where..] }]);
            case "tochararray" when item.Joined.Known:
                return Characters(item);
            case "tolower" or "tolowerinvariant" when item.Joined.Known:
                return item.With(item.Text.ToLowerInvariant());
            case "toupper" or "toupperinvariant" when item.Joined.Known:
                return item.With(item.Text.ToUpperInvariant());
            case "trim" or "trimstart" or "trimend" when item.Joined.Known:
                return item.With(first.Text.Length > 0 ? item.Text.Trim(first.Text[0]) : item.Text.Trim());
            case "append" or "appendline" or "add" when item.Joined.Known && item.List is null && item.Fields is null:
                return Made([item.Joined, first.Joined]);
            case "tostring" or "readtoend" or "readtoendasync" or "readline" or "toarray" or "getresponsestream" or "getstream" or "getawaiter" or "getresult" or "getnewclosure" or "clone" or "readasstringasync" or "copyto" or "ensuresuccessstatuscode":
                return item.Type == ByteArray && member.StartsWith("read", StringComparison.Ordinal) ? TextOf("encoding:utf8", item) : item;
            case "read" when item.Joined.Origin is not null:
                FillBuffer(first, item);
                return item.Derived("${read}");
            default:
                return item.Joined.Origin is null && arguments.Count > 0 ? Flow("${" + member + "}", [.. arguments]) : item.Derived("${" + member + "}");
        }
    }

    private static Item Kept(Dictionary<string, Item> state, Item connection)
    {
        state["stream"] = connection;
        return connection;
    }

    /// <summary><c>$stream.Read($buffer, …)</c>: what is in the buffer comes from the peer.</summary>
    private void FillBuffer(Item buffer, Item source)
    {
        Replace(buffer, source.Derived("${read}"));
    }

    private Item RunCode(Item item, Command command) => item.Block is { } block && item.Type != "made" ? Invoke(block, [], null) : Evaluate(item with { Block = null }, command);

    private Item StartInfo(Dictionary<string, Item> info, Command command) =>
        info.TryGetValue("FileName", out var file) ? Program(file, info.TryGetValue("Arguments", out var arguments) ? arguments : Item.Nothing, command) : Item.Nothing;

    /// <summary>A program with its arguments in one text.</summary>
    private Item Program(Item file, Item arguments, Command command)
    {
        if (file.Text.Length == 0)
        {
            return Item.Nothing;
        }

        var text = arguments.List is null ? arguments.Text : string.Join(' ', arguments.List.Select(static item => "'" + item.Text.Replace("'", "'\\''", StringComparison.Ordinal) + "'"));
        return arguments.Joined is { Downloaded: true, Known: false } ? Start(command, file.Text, [new("-c"), arguments.Joined]) : new Item(shell.RunText(file.Text + " " + text, command.Line));
    }

    private Item Reversed(Item item)
    {
        // In place: what held the list still does.
        if (item.List is { } list)
        {
            analysis.Work((long)WorkOfItem * list.Count);
            list.Reverse();
        }
        else
        {
            var text = item.Text.ToCharArray();
            Array.Reverse(text);
            Replace(item, item.With(new string(text)) with { Type = item.Type, IsText = item.IsText });
        }

        return Item.Nothing;
    }

    /// <summary>What was changed in place: the variable that holds it holds the other.</summary>
    private void Replace(Item old, Item changed)
    {
        foreach (var (name, value) in _variables)
        {
            if (ReferenceEquals(value, old))
            {
                _variables[name] = changed;
                return;
            }
        }
    }

    private Item Decoded(Item item, string how, Func<string, byte[]?> decode)
    {
        var value = item.Joined;
        if (!value.Known)
        {
            return new Item(value with { Decoding = [.. value.Decoding, how] }) { Type = ByteArray };
        }

        analysis.Work(value.Text.Length);
        return decode(value.Text) is { } bytes ? new Item(value.Decoded(how, Encoding.Latin1.GetString(bytes))) { Type = ByteArray } : Item.Unknown("${decoded}");
    }

    private static byte[] Bytes(Item item) => item.Type == ByteArray ? Encoding.Latin1.GetBytes(item.Text) : Encoding.UTF8.GetBytes(item.Text);

    private Item TextOf(string encoding, Item bytes)
    {
        var item = bytes.List is null ? bytes : Cast(ByteArray, bytes);
        if (!item.Joined.Known)
        {
            return item with { Type = null, IsText = true };
        }

        analysis.Work(item.Text.Length);
        var raw = Bytes(item);
        return item.With(encoding switch
        {
            "encoding:unicode" or "encoding:utf-16" => Encoding.Unicode.GetString(raw),
            "encoding:bigendianunicode" => Encoding.BigEndianUnicode.GetString(raw),
            "encoding:utf32" => Encoding.UTF32.GetString(raw),
            _ => Encodings.ToText(raw),
        });
    }

    private static byte[] BytesOf(string encoding, string text) => encoding switch
    {
        "encoding:unicode" or "encoding:utf-16" => Encoding.Unicode.GetBytes(text),
        "encoding:bigendianunicode" => Encoding.BigEndianUnicode.GetBytes(text),
        _ => Encoding.UTF8.GetBytes(text),
    };

    private Item Inflated(Item item, string type)
    {
        var how = type.Contains("gzip", StringComparison.Ordinal) ? "gzip" : "deflate";
        return Decoded(item, how, latin1 =>
        {
            try
            {
                using var packed = new MemoryStream(Encoding.Latin1.GetBytes(latin1));
                using Stream stream = type switch
                {
                    "io.compression.gzipstream" => new GZipStream(packed, CompressionMode.Decompress),
                    "io.compression.zlibstream" => new ZLibStream(packed, CompressionMode.Decompress),
                    "io.compression.brotlistream" => new BrotliStream(packed, CompressionMode.Decompress),
                    _ => new DeflateStream(packed, CompressionMode.Decompress),
                };
                var bytes = new byte[Analysis.MaxDecoded];
                var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                return length < bytes.Length ? bytes[..length] : null;
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
            {
                return null;
            }
        });
    }
}
