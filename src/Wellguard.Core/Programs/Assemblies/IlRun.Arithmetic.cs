using System.Reflection.Metadata;
using Wellguard.Programs.Scripts;

namespace Wellguard.Programs.Assemblies;

/// <content>Numbers: what is known is computed, and where the rest came from is kept.</content>
internal sealed partial class IlRun
{
    private const string Clock = "the clock", ConstantDate = "a date in the code", AfterDate = "a date that has passed", Chance = "a random number";

    /// <summary>Years, and ticks of such years, that a clock may be compared with.</summary>
    private const long FirstYear = 2024, LastYear = 2100, FirstTicks = 638_000_000_000_000_000, LastTicks = 663_000_000_000_000_000;

    private static readonly IReadOnlyList<string> Xor = ["xor"], Computation = ["computation"];

    private static IlValue Computed(ILOpCode code, IlValue left, IlValue right)
    {
        if (!left.IsNumber || !right.IsNumber)
        {
            return Joined(left, right);
        }

        var (a, b) = (left.Number, right.Number);
        long? result = code switch
        {
            ILOpCode.Add or ILOpCode.Add_ovf or ILOpCode.Add_ovf_un => a + b,
            ILOpCode.Sub or ILOpCode.Sub_ovf or ILOpCode.Sub_ovf_un => a - b,
            ILOpCode.Mul or ILOpCode.Mul_ovf or ILOpCode.Mul_ovf_un => a * b,
            ILOpCode.Div => b is 0 or -1 ? null : a / b,
            ILOpCode.Div_un => b == 0 ? null : (long)((ulong)(uint)a / (uint)b),
            ILOpCode.Rem => b is 0 or -1 ? null : a % b,
            ILOpCode.Rem_un => (uint)b == 0 ? null : (long)((uint)a % (uint)b),
            ILOpCode.And => a & b,
            ILOpCode.Or => a | b,
            ILOpCode.Xor => a ^ b,
            ILOpCode.Shl => (int)a << (int)(b & 31),
            ILOpCode.Shr => (int)a >> (int)(b & 31),
            ILOpCode.Shr_un => (uint)a >> (int)(b & 31),
            _ => null,
        };
        if (result is not { } number)
        {
            return Joined(left, right);
        }

        if (left.IsElement || right.IsElement)
        {
            var step = code == ILOpCode.Xor ? Xor : code is ILOpCode.Add or ILOpCode.Sub or ILOpCode.Mul or ILOpCode.Rem or ILOpCode.Rem_un ? Computation : [];
            var before = Value.Joined(left.Decoding, right.Decoding);
            return new IlValue(IlKind.Number) { Number = number, IsElement = true, Origin = ScriptRun.Stronger(left.Origin, right.Origin), Decoding = before.Count == 0 ? step : Value.Joined(before, step) };
        }

        return left.Decoding.Count == 0 && right.Decoding.Count == 0 ? IlValue.Of(number) : IlValue.Of(number).With(left).With(right);
    }

    /// <summary>Two values that make one of which nothing is known but where they came from.</summary>
    private static IlValue Joined(IlValue left, IlValue right)
    {
        var origin = ScriptRun.Stronger(OriginOf(left), OriginOf(right));
        return origin is null && left.Decoding.Count == 0 && right.Decoding.Count == 0 ? IlValue.Unknown : new IlValue(IlKind.Unknown) { Origin = origin, Decoding = Value.Joined(left.Decoding, right.Decoding), IsVerified = left.IsVerified || right.IsVerified };
    }

