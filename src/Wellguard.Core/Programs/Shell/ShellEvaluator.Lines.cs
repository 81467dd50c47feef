namespace Wellguard.Programs.Shell;

/// <summary><c>while read</c>: the lines of a text that is known, one after the other.</summary>
internal sealed partial class ShellEvaluator
{
    /// <summary>Each takes a step at least.</summary>
    private const int MaxLines = Analysis.MaxSteps;

    private static bool ReadsLines(Command condition) => condition switch
    {
        Sequence { Items: [var only] } => only.Command is Simple { Words: [{ Parts: [Literal { Text: "read" }] }, ..] },
        Simple { Words: [{ Parts: [Literal { Text: "read" }] }, ..] } => true,
        _ => false,
    };

    private Value RunForLines(Loop loop, Value input)
    {
        _analysis.Work(input.Text.Length);
        return Repeated(input.Text.Split('\n', MaxLines + 2, StringSplitOptions.RemoveEmptyEntries), line =>
        {
            Run(loop.Condition, input.With(line.Split('\n')[0]));
            return Run(loop.Body, Value.Empty);
        });
    }

    /// <summary>Each name gets a field, the last one the rest (POSIX.1-2017, <c>read</c>). Of a text that is not known only where it comes from is.</summary>
    private Value Read(Invocation call)
    {
        var names = new List<string>();
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call[i] is "-d" or "-p" or "-n" or "-N" or "-t" or "-u" or "-i" or "-a")
            {
                i++;
            }
            else if (!call[i].StartsWith('-'))
            {
                names.Add(call[i]);
            }
        }

        var text = call.Input.Text.TrimEnd('\n');
        var known = call.Input.Known && call.Input.Text.Length > 0;
        if (names.Count == 1 || !known)
        {
            foreach (var name in names)
            {
                _variables[name] = names.Count == 1 ? call.Input.With(text) with { Known = known } : Value.Unknown("$(read " + name + ")") with { Origin = call.Input.Origin, Downloaded = call.Input.Downloaded };
            }

            return Value.Empty;
        }

        var separators = _variables.GetValueOrDefault("IFS") is { Known: true, Text.Length: > 0 } set ? set.Text.ToCharArray() : [' ', '\t'];
        var fields = text.Split('\n')[0].Split(separators, names.Count);
        for (var i = 0; i < names.Count; i++)
        {
            _variables[names[i]] = call.Input.With(i < fields.Length ? fields[i] : "");
        }

        return Value.Empty;
    }
}
