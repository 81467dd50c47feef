using System.Globalization;
using System.Text;

namespace Wellguard.Programs.Assemblies;

/// <content>Texts: literals put together, taken apart and decoded; what is not known in them is a hole.</content>
internal sealed partial class IlRun
{
    private const string Builder = "System.Text.StringBuilder";

    /// <summary>Null: it is no call about texts, or nothing is known.</summary>
    private IlValue? CallText(IlMember member, IlValue? place, IlValue? self, IlValue[] values)
    {
        switch (member.Type)
        {
            case "System.String":
                return CallString(member.Member, self, values);
            case "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler" or Builder:
                return CallBuilder(member.Member, place, self, values);
            case "System.Convert":
                return CallConvert(member.Member, values);
            case "System.Text.Encoding" or "System.Text.UTF8Encoding" or "System.Text.ASCIIEncoding" or "System.Text.UnicodeEncoding":
                return CallEncoding(member.Member, self, values);
            case "System.Uri" when member.Member is "ToString" or "get_AbsoluteUri" or "get_OriginalString":
                return self;
            case "System.Uri" or "System.Net.WebUtility" or "System.Web.HttpUtility" when member.Member is "EscapeDataString" or "UrlEncode" or "HtmlEncode" or "EscapeUriString" or "UnescapeDataString":
                return values is [var escaped, ..] ? escaped.IsText ? escaped : null : null;
            case "System.Char" or "System.Int32" or "System.Int64" or "System.Object" or "System.Byte" when member.Member is "ToString" && self is not null:
                return self.IsText ? self : self.IsNumber ? Text(member.Type == "System.Char" ? ((char)self.Number).ToString() : self.Number.ToString(CultureInfo.InvariantCulture)).With(self) : null;
            case "System.Int32" or "System.Byte" or "System.Int64" when member.Member == "Parse" && values is [{ IsText: true, IsPartial: false } digits, ..]:
                return long.TryParse(digits.Text, CultureInfo.InvariantCulture, out var parsed) ? IlValue.Of(parsed).With(digits) : null;
            default:
                return null;
        }
    }

    private IlValue? CallString(string member, IlValue? self, IlValue[] values)
    {
        switch (member)
        {
            case "Concat":
                return Concat(values is [{ Array.Items: { } items, Array.IsOpen: false }] ? items : values);
            case "Join" when values is [var separator, { Array: { Items: { } parts, IsOpen: false } }]:
                return Concat([.. parts.SelectMany((part, i) => i == 0 || !separator.IsText ? new[] { part } : [separator, part])]);
            case "Format" when values.Length > 1:
                return Format(values[0].IsText ? values : values[1..]);
            case "get_Length" when self is { IsText: true, IsPartial: false }:
                return IlValue.Of(self.Text.Length);
            case "get_Chars" when self is { IsText: true, IsPartial: false } && values is [{ IsNumber: true } at]:
                return at.Number >= 0 && at.Number < self.Text.Length ? new IlValue(IlKind.Number) { Number = self.Text[(int)at.Number], IsElement = true, Origin = self.Origin, Decoding = self.Decoding } : IlValue.Unknown;
            case "ToCharArray" when self is { IsText: true, IsPartial: false } && self.Text.Length <= IlArray.MaxItems && values.Length == 0:
                return IlValue.Of(new IlArray([.. self.Text.Select(c => new IlValue(IlKind.Number) { Number = c, IsElement = true })]) { Origin = self.Origin, Decoding = self.Decoding });
            case "op_Equality" or "op_Inequality" or "Equals" when (self is null ? values : [self, .. values]) is [{ IsText: true, IsPartial: false } a, { IsText: true, IsPartial: false } b]:
                return IlValue.Of((a.Text == b.Text) == (member != "op_Inequality") ? 1 : 0);
            case "op_Implicit" when values is [var same]:
                return same;
            case "IsNullOrEmpty" when values is [{ IsText: true, IsPartial: false } checkedText]:
                return IlValue.Of(checkedText.Text.Length == 0 ? 1 : 0);
            case "Compare" or "CompareOrdinal" or "CompareTo" when Array.Exists(values, static value => value.Origin == Clock) || self?.Origin == Clock:
                return Array.Exists(values, static value => value.IsText) || self?.IsText == true ? IlValue.From(AfterDate) : null;
        }

        if (self is not { IsText: true })
        {
            return null;
        }

        var text = self.Text;
        var number = Array.TrueForAll(values, static value => value.IsNumber);
        return member switch
        {
            "ToString" or "ToLower" or "ToUpper" or "ToLowerInvariant" or "ToUpperInvariant" or "Trim" or "TrimEnd" or "TrimStart" or "Normalize" when values.Length <= 1 => member switch
            {
                "ToLower" or "ToLowerInvariant" => self.IsPartial ? self : self with { Text = text.ToLowerInvariant() },
                "ToUpper" or "ToUpperInvariant" => self.IsPartial ? self : self with { Text = text.ToUpperInvariant() },
                "Trim" => self with { Text = text.Trim() },
                _ => self,
            },
            "Replace" when values is [{ IsText: true, IsPartial: false, Text.Length: > 0 } old, { IsText: true } with] => Text(text.Replace(old.Text, with.Text, StringComparison.Ordinal)).With(self),
            "Replace" when values is [{ IsText: true, IsPartial: false, Text.Length: > 0 } old, { Kind: IlKind.Null }] => Text(text.Replace(old.Text, "", StringComparison.Ordinal)).With(self),
            "Replace" when values is [{ IsNumber: true } old, { IsNumber: true } with] => Text(text.Replace((char)old.Number, (char)with.Number)).With(self),
            "Substring" when number && !self.IsPartial && values is [var from] && from.Number >= 0 && from.Number <= text.Length => Text(text[(int)from.Number..]).With(self),
            "Substring" when number && !self.IsPartial && values is [var from, var length] && from.Number >= 0 && length.Number >= 0 && from.Number + length.Number <= text.Length => Text(text.Substring((int)from.Number, (int)length.Number)).With(self),
            "Remove" when number && !self.IsPartial && values is [var from] && from.Number >= 0 && from.Number <= text.Length => Text(text[..(int)from.Number]).With(self),
            "Insert" when !self.IsPartial && values is [{ IsNumber: true } from, { IsText: true } put] && from.Number >= 0 && from.Number <= text.Length => Text(text.Insert((int)from.Number, put.Text)).With(self).With(put),
            "Split" when !self.IsPartial && values is [{ IsNumber: true } mark, ..] => IlValue.Of(new IlArray([.. text.Split((char)mark.Number).Take(IlArray.MaxItems).Select(part => Text(part).With(self))])),
            _ => null,
        };
    }

