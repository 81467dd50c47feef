namespace Wellguard.Programs.Assemblies;

/// <summary>What had to be so that a step is reached.</summary>
[Flags]
internal enum IlConditions : byte
{
    None = 0,

    /// <summary>Something that is not known.</summary>
    Unknown = 1,

    /// <summary>The clock stands before or behind a date in the code.</summary>
    Date = 2,

    /// <summary>A random number.</summary>
    Chance = 4,
}

/// <summary>One way through a method: where it stands and what it holds there.</summary>
internal sealed class IlPath(int id, int at, IlValue[] arguments, IlValue[] locals, List<IlValue> stack)
{
    public int Id => id;
    public int At { get; set; } = at;
    public IlValue[] Arguments => arguments;
    public IlValue[] Locals => locals;
    public List<IlValue> Stack => stack;
    public IlConditions Conditions { get; set; }

    /// <summary>Count of steps when a condition was last not known.</summary>
    public int Undecided { get; set; } = -1;
    public int Steps { get; set; }

    public IlPath Fork(int other, int target) => new(other, target, [.. arguments], [.. locals], [.. stack]) { Conditions = Conditions, Undecided = Steps, Steps = Steps };

    public IlValue Pop()
    {
        if (stack.Count == 0)
        {
            return IlValue.Unknown;
        }

        var value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    public void Push(IlValue value) => stack.Add(value);
}
