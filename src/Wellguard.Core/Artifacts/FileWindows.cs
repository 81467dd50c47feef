namespace Wellguard.Artifacts;

/// <summary>Random access to a file of which perhaps only head and tail are in memory.</summary>
internal readonly ref struct FileWindows(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long size)
{
    private readonly ReadOnlySpan<byte> head = head;
    private readonly ReadOnlySpan<byte> tail = tail;

    public FileWindows(scoped in FileContent file)
        : this(file.Bytes, file.Tail, file.Entry.Size)
    {
    }

    public long Size { get; } = size;

    public bool IsWhole => head.Length >= Size;

    /// <summary>Empty when any of the bytes is not in memory or outside of the file.</summary>
    public ReadOnlySpan<byte> Slice(long offset, long length)
    {
        if (offset < 0 || length <= 0 || length > Size || offset > Size - length)
        {
            return default;
        }

        if (offset + length <= head.Length)
        {
            return head.Slice((int)offset, (int)length);
        }

        var inTail = offset - (Size - tail.Length);
        return inTail >= 0 ? tail.Slice((int)inTail, (int)length) : default;
    }

    /// <summary>As much as is in memory from <paramref name="offset"/> on, at most <paramref name="most"/>.</summary>
    public ReadOnlySpan<byte> From(long offset, int most)
    {
        if (offset < 0 || offset >= Size || most <= 0)
        {
            return default;
        }

        var inTail = offset - (Size - tail.Length);
        var rest = offset < head.Length ? head[(int)offset..] : inTail >= 0 ? tail[(int)inTail..] : default;
        return rest.Length > most ? rest[..most] : rest;
    }

    /// <summary>The file's last bytes, at most <paramref name="most"/> and as far as they are in memory.</summary>
    public ReadOnlySpan<byte> Last(int most)
    {
        var last = IsWhole ? head : tail;
        return last.Length > most ? last[^most..] : last;
    }
}
