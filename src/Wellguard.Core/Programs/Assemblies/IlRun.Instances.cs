using System.Globalization;

namespace Wellguard.Programs.Assemblies;

/// <content>Instances of classes of others, and arrays.</content>
internal sealed partial class IlRun
{
    private IlValue CreateOther(string type, IlValue[] arguments)
    {
        var values = Array.ConvertAll(arguments, Read);
        foreach (var value in values)
        {
            if (value is { Kind: IlKind.Function, Method.IsNil: false })
            {
                Invoke(value);
            }
        }

        var first = values.Length > 0 ? values[0] : IlValue.Unknown;
        switch (type)
        {
            case "System.String":
                return NewText(values);
            case "System.Uri":
                return values is [var root, { IsText: true } relative] && root.IsText ? Concat([root, relative]) : first;
            case "System.Span" or "System.ReadOnlySpan" or "System.Memory" or "System.ReadOnlyMemory" or "System.ArraySegment" or "System.Nullable" or "System.IO.FileInfo" or "System.IO.DirectoryInfo" or "System.IO.BufferedStream" or "System.Threading.Tasks.ValueTask":
                return first;
            case "System.Random":
                return IlValue.From(Chance);
            case "System.DateTime" or "System.DateTimeOffset" or "System.DateOnly":
                return values.Length > 0 && Array.TrueForAll(values, static value => value.IsNumber) && (first.Number is (>= FirstYear and <= LastYear) or (>= FirstTicks and <= LastTicks)) ? IlValue.From(ConstantDate)
                    : first.Origin is ConstantDate or Clock ? first : IlValue.Unknown;
            case "System.Text.StringBuilder":
                return IlValue.Of(new IlInstance(Builder) { Fields = { ["text"] = first.IsText ? first : IlValue.Of("") } });
            case "System.Net.Http.StringContent" or "System.Net.Http.ByteArrayContent" or "System.Net.Http.StreamContent" or "System.Net.Http.FormUrlEncodedContent" or "System.Net.Http.ReadOnlyMemoryContent":
                return first.IsText ? first : new IlValue(IlKind.Unknown) { Origin = OriginOf(first), Decoding = DecodingOf(first) };
        }

        var instance = new IlInstance(type);
        switch (type)
        {
            case "System.Diagnostics.ProcessStartInfo":
                Fill(instance, values, "FileName", "Arguments");
                break;
            case "System.Net.Http.HttpRequestMessage":
                Fill(instance, values, "Method", "RequestUri");
                break;
            case "System.IO.MemoryStream":
                instance.Fields["content"] = first.Array is not null || OriginOf(first) is not null ? first : IlValue.Of("");
                break;
            case "System.IO.Compression.GZipStream" or "System.IO.Compression.DeflateStream" or "System.IO.Compression.BrotliStream" or "System.IO.Compression.ZLibStream":
                return values is [_, { Number: 0 }, ..] ? Inflated(type, first) : first;
            case "System.Security.Cryptography.CryptoStream":
                return values is [_, { Instance: { } transform }, { Number: 0 }, ..] ? Deciphered(transform, Content(first)) : first;
            case "System.IO.FileStream" or "System.IO.StreamWriter" or "System.IO.StreamReader" or "System.IO.BinaryReader" or "System.IO.BinaryWriter":
                return Opened(type, values);
            case "System.Net.Sockets.TcpClient" or "System.Net.Sockets.UdpClient" when values.Length > 1:
                return Connect(type, values[0], values[1]);
            case "System.Net.Mail.SmtpClient":
                Fill(instance, values, "Host", "Port");
                break;
            case "System.Net.WebProxy" or "System.Net.NetworkCredential":
                return first;
            default:
                Fill(instance, values, "0", "1", "2", "3");
                break;
        }

        return IlValue.Of(instance);
    }

    private static void Fill(IlInstance instance, IlValue[] values, params string[] names)
    {
        for (var i = 0; i < Math.Min(values.Length, names.Length); i++)
        {
            instance.Fields[names[i]] = values[i];
        }
    }

