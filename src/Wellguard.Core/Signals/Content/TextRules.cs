using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>Looks for the text rules that are data in files, all but those of secrets.</summary>
internal sealed class TextRules : FileDetector
{
    private const int LongestText = 200;

    private static readonly Lazy<TextMatcher> Matcher = new(() => TextMatcher.For((rule, _) => rule.Rule.Class != SignalClass.Secret));

    /// <summary>The data under <c>rules/</c> states them.</summary>
    public override IReadOnlyList<Rule> Rules => [];

    public override Need Wants(Entry entry) => entry.Size > 0 && !TextPlaces.IsUnread(entry.Path) ? Need.Head : Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) =>
        kind is FileKind.Text or FileKind.Script && !TextPlaces.IsUnread(entry.Path) && !Matcher.Value.IsEmpty ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (file.Kind is not (FileKind.Text or FileKind.Script))
        {
            return;
        }

        var path = file.Path;
        void Add(TextHit hit, int line, int column) =>
            facts.Findings.Add(new Finding(hit.Rule.Rule.Id, path, line, column, Redaction.Clean(Short(hit.Value))) { Object = hit.Value.Length <= LongestText ? hit.Value : null });
        TextScan.Run(Matcher.Value, file.Bytes, path, Add);
        TextScan.Run(Matcher.Value, file.Tail, path, (hit, _, _) => Add(hit, 0, 0));
    }

    internal static string Short(string text) => text.Length > LongestText ? text[..LongestText] + "…" : text;
}
