using System.Security.Cryptography;

namespace Wellguard.Artifacts;

/// <summary>Reads through, counting and hashing (SHA-256) what passes.</summary>
internal sealed class HashingStream(Stream inner) : ReadOnlyStream
{
    /// <summary>Decompressors ask for 8 kB at a time: one look at the source serves several.</summary>
    private const int BufferSize = 1 << 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _from;
    private int _to;
    private bool _hashing = true;

    public long BytesRead { get; private set; }

    /// <summary><c>sha256:…</c> of everything, once read to the end; null when hashing was stopped.</summary>
    public string? Digest => _hashing ? "sha256:" + Convert.ToHexStringLower(_hash.GetCurrentHash()) : null;

    /// <summary>The first bytes, which the next read gives again. Before any other read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        _to = Pass(_buffer, inner.ReadAtLeast(_buffer, count, throwOnEndOfStream: false));
        return _buffer.AsSpan(0, Math.Min(count, _to));
    }

    public void StopHashing() => _hashing = false;

    public void Drain()
    {
        do
        {
            _from = 0;
            _to = Pass(_buffer, inner.Read(_buffer));
        }
        while (_to > 0);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_from == _to)
        {
            if (buffer.Length >= BufferSize)
            {
                return Pass(buffer, inner.Read(buffer));
            }

            _from = 0;
            _to = Pass(_buffer, inner.Read(_buffer));
        }

        var count = Math.Min(buffer.Length, _to - _from);
        _buffer.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    private int Pass(ReadOnlySpan<byte> bytes, int count)
    {
        BytesRead += count;
        if (_hashing)
        {
            _hash.AppendData(bytes[..count]);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    public override long Position
    {
        get => BytesRead;
        set => throw new NotSupportedException("not seekable");
    }
}
