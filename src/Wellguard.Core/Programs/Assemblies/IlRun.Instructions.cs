using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Wellguard.Programs.Scripts;

namespace Wellguard.Programs.Assemblies;

/// <content>One instruction that is no branch (ECMA-335, partition III).</content>
internal sealed partial class IlRun
{
    private void Take(IlPath path, IlInstruction instruction)
    {
        var (code, token) = (instruction.Code, (int)instruction.Operand);
        switch (code)
        {
            case ILOpCode.Ldarg_0 or ILOpCode.Ldarg_1 or ILOpCode.Ldarg_2 or ILOpCode.Ldarg_3:
                path.Push(At(path.Arguments, code - ILOpCode.Ldarg_0));
                break;
            case ILOpCode.Ldarg or ILOpCode.Ldarg_s:
                path.Push(At(path.Arguments, token));
                break;
            case ILOpCode.Ldarga or ILOpCode.Ldarga_s:
                path.Push(PlaceOf(path.Arguments, token));
                break;
            case ILOpCode.Starg or ILOpCode.Starg_s:
                Set(path.Arguments, token, path.Pop());
                break;
            case ILOpCode.Ldloc_0 or ILOpCode.Ldloc_1 or ILOpCode.Ldloc_2 or ILOpCode.Ldloc_3:
                path.Push(At(path.Locals, code - ILOpCode.Ldloc_0));
                break;
            case ILOpCode.Ldloc or ILOpCode.Ldloc_s:
                path.Push(At(path.Locals, token));
                break;
            case ILOpCode.Ldloca or ILOpCode.Ldloca_s:
                path.Push(PlaceOf(path.Locals, token));
                break;
            case ILOpCode.Stloc_0 or ILOpCode.Stloc_1 or ILOpCode.Stloc_2 or ILOpCode.Stloc_3:
                Set(path.Locals, code - ILOpCode.Stloc_0, path.Pop());
                break;
            case ILOpCode.Stloc or ILOpCode.Stloc_s:
                Set(path.Locals, token, path.Pop());
                break;
            case ILOpCode.Ldnull:
                path.Push(IlValue.Null);
                break;
            case >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4_8:
                path.Push(IlValue.Of(code - ILOpCode.Ldc_i4_0));
                break;
            case ILOpCode.Ldc_i4 or ILOpCode.Ldc_i4_s or ILOpCode.Ldc_i8:
                path.Push(IlValue.Of(instruction.Operand));
                break;
            case ILOpCode.Ldc_r8:
                path.Push(BitConverter.Int64BitsToDouble(instruction.Operand) is var real && Math.Abs(real) < long.MaxValue / 2 ? IlValue.Of((long)real) : IlValue.Unknown);
                break;
            case ILOpCode.Ldc_r4:
                path.Push(BitConverter.Int32BitsToSingle(token) is var single && Math.Abs(single) < long.MaxValue / 2 ? IlValue.Of((long)single) : IlValue.Unknown);
                break;
            case ILOpCode.Ldstr:
                path.Push(AssemblyMetadata.Try(() => assembly.Reader.GetUserString(MetadataTokens.UserStringHandle(token & 0xffffff))) is { } text ? Text(text) : IlValue.Unknown);
                break;
            case ILOpCode.Dup:
                var top = path.Pop();
                path.Push(top);
                path.Push(top);
                break;
            case ILOpCode.Pop:
                path.Pop();
                break;
            case >= ILOpCode.Add and <= ILOpCode.Shr_un or >= ILOpCode.Add_ovf and <= ILOpCode.Sub_ovf_un:
                var right = path.Pop();
                path.Push(Computed(code, path.Pop(), right));
                break;
            case ILOpCode.Neg:
                path.Push(path.Pop() is { IsNumber: true } negated ? negated with { Number = -negated.Number } : IlValue.Unknown);
                break;
            case ILOpCode.Not:
                path.Push(path.Pop() is { IsNumber: true } inverted ? inverted with { Number = ~inverted.Number, Decoding = inverted.IsElement ? Value.Joined(inverted.Decoding, Computation) : inverted.Decoding } : IlValue.Unknown);
                break;
            case ILOpCode.Ceq or ILOpCode.Cgt or ILOpCode.Cgt_un or ILOpCode.Clt or ILOpCode.Clt_un:
                var second = path.Pop();
                path.Push(Compared(code, path.Pop(), second));
                break;
            case >= ILOpCode.Conv_i1 and <= ILOpCode.Conv_u8 or >= ILOpCode.Conv_ovf_i1_un and <= ILOpCode.Conv_ovf_u_un or >= ILOpCode.Conv_ovf_i1 and <= ILOpCode.Conv_ovf_u8 or >= ILOpCode.Conv_u2 and <= ILOpCode.Conv_ovf_u or ILOpCode.Conv_u or ILOpCode.Conv_r_un:
                path.Push(Converted(code, path.Pop()));
                break;
            case ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj:
                Call(path, code, token);
                break;
            case ILOpCode.Calli:
                Calli(path, token);
                break;
            case ILOpCode.Ldftn or ILOpCode.Ldvirtftn:
                LoadFunction(path, code, token);
                break;
            case ILOpCode.Ldfld or ILOpCode.Ldflda or ILOpCode.Stfld or ILOpCode.Ldsfld or ILOpCode.Ldsflda or ILOpCode.Stsfld:
                Field(path, code, token);
                break;
            case ILOpCode.Ldtoken:
                path.Push(Token(token));
                break;
            case ILOpCode.Initobj:
                if (path.Pop() is { Place: { } place })
                {
                    place.Value = NewOf(token);
                }

                break;
            case ILOpCode.Box or ILOpCode.Unbox_any or ILOpCode.Castclass or ILOpCode.Isinst or ILOpCode.Unbox or ILOpCode.Nop or ILOpCode.Volatile or ILOpCode.Unaligned or ILOpCode.Tail or ILOpCode.Constrained or ILOpCode.Readonly or ILOpCode.Break:
                break;
            case ILOpCode.Stobj or (>= ILOpCode.Stind_ref and <= ILOpCode.Stind_r8) or ILOpCode.Stind_i:
                var stored = path.Pop();
                if (path.Pop() is { Place: { } to })
                {
                    to.Value = stored;
                }

                break;
            case ILOpCode.Ldobj or (>= ILOpCode.Ldind_i1 and <= ILOpCode.Ldind_ref):
                path.Push(Read(path.Pop()));
                break;
            case ILOpCode.Sizeof:
                path.Push(IlValue.Unknown);
                break;
            case ILOpCode.Cpblk or ILOpCode.Initblk:
                path.Pop();
                path.Pop();
                path.Pop();
                break;
            case ILOpCode.Localloc:
                path.Push(path.Pop() is { IsNumber: true, Number: > 0 and < IlArray.MaxBytes } size ? IlValue.Of(new byte[size.Number]) : IlValue.Unknown);
                break;
            default:
                Elements(path, code, token);
                break;
        }
    }

