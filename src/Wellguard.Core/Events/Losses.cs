namespace Wellguard.Events;

/// <summary>What a sensor says it lost: each record carries the count so far. Records of several threads or processors overtake each other; an older count says nothing new.</summary>
internal sealed class Losses(string source)
{
    private uint _known;

    /// <returns>Null: no more than are known.</returns>
    public Event? More(uint all)
    {
        var more = unchecked((int)(all - _known));
        if (more <= 0)
        {
            return null;
        }

        _known = all;
        return new(0, EventKind.Lost) { Source = source, Size = more };
    }
}
