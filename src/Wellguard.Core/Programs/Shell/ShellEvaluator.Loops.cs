namespace Wellguard.Programs.Shell;

/// <summary>How far loops, lists and calls are followed, and what is said beyond.</summary>
internal sealed partial class ShellEvaluator
{
    private const string TooManyItems = "lists of words were read only in part";
    private const string CutLoop = "loops were not read to their end";

    /// <summary>Loops in up to two others go this far whatever the others took.</summary>
    private const int FreeRounds = 8;
    private const int FreeLoops = 2;

    /// <summary>Steps of further rounds, all loops together. Attack: loops in loops in loops, each over a thousand words.</summary>
    private const int MaxFurther = Analysis.MaxSteps / 2;

    /// <summary>Functions that run.</summary>
    private readonly HashSet<string> _running = [];

    /// <summary>Calls of functions that run already.</summary>
    private int _again;

    /// <summary>A function that calls itself put a text together.</summary>
    private bool _collected;
    private int _loops;
    private int _further;

    private void Say(string problem)
    {
        if (!_analysis.Problems.Contains(problem))
        {
            _analysis.Problems.Add(problem);
        }
    }

    /// <summary>The first items of a list; says when there are more.</summary>
    private IEnumerable<T> Most<T>(IReadOnlyCollection<T> items, int most)
    {
        if (items.Count > most)
        {
            Say(TooManyItems);
        }

        return items.Take(most);
    }

    /// <summary>
    /// False when calls are nested too deeply, which is said. A function that calls itself always goes that far, because both sides of its conditions are taken: the
    /// rounds show nothing new unless they put a text together.
    /// </summary>
    private bool MayCall(int most)
    {
        if (_calls > most && (_again == 0 || _collected))
        {
            Say(NestedInvocations);
        }

        return _calls <= most;
    }

    /// <summary>Runs the body of a loop for each item; what all print together.</summary>
    private Value Repeated<T>(IReadOnlyList<T> items, Func<T, Value> run)
    {
        var outputs = new List<Value>();
        _loops++;
        for (var i = 0; i < items.Count; i++)
        {
            var isFree = i == 0 || (i < FreeRounds && _loops <= FreeLoops);
            if (!isFree && _further >= MaxFurther)
            {
                Say(CutLoop);
                break;
            }

            var before = _analysis.Steps;
            outputs.Add(run(items[i]));
            _further += isFree ? 0 : _analysis.Steps - before;
        }

        _loops--;
        return outputs.Count == 0 ? Value.Empty : Limit(Value.Concat(outputs));
    }
}
