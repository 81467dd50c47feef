using System.Reflection.Metadata;

namespace Wellguard.Programs.Assemblies;

/// <content>Ways through a method: branches whose condition is known are taken, others are taken both ways, and no instruction is taken by two ways.</content>
internal sealed partial class IlRun
{
    /// <summary>Attack: a method of thousands of branches.</summary>
    private const int MaxPaths = 400;

    private IlFrame? _frame;
    private IlPath? _path;

    /// <returns>What the method returns; unknown when the ways differ or nothing is known.</returns>
    private IlValue Evaluate(IlFrame frame, IlValue[] arguments)
    {
        Evaluated.Add(frame.Method);
        _inProgram.Add(frame.Method);
        var (outerFrame, outerPath) = (_frame, _path);
        _frame = frame;
        try
        {
            var body = frame.Body;
            var owner = new short[body.Code.Length];
            var last = new int[body.Code.Length];
            var again = new byte[body.Code.Length];
            var locals = new IlValue[body.Locals];
            Array.Fill(locals, IlValue.Null);
            var waiting = new Stack<IlPath>();
            var handlers = body.Regions.Select(static region => (At: region.HandlerOffset, region.Kind)).Concat(body.Regions.Where(static region => region.Kind == ExceptionRegionKind.Filter).Select(static region => (At: region.FilterOffset, region.Kind))).DistinctBy(static handler => handler.At).ToList();
            short paths = 1;
            waiting.Push(new IlPath(paths, 0, arguments, locals, []) { Conditions = frame.Conditions });
            IlPath? latest = null;
            while (true)
            {
                if (waiting.Count == 0 && !NextHandler(body, owner, handlers, latest, ref paths, waiting))
                {
                    break;
                }

                _path = latest = waiting.Pop();
                Walk(frame, latest, owner, last, again, waiting, ref paths);
                if (IsWorn || !_analysis.HasTime())
                {
                    break;
                }
            }
        }
        finally
        {
            (_frame, _path) = (outerFrame, outerPath);
        }

        return frame.Result ?? IlValue.Unknown;
    }

    /// <summary>Handlers of exceptions are reached by no branch: each goes on with what was known last.</summary>
    private static bool NextHandler(IlBody body, short[] owner, List<(int At, ExceptionRegionKind Kind)> handlers, IlPath? latest, ref short paths, Stack<IlPath> waiting)
    {
        foreach (var (offset, kind) in handlers)
        {
            var at = body.IndexOf(offset);
            if (at >= 0 && owner[at] == 0 && latest is not null && paths < MaxPaths)
            {
                waiting.Push(new IlPath(++paths, at, latest.Arguments, latest.Locals, kind is ExceptionRegionKind.Finally or ExceptionRegionKind.Fault ? [] : [IlValue.Unknown]) { Conditions = latest.Conditions, Undecided = latest.Steps, Steps = latest.Steps });
                return true;
            }
        }

        return false;
    }

    private void Walk(IlFrame frame, IlPath path, short[] owner, int[] last, byte[] again, Stack<IlPath> waiting, ref short paths)
    {
        var code = frame.Body.Code;
        while (path.At >= 0 && path.At < code.Length)
        {
            var at = path.At;
            if (owner[at] != 0 && (owner[at] != path.Id || (path.Undecided >= last[at] && again[at]++ > 0)))
            {
                return;
            }

            owner[at] = (short)path.Id;
            last[at] = ++path.Steps;
            if (++_steps >= MaxSteps || path.Steps > MaxMethodSteps || path.Stack.Count > 1_000)
            {
                return;
            }

            var instruction = code[at];
            switch (instruction.Code)
            {
                case ILOpCode.Ret:
                    Return(frame, path);
                    return;
                case ILOpCode.Throw or ILOpCode.Rethrow or ILOpCode.Endfinally or ILOpCode.Endfilter or ILOpCode.Jmp:
                    return;
                case ILOpCode.Br or ILOpCode.Br_s or ILOpCode.Leave or ILOpCode.Leave_s:
                    path.At = frame.Body.IndexOf(instruction.Operand);
                    if (instruction.Code is ILOpCode.Leave or ILOpCode.Leave_s)
                    {
                        path.Stack.Clear();
                    }

                    continue;
                case ILOpCode.Switch:
                    Switch(frame, path, instruction, owner, waiting, ref paths);
                    continue;
                default:
                    if (instruction.Code.IsBranch())
                    {
                        Branch(frame, path, instruction, owner, waiting, ref paths);
                        continue;
                    }

                    break;
            }

            Take(path, instruction);
            if (_stops)
            {
                _stops = false;
                return;
            }

            path.At = at + 1;
        }
    }

