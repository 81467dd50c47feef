namespace Wellguard.Evasion;

/// <summary>6: template literals with holes, f-strings, <c>%</c> and <c>format</c>.</summary>
public sealed class Templates() : LiteralTransform(6, "template")
{
    protected override string? Expression(Literal literal, bool isPython, int turn)
    {
        if (literal.IsBytes)
        {
            return null;
        }

        var pieces = literal.Pieces(Math.Max(literal.Value.Length / 3, 1));
        var quoted = pieces.Select(piece => Quoted(piece, isPython)).ToList();
        if (!isPython)
        {
            return $"`{Escaped(pieces[0])}{string.Concat(pieces.Skip(1).Select((piece, at) => at % 2 == 0 ? $"${{{Literal.Quoted(piece)}}}" : Escaped(piece)))}`";
        }

        return (turn % 3) switch
        {
            0 => $"'{string.Concat(pieces.Select(static _ => "%s"))}' % ({string.Join(", ", quoted)},)",
            1 => $"'{string.Concat(pieces.Select(static _ => "{}"))}'.format({string.Join(", ", quoted)})",
            _ when pieces.All(static piece => piece.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '/' or ':' or '.' or '-' or '_')) => $"f\"{pieces[0]}{string.Concat(pieces.Skip(1).Select((piece, at) => at % 2 == 0 ? $"{{'{piece}'}}" : piece))}\"",
            _ => $"'{string.Concat(pieces.Select(static (_, at) => $"{{{at}}}"))}'.format({string.Join(", ", quoted)})",
        };
    }

    private static string Escaped(string piece) => Literal.Quoted(piece)[1..^1].Replace("`", "\\`", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal);
}
