using System.Buffers.Binary;
using System.Collections;

namespace Wellguard.Inventories;

/// <summary>
/// The blobs of one column of one table in an SQLite 3 database (sqlite.org/fileformat2.html), read-only, from memory: table b-trees and overflow pages.
/// Every page is visited once at most, so a database with loops ends, and all work is linear in its size.
/// </summary>
internal ref struct SqliteTable
{
    /// <summary>Attack: interior pages nested as deep as the stack. 2^31 pages of minimal fan-out stay below this.</summary>
    private const int MaxDepth = 40;

    private readonly ReadOnlySpan<byte> database;
    private readonly int pageSize;
    private readonly int usable;
    private readonly BitArray visited;
    private readonly PackageFile into;

    private SqliteTable(ReadOnlySpan<byte> database, PackageFile into)
    {
        this.database = database;
        this.into = into;
        int stored = BinaryPrimitives.ReadUInt16BigEndian(database[16..]);
        pageSize = stored == 1 ? 65536 : stored;
        usable = pageSize - database[20];
        visited = new BitArray(database.Length / Math.Max(pageSize, 512) + 2);
    }

    /// <param name="column">From 0; the value must be a blob or text.</param>
    public static void Read(ReadOnlySpan<byte> database, string table, int column, Action<byte[]> each, PackageFile into)
    {
        if (database.Length < 512 || !database.StartsWith("SQLite format 3\0"u8))
        {
            into.Problem("not an SQLite 3 database");
            return;
        }

        var reader = new SqliteTable(database, into);
        if (reader.pageSize < 512 || !int.IsPow2(reader.pageSize) || reader.usable < 480)
        {
            into.Problem("SQLite page size out of range");
            return;
        }

        uint root = 0;
        reader.Walk(1, 0, record =>
        {
            if (Column(record, 0).SequenceEqual("table"u8) && Column(record, 1).SequenceEqual(System.Text.Encoding.UTF8.GetBytes(table)))
            {
                root = (uint)Integer(Column(record, 3));
            }
        });
        if (root == 0)
        {
            into.Problem($"no table {table}");
            return;
        }

        reader.Walk(root, 0, record =>
        {
            var blob = Column(record, column);
            if (!blob.IsEmpty)
            {
                each(blob.ToArray());
            }
        });
    }

    private readonly void Walk(uint page, int depth, Action<byte[]> each)
    {
        if (!Take(page) || depth > MaxDepth)
        {
            into.Problem($"SQLite page {page} is missing or used twice");
            return;
        }

        var bytes = Page(page);
        var header = page == 1 ? 100 : 0;
        var kind = bytes[header];
        if (kind is not (5 or 13))
        {
            into.Problem($"SQLite page {page} is of no table");
            return;
        }

        var isInterior = kind == 5;
        var pointers = header + (isInterior ? 12 : 8);
        int cells = BinaryPrimitives.ReadUInt16BigEndian(bytes[(header + 3)..]);
        for (var i = 0; i < cells && pointers + 2 * i + 2 <= usable; i++)
        {
            int at = BinaryPrimitives.ReadUInt16BigEndian(bytes[(pointers + 2 * i)..]);
            if (at + 4 > usable)
            {
                into.Problem($"SQLite page {page} has a cell outside of it");
            }
            else if (isInterior)
            {
                Walk(BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]), depth + 1, each);
            }
            else if (Payload(bytes[at..usable]) is { } record)
            {
                each(record);
            }
        }

        if (isInterior)
        {
            Walk(BinaryPrimitives.ReadUInt32BigEndian(bytes[(header + 8)..]), depth + 1, each);
        }
    }

    /// <summary>A leaf cell's record, put together from its overflow pages (section 1.6).</summary>
    private readonly byte[]? Payload(ReadOnlySpan<byte> cell)
    {
        var length = Varint(ref cell);
        Varint(ref cell);
        if (length <= 0 || length > database.Length)
        {
            into.Problem("SQLite record longer than the database");
            return null;
        }

        var most = usable - 35;
        var least = (usable - 12) * 32 / 255 - 23;
        var overflowing = least + (int)((length - least) % (usable - 4));
        var local = length <= most ? (int)length : overflowing <= most ? overflowing : least;
        if (local > cell.Length || (length > local && local + 4 > cell.Length))
        {
            into.Problem("SQLite record outside of its page");
            return null;
        }

        var record = new byte[length];
        cell[..local].CopyTo(record);
        var next = length > local ? BinaryPrimitives.ReadUInt32BigEndian(cell[local..]) : 0;
        for (var filled = local; filled < length;)
        {
            if (!Take(next))
            {
                into.Problem($"SQLite overflow page {next} is missing or used twice");
                return null;
            }

            var page = Page(next);
            var part = Math.Min(record.Length - filled, usable - 4);
            page.Slice(4, part).CopyTo(record.AsSpan(filled));
            filled += part;
            next = BinaryPrimitives.ReadUInt32BigEndian(page);
        }

        return record;
    }

    private readonly bool Take(uint page)
    {
        if (page == 0 || (long)page * pageSize > database.Length || visited[(int)page])
        {
            return false;
        }

        visited[(int)page] = true;
        return true;
    }

    private readonly ReadOnlySpan<byte> Page(uint page) => database.Slice((int)(page - 1) * pageSize, pageSize);

    /// <summary>The stored bytes of one column (section 2.1): of a blob or text its content, of an integer its big-endian bytes.</summary>
    private static ReadOnlySpan<byte> Column(ReadOnlySpan<byte> record, int column)
    {
        var header = record;
        var headerLength = Varint(ref header);
        if (headerLength > record.Length || headerLength < record.Length - header.Length)
        {
            return default;
        }

        var body = record[(int)headerLength..];
        header = header[..((int)headerLength - (record.Length - header.Length))];
        for (var i = 0; !header.IsEmpty; i++)
        {
            var type = Varint(ref header);
            var length = type switch { 0 or 8 or 9 => 0, <= 4 => type, 5 => 6, 6 or 7 => 8, < 12 => 0, _ => (type - 12) / 2 };
            if (length < 0 || length > body.Length)
            {
                return default;
            }

            if (i == column)
            {
                return body[..(int)length];
            }

            body = body[(int)length..];
        }

        return default;
    }

    private static long Integer(ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        foreach (var digit in bytes.Length <= 4 ? bytes : default)
        {
            value = value << 8 | digit;
        }

        return value;
    }

    private static long Varint(ref ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        for (var i = 0; i < 9 && !bytes.IsEmpty; i++)
        {
            var digit = bytes[0];
            bytes = bytes[1..];
            if (i == 8)
            {
                return value << 8 | digit;
            }

            value = value << 7 | (uint)(digit & 0x7f);
            if (digit < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
