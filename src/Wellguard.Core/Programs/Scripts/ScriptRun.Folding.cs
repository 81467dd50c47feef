using System.Text;

namespace Wellguard.Programs.Scripts;

/// <content>Functions of constants.</content>
internal sealed partial class ScriptRun
{
    private Value? Fold(string symbol, List<Value> values, List<Argument> arguments)
    {
        var first = values.Count > 0 ? values[0] : null;
        if (DecodingOf(symbol) is { } decoding && first is not null)
        {
            var plain = Decode(decoding, values.Count > 1 && symbol is "codecs.decode" ? values[1] : null, first);
            return symbol == "atob" && plain.Shape == Shape.Bytes ? plain with { Shape = Shape.Text } : plain;
        }

        if (Decrypt(symbol, first) is { } decrypted)
        {
            return decrypted;
        }

        switch (symbol)
        {
            case "chr" or "unichr" or "String.fromCharCode" or "String.fromCodePoint" or "mb_chr":
                return values.Count > 0 && values.TrueForAll(static value => value.Shape == Shape.Number && value.Number is >= 0 and <= 0x10ffff)
                    ? Value.Of(string.Concat(values.Select(static value => value.Number is >= 0xd800 and < 0xe000 or <= 0xffff ? ((char)value.Number).ToString() : char.ConvertFromUtf32((int)value.Number)))) with { Decoding = ["character codes"] }
                    : null;
            case "ord":
                return first is { IsString: true, Text.Length: > 0 } ? Value.Of(first.Text[0]) : first is { Shape: Shape.Number } ? first : null;
            case "len" or "strlen" or "count" or "length":
                return first is { IsString: true, IsPartial: false } ? Value.Of(first.Text.Length) : first is { Shape: Shape.List } ? Value.Of(first.Items.Count) : null;
            case "str" or "String" or "strval" or "text_type":
                return first is null ? Value.Of("") : first.Shape == Shape.Bytes ? Decode("utf8", null, first) : first.Shape == Shape.Number ? Written(first) is { } written ? Value.Of(written) : null : first.IsString ? first : null;
            case "bytes" or "bytearray":
                return first is { Shape: Shape.List } ? BytesOf(first) : first is { IsString: true } ? first with { Shape = Shape.Bytes, Text = first.Shape == Shape.Bytes ? first.Text : Encoding.Latin1.GetString(first.Raw) } : null;
            case "Number":
                return first is { Shape: Shape.Number } ? Value.Of(first.Number) : first is { IsString: true, IsPartial: false } ? NumberIn(first.Text) : null;
            case "zip" when _language == ScriptLanguage.Python && values.Count > 1:
                return Zip(values);
            case "itertools.cycle" or "cycle" when first is not null && Elements(first) is { Count: > 0 } circle:
                return Value.OfList(circle).From(first) with { Member = Circle };
            case "enumerate" when first is not null && values.Count == 1 && _language == ScriptLanguage.Python && Elements(first) is { } counted:
                return Value.OfList([.. counted.Select(static (item, at) => Value.OfList([Value.Of(at), item]))]).From(first);
            case "int" or "parseInt" or "intval" or "hexdec" or "hex" or "oct" when _language != ScriptLanguage.Python || symbol == "int":
                return first is { Shape: Shape.Number } ? Value.Of(Math.Truncate(first.Number)) : first is { IsString: true, IsPartial: false } ? ParseNumber(first.Text, symbol is "hexdec" or "hex" ? 16 : values.Count > 1 && values[1].Shape == Shape.Number ? (int)values[1].Number : 10) : null;
            case "list" or "tuple" or "iter" or "Array.from" or "array_values":
                if (first is not null && Elements(first) is { } elements)
                {
                    var made = Value.OfList([.. elements]).From(first);
                    return values is [_, { Function: not null } each] ? Method(made, "map", [each], arguments) : made;
                }

                return first is null ? Value.OfList([]) : null;
            case "reversed" or "array_reverse" or "reverse" or "strrev":
                return first is null ? null : symbol == "strrev" || (symbol == "reverse" && first.IsString) ? Slice(first, [null, null, Value.Of(-1)]) : Elements(first) is { } forward ? Value.OfList([.. Enumerable.Reverse(forward)]).From(first) : null;
            case "range" or "xrange":
                return Range(values);
            case "map" or "array_map" when values.Count > 1:
                var (function, items) = values[0].Shape == Shape.List ? (values[1], values[0]) : (values[0], values[1]);
                return Elements(items) is { } known ? Mapped(function, known, items) : null;
            case "array_walk" or "array_filter" or "usort" or "uasort" or "uksort" when values.Count > 1 && (values[1].IsString ? values[1].Text : values[1].Symbol) is { } applied && Apis.TryFind(_language, applied, out _):
                return Elements(values[0]) is { } members ? Mapped(values[1], members, values[0]) : null;
            case "dict" when _language == ScriptLanguage.Python && arguments.Exists(static argument => argument.Name is { Length: > 1 }):
                return Fielded(first, arguments);
            case "collections.namedtuple" or "namedtuple" or "typing.NamedTuple" when values is [_, var named, ..] && (named.IsString ? Split(Value.Of(named.Text.Replace(',', ' ')), null) : named) is { Shape: Shape.List } columns:
                return new Value(Shape.Unknown) { Member = Record, Items = columns.Items };
            case "str" or "repr" or "bytes" when first is not null && InstanceOf(first) is { } shown && MethodIn(shown, symbol == "bytes" ? "__bytes__" : "__str__") is { } text:
                return CallMethod(text, shown, []);
            case "compile" when _language == ScriptLanguage.Python:
                return first;
            case "join" or "implode" when values.Count > 1 && _language != ScriptLanguage.JavaScript:
                var parts = values is [_, { Shape: Shape.List } list] ? list.Items : values[0].Shape == Shape.List ? values[0].Items : values.GetRange(1, values.Count - 1);
                return Joined(values[0].Shape == Shape.List ? values[1] : values[0], parts);
            case "str_replace" when values.Count > 2 && values.TrueForAll(static value => value.IsString):
                return Method(values[2], "replace", [values[0], values[1]], arguments);
            case "explode" or "str_split" when values.Count > 1 && values[1].IsString:
                return Method(values[1], "split", [values[0]], arguments);
            case "sprintf" or "format" when first is { IsString: true } && _language != ScriptLanguage.Python:
                return Formats.Percent(first, values.GetRange(1, values.Count - 1));
            case "pack" when values.Count > 1 && first is { IsString: true }:
                return Pack(first.Text, values.GetRange(1, values.Count - 1));
            case "strtolower" or "lc" or "strtoupper" or "uc" or "trim" or "chomp" or "ltrim" or "rtrim" or "stripslashes" when first is { IsString: true }:
                return first with { Text = symbol is "strtolower" or "lc" ? first.Text.ToLowerInvariant() : symbol is "strtoupper" or "uc" ? first.Text.ToUpperInvariant() : first.Text.Trim() };
            case "substr" when first is { IsString: true } && values.Count > 1:
                return Method(first, "substr", values.GetRange(1, values.Count - 1), arguments);
            case "Buffer.from" or "Buffer" or "Uint8Array" or "Uint8Array.from" or "Array" when first is not null && _language == ScriptLanguage.JavaScript:
                return first.Shape == Shape.List ? BytesOf(first) : first.IsString && values.Count > 1 && values[1].IsString ? Buffered(first, values[1].Text) : first.IsString ? first with { Shape = Shape.Bytes, Text = first.Shape == Shape.Bytes ? first.Text : Encoding.Latin1.GetString(first.Raw) } : null;
            case "Buffer.concat" when first is { Shape: Shape.List } && first.Items.TrueForAll(static item => item.IsString):
                return Joined(Value.OfBytes(""), first.Items) with { Shape = Shape.Bytes };
            case "stream_context_create" when first?.Fields.GetValueOrDefault("http") is { Shape: Shape.Map } context:
                return context;
            case "sockaddr_in" or "pack_sockaddr_in" or "sockaddr_in6" when values.Count == 2 && _language == ScriptLanguage.Perl:
                return Value.OfList([values[1], values[0]]);
            case "inet_aton" or "Socket::inet_aton" when _language == ScriptLanguage.Perl:
                return first;
            case "struct.pack" or "Crypto.Util.number.long_to_bytes" or "int.to_bytes" or "array.array" when values.Exists(static value => value.Shape == Shape.Number):
                return new Value(Shape.Unknown) { Decoding = ["numbers"] };
            default:
                return null;
        }
    }