    private void Elements(IlPath path, ILOpCode code, int token)
    {
        switch (code)
        {
            case ILOpCode.Newarr:
                path.Push(NewArray(path.Pop(), token));
                break;
            case ILOpCode.Ldlen:
                path.Push(path.Pop() is { Array: { } sized } ? IlValue.Of(sized.Length) : IlValue.Unknown);
                break;
            case ILOpCode.Ldelema:
                var index = path.Pop();
                path.Push(path.Pop() is { Array: { } whole } && index.IsNumber ? new IlValue(IlKind.Place) { Place = new IlPlace(null, index.Number, whole) } : IlValue.Unknown);
                break;
            case >= ILOpCode.Ldelem_i1 and <= ILOpCode.Ldelem_ref or ILOpCode.Ldelem:
                var at = path.Pop();
                var from = path.Pop();
                path.Push(from.Array is { } array ? at.IsNumber ? array[at.Number] : new IlValue(IlKind.Unknown) { Origin = OriginOf(from), Decoding = array.Decoding, IsElement = true } : Passed(from));
                break;
            case >= ILOpCode.Stelem_i and <= ILOpCode.Stelem_ref or ILOpCode.Stelem:
                var value = path.Pop();
                var place = path.Pop();
                if (path.Pop().Array is { } into)
                {
                    if (place.IsNumber)
                    {
                        into[place.Number] = value;
                    }
                    else
                    {
                        into.IsOpen = true;
                        into.Origin = ScriptRun.Stronger(into.Origin, OriginOf(value));
                    }
                }

                break;
        }
    }

