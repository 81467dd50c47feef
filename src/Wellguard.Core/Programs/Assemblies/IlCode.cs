using System.Buffers.Binary;
using System.Reflection.Metadata;

namespace Wellguard.Programs.Assemblies;

/// <param name="Operand">A token, a number, an index, or the offset that a branch leads to.</param>
internal readonly record struct IlInstruction(ILOpCode Code, int Offset, long Operand, int[]? Targets = null);

/// <summary>Instructions of a method body (ECMA-335, partition III). What does not decode ends the body.</summary>
internal ref struct IlCode(ReadOnlySpan<byte> bytes)
{
    /// <summary>Attack: a switch of a million targets.</summary>
    private const int MaxTargets = 4_096;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public IlInstruction Current { get; private set; }

    public bool MoveNext()
    {
        var start = _at;
        if (_at >= _bytes.Length)
        {
            return false;
        }

        var code = (ILOpCode)_bytes[_at++];
        if ((byte)code == 0xfe)
        {
            if (_at >= _bytes.Length)
            {
                return false;
            }

            code = (ILOpCode)(0xfe00 | _bytes[_at++]);
        }

        if (code == ILOpCode.Switch)
        {
            return Switch(start);
        }

        var size = (int)((int)code < 0x100 ? Sizes[(int)code] : Sizes[0x100 + ((int)code & 0xff)]);
        if (size > _bytes.Length - _at)
        {
            return false;
        }

        var operand = _bytes.Slice(_at, size);
        _at += size;
        var value = size switch
        {
            1 => IsUnsigned(code) ? operand[0] : (sbyte)operand[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(operand),
            4 => BinaryPrimitives.ReadInt32LittleEndian(operand),
            8 => BinaryPrimitives.ReadInt64LittleEndian(operand),
            _ => 0L,
        };
        Current = new IlInstruction(code, start, IsBranch(code) ? _at + value : value);
        return true;
    }

    /// <summary>Of the operands of codes of one byte, then of two.</summary>
    private static readonly byte[] Sizes = [.. Enumerable.Range(0, 0x100).Select(static code => (byte)SizeOf((ILOpCode)code)), .. Enumerable.Range(0, 0x100).Select(static code => (byte)SizeOf((ILOpCode)(0xfe00 | code)))];

    private bool Switch(int start)
    {
        if (_bytes.Length - _at < 4 || BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_at..]) is var count && (count > MaxTargets || _bytes.Length - _at - 4 < count * 4))
        {
            return false;
        }

        var targets = new int[count];
        var end = _at + 4 + ((int)count * 4);
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = end + BinaryPrimitives.ReadInt32LittleEndian(_bytes[(_at + 4 + (i * 4))..]);
        }

        _at = end;
        Current = new IlInstruction(ILOpCode.Switch, start, 0, targets);
        return true;
    }

    private static bool IsBranch(ILOpCode code) => code is >= ILOpCode.Br_s and <= ILOpCode.Blt_un or ILOpCode.Leave or ILOpCode.Leave_s;

    private static bool IsUnsigned(ILOpCode code) => code is ILOpCode.Ldarg_s or ILOpCode.Ldarga_s or ILOpCode.Starg_s or ILOpCode.Ldloc_s or ILOpCode.Ldloca_s or ILOpCode.Stloc_s;

    /// <summary>Bytes of the operand.</summary>
    private static int SizeOf(ILOpCode code) => code switch
    {
        ILOpCode.Ldarg_s or ILOpCode.Ldarga_s or ILOpCode.Starg_s or ILOpCode.Ldloc_s or ILOpCode.Ldloca_s or ILOpCode.Stloc_s or ILOpCode.Ldc_i4_s or ILOpCode.Unaligned => 1,
        >= ILOpCode.Br_s and <= ILOpCode.Blt_un_s or ILOpCode.Leave_s => 1,
        (ILOpCode)0xfe19 => 1, // no.
        ILOpCode.Ldarg or ILOpCode.Ldarga or ILOpCode.Starg or ILOpCode.Ldloc or ILOpCode.Ldloca or ILOpCode.Stloc => 2,
        ILOpCode.Ldc_i8 or ILOpCode.Ldc_r8 => 8,
        ILOpCode.Ldc_i4 or ILOpCode.Ldc_r4 or ILOpCode.Jmp or ILOpCode.Call or ILOpCode.Calli or ILOpCode.Leave => 4,
        >= ILOpCode.Br and <= ILOpCode.Blt_un => 4,
        ILOpCode.Callvirt or ILOpCode.Cpobj or ILOpCode.Ldobj or ILOpCode.Ldstr or ILOpCode.Newobj or ILOpCode.Castclass or ILOpCode.Isinst or ILOpCode.Unbox => 4,
        >= ILOpCode.Ldfld and <= ILOpCode.Stobj => 4,
        ILOpCode.Box or ILOpCode.Newarr or ILOpCode.Ldelema or ILOpCode.Ldelem or ILOpCode.Stelem or ILOpCode.Unbox_any or ILOpCode.Refanyval or ILOpCode.Mkrefany or ILOpCode.Ldtoken => 4,
        ILOpCode.Ldftn or ILOpCode.Ldvirtftn or ILOpCode.Initobj or ILOpCode.Constrained or ILOpCode.Sizeof => 4,
        _ => 0,
    };
}
