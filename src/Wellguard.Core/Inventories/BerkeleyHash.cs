using System.Buffers.Binary;
using System.Collections;

namespace Wellguard.Inventories;

/// <summary>
/// The values of a Berkeley DB hash database (db 5.3, src/dbinc/db_page.h), either byte order: every hash page is read in file order, off-page items
/// are put together from their chain of overflow pages. Every page is used once at most.
/// </summary>
internal ref struct BerkeleyHash
{
    private const uint HashMagic = 0x00061561;
    private const int PageHeader = 26;
    private const byte HashPageUnsorted = 2, OverflowPage = 7, HashPage = 13;
    private const byte KeyData = 1, OffPage = 3;

    private readonly ReadOnlySpan<byte> database;
    private readonly bool isSwapped;
    private readonly int pageSize;
    private readonly BitArray visited;
    private readonly PackageFile into;

    private BerkeleyHash(ReadOnlySpan<byte> database, bool isBigEndian, PackageFile into)
    {
        this.database = database;
        this.into = into;
        isSwapped = isBigEndian;
        pageSize = (int)Math.Min(UInt32(database[20..]), 1 << 17);
        visited = new BitArray(database.Length / Math.Max(pageSize, 512) + 1);
    }

    public static void Read(ReadOnlySpan<byte> database, Action<byte[]> each, PackageFile into)
    {
        if (database.Length < 512)
        {
            into.Problem("not a Berkeley DB hash database");
            return;
        }

        var isLittle = BinaryPrimitives.ReadUInt32LittleEndian(database[12..]) == HashMagic;
        if (!isLittle && BinaryPrimitives.ReadUInt32BigEndian(database[12..]) != HashMagic)
        {
            into.Problem("not a Berkeley DB hash database");
            return;
        }

        var reader = new BerkeleyHash(database, !isLittle, into);
        if (reader.pageSize < 512 || reader.pageSize > 65536 || !int.IsPow2(reader.pageSize))
        {
            into.Problem("Berkeley DB page size out of range");
            return;
        }

        for (var page = 1; (long)(page + 1) * reader.pageSize <= database.Length; page++)
        {
            if (reader.Page(page)[25] is HashPage or HashPageUnsorted)
            {
                reader.ReadPage(reader.Page(page), each);
            }
        }
    }

    private readonly void ReadPage(ReadOnlySpan<byte> page, Action<byte[]> each)
    {
        int entries = UInt16(page[20..]);
        var previous = pageSize;
        for (var i = 0; i < entries && PageHeader + 2 * i + 2 <= pageSize; i++)
        {
            int at = UInt16(page[(PageHeader + 2 * i)..]);
            if (at < PageHeader || at >= previous)
            {
                into.Problem("Berkeley DB item outside of its page");
                return;
            }

            var item = page[at..previous];
            previous = at;
            if (i % 2 == 0)
            {
                continue;
            }

            if (item[0] == KeyData)
            {
                each(item[1..].ToArray());
            }
            else if (item[0] == OffPage && item.Length >= 12)
            {
                if (Overflow(UInt32(item[4..]), UInt32(item[8..])) is { } value)
                {
                    each(value);
                }
            }
            else
            {
                into.Problem($"Berkeley DB item of kind {item[0]} is not read");
            }
        }
    }

    private readonly byte[]? Overflow(uint number, uint length)
    {
        if (length > database.Length)
        {
            into.Problem("Berkeley DB item longer than the database");
            return null;
        }

        var value = new byte[length];
        for (var filled = 0; filled < length;)
        {
            if (number == 0 || (long)(number + 1L) * pageSize > database.Length || visited[(int)number] || Page((int)number)[25] != OverflowPage)
            {
                into.Problem($"Berkeley DB overflow page {number} is missing or used twice");
                return null;
            }

            visited[(int)number] = true;
            var page = Page((int)number);
            var part = Math.Min(Math.Min(UInt16(page[22..]), pageSize - PageHeader), (int)length - filled);
            if (part == 0)
            {
                into.Problem($"Berkeley DB overflow page {number} is empty");
                return null;
            }

            page.Slice(PageHeader, part).CopyTo(value.AsSpan(filled));
            filled += part;
            number = UInt32(page[16..]);
        }

        return value;
    }

    private readonly ReadOnlySpan<byte> Page(int number) => database.Slice(number * pageSize, pageSize);

    private readonly uint UInt32(ReadOnlySpan<byte> bytes) => isSwapped ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private readonly ushort UInt16(ReadOnlySpan<byte> bytes) => isSwapped ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