    private static IlValue At(IlValue[] slots, int at) => at >= 0 && at < slots.Length ? slots[at] : IlValue.Unknown;

    private static void Set(IlValue[] slots, int at, IlValue value)
    {
        if (at >= 0 && at < slots.Length)
        {
            slots[at] = value;
        }
    }

    private static IlValue PlaceOf(IlValue[] slots, int at) => at >= 0 && at < slots.Length ? new IlValue(IlKind.Place) { Place = new IlPlace(slots, at) } : IlValue.Unknown;

    /// <summary>What an address points at; anything else is itself.</summary>
    private static IlValue Read(IlValue value) => value.Place is { } place ? place.Value : value;

    /// <summary>Nothing is known but where it came from.</summary>
    private static IlValue Passed(IlValue value) => Joined(value, IlValue.Unknown);

    private IlValue NewArray(IlValue length, int token)
    {
        if (!length.IsNumber || length.Number < 0)
        {
            return IlValue.Unknown;
        }

        var element = AssemblyMetadata.Try(() => assembly.NameOf(MetadataTokens.EntityHandle(token))) ?? "";
        if (element is "System.Byte" or "System.SByte" or "System.Boolean")
        {
            return length.Number <= IlArray.MaxBytes && (_text += length.Number) < MaxText ? IlValue.Of(new byte[length.Number]) : IlValue.Unknown;
        }

        if (length.Number > IlArray.MaxItems || (_text += length.Number * 8) >= MaxText)
        {
            return IlValue.Unknown;
        }

        var items = new IlValue[length.Number];
        Array.Fill(items, element is "System.String" or "System.Object" or "" ? IlValue.Null : IlValue.Of(0));
        return IlValue.Of(new IlArray(items));
    }

    private IlValue NewOf(int token) => AssemblyMetadata.Try(() => MetadataTokens.EntityHandle(token)) is { IsNil: false } type
        ? IlValue.Of(new IlInstance(AssemblyMetadata.Try(() => assembly.NameOf(type)) ?? "") { Own = assembly.Definition(type) })
        : IlValue.Unknown;

    /// <summary>A type's name, or a field's data.</summary>
    private IlValue Token(int token) => AssemblyMetadata.Try(() =>
    {
        var handle = MetadataTokens.EntityHandle(token);
        return handle.Kind == HandleKind.FieldDefinition ? assembly.Data((FieldDefinitionHandle)handle) is { } data ? IlValue.Of(data) : IlValue.Unknown
            : handle.Kind is HandleKind.TypeReference or HandleKind.TypeDefinition or HandleKind.TypeSpecification ? new IlValue(IlKind.Type) { Text = assembly.NameOf(handle) }
            : IlValue.Unknown;
    }) ?? IlValue.Unknown;

