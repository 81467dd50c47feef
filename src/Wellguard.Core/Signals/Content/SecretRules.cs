using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>Looks for keys and tokens in files of every layer by the rules of class <c>secret</c>. Never says a value.</summary>
internal sealed class SecretRules : FileDetector
{
    private const int MaxPerFile = 10;

    /// <summary>Patterns that may stand in any file, and those that are bound to paths: the second cost nothing elsewhere.</summary>
    private static readonly Lazy<TextMatcher> Anywhere = new(() => TextMatcher.For((rule, match) => rule.Rule.Class == SignalClass.Secret && match.Paths is null));
    private static readonly Lazy<TextMatcher> ByPath = new(() => TextMatcher.For((rule, match) => rule.Rule.Class == SignalClass.Secret && match.Paths is not null));

    /// <summary>The data under <c>rules/</c> states them.</summary>
    public override IReadOnlyList<Rule> Rules => [];

    public override string Family => "secret";

    public override Need Wants(Entry entry) => entry.Size > 0 && !TextPlaces.IsUnread(entry.Path) ? Need.Head : Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) => kind is FileKind.Text or FileKind.Script && !TextPlaces.IsUnread(entry.Path) ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (file.Kind is not (FileKind.Text or FileKind.Script))
        {
            return;
        }

        var path = file.Path;
        var places = new HashSet<(int, int)>();
        void Add(TextHit hit, int line, int column)
        {
            if (!Placeholders.Fits(hit.Value) && places.Count < MaxPerFile && places.Add((line, line == 0 ? places.Count : column)))
            {
                facts.Findings.Add(new Finding(hit.Rule.Rule.Id, path, line, column, Redaction.Hint(hit.Value)));
            }
        }

        TextScan.Run(Anywhere.Value, file.Bytes, path, Add);
        TextScan.Run(Anywhere.Value, file.Tail, path, (hit, _, _) => Add(hit, 0, 0));
        if (ByPath.Value.Covers(path))
        {
            TextScan.Run(ByPath.Value, file.Bytes, path, Add);
        }
    }

    /// <summary>Every hit in a text of the config.</summary>
    public static IEnumerable<TextHit> In(string text, string path) =>
        Anywhere.Value.Find(text, path).Concat(ByPath.Value.Find(text, path)).Where(hit => !Placeholders.Fits(hit.Value)).DistinctBy(hit => hit.At);

    /// <summary>Every value in a text that any secret rule knows, whatever its place: for redaction.</summary>
    public static IEnumerable<TextHit> Known(string text) => Anywhere.Value.Find(text, "");

    /// <summary>Made-up, published and generated secrets count little.</summary>
    public static Signal InContext(Signal signal)
    {
        var path = signal.Where.Path ?? "";
        var isLow = TextPlaces.IsMadeUp(path) || TextPlaces.IsInPackage(path) || TextPlaces.IsGenerated(path);
        return isLow && signal.Severity > Severity.Low ? signal with { Severity = Severity.Low } : signal;
    }
}
