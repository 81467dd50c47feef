using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>Source code that carries data in characters that no editor shows.</summary>
internal sealed class InvisibleText : FileDetector
{
    /// <summary>Characters in a row. Flags in emoji have six, everything else one.</summary>
    private const int Enough = 32;

    private static readonly HashSet<string> Sources = new(StringComparer.Ordinal)
    {
        ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".py", ".rb", ".pl", ".pm", ".php", ".sh", ".ps1", ".psm1", ".lua", ".go", ".rs", ".java", ".cs", ".vue",
    };

    private static readonly Rule About = new(Rule.IdOf(typeof(InvisibleText)), SignalClass.File, "Code carries data in invisible characters", Severity.Critical, Confidence.High)
    {
        Attack = ["T1027", "T1140"],
        Stage = Stage.Stealth,
        Why = "Variation selectors, tag characters and fillers are not drawn. A long row of them in source code is data that reviewers do not see and that the code beside it decodes and runs.",
        Fix = "Do not run it. Decode the characters to see what it does; look for the package and version that brought the file.",
        Benign = "Test data of Unicode libraries.",
    };

    public override IReadOnlyList<Rule> Rules { get; } = [About];

    public override Need Wants(Entry entry) => entry.Size is > 0 and <= FileContent.WholeLimit && Sources.Contains(Path.GetExtension(entry.Path)) ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (!Sources.Contains(Path.GetExtension(file.Path)))
        {
            return;
        }

        var bytes = file.Bytes;
        for (var at = 0; at < bytes.Length; at++)
        {
            var next = bytes[at..].IndexOfAny((byte)0xf3, (byte)0xef, (byte)0xe3);
            if (next < 0)
            {
                return;
            }

            at += next;
            var (end, count) = (at, 0);
            for (var length = LengthAt(bytes, end); length > 0; length = LengthAt(bytes, end))
            {
                end += length;
                count++;
            }

            if (count >= Enough)
            {
                var line = 1 + bytes[..at].Count((byte)'\n');
                facts.Findings.Add(new Finding(About.Id, file.Path, line, at - bytes[..at].LastIndexOf((byte)'\n'), $"{count} invisible characters in a row"));
                return;
            }

            at = Math.Max(end - 1, at);
        }
    }

    /// <summary>Bytes of the invisible character at an index, in UTF-8; 0: another one. Variation selectors, their supplement, tags, Hangul fillers.</summary>
    private static int LengthAt(ReadOnlySpan<byte> bytes, int at) => bytes[at..] switch
    {
        [0xef, 0xb8, >= 0x80 and <= 0x8f, ..] or [0xef, 0xbe, 0xa0, ..] or [0xe3, 0x85, 0xa4, ..] => 3,
        [0xf3, 0xa0, >= 0x80 and <= 0x87, _, ..] => 4,
        _ => 0,
    };
}