    private IlValue NewText(IlValue[] values) => values switch
    {
        [{ IsNumber: true } c, { IsNumber: true, Number: >= 0 and < MaxTextLength } count] => Text(new string((char)c.Number, (int)count.Number)),
        [{ Array: { Items: { } items, IsOpen: false } array }] when Array.TrueForAll(items, static item => item.IsNumber) => Text(new string(Array.ConvertAll(items, static item => (char)item.Number))).With(new IlValue(IlKind.Unknown) { Origin = array.Origin, Decoding = array.Decoding }),
        [{ IsText: true } text, ..] => text,
        [var other, ..] => Passed(new IlValue(IlKind.Unknown) { Origin = OriginOf(other), Decoding = DecodingOf(other) }),
        _ => IlValue.Unknown,
    };

    private IlValue? CallArray(IlMember member, IlValue? self, IlValue[] values, IlValue[] places)
    {
        switch (member.Name)
        {
            case "System.Runtime.CompilerServices.RuntimeHelpers.InitializeArray" when values is [{ Array: { } array }, { Array.Bytes: { } data }]:
                Initialize(array, data);
                return IlValue.Unknown;
            case "System.Runtime.CompilerServices.RuntimeHelpers.CreateSpan" when values is [{ Array: not null } span]:
                return span;
            case "System.Array.Reverse" when values is [{ Array: { } reversed }]:
                Reverse(reversed);
                return IlValue.Unknown;
            case "System.Linq.Enumerable.Reverse" when values is [{ IsText: true, IsPartial: false } text]:
                return Text(new string([.. text.Text.Reverse()])) is var turned ? turned.With(text, "reverse") : null;
            case "System.Linq.Enumerable.Reverse" or "System.MemoryExtensions.Reverse" when values is [{ Array: { } sequence }]:
                Reverse(sequence);
                return values[0];
            case "System.Linq.Enumerable.Select" when values is [{ IsConstant: true } source, { Kind: IlKind.Function } map]:
                return Mapped(source, map);
            case "System.Linq.Enumerable.ToArray" or "System.Linq.Enumerable.ToList" or "System.Linq.Enumerable.Cast" or "System.MemoryExtensions.AsSpan" or "System.Linq.Enumerable.AsEnumerable" or "System.ReadOnlySpan.op_Implicit" or "System.Span.op_Implicit" or "System.ReadOnlyMemory.op_Implicit" when values is [var same]:
                return same;
            case "System.Span.ToArray" or "System.ReadOnlySpan.ToArray" or "System.Array.Clone" or "System.Collections.Generic.List.ToArray" when self?.Array is not null:
                return self;
            case "System.Span.get_Length" or "System.ReadOnlySpan.get_Length" or "System.Array.get_Length" when self?.Array is { } sized:
                return IlValue.Of(sized.Length);
            case "System.Span.get_Item" or "System.ReadOnlySpan.get_Item" when self?.Array is { } items && values is [{ IsNumber: true } at]:
                return items.Items is null && items.Bytes is null ? null : new IlValue(IlKind.Place) { Place = new IlPlace(null, at.Number, items) };
            case "System.Buffer.BlockCopy" or "System.Array.Copy" or "System.Array.ConstrainedCopy":
                Copied(member.Name, values);
                return IlValue.Unknown;
            case "System.BitConverter.GetBytes" when values is [{ IsNumber: true } number]:
                return IlValue.Of(BitConverter.GetBytes((int)number.Number));
            default:
                return null;
        }
    }

    private static void Initialize(IlArray array, byte[] data)
    {
        if (array.Bytes is not null)
        {
            array.Bytes = data.Length == array.Bytes.Length ? [.. data] : [.. data.AsSpan(0, Math.Min(data.Length, array.Bytes.Length))];
            return;
        }

        var items = array.Items!;
        var size = items.Length == 0 ? 0 : data.Length / items.Length;
        for (var i = 0; i < items.Length && size is 1 or 2 or 4 or 8; i++)
        {
            var at = data.AsSpan(i * size, size);
            items[i] = new IlValue(IlKind.Number) { IsElement = true, Number = size switch { 1 => at[0], 2 => BitConverter.ToUInt16(at), 4 => BitConverter.ToInt32(at), _ => BitConverter.ToInt64(at) } };
        }
    }

