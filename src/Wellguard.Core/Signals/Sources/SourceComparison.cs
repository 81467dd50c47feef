using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;
using Wellguard.Signals.Differences;

namespace Wellguard.Signals.Sources;

/// <summary>
/// What a package has that its source does not have, and what of that counts. In the order of what a reviewer looks at first:
/// 1. What runs by itself. 2. Code that harms. 3. Code that is able to. 4. Code that cannot be read. 5. Commands in build files. 6. Binaries. 7. All other files, told and not judged.
/// </summary>
/// <param name="package">As published.</param>
/// <param name="source">The folder of the repository, examined as the same package.</param>
internal sealed class SourceComparison(PackageVersion package, PackageVersion source, IReadOnlyList<SourcedFile> files)
{
    /// <summary>Attack: a package with thousands of everything, so that the line that matters is cut off. Of each kind.</summary>
    public const int MaxOfKind = 20;

    private const int NamedFiles = 6;
    private const int LongestLine = 200;

    /// <summary>What is not about code: who published it, secrets, whole archives.</summary>
    private static readonly SignalClass[] NoHarm = [SignalClass.Secret, SignalClass.KnownBad, SignalClass.Lookalike, SignalClass.Family, SignalClass.Integrity, SignalClass.Identity];

    private readonly IReadOnlyList<SourcedFile> _others = [.. files.Where(static file => file.State != Sourced.Same)];
    private readonly HashSet<(string Rule, string What)> _had = [.. source.Signals.SelectMany(static signal => new[] { (signal.Rule, signal.Object ?? ""), (signal.Rule, EvidenceOf(signal)) })];
    private readonly HashSet<string> _hadRules = [.. source.Signals.Select(static signal => signal.Rule)];
    private readonly HashSet<(EffectKind, string?)> _hadSteps = [.. source.Contents.Programs.SelectMany(RunningStep.Of).Select(static step => (step.Effect.Kind, step.Effect.Object))];
    private readonly Dictionary<string, string> _triggers = TriggersOf(package);

    public IReadOnlyList<SourceLine> Lines()
    {
        var harmful = Harmful().ToList();
        return
        [
            .. ((IEnumerable<SourceLine>[])[Commands(), Triggers(harmful), Code(harmful), Able(harmful), Hidden(), Builds(), Binaries()])
                .SelectMany(static kind => Gravest([.. kind.OrderByDescending(static line => line.Severity)])).OrderByDescending(static line => line.Severity),
            .. Told(),
        ];
    }

    /// <summary>How many are cut off is a line of its own.</summary>
    private static List<SourceLine> Gravest(List<SourceLine> kind) =>
        kind.Count <= MaxOfKind ? kind : [.. kind.Take(MaxOfKind), new SourceLine(kind[0].Kind, $"{kind.Count - MaxOfKind:N0} more", null, null, 0) { Unjudged = kind.Count - MaxOfKind }];

    /// <summary>Lines of a manifest that tools run: files cannot be compared, because publishing writes the manifest anew.</summary>
    private IEnumerable<SourceLine> Commands()
    {
        foreach (var (how, what) in package.Triggers.Where(trigger => !package.Traits.ContainsKey(trigger.What) && !source.Triggers.Contains(trigger)))
        {
            var program = package.Contents.Programs.FirstOrDefault(program => program.TriggerText == how);
            if (program is null || _others.FirstOrDefault(file => file.Path == program.Code.Path) is not { } manifest || !IsManifest(manifest))
            {
                continue;
            }

            var word = how[(how.LastIndexOf(' ') + 1)..];
            var (number, line) = manifest.OwnLines().FirstOrDefault(own => own.Line.Contains('"' + word + '"', StringComparison.Ordinal));
            var isOther = source.Triggers.Any(trigger => trigger.How == how);
            yield return new("trigger", $"{(isOther ? "its source runs something else" : "its source runs nothing")}: {how}: {what}", SourceRules.OtherTrigger, manifest.Path, number)
            {
                Severity = UsualHooks.IsUsual(what) ? Severity.Low : Severity.High,
                Evidence = line ?? what,
                Trigger = how,
            };
        }
    }

