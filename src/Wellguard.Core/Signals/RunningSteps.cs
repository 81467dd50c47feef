using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals;

/// <summary>One step of a running program, with the program that it stands in.</summary>
internal sealed record RunningStep(Effect Effect, Running Program)
{
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
                Push(started.Code.Effects, started);
            }

            Push(step.Effect.Steps, step.Program);
        }

        void Push(IReadOnlyList<Effect> effects, Running of)
        {
            for (var i = effects.Count - 1; i >= 0; i--)
            {
                stack.Push(new RunningStep(effects[i], of));
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