    private static IlValue Compared(ILOpCode code, IlValue left, IlValue right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            var (a, b) = (left.Number, right.Number);
            bool? result = code switch
            {
                ILOpCode.Ceq => a == b,
                ILOpCode.Bne_un or ILOpCode.Bne_un_s => a != b,
                ILOpCode.Cgt => a > b,
                ILOpCode.Clt => a < b,
                ILOpCode.Bge or ILOpCode.Bge_s => a >= b,
                ILOpCode.Ble or ILOpCode.Ble_s => a <= b,
                ILOpCode.Cgt_un => (ulong)a > (ulong)b,
                ILOpCode.Clt_un => (ulong)a < (ulong)b,
                ILOpCode.Bge_un or ILOpCode.Bge_un_s => (ulong)a >= (ulong)b,
                ILOpCode.Ble_un or ILOpCode.Ble_un_s => (ulong)a <= (ulong)b,
                _ => null,
            };
            return result is { } known ? IlValue.Of(known ? 1 : 0) : IlValue.Unknown;
        }

        // "x != null" and "x == null" of what is there.
        if (right.Kind == IlKind.Null && left.Kind is IlKind.Text or IlKind.Array or IlKind.Null)
        {
            return IlValue.Of((left.Kind == IlKind.Null) == code is ILOpCode.Ceq ? 1 : 0);
        }

        if (IsDate(left, right) || IsDate(right, left))
        {
            return IlValue.From(AfterDate);
        }

        return left.Origin is AfterDate or Chance ? left : right.Origin is AfterDate or Chance ? right : Joined(left, right);
    }

    private static bool IsDate(IlValue clock, IlValue date) => clock.Origin == Clock && (date.Origin == ConstantDate || (date.IsNumber && date.Number is (>= FirstYear and <= LastYear) or (>= FirstTicks and <= LastTicks)));

    private static IlValue Converted(ILOpCode code, IlValue value) => !value.IsNumber ? value : value with
    {
        Number = code switch
        {
            ILOpCode.Conv_i1 or ILOpCode.Conv_ovf_i1 or ILOpCode.Conv_ovf_i1_un => (sbyte)value.Number,
            ILOpCode.Conv_u1 or ILOpCode.Conv_ovf_u1 or ILOpCode.Conv_ovf_u1_un => (byte)value.Number,
            ILOpCode.Conv_i2 or ILOpCode.Conv_ovf_i2 or ILOpCode.Conv_ovf_i2_un => (short)value.Number,
            ILOpCode.Conv_u2 or ILOpCode.Conv_ovf_u2 or ILOpCode.Conv_ovf_u2_un => (ushort)value.Number,
            ILOpCode.Conv_i4 or ILOpCode.Conv_ovf_i4 or ILOpCode.Conv_ovf_i4_un => (int)value.Number,
            ILOpCode.Conv_u4 or ILOpCode.Conv_ovf_u4 or ILOpCode.Conv_ovf_u4_un => (uint)value.Number,
            _ => value.Number,
        },
    };

    /// <summary>Where a value came from, or what it holds.</summary>
    private static string? OriginOf(IlValue value) => Origin(value, 0);

    private static string? Origin(IlValue value, int level)
    {
        var origin = value.Origin;
        if (level > 3)
        {
            return origin;
        }

        if (value.Array is { } array)
        {
            origin = ScriptRun.Stronger(origin, array.Origin);
            foreach (var item in array.Items?.Take(64) ?? [])
            {
                origin = ScriptRun.Stronger(origin, Origin(item, level + 1));
            }
        }
        else if (value.Instance is { Own.IsNil: true } instance)
        {
            foreach (var item in instance.Items.Take(64).Concat(instance.Fields.Values))
            {
                origin = ScriptRun.Stronger(origin, Origin(item, level + 1));
            }
        }
        else if (value.Place is { } place)
        {
            origin = ScriptRun.Stronger(origin, Origin(place.Value, level + 1));
        }

        return origin;
    }

    private static IReadOnlyList<string> DecodingOf(IlValue value)
    {
        var steps = value.Array is { } array ? Value.Joined(value.Decoding, array.Decoding) : value.Decoding;
        if (value.Instance is { Own.IsNil: true } instance)
        {
            foreach (var item in instance.Items.Take(64).Concat(instance.Fields.Values))
            {
                steps = Value.Joined(steps, item.Array?.Decoding ?? item.Decoding);
            }
        }

        return steps;
    }
}
