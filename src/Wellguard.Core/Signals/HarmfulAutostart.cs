using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals;

/// <summary>States that something harmful runs by itself: joins how a program is started with what its steps were judged to be.</summary>
internal static class HarmfulAutostart
{
    public static Rule Rule { get; } = new("content/harmful-autostart", SignalClass.Persistence, "Something harmful runs by itself", Severity.High, Confidence.High)
    {
        Attack = ["T1053.003", "T1543.002", "T1546.004", "T1546.018", "T1195.002", "T1546"],
        Stage = Stage.Persistence,
        Why = "A schedule, a service, a shell or interpreter start-up file, an install script or an environment variable starts it again and again, without anybody calling it.",
        Fix = "Remove the file or variable, and look at the steps below it.",
    };

    public static IEnumerable<Signal> Detect(Contents contents, IReadOnlyList<(Running Program, Signal Signal)> steps)
    {
        foreach (var group in steps.Where(step => step.Signal.Severity >= Severity.Medium).GroupBy(step => step.Program))
        {
            var program = group.Key;
            if (TechniquesOf(program) is not { } attack)
            {
                continue;
            }

            // An install script that does one such thing is told once, by that.
            if (program.Trigger == TriggerKind.PackageInstall && group.All(static step => step.Signal.Severity == Severity.Medium) && group.DistinctBy(static step => step.Signal.Rule).Count() == 1)
            {
                continue;
            }

            var strongest = group.MaxBy(step => step.Signal.Weight).Signal;
            var place = Places.Of(contents, program.Code.Path, program.Layer) with { Line = program.Code.Line };
            yield return new Signal(Rule.Id, program.Trigger == TriggerKind.PackageInstall ? SignalClass.Trigger : SignalClass.Persistence, $"{Rule.Title}: {program.TriggerText}", strongest.Severity < Severity.High ? Severity.Medium : Severity.High, Rule.Confidence, place)
            {
                Attack = attack,
                Trigger = program.TriggerText,
                Evidence = [new Evidence(EvidenceKind.Source, program.TriggerText ?? ""), .. strongest.Evidence.Take(2)],
            };
        }
    }

    private static string[]? TechniquesOf(Running program) => program.Trigger switch
    {
        TriggerKind.Schedule => ["T1053.003"],
        TriggerKind.Boot when program.Code.Path.EndsWith(".service", StringComparison.Ordinal) => ["T1543.002"],
        TriggerKind.Boot => ["T1037.004", "T1543"],
        TriggerKind.Login => ["T1546.004"],
        TriggerKind.InterpreterStart => ["T1546.018", "T1546"],
        TriggerKind.LibraryLoad => ["T1574.006"],
        TriggerKind.PackageInstall => ["T1546.016", "T1195.002"],
        TriggerKind.GitHook => ["T1546", "T1059.004"],
        TriggerKind.OnBuild => ["T1195.002"],
        _ => null,
    };
}
