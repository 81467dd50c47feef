using System.Buffers.Binary;

namespace Wellguard.Inventories;

/// <summary>rpm's own database format (rpm, lib/backend/ndb): pages of slots, each of which points to a blob of 16-byte blocks. Little-endian.</summary>
internal static class RpmNdb
{
    private const int PageSize = 4096, SlotSize = 16, BlockSize = 16, BlobHead = 16;

    public static void Read(ReadOnlySpan<byte> database, Action<byte[]> each, PackageFile into)
    {
        if (database.Length < PageSize || !database.StartsWith("RpmP"u8))
        {
            into.Problem("not an ndb database");
            return;
        }

        var slotsEnd = Math.Min((long)BinaryPrimitives.ReadUInt32LittleEndian(database[12..]) * PageSize, database.Length);
        long taken = 0;
        for (var at = 2 * SlotSize; at + SlotSize <= slotsEnd; at += SlotSize)
        {
            var slot = database.Slice(at, SlotSize);
            var index = BinaryPrimitives.ReadUInt32LittleEndian(slot[4..]);
            if (!slot.StartsWith("Slot"u8) || index == 0)
            {
                continue;
            }

            var start = (long)BinaryPrimitives.ReadUInt32LittleEndian(slot[8..]) * BlockSize;
            if (start + BlobHead > database.Length)
            {
                into.Problem($"ndb package {index} lies outside of the database");
                continue;
            }

            var blob = database[(int)start..];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(blob[12..]);
            if (!blob.StartsWith("BlbS"u8) || BinaryPrimitives.ReadUInt32LittleEndian(blob[4..]) != index || length > blob.Length - BlobHead)
            {
                into.Problem($"ndb package {index} is damaged");
                continue;
            }

            // Attack: a thousand slots that share one large blob.
            taken += length;
            if (taken > database.Length)
            {
                into.Problem("ndb packages overlap");
                return;
            }

            each(blob.Slice(BlobHead, (int)length).ToArray());
        }
    }
}
