using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Origin;

/// <summary>States the rules for code that the user's index of known-bad code has (see <see cref="FamilyReader"/>).</summary>
internal sealed class KnownFamily : FileDetector
{
    private const string Why = "Malware is published again and again under other names, with other texts, addresses and names of variables. What stays is the course of its code, and the index that you imported has this one.";
    private const string Benign = "The index was made of packages that hold honest libraries too. Make it again with --benign and a folder of code that you trust.";

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new(FamilyReader.SameRule, SignalClass.Family, "The same code as known-bad code", Severity.Critical, Confidence.High)
        {
            Attack = ["T1195.002"], Stage = Stage.Entry, Why = Why, Benign = Benign,
            Fix = "Do not run it. Find out where it came from and what else came with it.",
        },
        new(FamilyReader.SimilarRule, SignalClass.Family, "Much of the code of known-bad code", Severity.High, Confidence.Medium)
        {
            Attack = ["T1195.002"], Stage = Stage.Entry, Why = Why, Benign = Benign,
            Fix = "Compare the file with the family that the report names before anybody runs it.",
        },
    ];

    public override string Family => "family";

    public override Need Wants(Entry entry) => Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
    }
}
