using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace Wellguard.Programs.Assemblies;

/// <content>Calls of the assembly's own methods, of delegates and of others.</content>
internal sealed partial class IlRun
{
    /// <summary>Attack: a method that a thousand others call, each time with something else. In one program.</summary>
    private const int MaxEvaluations = 4;

    /// <summary>Instructions of a method that is evaluated although it does not reach out: what it computes of constants may be a name.</summary>
    private const int Small = 40, Computing = 3_000;

    private readonly Dictionary<string, IlValue> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<MethodDefinitionHandle, int> _evaluations = [];

    private void Call(IlPath path, ILOpCode code, int token)
    {
        if (assembly.Member(token) is not { } member)
        {
            _stops = true;
            return;
        }

        var arguments = new IlValue[member.Parameters];
        for (var i = arguments.Length - 1; i >= 0; i--)
        {
            arguments[i] = path.Pop();
        }

        if (code == ILOpCode.Newobj)
        {
            path.Push(Create(member, arguments, token));
            return;
        }

        var self = member.HasThis ? path.Pop() : null;
        var result = member.Own.IsNil ? CallOther(member, self, arguments)
            : IsNative(member.Own) ? CallNative(member, arguments)
            : CallOwn(member, self, arguments, code == ILOpCode.Callvirt);
        if (member.Returns)
        {
            path.Push(result);
        }
    }

    private bool IsNative(MethodDefinitionHandle method) => assembly.Reader.GetMethodDefinition(method).Attributes.HasFlag(System.Reflection.MethodAttributes.PinvokeImpl);

    /// <summary>A function pointer that is called: of an own method, or of code in memory.</summary>
    private void Calli(IlPath path, int token)
    {
        var pointer = path.Pop();
        var (parameters, hasThis, returns) = AssemblyMetadata.Try(() =>
        {
            var blob = assembly.Reader.GetBlobReader(assembly.Reader.GetStandaloneSignature((StandaloneSignatureHandle)MetadataTokens.EntityHandle(token)).Signature);
            var header = blob.ReadSignatureHeader();
            return Tuple.Create(blob.ReadCompressedInteger(), header.IsInstance, blob.ReadByte() != (byte)SignatureTypeCode.Void);
        }) ?? Tuple.Create(0, false, false);
        var arguments = new IlValue[parameters];
        for (var i = parameters - 1; i >= 0; i--)
        {
            arguments[i] = path.Pop();
        }

        if (hasThis)
        {
            path.Pop();
        }

        RunMemory(pointer, "calli");
        var result = pointer.Kind == IlKind.Function ? Invoke(pointer, arguments) : IlValue.Unknown;
        if (returns)
        {
            path.Push(result);
        }
    }

    private void LoadFunction(IlPath path, ILOpCode code, int token)
    {
        if (code == ILOpCode.Ldvirtftn)
        {
            path.Pop();
        }

        path.Push(assembly.Member(token) is { } member ? new IlValue(IlKind.Function) { Method = member.Own, Text = member.Name } : IlValue.Unknown);
    }

    private IlValue Create(IlMember member, IlValue[] arguments, int token)
    {
        // A delegate: the instance that it is bound to, and its function.
        if (arguments is [var target, { Kind: IlKind.Function } function])
        {
            return function with { Target = target };
        }

        if (member.Own.IsNil)
        {
            return CreateOther(member.Type, arguments);
        }

        var type = assembly.Reader.GetMethodDefinition(member.Own).GetDeclaringType();
        var made = IlValue.Of(new IlInstance(member.Type) { Own = type });
        CallOwn(member, made, arguments, isVirtual: false);
        return made;
    }

