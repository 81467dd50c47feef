using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;
using Wellguard.Programs.Assemblies;

namespace Wellguard.Signals;

/// <summary>Judges what programs would do by the rules that are data.</summary>
internal static class StepRules
{
    /// <summary>Signals of one rule in one program: a script of a thousand <c>rm</c> is said once or a few times.</summary>
    private const int MaxPerProgram = 5;

    public static IEnumerable<(Running Program, Signal Signal)> Detect(Contents contents)
    {
        var rules = ByKind(_ => true);
        var severe = ByKind(severity => severity >= Severity.High);
        foreach (var program in contents.Programs)
        {
            var counts = new Dictionary<string, int>();
            var all = new ProgramSteps(program, contents.Image.Artifact.Kind);
            foreach (var step in all.All)
            {
                foreach (var rule in (step.Program.Vouched ? severe : rules)[step.Effect.Kind])
                {
                    if (SeverityOf(rule, step, all) is { } severity && (!step.Program.Vouched || IsHarm(rule.Rule, severity, program.Trigger)) && (counts[rule.Rule.Id] = counts.GetValueOrDefault(rule.Rule.Id) + 1) <= MaxPerProgram)
                    {
                        yield return (program, Signal(contents, rule.Rule with { Severity = severity, Built = severity < rule.Rule.Built ? severity : rule.Rule.Built }, step));
                    }
                }
            }
        }
    }

    /// <summary>The rules that may speak of a step, in their order: one with a match that may be of its kind.</summary>
    private static ILookup<EffectKind, DataRule> ByKind(Func<Severity, bool> counts) =>
        Enum.GetValues<EffectKind>()
            .SelectMany(kind => RuleBook.Data.Where(rule => rule.Effects.Exists(match => match.Kinds?.Contains(kind) != false && counts(match.Severity ?? rule.Rule.Severity))).Select(rule => (Kind: kind, Rule: rule)))
            .ToLookup(pair => pair.Kind, pair => pair.Rule);

    /// <summary>
    /// What counts in a file, too, that a package database vouches for: no distribution ships the worst, and its init scripts and jobs do
    /// much that is alarming in an entrypoint, which no distribution ships.
    /// </summary>
    private static bool IsHarm(Rule rule, Severity severity, TriggerKind trigger) =>
        severity == Severity.Critical || (severity == Severity.High && rule.Stage != Stage.Stealth && trigger is TriggerKind.ContainerStart or TriggerKind.Healthcheck or TriggerKind.OnBuild or TriggerKind.Invocation);

    /// <summary>Of the matches that fit the strongest; null: none does.</summary>
    private static Severity? SeverityOf(DataRule rule, RunningStep step, ProgramSteps all)
    {
        Severity? strongest = null;
        foreach (var match in rule.Effects)
        {
            var severity = match.Severity ?? rule.Rule.Severity;
            if (!(severity <= strongest) && match.Fits(step, all))
            {
                strongest = severity;
            }
        }

        return strongest;
    }

    public static Signal Signal(Contents contents, Rule rule, RunningStep step)
    {
        var effect = step.Effect;
        var where = Places.Of(contents, step.Program.Code.Path, step.Program.Layer) with { Line = effect.Line > 0 ? effect.Line : null, Column = effect.Line > 0 ? effect.Column : null };
        var evidence = new List<Evidence> { new(effect.Nested ? EvidenceKind.Decoded : EvidenceKind.Source, Redaction.Clean(effect.Command), where) };
        if (effect.Line == 0 && step.Outer is { } outer)
        {
            evidence.Add(new Evidence(EvidenceKind.Source, Redaction.Clean(outer.Command), where)); // the method that it stands in
        }

        if (effect.Decoding.Count > 0 && effect.Text is { Length: > 0 } text)
        {
            evidence.Add(new Evidence(EvidenceKind.Decoded, Redaction.Clean($"{string.Join(", ", effect.Decoding)}: {text}")));
        }

        if (effect.Origin is { Length: > 0 } origin && effect.Kind is EffectKind.Execute or EffectKind.Interpret or EffectKind.Send or EffectKind.Write)
        {
            evidence.Add(new Evidence(EvidenceKind.Flow, Redaction.Clean(effect.Kind == EffectKind.Send ? $"{origin} -> {effect.Object}" : $"{origin} -> {effect.Object ?? effect.Target}")));
        }

        var kind = step.Program.Layer is null && rule.Class is SignalClass.Behavior or SignalClass.File ? SignalClass.Config
            : step.Program.Layer is not null && rule.Class == SignalClass.Config ? SignalClass.File : rule.Class;
        return new Signal(rule.Id, kind, rule.Title, SeverityOf(rule, step.Program.Trigger, ReachOf(contents, step.Program)), rule.Confidence, where)
        {
            Attack = rule.Attack,
            Trigger = step.Program.TriggerText,
            Evidence = evidence,
            Effect = effect,
            Object = effect.Kind is EffectKind.Execute or EffectKind.Interpret && effect.Origin is not null ? effect.Origin : effect.Object,
        };
    }