    private static bool IsManifest(SourcedFile file) => file.Below is "package.json" or "action.yml" or "action.yaml";

    private IEnumerable<SourceLine> Triggers(List<(SourcedFile File, Signal Signal)> harmful)
    {
        foreach (var file in _others.Where(file => _triggers.ContainsKey(file.Below) && !IsManifest(file) && !IsBinary(file)))
        {
            var worst = harmful.FirstOrDefault(one => one.File == file).Signal;
            var able = AbleTo(file);
            var (number, line) = worst?.Where.Line is { } at ? (at, EvidenceLine(worst)) : FirstOf(file, able);
            var why = worst is not null ? $": {Lower(worst.Title)}" : able.Count > 0 ? $": {string.Join(", ", able)}" : "";
            yield return new("trigger", $"{file.Below} {Not(file)}, and {_triggers[file.Below]}{why}", SourceRules.OtherTrigger, file.Path, number)
            {
                Severity = worst is not null || StartLines.StartsCode(file) ? Severity.High : able.Count > 0 ? Severity.Medium : Severity.Low,
                Evidence = line,
                Trigger = _triggers[file.Below],
            };
        }
    }

    /// <summary>Capabilities that mean something in an update mean it here, where no file of the source has them in its place.</summary>
    private List<string> AbleTo(SourcedFile file)
    {
        var own = file.Source is { } place ? source.Traits.GetValueOrDefault(source.Below(place.Path))?.Capabilities : null;
        return [.. (package.Traits.GetValueOrDefault(file.Below)?.Capabilities ?? new HashSet<string>()).Where(capability => DiffRules.Of(capability) is not null && own?.Contains(capability) != true).Order(StringComparer.Ordinal)];
    }

    private static (int Number, string Line) FirstOf(SourcedFile file, List<string> capabilities)
    {
        var words = TraitReader.Capabilities.Where(capability => capabilities.Contains(capability.Name)).Select(static capability => capability.Words).ToList();
        var lines = file.OwnLines().ToList();
        return lines.Find(own => words.Exists(word => own.Line.AsSpan().ContainsAny(word))) is { Line: not null } shown ? shown : lines.FirstOrDefault();
    }

    /// <summary>The strongest of each file that no file of the source has.</summary>
    private IEnumerable<(SourcedFile File, Signal Signal)> Harmful()
    {
        foreach (var file in _others)
        {
            if (package.Signals.Where(signal => signal.Where.Path == file.Path && signal.Severity >= Severity.Medium && !NoHarm.Contains(signal.Class) && !IsOfSource(signal, file)).MaxBy(static signal => signal.Weight) is { } worst)
            {
                yield return (file, worst);
            }
        }
    }

    /// <summary>By the address or file that it is about, or the step that it is about, which in the source need not run by itself. Without them by its text, or where compilers write the text anew by its kind.</summary>
    private bool IsOfSource(Signal signal, SourcedFile file) =>
        (signal.Effect is { Object: { } thing } step && thing.AsSpan().ContainsAny('/', '.') && _hadSteps.Contains((step.Kind, step.Object)))
        || (signal.Object is { Length: > 0 } about ? _had.Contains((signal.Rule, about))
            : _had.Contains((signal.Rule, EvidenceOf(signal))) || (file.IsBuilt && (_hadRules.Contains(signal.Rule) || (signal.Effect is { Object: null } unknown && _hadSteps.Contains((unknown.Kind, null))))));

    private static string EvidenceOf(Signal signal) => signal.Evidence is [var first, ..] ? string.Concat(first.Text.Where(static c => !char.IsWhiteSpace(c))) : "";

    private IEnumerable<SourceLine> Code(List<(SourcedFile File, Signal Signal)> harmful)
    {
        foreach (var (file, signal) in harmful.Where(one => !_triggers.ContainsKey(one.File.Below)))
        {
            yield return new("code", $"{file.Below} {Not(file)}: {Lower(signal.Title)}", SourceRules.HarmfulCode, file.Path, signal.Where.Line ?? 0)
            {
                Severity = (Severity)Math.Min((int)signal.Severity - (file.IsBuilt ? 1 : 0), (int)Severity.High),
                Evidence = EvidenceLine(signal),
                Trigger = signal.Trigger,
            };
        }
    }

