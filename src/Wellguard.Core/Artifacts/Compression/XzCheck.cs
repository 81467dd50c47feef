using System.Security.Cryptography;

namespace Wellguard.Artifacts.Compression;

/// <summary>The integrity check of a block of xz (The .xz File Format 1.2.1, 2.1.1.2 and 6).</summary>
internal sealed class XzCheck : IDisposable
{
    private static readonly int[] Sizes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
    private static readonly uint[] Table32 = [.. Enumerable.Range(0, 256).Select(static i => (uint)Reflected((ulong)i, 0xEDB88320))];
    private static readonly ulong[] Table64 = [.. Enumerable.Range(0, 256).Select(static i => Reflected((ulong)i, 0xC96C5795D7870F42))];

    private readonly int _type;
    private readonly IncrementalHash? _hash;
    private uint _crc32 = uint.MaxValue;
    private ulong _crc64 = ulong.MaxValue;

    public XzCheck(int type)
    {
        _type = type;
        _hash = type == 10 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    public static int SizeOf(int type) => Sizes[type];

    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        using var check = new XzCheck(1);
        check.Add(bytes);
        return ~check._crc32;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        switch (_type)
        {
            case 1:
                var crc32 = _crc32;
                foreach (var b in bytes)
                {
                    crc32 = Table32[(byte)(crc32 ^ b)] ^ (crc32 >> 8);
                }

                _crc32 = crc32;
                break;
            case 4:
                var crc64 = _crc64;
                foreach (var b in bytes)
                {
                    crc64 = Table64[(byte)(crc64 ^ b)] ^ (crc64 >> 8);
                }

                _crc64 = crc64;
                break;
            default:
                _hash?.AppendData(bytes);
                break;
        }
    }

    /// <summary>Starts anew. A kind of check that nobody uses yet is taken for right, as xz takes it.</summary>
    public bool IsRight(ReadOnlySpan<byte> stated)
    {
        Span<byte> own = stackalloc byte[64];
        own = own[..stated.Length];
        switch (_type)
        {
            case 1:
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(own, ~_crc32);
                break;
            case 4:
                System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(own, ~_crc64);
                break;
            case 10:
                _hash!.GetHashAndReset(own);
                break;
            default:
                return true;
        }

        (_crc32, _crc64) = (uint.MaxValue, ulong.MaxValue);
        return own.SequenceEqual(stated);
    }

    public void Dispose() => _hash?.Dispose();

    private static ulong Reflected(ulong value, ulong polynomial)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? polynomial ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
