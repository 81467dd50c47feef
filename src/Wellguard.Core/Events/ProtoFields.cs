using System.Text;

namespace Wellguard.Events;

/// <summary>The fields of one protobuf message, in order (protobuf encoding guide, "Message Structure"). What is damaged ends it.</summary>
internal ref struct ProtoFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public int Number { get; private set; }

    /// <summary>Of a varint or fixed field.</summary>
    public ulong Value { get; private set; }

    /// <summary>Of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    public bool Next()
    {
        if (!TryVarint(out var key) || key >> 3 is 0 or > int.MaxValue)
        {
            return false;
        }

        Number = (int)(key >> 3);
        Bytes = default;
        Value = 0;
        switch (key & 7)
        {
            case 0:
                if (!TryVarint(out var value))
                {
                    return false;
                }

                Value = value;
                return true;
            case 1:
                return TryTake(8);
            case 5:
                return TryTake(4);
            case 2:
                return TryVarint(out var length) && length <= (ulong)_rest.Length && TryTake((int)length);
            default:
                return false;
        }
    }

    private bool TryTake(int length)
    {
        if (length > _rest.Length)
        {
            return false;
        }

        Bytes = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