    /// <summary>The call that was evaluated never returns.</summary>
    private bool _stops;

    private static void Return(IlFrame frame, IlPath path)
    {
        if (!frame.Member.Returns || path.Stack.Count == 0)
        {
            return;
        }

        var value = path.Pop();
        if (path.Conditions.HasFlag(IlConditions.Date) && value.IsNumber)
        {
            value = IlValue.From(AfterDate);
        }

        frame.Result = frame.Result is not { } known || known.Kind == IlKind.Null || (known.Kind == IlKind.Unknown && known.Origin is null) ? value
            : value.IsNumber && known.IsNumber && value.Number != known.Number ? IlValue.Unknown
            : known;
    }

    private static void Branch(IlFrame frame, IlPath path, IlInstruction instruction, short[] owner, Stack<IlPath> waiting, ref short paths)
    {
        var target = frame.Body.IndexOf(instruction.Operand);
        var (decided, condition) = Decide(path, instruction.Code);
        if (decided is { } taken)
        {
            path.At = taken ? target : path.At + 1;
            return;
        }

        path.Conditions |= condition;
        path.Undecided = path.Steps;
        var (from, next) = (path.At, path.At + 1);
        var isNew = target >= 0 && owner[target] == 0;

        // The body of a loop comes before what stands behind the loop; after it, what was left out.
        if (isNew && (target <= from || (next < owner.Length && owner[next] != 0)))
        {
            if (next < owner.Length && owner[next] == 0 && paths < MaxPaths)
            {
                waiting.Push(path.Fork(++paths, next));
            }

            path.At = target;
            return;
        }

        if (isNew && paths < MaxPaths)
        {
            waiting.Push(path.Fork(++paths, target));
        }

        path.At = next;
    }

    private static void Switch(IlFrame frame, IlPath path, IlInstruction instruction, short[] owner, Stack<IlPath> waiting, ref short paths)
    {
        var value = path.Pop();
        if (value.IsNumber)
        {
            path.At = value.Number >= 0 && value.Number < instruction.Targets!.Length ? frame.Body.IndexOf(instruction.Targets[value.Number]) : path.At + 1;
            return;
        }

        path.Conditions |= IlConditions.Unknown;
        path.Undecided = path.Steps;
        foreach (var offset in instruction.Targets!.Distinct())
        {
            if (frame.Body.IndexOf(offset) is >= 0 and var target && owner[target] == 0 && paths < MaxPaths)
            {
                waiting.Push(path.Fork(++paths, target));
            }
        }

        path.At++;
    }

    /// <returns>Whether it branches; null: not known, and what it depends on.</returns>
    private static (bool? Taken, IlConditions Condition) Decide(IlPath path, ILOpCode code)
    {
        if (code is ILOpCode.Brtrue or ILOpCode.Brtrue_s or ILOpCode.Brfalse or ILOpCode.Brfalse_s)
        {
            var value = path.Pop();
            bool? truth = value.Kind switch
            {
                IlKind.Number => value.Number != 0,
                IlKind.Null => false,
                IlKind.Text or IlKind.Array or IlKind.Function => true,
                IlKind.Instance => value.Instance!.Own.IsNil ? null : true,
                _ => null,
            };
            return (truth is { } known ? known == code is ILOpCode.Brtrue or ILOpCode.Brtrue_s : null, ConditionOf(value));
        }

        var right = path.Pop();
        var left = path.Pop();
        var order = code switch
        {
            ILOpCode.Beq or ILOpCode.Beq_s => ILOpCode.Ceq,
            ILOpCode.Bgt or ILOpCode.Bgt_s => ILOpCode.Cgt,
            ILOpCode.Bgt_un or ILOpCode.Bgt_un_s => ILOpCode.Cgt_un,
            ILOpCode.Blt or ILOpCode.Blt_s => ILOpCode.Clt,
            ILOpCode.Blt_un or ILOpCode.Blt_un_s => ILOpCode.Clt_un,
            _ => code,
        };
        var result = Compared(order, left, right);
        if (result.IsNumber)
        {
            return (result.Number != 0, IlConditions.None);
        }

        return (null, ConditionOf(result));
    }

    private static IlConditions ConditionOf(IlValue value) => value.Origin switch { AfterDate => IlConditions.Date, Chance => IlConditions.Chance, _ => IlConditions.Unknown };
}