    private static string? DecodingOf(string symbol) => symbol switch
    {
        "base64.b64decode" or "base64.urlsafe_b64decode" or "base64.standard_b64decode" or "base64.decodebytes" or "base64.decodestring" or "binascii.a2b_base64" or "atob" or "base64_decode" or "decode_base64"
            or "MIME::Base64::decode" or "MIME::Base64::decode_base64" or "Base64.decode64" or "Base64.strict_decode64" or "Base64.urlsafe_decode64" => "base64",
        "base64.b32decode" => "base32",
        "base64.b85decode" => "base85",
        "base64.a85decode" => "ascii85",
        "base64.b16decode" or "bytes.fromhex" or "bytearray.fromhex" or "binascii.unhexlify" or "binascii.a2b_hex" or "hex2bin" => "hex",
        "zlib.decompress" or "gzinflate" or "gzuncompress" or "gzdecode" or "zlib_decode" or "zlib.inflateSync" or "zlib.inflateRawSync" or "zlib.unzipSync" or "Zlib::Inflate.inflate" or "Zlib.inflate" or "uncompress" or "Compress::Zlib::uncompress" => "zlib",
        "gzip.decompress" or "zlib.gunzipSync" or "Zlib.gunzip" or "Compress::Zlib::memGunzip" => "gzip",
        "bz2.decompress" or "bzdecompress" => "bz2",
        "lzma.decompress" => "lzma",
        "zlib.brotliDecompressSync" => "brotli",
        "marshal.loads" or "marshal.load" or "Marshal.load" => "marshal",
        "str_rot13" => "rot13",
        "unescape" or "decodeURIComponent" or "decodeURI" or "urllib.parse.unquote" or "urllib.unquote" or "urldecode" or "rawurldecode" or "uri_unescape" or "CGI.unescape" or "urllib.parse.unquote_plus" => "percent",
        "codecs.decode" => "codec",
        _ => null,
    };