    /// <summary>Puts values together; what is not known is a hole with its origin.</summary>
    private IlValue Concat(IReadOnlyList<IlValue> parts)
    {
        var text = new StringBuilder();
        var (result, known, holes) = (IlValue.Of(""), false, false);
        foreach (var part in parts)
        {
            if (part.IsText)
            {
                known |= part.Text.Length > 0;
                holes |= part.IsPartial;
                text.Append(part.Text);
            }
            else if (part.IsNumber)
            {
                known = true;
                text.Append(part.IsElement && part.Number is > 0 and <= char.MaxValue ? ((char)part.Number).ToString() : part.Number.ToString(CultureInfo.InvariantCulture));
            }
            else if (part.Kind != IlKind.Null)
            {
                holes = true;
                text.Append(IlValue.Hole);
            }

            result = result.With(Tainted(part));
            if (text.Length > MaxTextLength)
            {
                return Passed(result);
            }
        }

        if (!known && holes)
        {
            return Passed(result);
        }

        return Text(text.ToString()) is { IsText: true } made ? made.With(result) with { IsPartial = holes } : Passed(result);
    }

    private static IlValue Tainted(IlValue value) => value.Instance is null && value.Array is null ? value : new IlValue(IlKind.Unknown) { Origin = OriginOf(value), Decoding = DecodingOf(value) };

