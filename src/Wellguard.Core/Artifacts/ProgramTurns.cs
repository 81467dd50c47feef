namespace Wellguard.Artifacts;

/// <summary>When a program of a package is evaluated, and how much of it.</summary>
public enum Turn
{
    /// <summary>Where it is found, by itself.</summary>
    AtOnce,

    /// <summary>With the modules that it loads, when all are known: until then its text is kept.</summary>
    WithOthers,

    /// <summary>In pieces; whole when something that runs loads or starts it.</summary>
    InPieces,
}

/// <summary>Gives the programs of one package their turns: the first ones wait for the others, further ones are evaluated at once, and what exceeds both in pieces.</summary>
/// <param name="mostWaiting">Bytes of text that are kept. Attack: an archive that is nothing but programs.</param>
public sealed class ProgramTurns(long mostWaiting)
{
    /// <summary>Bytes that are evaluated at once, though nothing may run them. Attack: hundreds of megabytes of programs.</summary>
    private const long MostAtOnce = 4 << 20;

    /// <summary>Attack: the same, with the words of harm in every line.</summary>
    private const long MostInPieces = 10 << 20;

    private long _waiting;
    private long _atOnce;
    private long _inPieces;

    /// <param name="mayWait">It can be evaluated with others.</param>
    public Turn Of(long bytes, bool mayWait)
    {
        if (mayWait && _waiting < mostWaiting)
        {
            _waiting += bytes;
            return Turn.WithOthers;
        }

        if (_atOnce >= MostAtOnce)
        {
            return Turn.InPieces;
        }

        _atOnce += bytes;
        return Turn.AtOnce;
    }

    /// <summary>False when too many pieces were evaluated.</summary>
    public bool MayEvaluate(int piece) => (_inPieces += piece) <= MostInPieces;
}