    /// <summary>Undoes one encoding. What stays opaque keeps the name of the encoding, so that the reader sees what was not read.</summary>
    private Value Decode(string encoding, Value? codec, Value value)
    {
        var name = encoding == "codec" ? (codec is { IsString: true } ? codec.Text : "utf8") : encoding;
        name = name.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        name = name switch { "hexcodec" => "hex", "base64codec" or "base64url" => "base64", "zlibcodec" or "zip" => "zlib", _ => name };
        var plain = name is "utf8" or "ascii" or "latin1" or "binary" or "iso88591" or "utf" or "unicodeescape" or "ucs2" or "utf16le";
        if (!value.IsString || value.IsPartial || !Copies(value.Text.Length * 2L))
        {
            return new Value(Shape.Unknown) { Origin = value.Origin, Decoding = plain ? value.Decoding : [.. value.Decoding, name], IsPartial = value.IsPartial, IsCut = value.IsCut || (value.IsString && !value.IsPartial) };
        }

        if (plain)
        {
            return name is "latin1" or "binary" or "iso88591" ? value with { Shape = Shape.Text } : name == "unicodeescape" ? value with { Shape = Shape.Text, Text = Escapes.Resolve(value.Text, bytes: false) } : value with { Shape = Shape.Text, Text = value.Plain };
        }

        var bytes = name switch
        {
            "base64" => Decoders.Base64(value.Text),
            "hex" => Decoders.Hex(value.Text),
            "base32" => Decoders.Base32(value.Text),
            "base85" => Decoders.Base85(value.Text, ascii: false),
            "ascii85" => Decoders.Base85(value.Text, ascii: true),
            "zlib" or "gzip" => Decoders.Inflate(value.Raw),
            _ => null,
        };
        if (name is "rot13" or "percent")
        {
            var text = name == "rot13" ? Decoders.Rot13(value.Text) : Decoders.Percent(value.Text);
            return text == value.Text ? value : Value.Of(text).From(value, name);
        }

        if (bytes is null || !Copies(bytes.Length))
        {
            return new Value(Shape.Unknown) { Origin = value.Origin, Decoding = [.. value.Decoding, name], IsCut = true };
        }

        return Value.OfBytes(bytes).From(value, name);
    }

    private static Value? BytesOf(Value list) => list.Items.TrueForAll(static item => item is { Shape: Shape.Number, Number: >= 0 and <= 255 })
        ? (Value.OfBytes(string.Concat(list.Items.Select(static item => (char)item.Number))) with { Decoding = list.Items.Count > 0 ? ["character codes"] : [] }).From(list)
        : null;

    private const string Circle = "cycle()";

    /// <summary>As long as the shortest; what goes round has no end.</summary>
    private Value? Zip(List<Value> values)
    {
        var rows = values.ConvertAll(value => Elements(value));
        if (rows.Exists(static row => row is null) || values.TrueForAll(static value => value.Member == Circle))
        {
            return null;
        }

        var length = rows.Where((_, at) => values[at].Member != Circle).Min(static row => row!.Count);
        return Copies(length * 8L * rows.Count) ? values.Aggregate(Value.OfList([.. Enumerable.Range(0, length).Select(at => Value.OfList([.. rows.Select(row => row![at % row.Count])]))]), static (made, value) => made.From(value)) : null;
    }

    /// <summary>A text's bytes in an encoding, or those that an encoding hides.</summary>
    private Value? Buffered(Value text, string encoding) => encoding.ToLowerInvariant() switch
    {
        "utf8" or "utf-8" => text with { Shape = Shape.Bytes, Text = text.Shape == Shape.Bytes ? text.Text : Encoding.Latin1.GetString(text.Raw) },
        "latin1" or "binary" or "ascii" => text with { Shape = Shape.Bytes, Text = string.Concat(text.Text.Select(static c => (char)(c & 0xff))) },
        "utf16le" or "ucs2" or "utf-16le" or "ucs-2" => null,
        _ => Decode(encoding, null, text),
    };

