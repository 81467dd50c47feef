namespace Wellguard.Evasion;

/// <summary>1: <c>'child_process'</c> to <c>('chi' + 'ld_' + …)</c>.</summary>
public sealed class Concatenation() : LiteralTransform(1, "concat")
{
    /// <summary>Longer texts are cut into fewer, longer pieces.</summary>
    private const int MostPieces = 60;

    protected override string? Expression(Literal literal, bool isPython, int turn)
    {
        var length = Math.Max(2 + (turn % 3), literal.Value.Length / MostPieces);
        var pieces = literal.Pieces(length);
        return pieces.Count < 2 ? null : string.Join(" + ", pieces.Select(piece => Quoted(piece, isPython, literal.IsBytes)));
    }
}