    private void Field(IlPath path, ILOpCode code, int token)
    {
        var isStatic = code is ILOpCode.Ldsfld or ILOpCode.Ldsflda or ILOpCode.Stsfld;
        var value = code is ILOpCode.Stfld or ILOpCode.Stsfld ? path.Pop() : null;
        var owner = isStatic ? null : Read(path.Pop());
        var (key, own, type) = AssemblyMetadata.Try(() => FieldOf(token)) ?? new FieldName("", token, default);
        if (isStatic)
        {
            if (value is not null)
            {
                _statics[own] = value;
                return;
            }

            Initialize(type);
            var known = _statics.GetValueOrDefault(own) ?? scan.Constant(own);
            path.Push(known ?? Data(own) ?? StaticOfOthers(key));
            return;
        }

        if (owner!.Instance is { } instance)
        {
            if (value is not null)
            {
                instance.Fields[key] = value;
            }
            else if (code == ILOpCode.Ldflda)
            {
                instance.Fields.TryAdd(key, scan.Constant(own) ?? Named(key));
                path.Push(new IlValue(IlKind.Place) { Place = new IlPlace(null, 0, null, instance.Fields, key) });
            }
            else
            {
                path.Push(instance.Fields.GetValueOrDefault(key) ?? scan.Constant(own) ?? Named(key));
            }
        }
        else if (value is null)
        {
            path.Push(scan.Constant(own) ?? Passed(owner));
        }
    }

    /// <summary>What a field holds that is called so.</summary>
    private static IlValue Named(string key) => ScriptRun.IsKey(key.Trim('_', '<').Split('>')[0]) ? IlValue.From(ScriptRun.PrivateKey) : IlValue.Unknown;

    private IlValue? Data(int token) => AssemblyMetadata.Try(() => MetadataTokens.EntityHandle(token) is { Kind: HandleKind.FieldDefinition } handle && assembly.Data((FieldDefinitionHandle)handle) is { } data ? IlValue.Of(data) : null);

    /// <summary>Its name, the token of its definition where the assembly has it, and its type.</summary>
    private FieldName? FieldOf(int token)
    {
        if (_fields.TryGetValue(token, out var known))
        {
            return known;
        }

        var handle = MetadataTokens.EntityHandle(token);
        if (handle.Kind == HandleKind.FieldDefinition)
        {
            var field = assembly.Reader.GetFieldDefinition((FieldDefinitionHandle)handle);
            return _fields[token] = new(assembly.Text(field.Name), token, field.GetDeclaringType());
        }

        var reference = assembly.Reader.GetMemberReference((MemberReferenceHandle)handle);
        var (type, name) = (assembly.Definition(reference.Parent), assembly.Text(reference.Name));
        if (type.IsNil)
        {
            return _fields[token] = new(assembly.NameOf(reference.Parent) + "." + name, token, default);
        }

        var definition = assembly.Reader.GetTypeDefinition(type).GetFields().FirstOrDefault(field => assembly.Text(assembly.Reader.GetFieldDefinition(field).Name) == name);
        return _fields[token] = new(name, definition.IsNil ? token : MetadataTokens.GetToken(definition), type);
    }

    private readonly Dictionary<int, FieldName> _fields = [];

    private sealed record FieldName(string Name, int Token, TypeDefinitionHandle Type);

    private static IlValue StaticOfOthers(string name) => name switch
    {
        "System.String.Empty" => IlValue.Of(""),
        "System.IO.Path.DirectorySeparatorChar" => IlValue.Of('/'),
        "Microsoft.Win32.Registry.CurrentUser" => IlValue.Of(new IlInstance(RegistryKey) { Fields = { ["path"] = IlValue.Of("registry:HKCU") } }),
        "Microsoft.Win32.Registry.LocalMachine" => IlValue.Of(new IlInstance(RegistryKey) { Fields = { ["path"] = IlValue.Of("registry:HKLM") } }),
        "Microsoft.Win32.Registry.ClassesRoot" => IlValue.Of(new IlInstance(RegistryKey) { Fields = { ["path"] = IlValue.Of("registry:HKCR") } }),
        _ => IlValue.Unknown,
    };
}
