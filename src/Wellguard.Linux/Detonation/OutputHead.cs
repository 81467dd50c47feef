using System.Text;

namespace Wellguard.Linux.Detonation;

/// <summary>The beginning of a program's output; the rest is read and dropped. Attack: a gigabyte on stdout.</summary>
internal sealed class OutputHead
{
    private const int Kept = 16 << 10;

    private readonly Lock _guard = new();
    private readonly byte[] _head = new byte[Kept];
    private int _kept;

    /// <summary>Bytes in all.</summary>
    public long Length { get; private set; }

    public string Text
    {
        get
        {
            lock (_guard)
            {
                return Encoding.UTF8.GetString(_head, 0, _kept);
            }
        }
    }

    public async Task ReadAsync(Stream output)
    {
        var buffer = new byte[64 << 10];
        try
        {
            for (var length = await output.ReadAsync(buffer).ConfigureAwait(false); length > 0; length = await output.ReadAsync(buffer).ConfigureAwait(false))
            {
                lock (_guard)
                {
                    Length += length;
                    var more = Math.Min(Kept - _kept, length);
                    buffer.AsSpan(0, more).CopyTo(_head.AsSpan(_kept));
                    _kept += more;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The program is gone.
        }
    }
}
