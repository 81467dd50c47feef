using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Wellguard.Programs.Assemblies;

/// <summary>Two looks at all instructions of an assembly: which methods reach out of the process and fields that hold one text; then who calls these methods.</summary>
internal sealed class AssemblyScan
{
    /// <summary>Attack: metadata of millions of methods.</summary>
    private const int MaxMethods = 200_000;

    /// <summary>Attack: a body that is said for each of ten thousand methods. In bytes of instructions together.</summary>
    private const long MaxCode = 48 << 20;

    /// <summary>How many calls away from the call that reaches out.</summary>
    private const int MaxDistance = 4;

    /// <summary>Attack: everything calls everything.</summary>
    private const int MaxReaching = 10_000;

    private const int MethodTable = 0x06, MemberTable = 0x0a, SpecificationTable = 0x2b, TextHeap = 0x70;

    private readonly AssemblyMetadata _assembly;
    private readonly HashSet<int> _sinks;

    /// <summary>Token of the text that a field holds, by row; -1: it is assigned more than once, or anything else.</summary>
    private readonly int[] _texts;

    private AssemblyScan(AssemblyMetadata assembly, HashSet<int> sinks)
    {
        _assembly = assembly;
        _sinks = sinks;
        _texts = new int[assembly.Reader.GetTableRowCount(TableIndex.Field) + 1];
    }

    /// <summary>Methods that reach out themselves.</summary>
    public HashSet<MethodDefinitionHandle> Sinks { get; } = [];

    /// <summary>These and their callers.</summary>
    public HashSet<MethodDefinitionHandle> Reaching { get; } = [];

    public List<string> Problems { get; } = [];

    /// <summary>What a field holds that is assigned once; null: not known.</summary>
    public IlValue? Constant(int token) => (token >>> 24) == 0x04 && (token & 0xffffff) is var row && row < _texts.Length && _texts[row] > 0
        ? AssemblyMetadata.Try(() => IlValue.Of(_assembly.Reader.GetUserString(MetadataTokens.UserStringHandle(_texts[row] & 0xffffff))))
        : null;

    /// <returns>Null: nothing in it reaches out.</returns>
    public static AssemblyScan? Of(AssemblyMetadata assembly)
    {
        var tokens = SinkTokens(assembly);
        if (tokens.Count == 0)
        {
            return null;
        }

        var scan = new AssemblyScan(assembly, tokens);
        scan.FindSinks();
        if (scan.Sinks.Count == 0)
        {
            return null;
        }

        scan.Reach();
        return scan;
    }

    private static HashSet<int> SinkTokens(AssemblyMetadata assembly)
    {
        var reader = assembly.Reader;
        var types = new Dictionary<EntityHandle, string>();
        foreach (var type in reader.TypeReferences)
        {
            if (AssemblyMetadata.Try(() => assembly.NameOf(type)) is { } name && AssemblyApis.IsSinkType(name))
            {
                types[type] = name;
            }
        }

        var tokens = new HashSet<int>();
        if (types.Count > 0)
        {
            foreach (var handle in reader.MemberReferences)
            {
                if (AssemblyMetadata.Try(() => reader.GetMemberReference(handle) is var member && types.TryGetValue(member.Parent, out var type) && AssemblyApis.IsSink(type, assembly.Text(member.Name))))
                {
                    tokens.Add(MetadataTokens.GetToken(handle));
                }
            }
        }

        for (var row = reader.GetTableRowCount(TableIndex.ImplMap) > 0 ? reader.GetTableRowCount(TableIndex.MethodDef) : 0; row > 0; row--)
        {
            var handle = MetadataTokens.MethodDefinitionHandle(row);
            if (AssemblyMetadata.Try(() => reader.GetMethodDefinition(handle) is var method && method.Attributes.HasFlag(MethodAttributes.PinvokeImpl) && AssemblyApis.IsNativeSink(assembly.Text(method.GetImport().Name))))
            {
                tokens.Add(MetadataTokens.GetToken(handle));
            }
        }

        for (var row = reader.GetTableRowCount(TableIndex.MethodSpec); row > 0; row--)
        {
            var handle = MetadataTokens.MethodSpecificationHandle(row);
            if (AssemblyMetadata.Try(() => tokens.Contains(MetadataTokens.GetToken(reader.GetMethodSpecification(handle).Method))))
            {
                tokens.Add(MetadataTokens.GetToken(handle));
            }
        }

        return tokens;
    }

