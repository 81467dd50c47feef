using System.Buffers.Binary;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Record types of RFC 1035, 3596, 2782, 9460.</summary>
internal enum DnsType : ushort
{
    A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, MX = 15, TXT = 16, AAAA = 28, SRV = 33, OPT = 41, SVCB = 64, HTTPS = 65, ANY = 255,
}

internal enum DnsCode : byte
{
    Fine = 0, FormatError = 1, NoSuchName = 3, NotImplemented = 4, Refused = 5,
}

/// <summary>What a DNS message asks (RFC 1035, 4.1). Of several questions the first counts, as real servers do.</summary>
/// <param name="Labels">As they came: case may be a part of the check (draft-vixie-dnsext-dns0x20), bytes may be data.</param>
/// <param name="Raw">The question's own bytes, to be repeated in the answer.</param>
/// <param name="Room">Bytes that the client takes in a UDP answer.</param>
internal sealed record DnsQuestion(ushort Id, bool WantsRecursion, IReadOnlyList<byte[]> Labels, DnsType Type, ushort Class, byte[] Raw, int Room, bool HasOptions)
{
    public const int HeaderSize = 12;

    /// <summary>Bytes of a name on the wire (RFC 1035, 2.3.4).</summary>
    private const int NameLimit = 255;

    /// <summary>Attack: pointers that go in circles. Each must also point backwards.</summary>
    private const int JumpLimit = 16;

    /// <summary>Attack: counts of 65,535 records in a small packet.</summary>
    private const int RecordLimit = 32;
    private const int SmallestRoom = 512;

    /// <summary>What fits in a packet on every path; also the most that is ever answered, so that nobody can use this as an amplifier.</summary>
    private const int LargestRoom = 1232;

    /// <summary>Lower case, labels joined by dots; what is not a printable character is escaped as <c>\DDD</c>.</summary>
    public string Name { get; } = string.Join('.', Labels.Select(Spelled)).ToLowerInvariant();

    /// <summary>Null when it is no query at all and wants no answer.</summary>
    public static (DnsQuestion? Question, DnsCode Code, ushort Id)? Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderSize || (message[2] & 0x80) != 0)
        {
            return null;
        }

        var id = BinaryPrimitives.ReadUInt16BigEndian(message);
        if ((message[2] & 0x78) != 0)
        {
            return (null, DnsCode.NotImplemented, id);
        }

        var at = HeaderSize;
        if (BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 0 || ReadName(message, ref at) is not { } labels || at + 4 > message.Length)
        {
            return (null, DnsCode.FormatError, id);
        }

        var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
        var kind = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
        at += 4;
        var room = ReadRoom(message, at);
        return (new(id, (message[2] & 1) != 0, labels, type, kind, Spell(labels, type, kind), Math.Clamp(room ?? SmallestRoom, SmallestRoom, LargestRoom), room is not null), DnsCode.Fine, id);
    }

    /// <summary>Null: damaged.</summary>
    internal static List<byte[]>? ReadName(ReadOnlySpan<byte> message, ref int at)
    {
        var labels = new List<byte[]>();
        var (place, after, length, jumps) = (at, -1, 1, 0);
        while (place < message.Length)
        {
            var size = message[place];
            if (size == 0)
            {
                at = after < 0 ? place + 1 : after;
                return labels;
            }

            if (size >= 0xC0)
            {
                var to = place + 1 < message.Length ? ((size & 0x3F) << 8) | message[place + 1] : message.Length;
                if (to >= place || ++jumps > JumpLimit)
                {
                    return null;
                }

                after = after < 0 ? place + 2 : after;
                place = to;
                continue;
            }

            length += size + 1;
            if (size > 63 || length > NameLimit || place + 1 + size > message.Length)
            {
                return null;
            }

            labels.Add(message.Slice(place + 1, size).ToArray());
            place += size + 1;
        }

        return null;
    }

    /// <summary>The size that EDNS (RFC 6891) names; null without it.</summary>
    private static int? ReadRoom(ReadOnlySpan<byte> message, int at)
    {
        var records = BinaryPrimitives.ReadUInt16BigEndian(message[6..]) + BinaryPrimitives.ReadUInt16BigEndian(message[8..]) + BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        for (var record = 0; record < Math.Min(records, RecordLimit); record++)
        {
            if (ReadName(message, ref at) is null || at + 10 > message.Length)
            {
                return null;
            }

            if ((DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[at..]) == DnsType.OPT)
            {
                return BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
            }

            at += 10 + BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        }

        return null;
    }

    private static byte[] Spell(List<byte[]> labels, DnsType type, ushort kind)
    {
        var made = new List<byte>(64);
        foreach (var label in labels)
        {
            made.Add((byte)label.Length);
            made.AddRange(label);
        }

        return [.. made, 0, (byte)((ushort)type >> 8), (byte)type, (byte)(kind >> 8), (byte)kind];
    }

    private static string Spelled(byte[] label)
    {
        var made = new StringBuilder(label.Length);
        foreach (var b in label)
        {
            if (b is > 32 and < 127 and not (byte)'.' and not (byte)'\\')
            {
                made.Append((char)b);
            }
            else
            {
                made.Append('\\').Append(b.ToString("D3"));
            }
        }

        return made.ToString();
    }
}