    /// <summary>Code that no tool writes and that nothing harmful was found in, yet no file of the source is able to do what it does.</summary>
    private IEnumerable<SourceLine> Able(List<(SourcedFile File, Signal Signal)> harmful)
    {
        foreach (var file in _others.Where(file => !file.IsMade && !_triggers.ContainsKey(file.Below) && !harmful.Exists(one => one.File == file)))
        {
            if (AbleTo(file).Where(capability => !source.Capabilities.Contains(capability)).ToList() is { Count: > 0 } able)
            {
                var (number, line) = FirstOf(file, able);
                yield return new("able", $"{file.Below} {Not(file)}, and no file there {string.Join(", ", able)}", SourceRules.OtherCode, file.Path, number) { Severity = Severity.Medium, Evidence = line };
            }
        }
    }

    private IEnumerable<SourceLine> Hidden()
    {
        foreach (var file in _others.Where(static file => file.State == Sourced.Differs))
        {
            if (package.Traits.GetValueOrDefault(file.Below) is { } now && source.Traits.GetValueOrDefault(source.Below(file.Source!.Path)) is { HiddenLine: 0 } own && (now.HiddenLine > 0 || Difference.IsDenser(own, now) || (now.HasInvisible && !own.HasInvisible)))
            {
                var isLong = now.HiddenLine > 0 || Difference.IsDenser(own, now);
                var (number, line) = isLong ? file.OwnLines().MaxBy(static own => own.Line.Length) : file.OwnLines().FirstOrDefault();
                yield return new("hidden", $"{file.Below} has {(isLong ? $"a line of {now.LongestLine:N0} characters; the longest of its source has {own.LongestLine:N0}" : "characters in a row that no editor shows")}", SourceRules.HiddenCode, file.Path, number)
                {
                    Severity = file.Below.Contains(".min.", StringComparison.Ordinal) ? Severity.Medium : Severity.High,
                    Evidence = line,
                };
            }
        }
    }

    private IEnumerable<SourceLine> Builds()
    {
        foreach (var file in _others.Where(static file => BuildCommands.IsBuildFile(file.Below)))
        {
            if (BuildCommands.First(file) is { Line: not null } found)
            {
                yield return new("build", $"{file.Below} {Not(file)}, and hands text to a shell", SourceRules.BuildCommand, file.Path, found.Number) { Severity = Severity.High, Evidence = found.Line };
            }
        }
    }

    private IEnumerable<SourceLine> Binaries()
    {
        foreach (var file in _others.Where(file => IsBinary(file) && OfBinary() > Severity.Info))
        {
            yield return new("binary", $"{file.Below} {Not(file)}, {package.Traits[file.Below].Size:N0} bytes", SourceRules.Binary, file.Path, 0) { Severity = OfBinary(), Evidence = file.Below };
        }
    }

    private bool IsBinary(SourcedFile file) => package.Traits.GetValueOrDefault(file.Below)?.IsBinary == true;

    /// <summary>By what such a package is: sources, code for every machine, or what was built for one.</summary>
    private Severity OfBinary() => package.Contents.Image.Package switch
    {
        { Format: PackageFormat.PythonSource or PackageFormat.Crate or PackageFormat.GoModule or PackageFormat.Release } or { Format: PackageFormat.Gem, Platform: null or "ruby" } => Severity.Medium,
        { Format: PackageFormat.NuGet or PackageFormat.Gem } => Severity.Info,
        { Format: PackageFormat.PythonWheel } wheel => wheel.Path.EndsWith("-none-any.whl", StringComparison.Ordinal) ? Severity.Low : Severity.Info,
        _ => Severity.Low,
    };