    private void FindSinks()
    {
        var (methods, code) = (_assembly.Reader.GetTableRowCount(TableIndex.MethodDef), 0L);
        for (var row = 1; row <= methods; row++)
        {
            if (row > MaxMethods || code > MaxCode)
            {
                Problems.Add($"more than {MaxMethods:N0} methods or {MaxCode >> 20} MB of instructions; the rest was not read");
                break;
            }

            var bytes = _assembly.Code(row);
            code += bytes.Length;
            var text = 0;
            for (var instructions = new IlCode(bytes); instructions.MoveNext();)
            {
                var (operation, token) = (instructions.Current.Code, (int)instructions.Current.Operand);
                if (operation is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Ldftn)
                {
                    if ((token >>> 24) is MemberTable or MethodTable or SpecificationTable && _sinks.Contains(token))
                    {
                        Sinks.Add(MetadataTokens.MethodDefinitionHandle(row));
                    }
                }
                else if (operation is ILOpCode.Stfld or ILOpCode.Stsfld && (token >>> 24) == 0x04 && (token & 0xffffff) is var field && field < _texts.Length)
                {
                    _texts[field] = _texts[field] == 0 && (text >>> 24) == TextHeap ? text : -1;
                }

                text = operation == ILOpCode.Ldstr ? token : 0;
            }
        }
    }

    /// <summary>From the methods that reach out to those that call them, and so on.</summary>
    private void Reach()
    {
        var methods = Math.Min(_assembly.Reader.GetTableRowCount(TableIndex.MethodDef), MaxMethods);
        var edges = new List<(int Callee, int Caller)>();
        for (var row = 1; row <= methods && edges.Count < MaxEdges; row++)
        {
            for (var instructions = new IlCode(_assembly.Code(row)); instructions.MoveNext();)
            {
                if (instructions.Current.Code is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Ldftn or ILOpCode.Ldvirtftn)
                {
                    var (callee, machine) = Callee((int)instructions.Current.Operand);
                    if (callee > 0)
                    {
                        edges.Add((callee, row));
                    }

                    if (machine > 0)
                    {
                        edges.Add((machine, row));
                    }
                }
            }
        }

        var callers = edges.ToLookup(static edge => edge.Callee, static edge => edge.Caller);
        var last = Sinks.Select(static method => MetadataTokens.GetRowNumber(method)).ToList();
        Reaching.UnionWith(Sinks);
        for (var distance = 0; distance < MaxDistance && last.Count > 0; distance++)
        {
            last = [.. last.SelectMany(method => callers[method]).Where(caller => Reaching.Count < MaxReaching && Reaching.Add(MetadataTokens.MethodDefinitionHandle(caller)))];
        }
    }

    /// <summary>Attack: bodies of nothing but calls.</summary>
    private const int MaxEdges = 4_000_000;

    private readonly Dictionary<int, (int Callee, int Machine)> _callees = [];

    /// <summary>Row of the own method that a token means, and of the state machine's that it starts; 0: none.</summary>
    private (int Callee, int Machine) Callee(int token)
    {
        if ((token >>> 24) == MethodTable)
        {
            return (token & 0xffffff, 0);
        }

        if ((token >>> 24) is not (MemberTable or SpecificationTable))
        {
            return default;
        }

        if (!_callees.TryGetValue(token, out var known))
        {
            known = AssemblyMetadata.Try(() =>
            {
                var reader = _assembly.Reader;
                if ((token >>> 24) == MemberTable && _assembly.Definition(reader.GetMemberReference(MetadataTokens.MemberReferenceHandle(token & 0xffffff)).Parent).IsNil)
                {
                    return default;
                }

                return _assembly.Member(token) is { } member ? (member.Own.IsNil ? 0 : MetadataTokens.GetRowNumber(member.Own), member.Argument.IsNil ? 0 : RowOf(_assembly.MethodOf(member.Argument, "MoveNext", 0))) : default;
            });
            _callees[token] = known;
        }

        return known;
    }

    private static int RowOf(MethodDefinitionHandle method) => method.IsNil ? 0 : MetadataTokens.GetRowNumber(method);
}
