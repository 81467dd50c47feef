namespace Wellguard.Linux.Detonation;

/// <summary>What the content of a file shows at a glance, as words of an event's arguments.</summary>
internal sealed class FileMarks
{
    /// <summary>In bytes: holds a flag, a number, a name.</summary>
    private const int Tiny = 16;

    private long _length;
    private bool _isPacked;
    private bool _runsItself;

    /// <summary>Of all of it.</summary>
    public static IReadOnlyList<string>? Of(ReadOnlySpan<byte> content)
    {
        var marks = new FileMarks();
        marks.Add(content);
        return marks.Words;
    }

    /// <param name="piece">The next bytes.</param>
    public void Add(ReadOnlySpan<byte> piece)
    {
        _runsItself |= _length == 0 && piece.StartsWith("#!/proc/"u8);
        _isPacked |= piece.IndexOf("UPX!"u8) >= 0; // the packer's mark, also where nothing else of it is right
        _length += piece.Length;
    }

    /// <summary><c>packed</c>; <c>runs-process</c>: its first line names a running program of /proc; <c>tiny</c>. Null: none.</summary>
    public IReadOnlyList<string>? Words =>
        (string[])[.. _isPacked ? (string[])["packed"] : [], .. _runsItself ? (string[])["runs-process"] : [], .. _length <= Tiny ? (string[])["tiny"] : []] is { Length: > 0 } words ? words : null;
}