    private IEnumerable<SourceLine> Told()
    {
        var changed = _others.Where(file => file is { IsMade: false, State: Sourced.Differs } && !IsBinary(file)).OrderBy(file => package.Traits.GetValueOrDefault(file.Below)?.IsCode != true).ToList();
        foreach (var file in changed.Take(NamedFiles))
        {
            var own = file.OwnLines().ToList();
            yield return new("differs", own.Count == 0 ? $"{file.Below}: {(file.Text is null ? "not compared by lines" : "lacks lines of its source")}" : $"{file.Below}: {own.Count} {(own.Count == 1 ? "line" : "lines")} of its own, line {own[0].Number}: {Short(own[0].Line)}", null, file.Path, own.Count == 0 ? 0 : own[0].Number);
        }

        foreach (var (kind, what, those) in ((string, string, Func<SourcedFile, bool>)[])
            [("differs", "more are not as in the source", changed.Skip(NamedFiles).Contains), ("missing", "not in the source", file => file is { IsMade: false, State: Sourced.Missing } && !IsBinary(file)), ("made", "of kinds that tools of packaging and building write", file => file.IsMade && !IsBinary(file)), ("binary", "built for machines", file => IsBinary(file) && OfBinary() == Severity.Info)])
        {
            var some = _others.Where(those).ToList();
            if (some.Count > 0)
            {
                yield return new(kind, $"{some.Count} {what}: {string.Join(", ", some.Take(NamedFiles).Select(static file => file.Below))}{(some.Count > NamedFiles ? ", …" : "")}", null, null, 0);
            }
        }

        yield return new("same", $"{files.Count - _others.Count} of {files.Count} files are in the source", null, null, 0);
    }

    private static string Short(string line) => line.Length > LongestLine ? line[..LongestLine] + "…" : line;

    private static string Not(SourcedFile file) => file.State == Sourced.Missing ? "is not in the source" : "is not as in the source";

    private static string EvidenceLine(Signal signal) => signal.Evidence is [var first, ..] ? first.Text : signal.Title;

    private static string Lower(string title) => title.Length > 1 && char.IsLower(title[1]) ? char.ToLowerInvariant(title[0]) + title[1..] : title;

    /// <summary>Files that run at installation, in builds or at every start of an interpreter, also those that others start or load: below the root, how.</summary>
    private static Dictionary<string, string> TriggersOf(PackageVersion package)
    {
        var triggers = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<Running>(ReferenceEqualityComparer.Instance);
        foreach (var start in package.Contents.Programs.Where(static program => program.Trigger is TriggerKind.PackageInstall or TriggerKind.InterpreterStart))
        {
            var waiting = new Stack<Running>([start]);
            while (waiting.TryPop(out var program))
            {
                if (seen.Add(program))
                {
                    triggers.TryAdd(package.Below(program.Code.Path), start.TriggerText ?? "runs by itself");
                    foreach (var started in program.Starts.Values)
                    {
                        waiting.Push(started);
                    }
                }
            }
        }

        // What does nothing that is known is no program, and runs all the same.
        foreach (var start in PackageStarts.Of(package.Contents.Image.Package!, [.. package.Contents.Layers[0].Entries.Select(static entry => entry.Path)]).Where(static start => start is { Trigger: TriggerKind.PackageInstall or TriggerKind.InterpreterStart, Hook: null, Imports: false }))
        {
            triggers.TryAdd(package.Below(start.Path), start.Text);
        }

        foreach (var (how, what) in package.Triggers.Where(trigger => package.Traits.ContainsKey(trigger.What)))
        {
            triggers.TryAdd(what, how);
        }

        return triggers;
    }

    /// <summary>The judged lines as signals.</summary>
    public static IEnumerable<Signal> Signals(Contents contents, IReadOnlyList<SourceLine> lines) =>
        lines.Where(static line => line.Rule is not null).Select(line => new Signal(line.Rule!.Id, line.Rule.Class, line.Rule.Title, line.Severity, line.Rule.Confidence, Places.Of(contents, line.Path!, 0) with { Line = line.Number > 0 ? line.Number : null })
        {
            Attack = line.Rule.Attack,
            Trigger = line.Trigger,
            Evidence = [new Evidence(EvidenceKind.Source, Redaction.Clean(line.What)), .. line.Evidence is { Length: > 0 } own ? [new Evidence(EvidenceKind.Source, Redaction.Clean(Short(own)))] : (Evidence[])[]],
        });
}