    /// <summary>Full where the code runs by itself or others call it; the rule's own word for a build; one degree less where nothing was found that runs it.</summary>
    private static Severity SeverityOf(Rule rule, TriggerKind trigger, Reach reach) => trigger switch
    {
        TriggerKind.Build => rule.Built,
        TriggerKind.None when rule.Severity > Severity.Low => (Severity)Math.Max((int)rule.Severity - (int)reach, (int)Severity.Low),
        _ => rule.Severity,
    };

    /// <summary>How far a program is from running that nothing was found to start: degrees of severity less.</summary>
    private enum Reach { Called, MayBeStarted, LiesBeside }

    /// <summary>Of a package, modules are there to be imported and called; its makers' own scripts lie beside them, and nobody who installs it runs them.</summary>
    private static Reach ReachOf(Contents contents, Running program)
    {
        var path = program.Code.Path;
        return contents.Image.Package is not { } package ? Reach.MayBeStarted
            : AssemblyFile.IsAssembly(path) ? Reach.Called
            : SourceLanguage.Of(path) is not { } language || language == "powershell" || (package.Format == PackageFormat.PythonSource && language == "python" && !IsModule(contents, package, path)) ? Reach.LiesBeside
            : IsTest(path) ? Reach.MayBeStarted
            : Reach.Called;
    }

    /// <summary>
    /// By the names that pytest and the runners of JavaScript look for. Who installs a package runs none of its tests, and what the package itself loads has another trigger, whatever it is called: code gains nothing from such a name but that nobody calls it.
    /// </summary>
    private static bool IsTest(string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        var folders = "/" + path[..Math.Max(path.LastIndexOf('/'), 0)] + "/";
        return name.StartsWith("test_", StringComparison.Ordinal) || name.StartsWith("test-", StringComparison.Ordinal) || name.EndsWith("_test.py", StringComparison.Ordinal) || name.Contains(".test.", StringComparison.Ordinal) || name.Contains(".spec.", StringComparison.Ordinal)
            || folders.Contains("/test/", StringComparison.Ordinal) || folders.Contains("/tests/", StringComparison.Ordinal) || folders.Contains("/__tests__/", StringComparison.Ordinal);
    }

    /// <summary>The list of importable names that set-up tools put beside the sources (<c>top_level.txt</c>, Python Packaging User Guide) has its folder.</summary>
    private static bool IsNamed(Contents contents, PackageArchive package, string path)
    {
        if (package.Root.Length > 0 && !path.StartsWith(package.Root + "/", StringComparison.Ordinal))
        {
            return false;
        }

        var below = package.Root.Length > 0 ? path[(package.Root.Length + 1)..] : path;
        below = below.StartsWith("src/", StringComparison.Ordinal) ? below[4..] : below;
        var first = below[..Math.Max(below.IndexOf('/', StringComparison.Ordinal), 0)];
        return first.Length > 0 && package.TopLevel.Contains(first);
    }

    private static bool IsModule(Contents contents, PackageArchive package, string path)
    {
        var folder = path[..Math.Max(path.LastIndexOf('/'), 0)];
        return folder == package.Root || folder == (package.Root.Length > 0 ? package.Root + "/src" : "src") || contents.Files.Find(folder + "/__init__.py") is not null || IsNamed(contents, package, path);
    }
}
