using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>
/// What is evaluated of programs that nothing may run, in a package that has tens of megabytes of them: the pieces with words that start or hide code, or that send what is worth taking.
/// A program that something runs is read whole.
/// </summary>
internal static class ProgramPieces
{
    /// <summary>In bytes. Values go no further than a piece.</summary>
    public const int Size = 32 << 10;

    public const string Note = "nothing in the package runs it, and the package has too many programs beside it: only its pieces were evaluated that start or hide code, or send what is worth taking";

    public static void Read(string language, in FileContent file, TriggerKind trigger, string? why, List<CodeFile> into)
    {
        var analysis = new Analysis { Folder = file.Path[..Math.Max(file.Path.LastIndexOf('/'), 0)] };
        var effects = new List<Effect>();
        var line = 1;
        for (var rest = file.Bytes; rest.Length > 0;)
        {
            var piece = rest[..EndOf(rest)];
            if (ScriptPrefilter.IsHarmful(language, piece))
            {
                if (!file.Turns!.MayEvaluate(piece.Length))
                {
                    analysis.Problems.Add($"the programs that nothing runs have too many pieces that could do harm: from line {line:N0} on it was not evaluated");
                    break;
                }

                var part = new Analysis { Folder = analysis.Folder };
                var text = Encoding.UTF8.GetString(piece);
                effects.AddRange(part.Nested(language, language == "javascript" && SourceLanguage.IsTyped(file.Path) ? TypeScript.WithoutTypes(text) : text, line));
                analysis.Add(part);
            }

            line += piece.Count((byte)'\n');
            rest = rest[piece.Length..];
        }

        into.Add(analysis.Program(file.Path, 1, trigger, why, effects) with { InPieces = true });
    }

    /// <summary>At the end of a line, when there is one in the second half.</summary>
    private static int EndOf(ReadOnlySpan<byte> rest) =>
        rest.Length <= Size ? rest.Length : rest[(Size / 2)..Size].LastIndexOf((byte)'\n') is var end and >= 0 ? (Size / 2) + end + 1 : Size;
}
