using System.Security.Cryptography;

namespace Wellguard.Artifacts;

/// <summary>Reads through, counting and hashing (SHA-256) what passes.</summary>
internal sealed class HashingStream(Stream inner) : ReadOnlyStream
{
    private const int DrainSize = 1 << 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _peeked = new byte[16];
    private int _peekedLength;
    private int _peekedUsed;
    private bool _hashing = true;

    public long BytesRead { get; private set; }

    /// <summary><c>sha256:…</c> of everything, once read to the end; null when hashing was stopped.</summary>
    public string? Digest => _hashing ? "sha256:" + Convert.ToHexStringLower(_hash.GetCurrentHash()) : null;

    public ReadOnlySpan<byte> Peek(int count)
    {
        _peekedLength = inner.ReadAtLeast(_peeked.AsSpan(0, count), count, throwOnEndOfStream: false);
        return _peeked.AsSpan(0, _peekedLength);
    }

    public void StopHashing() => _hashing = false;

    public void Drain()
    {
        Span<byte> rest = new byte[DrainSize];
        while (Read(rest) > 0)
        {
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int count;
        if (_peekedUsed < _peekedLength)
        {
            count = Math.Min(buffer.Length, _peekedLength - _peekedUsed);
            _peeked.AsSpan(_peekedUsed, count).CopyTo(buffer);
            _peekedUsed += count;
        }
        else
        {
            count = inner.Read(buffer);
        }

        BytesRead += count;
        if (_hashing)
        {
            _hash.AppendData(buffer[..count]);
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