    private IlValue? Format(IlValue[] values)
    {
        if (values[0] is not { IsText: true } format)
        {
            return null;
        }

        var arguments = values is [_, { Array.Items: { } items }] ? items : values[1..];
        var parts = new List<IlValue>();
        var from = 0;
        for (var at = format.Text.IndexOf('{', StringComparison.Ordinal); at >= 0 && parts.Count < 200; at = format.Text.IndexOf('{', from))
        {
            var end = format.Text.IndexOf('}', at);
            if (end < 0)
            {
                break;
            }

            parts.Add(IlValue.Of(format.Text[from..at]));
            var digits = format.Text.AsSpan(at + 1, end - at - 1);
            digits = digits[..(digits.IndexOfAny(',', ':') is >= 0 and var mark ? mark : digits.Length)];
            parts.Add(int.TryParse(digits, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < arguments.Length ? arguments[index] : IlValue.Unknown);
            from = end + 1;
        }

        parts.Add(IlValue.Of(format.Text[from..]));
        return Concat(parts).With(format);
    }

    private IlValue? CallBuilder(string member, IlValue? place, IlValue? self, IlValue[] values)
    {
        if (self?.Instance is not { } builder)
        {
            return null;
        }

        switch (member)
        {
            case "Append" or "AppendLine" or "AppendLiteral" or "AppendFormatted" or "AppendFormat" or "Insert":
                var added = member == "AppendFormat" && Format(values) is { } formatted ? formatted : member == "Insert" && values.Length > 1 ? values[1] : values.Length > 0 ? values[0] : IlValue.Of("");
                if (added.IsNumber && added.Number is > 31 and < char.MaxValue && builder.Type == Builder && !added.IsElement && values.Length == 1)
                {
                    added = added with { IsElement = true };
                }

                var before = builder.Fields.GetValueOrDefault("text") ?? IlValue.Of("");
                builder.Fields["text"] = Concat(member == "Insert" && values is [{ Number: 0 }, ..] ? [added, before] : member == "AppendLine" ? [before, added, IlValue.Of("\n")] : [before, added]);
                return self;
            case "Clear":
                builder.Fields["text"] = IlValue.Of("");
                return self;
            case "ToString" or "ToStringAndClear" when values.Length == 0:
                return builder.Fields.GetValueOrDefault("text") ?? IlValue.Of("");
            case "get_Length" when builder["text"] is { IsText: true, IsPartial: false } text:
                return IlValue.Of(text.Text.Length);
            case "Replace" or "Remove":
                builder.Fields["text"] = CallString(member, builder["text"], values) ?? Passed(builder["text"]);
                return self;
            default:
                return null;
        }
    }

    private IlValue? CallConvert(string member, IlValue[] values)
    {
        switch (member)
        {
            case "FromBase64String" when values is [{ IsText: true, IsPartial: false } encoded]:
                return Scripts.Decoders.Base64(encoded.Text) is { } bytes ? Held(bytes, encoded, "base64") : null;
            case "FromHexString" when values is [{ IsText: true, IsPartial: false } hex]:
                return Scripts.Decoders.Hex(hex.Text) is { } raw ? Held(raw, hex, "hex") : null;
            case "ToBase64String" when values is [{ Array: { Bytes: { } plain, IsOpen: false } }, ..]:
                return Text(Convert.ToBase64String(plain));
            case "ToChar" or "ToByte" or "ToInt32" when values is [{ IsNumber: true } number]:
                return number;
            case "ToByte" or "ToInt32" when values is [{ IsText: true, IsPartial: false } digits, { Number: 16 or 10 or 8 or 2 } radix]:
                try
                {
                    return new IlValue(IlKind.Number) { Number = Convert.ToInt32(digits.Text, (int)radix.Number), IsElement = true, Decoding = radix.Number == 16 ? ["hex"] : Computation };
                }
                catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
                {
                    return null;
                }

            default:
                return null;
        }
    }

    private IlValue Held(byte[] bytes, IlValue source, string? decoding = null)
    {
        var value = Bytes(bytes);
        if (value.Array is { } array)
        {
            var tainted = IlValue.Unknown.With(Tainted(source), decoding);
            (array.Origin, array.Decoding) = (tainted.Origin, tainted.Decoding);
        }

        return value.With(Tainted(source), decoding);
    }

    private IlValue? CallEncoding(string member, IlValue? self, IlValue[] values)
    {
        if (self is null)
        {
            return member.StartsWith("get_", StringComparison.Ordinal) ? IlValue.Of(member[4..]) : member == "GetEncoding" ? IlValue.Of("Latin1") : null;
        }

        var encoding = self.Text switch { "Unicode" => Encoding.Unicode, "BigEndianUnicode" => Encoding.BigEndianUnicode, "UTF32" => Encoding.UTF32, "Latin1" or "Default" => Encoding.Latin1, _ => Encoding.UTF8 };
        return member switch
        {
            "GetString" or "GetChars" when values is [{ Array: { Bytes: { } bytes, IsOpen: false } array } source] => Text(encoding.GetString(bytes)) is { IsText: true } made ? made.With(new IlValue(IlKind.Unknown) { Origin = array.Origin, Decoding = array.Decoding }).With(source) : null,
            "GetString" when values is [{ Array: { Bytes: { } bytes, IsOpen: false } array }, { IsNumber: true } from, { IsNumber: true } count] && from.Number >= 0 && count.Number >= 0 && from.Number + count.Number <= bytes.Length =>
                Text(encoding.GetString(bytes, (int)from.Number, (int)count.Number)).With(new IlValue(IlKind.Unknown) { Origin = array.Origin, Decoding = array.Decoding }),
            "GetBytes" when values is [{ IsText: true, IsPartial: false } text] => Held(encoding.GetBytes(text.Text), text),
            _ => null,
        };
    }
}
