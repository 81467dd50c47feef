using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>Takes the fingerprint of every source file. Takes part in a pass only when there is an index to compare with, or one to be made.</summary>
/// <param name="use">Called with the path and the fingerprint, which is not empty, by several threads.</param>
internal sealed class FamilyReader(Action<LayerFacts, string, uint[]> use) : FileInspector
{
    /// <summary>Notes what is of a family of <paramref name="index"/>.</summary>
    public static FamilyReader Comparing(FamilyIndex index) => new((facts, path, fingerprint) =>
    {
        if (index.Find(fingerprint) is { } match)
        {
            var percent = (int)Math.Floor(match.Share * 100);
            facts.Findings.Add(new Finding(percent >= Same ? SameRule : SimilarRule, path, 0, 0, $"{percent} % of the code of '{match.Label}'"));
        }
    });

    public const string SameRule = "origin/same-family", SimilarRule = "origin/similar-to-family";

    /// <summary>Percent from which the code is the same but for what copies differ in.</summary>
    private const int Same = 90;

    public override Need Wants(Entry entry) => entry.Type == EntryType.File && entry.Size is > 0 and <= CodeFingerprint.LongestFile && SourceLanguage.Of(entry.Path) is not null ? Need.Content : Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) => kind == FileKind.Script && entry.Size <= CodeFingerprint.LongestFile ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if ((SourceLanguage.Of(file.Path) ?? InterpretedFile.ByFirstLine(file.Bytes)) is { } language && FingerprintOf(language, file.Path, file.Text) is { Length: > 0 } fingerprint)
        {
            use(facts, file.Path, fingerprint);
        }
    }

    /// <summary>Empty for code that is not able to do anything to a machine: it is nobody's malware, and most code is such.</summary>
    public static uint[] FingerprintOf(string language, string path, string text) => TraitReader.HasCapability(text) ? CodeFingerprint.Of(language, path, text) : [];
}
