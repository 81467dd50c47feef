using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Writes the answer to a question: every name exists and has its own address.</summary>
internal static class DnsAnswer
{
    private const ushort Internet = 1;

    /// <summary>Seconds; short, so that a beacon asks again and is seen.</summary>
    private const uint Lifetime = 60;

    /// <summary>Ports of names like <c>_ldap._tcp.NAME</c>.</summary>
    private static readonly Dictionary<string, ushort> Ports = new() { ["_ldap"] = 389, ["_kerberos"] = 88, ["_mongodb"] = 27017, ["_xmpp-client"] = 5222, ["_sip"] = 5060, ["_imaps"] = 993, ["_etcd-client"] = 2379, ["_minecraft"] = 25565 };

    /// <summary>The message, and the address that it gives if it gives one.</summary>
    public static (byte[] Message, string? Address) To(DnsQuestion question, NameMap names, int room)
    {
        var records = new List<byte[]>();
        string? address = null;
        var code = DnsCode.Fine;
        if (question.Class != Internet)
        {
            code = DnsCode.Refused;
        }
        else if (question.Type == DnsType.PTR)
        {
            var name = Reverse(question.Name) is { } asked ? names.NameOf(asked) : null;
            code = name is null ? DnsCode.NoSuchName : code;
            if (name is not null)
            {
                records.Add(Record(DnsType.PTR, Name(name)));
            }
        }
        else if (question.Labels.Count > 0)
        {
            (var data, address) = Data(question, names);
            if (data is not null)
            {
                records.Add(Record(question.Type == DnsType.ANY ? DnsType.A : question.Type, data));
            }
        }

        return (Write(question.Id, question, code, records, room), address);
    }

    public static byte[] Failure(ushort id, DnsCode code) => Write(id, null, code, [], int.MaxValue);

    private static (byte[]? Data, string? Address) Data(DnsQuestion question, NameMap names)
    {
        var name = question.Name;
        switch (question.Type)
        {
            case DnsType.A or DnsType.ANY:
                var old = names.AddressOf(name);
                return (old.GetAddressBytes(), old.ToString());
            case DnsType.AAAA:
                var young = names.NewAddressOf(name);
                return (young?.GetAddressBytes(), young?.ToString());
            case DnsType.MX:
                return ([0, 10, .. Name("mail." + name)], null);
            case DnsType.NS:
                return (Name("ns1." + name), null);
            case DnsType.SOA:
                return ([.. Name("ns1." + name), .. Name("hostmaster." + name), .. Numbers(2_024_010_101, 7200, 3600, 1_209_600, Lifetime)], null);
            case DnsType.TXT:
                return ([11, .. "v=spf1 -all"u8], null);
            case DnsType.SRV:
                var host = string.Join('.', name.Split('.').SkipWhile(label => label.StartsWith('_')));
                var port = Ports.GetValueOrDefault(name.Split('.')[0], (ushort)443);
                return ([0, 0, 0, 0, (byte)(port >> 8), (byte)port, .. Name(host)], null);
            case DnsType.HTTPS or DnsType.SVCB:
                // Priority 1, the name itself, key 1 (alpn): HTTP/1.1 is all that is spoken here.
                return ([0, 1, 0, 0, 1, 0, 9, 8, .. "http/1.1"u8], null);
            default:
                return (null, null);
        }
    }

    /// <summary>The address in <c>4.3.2.1.in-addr.arpa</c> or 32 digits of <c>ip6.arpa</c>.</summary>
    internal static IPAddress? Reverse(string name)
    {
        var labels = name.Split('.');
        Array.Reverse(labels);
        return labels switch
        {
            ["arpa", "in-addr", var a, var b, var c, var d] => IPAddress.TryParse($"{a}.{b}.{c}.{d}", out var old) ? old : null,
            ["arpa", "ip6", .. var digits] when digits.Length == 32 && digits.All(digit => digit.Length == 1 && char.IsAsciiHexDigit(digit[0])) => new IPAddress(Convert.FromHexString(string.Concat(digits))),
            _ => null,
        };
    }

    private static byte[] Write(ushort id, DnsQuestion? question, DnsCode code, List<byte[]> records, int room)
    {
        var size = DnsQuestion.HeaderSize + (question?.Raw.Length ?? 0) + (question?.HasOptions == true ? 11 : 0);
        var isCut = size + records.Sum(record => record.Length) > room;
        var answers = isCut ? 0 : records.Count;
        var header = new byte[DnsQuestion.HeaderSize];
        BinaryPrimitives.WriteUInt16BigEndian(header, id);
        header[2] = (byte)(0x80 | (isCut ? 2 : 0) | (question?.WantsRecursion == true ? 1 : 0));
        header[3] = (byte)(0x80 | (byte)code);
        header[5] = (byte)(question is null ? 0 : 1);
        header[7] = (byte)answers;
        header[11] = (byte)(question?.HasOptions == true ? 1 : 0);
        return [.. header, .. question?.Raw ?? [], .. records.Take(answers).SelectMany(record => record), .. question?.HasOptions == true ? [0, 0, 41, 0x04, 0xD0, 0, 0, 0, 0, 0, 0] : (byte[])[]];
    }

    /// <summary>A record about the name of the question, by a pointer to it.</summary>
    private static byte[] Record(DnsType type, byte[] data) =>
        [0xC0, DnsQuestion.HeaderSize, (byte)((ushort)type >> 8), (byte)type, 0, 1, .. Numbers(Lifetime), (byte)(data.Length >> 8), (byte)data.Length, .. data];

    /// <summary>What no longer fits with a label before it keeps its end.</summary>
    private static byte[] Name(string name)
    {
        var labels = name.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(label => Encoding.Latin1.GetBytes(label.Length > 63 ? label[..63] : label)).ToList();
        while (labels.Sum(label => label.Length + 1) > 254)
        {
            labels.RemoveAt(0);
        }

        return [.. labels.SelectMany(label => (byte[])[(byte)label.Length, .. label]), 0];
    }

    private static byte[] Numbers(params ReadOnlySpan<uint> numbers)
    {
        var made = new byte[numbers.Length * 4];
        for (var at = 0; at < numbers.Length; at++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(made.AsSpan(at * 4), numbers[at]);
        }

        return made;
    }
}
