namespace Wellguard.Inventories;

/// <summary>Walks over the lines of a text in place; <c>\r</c> at an end is not part of the line.</summary>
internal ref struct Lines(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> rest = text;

    public bool Next(out ReadOnlySpan<byte> line)
    {
        if (rest.IsEmpty)
        {
            line = default;
            return false;
        }

        var end = rest.IndexOf((byte)'\n');
        line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        line = line.TrimEnd((byte)'\r');
        return true;
    }

    /// <summary>What follows a prefix, without spaces around it.</summary>
    public static bool Field(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        if (!line.StartsWith(name))
        {
            value = default;
            return false;
        }

        value = line[name.Length..].Trim((byte)' ');
        return true;
    }
}