    private static void Reverse(IlArray array)
    {
        if (array.Bytes is not null)
        {
            Array.Reverse(array.Bytes);
        }
        else
        {
            Array.Reverse(array.Items!);
        }

        array.Decoding = Scripts.Value.Joined(array.Decoding, ["reverse"]);
    }

    private IlValue Mapped(IlValue source, IlValue map)
    {
        var items = source.IsText ? [.. source.Text.Select(static c => new IlValue(IlKind.Number) { Number = c, IsElement = true })]
            : source.Array?.Items ?? source.Array?.Bytes?.Select(static b => new IlValue(IlKind.Number) { Number = b, IsElement = true }).ToArray() ?? [];
        if (items.Length > IlArray.MaxItems)
        {
            return Passed(source);
        }

        var result = new IlArray(new IlValue[items.Length]);
        Array.Fill(result.Items!, IlValue.Unknown);
        for (var i = 0; i < items.Length && !IsWorn; i++)
        {
            result[i] = Invoke(map, items[i]);
        }

        return IlValue.Of(result);
    }

    private static void Copied(string name, IlValue[] values)
    {
        var (from, into, start, to, count) = values switch
        {
            [{ Array: { } a }, { IsNumber: true } i, { Array: { } b }, { IsNumber: true } j, { IsNumber: true } n] => (a, b, i.Number, j.Number, n.Number),
            [{ Array: { } a }, { Array: { } b }, { IsNumber: true } n] => (a, b, 0L, 0L, n.Number),
            _ => default,
        };
        if (from is null || into is null)
        {
            return;
        }

        into.Origin = Scripts.ScriptRun.Stronger(into.Origin, from.Origin);
        into.Decoding = Scripts.Value.Joined(into.Decoding, from.Decoding);
        if (start < 0 || to < 0 || count < 0 || start + count > from.Length || to + count > into.Length || from.IsOpen || (from.Bytes is null) != (into.Bytes is null))
        {
            into.IsOpen = true;
        }
        else if (from.Bytes is not null)
        {
            from.Bytes.AsSpan((int)start, (int)count).CopyTo(into.Bytes.AsSpan((int)to));
        }
        else
        {
            from.Items.AsSpan((int)start, (int)count).CopyTo(into.Items.AsSpan((int)to));
        }
    }

    /// <summary>The clock, random numbers, and what is compared with them.</summary>
    private static IlValue? CallClock(IlMember member, IlValue? self, IlValue[] values)
    {
        if (member.Type is "System.DateTime" or "System.DateTimeOffset" or "System.DateOnly")
        {
            switch (member.Member)
            {
                case "get_Now" or "get_UtcNow" or "get_Today":
                    return IlValue.From(Clock);
                case "Parse" or "ParseExact" when values is [{ IsText: true, IsPartial: false } date, ..]:
                    return DateTime.TryParse(date.Text, CultureInfo.InvariantCulture, out var parsed) && parsed.Year is >= (int)FirstYear and <= (int)LastYear ? IlValue.From(ConstantDate) : IlValue.Unknown;
                case "op_GreaterThan" or "op_LessThan" or "op_GreaterThanOrEqual" or "op_LessThanOrEqual" or "CompareTo" or "Compare" or "op_Equality" or "Equals" or "op_Subtraction" or "Subtract":
                    var all = self is null ? values : [self, .. values];
                    return Array.Exists(all, static value => value.Origin == Clock) && Array.Exists(all, static value => value.Origin == ConstantDate) ? IlValue.From(AfterDate) : Array.Exists(all, static value => value.Origin == Clock) ? IlValue.Unknown : null;
                case "Add" or "AddDays" or "AddMonths" or "AddHours" or "AddSeconds" or "AddMinutes" or "AddMilliseconds" when self?.Origin == Clock:
                    return IlValue.Unknown;
            }
        }

        return member.Type == "System.Random" && member.Member.StartsWith("Next", StringComparison.Ordinal) || member.Name is "System.Random.get_Shared" or "System.Security.Cryptography.RandomNumberGenerator.GetInt32" ? IlValue.From(Chance) : null;
    }
}
