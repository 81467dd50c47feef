namespace Wellguard.Artifacts;

/// <summary>The content of a zip entry is not the one that its checksum was made of.</summary>
internal sealed class ChecksumException() : IOException("the content does not have the checksum that the directory names: readers that check it refuse the file, others take it");

/// <summary>Reads through and compares the CRC-32 (APPNOTE 4.4.7) at the end: throws <see cref="ChecksumException"/> after all was read.</summary>
internal sealed class ChecksumStream(Stream inner, uint expected) : ReadOnlyStream
{
    private static readonly uint[][] Tables = MakeTables();

    private uint crc = uint.MaxValue;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Add(buffer[..read]);
        return read > 0 || buffer.IsEmpty || ~crc == expected ? read : throw new ChecksumException();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Four bytes a step.</summary>
    private void Add(ReadOnlySpan<byte> bytes)
    {
        var value = crc;
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            value ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            value = Tables[3][(byte)value] ^ Tables[2][(byte)(value >> 8)] ^ Tables[1][(byte)(value >> 16)] ^ Tables[0][value >> 24];
        }

        foreach (var b in bytes)
        {
            value = Tables[0][(byte)(value ^ b)] ^ (value >> 8);
        }

        crc = value;
    }

    private static uint[][] MakeTables()
    {
        uint[][] tables = [new uint[256], new uint[256], new uint[256], new uint[256]];
        for (uint i = 0; i < 256; i++)
        {
            tables[0][i] = i;
            for (var bit = 0; bit < 8; bit++)
            {
                tables[0][i] = (tables[0][i] & 1) != 0 ? 0xEDB88320 ^ (tables[0][i] >> 1) : tables[0][i] >> 1;
            }
        }

        for (var table = 1; table < 4; table++)
        {
            for (var i = 0; i < 256; i++)
            {
                tables[table][i] = (tables[table - 1][i] >> 8) ^ tables[0][(byte)tables[table - 1][i]];
            }
        }

        return tables;
    }
}
