using System.Text;

namespace Wellguard.Artifacts;

/// <content>The fields of a header.</content>
internal sealed partial class TarWalker
{
    private string HeaderPath()
    {
        var name = Text(0, 100);
        if (!_header.AsSpan(257, 6).SequenceEqual("ustar\0"u8) && !IsMistakenGnu())
        {
            return name;
        }

        var prefix = Text(345, _header.AsSpan(508, 4).SequenceEqual("tar\0"u8) ? 131 : 155);
        return prefix.Length == 0 ? name : prefix + "/" + name;
    }

    /// <summary>Go once wrote a prefix under GNU's magic, and so reads one where the times that belong there are none.</summary>
    private bool IsMistakenGnu() =>
        _header.AsSpan(257, 8).SequenceEqual("ustar  \0"u8)
        && ((_header[345] is > 0 and < 0x80 && !TryNumber(345, 12, out _)) || (_header[357] is > 0 and < 0x80 && !TryNumber(357, 12, out _)));

    private string Text(int offset, int length)
    {
        var field = _header.AsSpan(offset, length);
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Octal text, or base-256 with the top bit set (GNU). False for what is neither, and for negative numbers.</summary>
    private bool TryNumber(int offset, int length, out long value)
    {
        var field = _header.AsSpan(offset, length);
        value = 0;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var part in field[1..])
            {
                if (value >> 55 != 0)
                {
                    return false;
                }

                value = (value << 8) | part;
            }

            return field[0] == 0x80;
        }

        var digits = field.Trim(" \0"u8);
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return true;
    }
}