    /// <summary>A text that is wholly a number (ECMA-262, "StringToNumber").</summary>
    private static Value? NumberIn(string text)
    {
        var clean = text.Trim();
        return clean.Length == 0 ? Value.Of(0)
            : clean.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? (clean.AsSpan(2).IndexOfAnyExcept(System.Buffers.SearchValues.Create("0123456789abcdefABCDEF")) < 0 ? ParseNumber(clean, 16) : null)
            : double.TryParse(clean, System.Globalization.NumberStyles.AllowDecimalPoint | System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowExponent, System.Globalization.CultureInfo.InvariantCulture, out var number) ? Value.Of(number) : null;
    }

    private static Value? ParseNumber(string text, int radix)
    {
        var clean = text.Trim();
        clean = clean.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? clean[2..] : clean;
        radix = clean.Length < text.Trim().Length ? 16 : radix;
        double sum = 0;
        var digits = 0;
        foreach (var c in clean.TrimStart('-'))
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
            if (digit >= radix)
            {
                break;
            }

            sum = (sum * radix) + digit;
            digits++;
        }

        return digits == 0 ? null : Value.Of(clean.StartsWith('-') ? -sum : sum);
    }

    private Value? Range(List<Value> values)
    {
        if (values.Count == 0 || !values.TrueForAll(static value => value.Shape == Shape.Number))
        {
            return null;
        }

        var (first, last, step) = values.Count == 1 ? (0, values[0].Number, 1) : (values[0].Number, values[1].Number, values.Count > 2 ? values[2].Number : 1);
        last += _language == ScriptLanguage.Php ? 1 : 0;
        var items = new List<Value>();
        for (var i = first; step != 0 && (step > 0 ? i < last : i > last) && items.Count < MaxRounds * 10; i += step)
        {
            items.Add(Value.Of(i));
        }

        return Copies(items.Count * 8L) ? Value.OfList(items) : null;
    }

    private Value? Mapped(Value function, List<Value> items, Value source)
    {
        var result = new List<Value>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (function.Function is { } body)
            {
                if (!RereadsShort(body.From, Math.Min(body.To, body.From + 200)))
                {
                    return new Value(Shape.Unknown) { Origin = source.Origin, Decoding = source.Decoding, IsCut = true };
                }

                result.Add(Evaluate(body, [items[i], Value.Of(i)], Value.Unknown));
            }
            else if ((function.IsString ? function.Text : function.Symbol) is { } known && i < MaxRounds && Apis.TryFind(_language, known, out _))
            {
                result.Add(CallAgain(Value.OfSymbol(known), [new Argument(null, items[i])], Math.Max(_p - 1, 0)));
            }
            else if ((function.IsString ? function.Text : function.Symbol) is { } symbol && Fold(symbol, [items[i]], []) is { } made)
            {
                result.Add(made);
            }
            else
            {
                return null;
            }
        }

        return Value.OfList(result).From(source);
    }

    private Value Joined(Value separator, List<Value> parts)
    {
        var text = new StringBuilder();
        var result = new Value(Shape.Text);
        for (var i = 0; i < parts.Count && text.Length <= MaxFolded; i++)
        {
            if (i > 0)
            {
                text.Append(separator.Text);
            }

            text.Append(AsText(parts[i], "_"));
            result = parts[i].Decoding.Count > 0 || parts[i].Origin is not null || parts[i].IsPartial ? result.From(parts[i]) : result;
            result = !IsWritten(parts[i]) && !result.IsPartial ? result with { IsPartial = true } : result;
        }

        return Copies(text.Length) ? result with { Text = text.ToString(), Shape = separator.Shape == Shape.Bytes ? Shape.Bytes : Shape.Text } : new Value(Shape.Unknown) { Origin = result.Origin, Decoding = result.Decoding, IsCut = true };
    }

    /// <summary>Perl, PHP: <c>H*</c>, <c>C*</c>, <c>A*</c>; Ruby's <c>m</c> decodes nothing here: <c>unpack</c> does.</summary>
    private Value? Pack(string template, List<Value> values)
    {
        var items = values is [{ Shape: Shape.List } list] ? list.Items : values;
        return template.Length == 0 ? null : template[0] switch
        {
            'H' when items is [{ IsString: true } hex, ..] => Decode("hex", null, hex),
            'C' or 'c' or 'U' or 'W' => BytesOf(Value.OfList(items)),
            'u' => null,
            'A' or 'a' when items is [{ IsString: true } text, ..] => text,
            _ => null,
        };
    }
}
