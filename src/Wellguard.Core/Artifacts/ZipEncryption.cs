using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Wellguard.Artifacts;

/// <summary>Decrypts zip entries: traditional PKWARE encryption (APPNOTE 6.1) and WinZip AES, AE-1 and AE-2.</summary>
internal static class ZipEncryption
{
    private const string WrongPassword = "the password is wrong";
    private const int TraditionalHeader = 12;
    private const int AuthenticationCode = 10;

    /// <summary>Throws <see cref="UnreadableException"/> when the password is wrong or the kind is unknown.</summary>
    public static Stream Open(Stream stored, ZipEntry entry, byte[] password) =>
        (entry.Flags & 0x40) != 0 ? throw new UnreadableException(entry.Entry.Path, "PKWARE strong encryption is not supported")
        : entry.AesStrength > 0 ? OpenAes(stored, entry, password)
        : OpenTraditional(stored, entry, password);

    private static TransformedStream OpenTraditional(Stream stored, ZipEntry entry, byte[] password)
    {
        var cipher = new TraditionalCipher(password);
        var header = new byte[TraditionalHeader];
        Fill(stored, header, entry);
        cipher.Decrypt(header);
        // The last byte repeats the CRC's, or the time's when the CRC came after the content.
        return header[11] == ((entry.Flags & 8) != 0 ? (byte)(entry.ModifiedTime >> 8) : (byte)(entry.Crc >> 24))
            ? new(stored, cipher.Decrypt)
            : throw new UnreadableException(entry.Entry.Path, WrongPassword);
    }

    private static TransformedStream OpenAes(Stream stored, ZipEntry entry, byte[] password)
    {
        var keySize = entry.AesStrength switch { 1 => 16, 2 => 24, 3 => 32, _ => throw new UnreadableException(entry.Entry.Path, "an unknown AES strength") };
        var salt = new byte[keySize / 2];
        var check = new byte[2];
        Fill(stored, salt, entry);
        Fill(stored, check, entry);
        var length = entry.CompressedSize - salt.Length - check.Length - AuthenticationCode;
        if (length < 0)
        {
            throw new UnreadableException(entry.Entry.Path, "the encrypted content is cut short");
        }

#pragma warning disable CA5379, CA5387 // WinZip fixes PBKDF2 with SHA-1 and 1000 rounds
        var keys = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1000, HashAlgorithmName.SHA1, (2 * keySize) + 2);
#pragma warning restore CA5379, CA5387
        return keys.AsSpan(2 * keySize).SequenceEqual(check)
            ? new(new BoundedStream(stored, length, mayEndEarly: true), new CounterCipher(keys[..keySize]).Decrypt)
            : throw new UnreadableException(entry.Entry.Path, WrongPassword);
    }

    private static void Fill(Stream stored, byte[] buffer, ZipEntry entry)
    {
        if (stored.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw new UnreadableException(entry.Entry.Path, "the encrypted content is cut short");
        }
    }

    private sealed class TraditionalCipher
    {
        private static readonly uint[] Table = MakeTable();
        private uint key0 = 0x12345678, key1 = 0x23456789, key2 = 0x34567890;

        public TraditionalCipher(byte[] password)
        {
            foreach (var b in password)
            {
                Update(b);
            }
        }

        public void Decrypt(Span<byte> bytes)
        {
            foreach (ref var b in bytes)
            {
                var mask = (ushort)(key2 | 2);
                b ^= (byte)((mask * (mask ^ 1)) >> 8);
                Update(b);
            }
        }

        private void Update(byte plain)
        {
            key0 = Crc(key0, plain);
            key1 = ((key1 + (byte)key0) * 134775813) + 1;
            key2 = Crc(key2, (byte)(key1 >> 24));
        }

        private static uint Crc(uint crc, byte b) => Table[(byte)(crc ^ b)] ^ (crc >> 8);

        private static uint[] MakeTable()
        {
            var table = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                table[i] = i;
                for (var bit = 0; bit < 8; bit++)
                {
                    table[i] = (table[i] & 1) != 0 ? 0xEDB88320 ^ (table[i] >> 1) : table[i] >> 1;
                }
            }

            return table;
        }
    }

    /// <summary>AES in counter mode with a little-endian counter from 1, which .NET does not have.</summary>
    private sealed class CounterCipher
    {
        private readonly Aes aes = Aes.Create();
        private readonly byte[] counter = new byte[16];
        private readonly byte[] pad = new byte[16];
        private int used = 16;

        public CounterCipher(byte[] key) => aes.Key = key;

        public void Decrypt(Span<byte> bytes)
        {
            foreach (ref var b in bytes)
            {
                if (used == pad.Length)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(counter, BinaryPrimitives.ReadUInt64LittleEndian(counter) + 1);
                    aes.EncryptEcb(counter, pad, PaddingMode.None);
                    used = 0;
                }

                b ^= pad[used++];
            }
        }
    }

    private delegate void Transform(Span<byte> bytes);

    private sealed class TransformedStream(Stream inner, Transform transform) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            transform(buffer[..read]);
            return read;
        }
    }
}