    private IlValue CallOwn(IlMember member, IlValue? self, IlValue[] arguments, bool isVirtual)
    {
        var method = member.Own;
        if (isVirtual && self is not null && Read(self).Instance is { Own: { IsNil: false } own } && assembly.Reader.GetMethodDefinition(method).GetDeclaringType() != own)
        {
            method = Override(own, member) is { IsNil: false } found ? found : method;
        }

        if (assembly.Body(method) is not { } body)
        {
            return Unfollowed(self, arguments);
        }

        IlValue[] all = self is null ? arguments : [self, .. arguments];
        var isConstant = Array.TrueForAll(arguments, static argument => argument.IsConstant);
        var reaches = scan.Reaching.Contains(method);
        if (_frame!.Depth >= MaxDepth || (!Follows && !isConstant) || _frame.Has(method) || !(reaches || body.Code.Length <= Small || (member.Returns && isConstant && body.Code.Length <= Computing)))
        {
            return Unfollowed(self, arguments);
        }

        var key = isConstant && self is null or { Kind: IlKind.Unknown, Origin: null } ? KeyOf(method, all, _path!.Conditions, reaches ? _programs : 0) : null;
        if (key is not null && _results.TryGetValue(key, out var known))
        {
            return known;
        }

        if (!isConstant && (_evaluations[method] = _evaluations.GetValueOrDefault(method) + 1) > MaxEvaluations)
        {
            return Unfollowed(self, arguments);
        }

        Initialize(assembly.Reader.GetMethodDefinition(method).GetDeclaringType());
        var result = Evaluate(new IlFrame(method, assembly.Member(MetadataTokens.GetToken(method)) ?? member, body, _frame, _path!.Conditions), all);
        if (key is not null && _results.Count < MaxResults)
        {
            _results[key] = result;
        }

        return result;
    }

    /// <summary>Attack: results of millions of calls.</summary>
    private const int MaxResults = 50_000;

    private static string? KeyOf(MethodDefinitionHandle method, IlValue[] arguments, IlConditions conditions, int program)
    {
        var key = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{MetadataTokens.GetRowNumber(method)}:{(int)conditions}:{program}");
        foreach (var argument in arguments)
        {
            switch (argument.Kind)
            {
                case IlKind.Number:
                    key.Append(CultureInfo.InvariantCulture, $",{argument.Number}");
                    break;
                case IlKind.Text when argument.Text.Length < 4_096:
                    key.Append(",\"").Append(argument.Text);
                    break;
                case IlKind.Null or IlKind.Unknown:
                    key.Append(",?");
                    break;
                default:
                    return null;
            }
        }

        return key.ToString();
    }

    /// <summary>The method that a type or what it derives from has in place of the one called.</summary>
    private MethodDefinitionHandle Override(TypeDefinitionHandle type, IlMember member)
    {
        for (var level = 0; level < 16 && !type.IsNil; level++)
        {
            if (assembly.MethodOf(type, member.Member, member.Parameters) is { IsNil: false } found)
            {
                return found;
            }

            type = AssemblyMetadata.Try(() => assembly.Definition(assembly.Reader.GetTypeDefinition(type).BaseType));
        }

        return default;
    }

    private static IlValue Unfollowed(IlValue? self, IlValue[] arguments)
    {
        var result = self is null || !Read(self).Instance?.Own.IsNil == true ? IlValue.Unknown : Passed(Read(self));
        foreach (var argument in arguments)
        {
            result = Joined(result, argument);
        }

        return result;
    }

    /// <summary>What a delegate does.</summary>
    private IlValue Invoke(IlValue function, params IlValue[] arguments)
    {
        if (function.Method.IsNil)
        {
            return function.Text.Length > 0 && function.Text.LastIndexOf('.') is > 0 and var dot
                ? CallOther(new IlMember(function.Text, function.Text[..dot], function.Text[(dot + 1)..], arguments.Length, false, true, default), function.Target, arguments)
                : IlValue.Unknown;
        }

        if (assembly.Member(MetadataTokens.GetToken(function.Method)) is not { } member || IsNative(function.Method))
        {
            return IlValue.Unknown;
        }

        var given = new IlValue[member.Parameters];
        for (var i = 0; i < given.Length; i++)
        {
            given[i] = i < arguments.Length ? arguments[i] : IlValue.Unknown;
        }

        return CallOwn(member, member.HasThis ? function.Target ?? IlValue.Unknown : null, given, isVirtual: false);
    }

    /// <summary>Functions that are handed on are called by whoever gets them.</summary>
    private IlValue? HandOn(IlMember member, IlValue? self, IlValue[] arguments)
    {
        if (self is { Kind: IlKind.Function } called && member.Member is "Invoke" or "BeginInvoke" or "DynamicInvoke")
        {
            return Invoke(called, member.Member == "DynamicInvoke" && arguments is [{ Array.Items: { } items }] ? items : arguments);
        }

        IlValue? result = null;
        foreach (var argument in arguments)
        {
            if (argument.Kind == IlKind.Function && !argument.Method.IsNil)
            {
                var taint = self is null ? arguments[0] == argument ? IlValue.Unknown : Passed(arguments[0]) : Passed(Read(self));
                result = Invoke(argument, taint);
            }
        }

        return result is not null && member.Type is "System.Threading.Tasks.Task" or "System.Threading.Tasks.TaskFactory" or "System.Lazy" ? result : null;
    }
}
