using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Wellguard.Programs.Assemblies;

/// <summary>One look at all instructions of an assembly: which methods reach out of the process, who calls them, and fields that hold one text.</summary>
internal sealed class AssemblyScan
{
    /// <summary>Attack: metadata of millions of methods.</summary>
    private const int MaxMethods = 200_000;

    /// <summary>Attack: a body that is said for each of ten thousand methods. In bytes of instructions together.</summary>
    private const long MaxCode = 48 << 20;

    /// <summary>How many calls away from the call that reaches out.</summary>
    private const int MaxDistance = 5;

    /// <summary>Attack: everything calls everything.</summary>
    private const int MaxReaching = 20_000;

    private readonly Dictionary<MethodDefinitionHandle, List<MethodDefinitionHandle>> _callers = [];

    /// <summary>Methods that reach out themselves.</summary>
    public HashSet<MethodDefinitionHandle> Sinks { get; } = [];

    /// <summary>These and their callers.</summary>
    public HashSet<MethodDefinitionHandle> Reaching { get; } = [];

    /// <summary>Null where a field is assigned more than once, or anything else.</summary>
    public Dictionary<int, IlValue?> Constants { get; } = [];

    public List<string> Problems { get; } = [];

    /// <returns>Null: nothing in it reaches out.</returns>
    public static AssemblyScan? Of(AssemblyMetadata assembly)
    {
        var scan = new AssemblyScan();
        var tokens = SinkTokens(assembly);
        if (tokens.Count == 0)
        {
            return null;
        }

        var (methods, code) = (0, 0L);
        foreach (var method in assembly.Reader.MethodDefinitions)
        {
            if (++methods > MaxMethods || code > MaxCode)
            {
                scan.Problems.Add($"more than {MaxMethods:N0} methods or {MaxCode >> 20} MB of instructions; the rest was not read");
                break;
            }

            AssemblyMetadata.Try<object>(() =>
            {
                if (assembly.Block(method) is { } block && block.GetILReader().Length is var length && length <= AssemblyMetadata.MaxCode)
                {
                    code += length;
                    scan.Read(assembly, method, AssemblyMetadata.Bytes(block), tokens);
                }

                return null;
            });
        }

        scan.Reach();
        return scan.Sinks.Count == 0 ? null : scan;
    }

    private static HashSet<int> SinkTokens(AssemblyMetadata assembly)
    {
        var reader = assembly.Reader;
        var types = new HashSet<EntityHandle>();
        foreach (var type in reader.TypeReferences)
        {
            if (AssemblyMetadata.Try(() => assembly.NameOf(type)) is { } name && AssemblyApis.IsSinkType(name))
            {
                types.Add(type);
            }
        }

        var tokens = new HashSet<int>();
        foreach (var handle in reader.MemberReferences)
        {
            AssemblyMetadata.Try<object>(() =>
            {
                var member = reader.GetMemberReference(handle);
                if (types.Contains(member.Parent) && AssemblyApis.IsSink(assembly.NameOf(member.Parent), assembly.Text(member.Name)))
                {
                    tokens.Add(MetadataTokens.GetToken(handle));
                }

                return null;
            });
        }

        foreach (var handle in reader.MethodDefinitions)
        {
            AssemblyMetadata.Try<object>(() =>
            {
                var method = reader.GetMethodDefinition(handle);
                if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0 && AssemblyApis.IsNativeSink(assembly.Text(method.GetImport().Name)))
                {
                    tokens.Add(MetadataTokens.GetToken(handle));
                }

                return null;
            });
        }

        return tokens;
    }

    private void Read(AssemblyMetadata assembly, MethodDefinitionHandle method, byte[] bytes, HashSet<int> sinks)
    {
        var code = new IlCode(bytes);
        var text = 0;
        while (code.MoveNext())
        {
            var (operation, token) = (code.Current.Code, (int)code.Current.Operand);
            switch (operation)
            {
                case ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Ldftn or ILOpCode.Ldvirtftn:
                    Call(assembly, method, token, sinks);
                    break;
                case ILOpCode.Stfld or ILOpCode.Stsfld:
                    Constants[token] = text != 0 && !Constants.ContainsKey(token) && (text >>> 24) == 0x70 ? IlValue.Of(assembly.Reader.GetUserString(MetadataTokens.UserStringHandle(text & 0xffffff))) : null;
                    break;
            }

            text = operation == ILOpCode.Ldstr ? token : 0;
        }
    }

    private void Call(AssemblyMetadata assembly, MethodDefinitionHandle method, int token, HashSet<int> sinks)
    {
        if (sinks.Contains(token))
        {
            Sinks.Add(method);
        }

        var kind = token >>> 24;
        if (kind == 0x06)
        {
            Edge(method, MetadataTokens.MethodDefinitionHandle(token & 0xffffff));
        }
        else if (kind is 0x2b or 0x0a && assembly.Member(token) is { } member)
        {
            if (kind == 0x2b && sinks.Count > 0 && AssemblyApis.IsSink(member.Type, member.Member))
            {
                Sinks.Add(method);
            }

            Edge(method, member.Own);
            if (!member.Argument.IsNil)
            {
                Edge(method, assembly.MethodOf(member.Argument, "MoveNext", 0));
            }
        }
    }

    private void Edge(MethodDefinitionHandle from, MethodDefinitionHandle to)
    {
        if (to.IsNil)
        {
            return;
        }

        if (!_callers.TryGetValue(to, out var callers))
        {
            _callers[to] = callers = [];
        }

        callers.Add(from);
    }

    private void Reach()
    {
        var last = Sinks.ToList();
        Reaching.UnionWith(last);
        for (var distance = 0; distance < MaxDistance && last.Count > 0; distance++)
        {
            last = [.. last.SelectMany(method => _callers.GetValueOrDefault(method) ?? []).Where(caller => Reaching.Count < MaxReaching && Reaching.Add(caller))];
        }
    }
}
