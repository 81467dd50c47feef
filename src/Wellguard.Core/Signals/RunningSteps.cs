using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals;

/// <summary>All steps of a program, for matches that ask about more than one.</summary>
internal sealed class ProgramSteps(Running program, ArtifactKind artifact)
{
    public ArtifactKind Artifact => artifact;

    public IReadOnlyList<RunningStep> All { get; } = [.. RunningStep.Of(program)];

    public TriggerKind Trigger => program.Trigger;

    public bool IsModule => program.IsModule;

    public bool HasLine(Pattern pattern) => All.Any(step => pattern.IsMatch(step.Effect.Command));

    /// <summary>A network step without a known address may speak to anybody.</summary>
    public bool SpeaksOnlyTo(Pattern pattern) =>
        All.All(step => step.Effect.Kind is not (EffectKind.Download or EffectKind.Send or EffectKind.Connect) || (step.Effect.Object is { } address && pattern.IsMatch(address)));

    public bool IsMain(Effect effect) => Trigger == TriggerKind.ContainerStart && !program.IsModule && ReferenceEquals(All[^1].Effect, effect) && !All.Any(step => step.Effect.Background);
}

/// <summary>One step of a running program, with the program that it stands in.</summary>
internal sealed record RunningStep(Effect Effect, Running Program)
{
    /// <summary>The step in whose text this one stands.</summary>
    public Effect? Outer { get; init; }

    /// <summary>Base name of the command that takes the step.</summary>
    public string Command { get; } = NameOf(Effect);

    /// <summary>Every step, nested ones and those of started programs included, in order.</summary>
    public static IEnumerable<RunningStep> Of(Running program)
    {
        var stack = new Stack<RunningStep>(program.Code.Effects.Reverse().Select(effect => new RunningStep(effect, program)));
        while (stack.TryPop(out var step))
        {
            yield return step;
            if (step.Program.Starts.TryGetValue(step.Effect, out var started))
            {
                Push(started.Code.Effects, started, null);
            }

            Push(step.Effect.Steps, step.Program, step.Effect);
        }

        void Push(IReadOnlyList<Effect> effects, Running of, Effect? outer)
        {
            for (var i = effects.Count - 1; i >= 0; i--)
            {
                stack.Push(new RunningStep(effects[i], of) { Outer = outer });
            }
        }
    }

    private static string NameOf(Effect effect)
    {
        if (effect.Kind == EffectKind.Run && effect.Object is { } name)
        {
            return name;
        }

        var end = effect.Command.IndexOf(' ', StringComparison.Ordinal);
        var first = end < 0 ? effect.Command : effect.Command[..end];
        return first[(first.LastIndexOf('/') + 1)..];
    }
}
