using Wellguard.Programs.Scripts;

namespace Wellguard.Programs.Assemblies;

/// <content>Code that is loaded, compiled, or called by names; code of the processor in memory.</content>
internal sealed partial class IlRun
{
    private const string Reflected = "System.Reflection.MethodInfo";

    private IlValue? CallLoading(IlMember member, IlValue? self, IlValue[] values)
    {
        var first = values.Length > 0 ? values[0] : IlValue.Unknown;
        switch (member.Type, member.Member)
        {
            case ("System.Reflection.Assembly" or "System.AppDomain" or "System.Runtime.Loader.AssemblyLoadContext", "Load" or "LoadFromStream" or "ReflectionOnlyLoad"):
                return Load(member.Type[(member.Type.LastIndexOf('.') + 1)..] + "." + member.Member, Content(first));
            case ("System.Reflection.Assembly" or "System.AppDomain" or "System.Runtime.Loader.AssemblyLoadContext", "LoadFrom" or "LoadFile" or "UnsafeLoadFrom" or "ExecuteAssembly" or "LoadFromAssemblyPath"):
                if (PathOf(first) is { } path && _written.TryGetValue(path, out var written))
                {
                    Emit(EffectKind.Execute, $"Assembly.{member.Member}({path})", path, effect => effect with { Origin = written.Origin, Decoding = Hiding(written), Verified = written.IsVerified || _isVerified });
                }

                return IlValue.Unknown;
            case ("System.Type", "GetTypeFromHandle"):
                return first;
            case ("System.Type" or "System.Reflection.Assembly", "GetType") when first is { IsText: true, IsPartial: false }:
                var named = first.Text.Split(',')[0].Trim();
                if (Hiding(first).Count > 0)
                {
                    Emit(EffectKind.Read, $"Type.GetType({named})", "module " + named, effect => effect with { Decoding = Hiding(first) });
                }

                return new IlValue(IlKind.Type) { Text = named }.With(first);
            case ("System.Type", "GetMethod" or "GetRuntimeMethod") when self is { Kind: IlKind.Type } && first is { IsText: true, IsPartial: false }:
                return IlValue.Of(new IlInstance(Reflected) { Fields = { ["type"] = self, ["name"] = first } });
            case ("System.Type", "InvokeMember") when first is { IsText: true } && values.Length > 4 && values[4] is { Array.Items: { Length: > 0 } given }:
                return first.Text is "Run" or "Exec" or "ShellExecute" ? Run("WScript.Shell." + first.Text, given[0], given.Length > 1 && given[1].IsText ? given[1] : null, redirected: false) : null;
            case ("System.Reflection.MethodBase" or Reflected, "Invoke") when self?.Instance is { Type: Reflected } method && method["type"] is { Kind: IlKind.Type } type && method["name"] is { IsText: true } name:
                var arguments = values.Length > 0 && values[^1] is { Array: { Items: { } items, IsOpen: false } } ? items : [];
                return CallOther(new IlMember(type.Text + "." + name.Text, type.Text, name.Text, arguments.Length, first.Kind != IlKind.Null, true, default), first.Kind == IlKind.Null ? null : first, arguments);
            case ("System.Delegate", "CreateDelegate") or ("System.Reflection.MethodInfo", "CreateDelegate"):
                return self ?? values.FirstOrDefault(static value => value.Instance?.Type == Reflected) ?? IlValue.Unknown;
            case ("System.RuntimeMethodHandle", "GetFunctionPointer"):
                return IlValue.Of(new IlInstance("pointer"));
            case ("System.Runtime.InteropServices.Marshal", "AllocHGlobal" or "AllocCoTaskMem"):
                return IlValue.Of(new IlInstance("memory"));
            case ("System.Runtime.InteropServices.Marshal", "Copy") when values is [{ Array: { } copied }, _, { Instance: { } memory }, ..]:
                memory.Fields["code"] = first with { Origin = ScriptRun.Stronger(first.Origin, copied.Origin), Decoding = Value.Joined(first.Decoding, copied.Decoding) };
                return IlValue.Unknown;
            case ("System.Runtime.InteropServices.Marshal", "GetDelegateForFunctionPointer"):
                RunMemory(first, "Marshal.GetDelegateForFunctionPointer");
                return IlValue.Unknown;
            case ("Microsoft.CodeAnalysis.CSharp.Scripting.CSharpScript", _):
                return Compile("CSharpScript." + member.Member, first);
            case ("System.CodeDom.Compiler.CodeDomProvider", "CompileAssemblyFromSource"):
                return Compile("CodeDomProvider.CompileAssemblyFromSource", values is [_, { Array.Items: [var source, ..] }, ..] ? source : values[^1]);
            default:
                return null;
        }
    }

    private IlValue Load(string call, IlValue content)
    {
        if (content is { Array: { Bytes: { Length: > 2 } bytes, IsOpen: false } })
        {
            var steps = bytes.AsSpan().StartsWith("MZ"u8) && depth < AssemblyFile.MaxUnpacked ? AssemblyFile.Steps(bytes, file, depth + 1, _analysis) : [];
            var hidden = DecodingOf(content);
            Emit(EffectKind.Interpret, $"{call}({bytes.Length:N0} bytes)", "dotnet", effect => effect with { Origin = OriginOf(content), Decoding = hidden, Steps = Placed(steps, effect.Line, effect.Column) });
            return IlValue.Unknown;
        }

        var origin = OriginOf(content);
        var decoding = DecodingOf(content).Where(static step => step is not ("gzip" or "zlib")).ToList();
        if (decoding.Count > 0 || (origin is not null && (origin == ScriptRun.SomeDownload || origin.Contains("://", StringComparison.Ordinal) || origin == Peer)))
        {
            Emit(EffectKind.Interpret, $"{call}({Shown(content)})", "dotnet", effect => effect with { Origin = origin, Decoding = decoding, Verified = _isVerified });
        }

        return IlValue.Unknown;
    }

    private string? Peer => _connected >= 0 && _connected < _effects.Count ? _effects[_connected].Object : null;

    private IlValue Compile(string call, IlValue code)
    {
        if (code.IsText || (code.Origin is { } origin && origin.Contains("://", StringComparison.Ordinal)) || Hiding(code).Count > 0)
        {
            Emit(EffectKind.Interpret, $"{call}({Shown(code)})", "csharp", effect => effect with { Text = code.IsText ? code.Text : null, Origin = code.Origin, Decoding = Hiding(code) });
        }

        return IlValue.Unknown;
    }

    /// <summary>Bytes of the code itself, of the network or decoded ones run as instructions of the processor.</summary>
    private void RunMemory(IlValue pointer, string call)
    {
        if (pointer.Instance?.Fields.GetValueOrDefault("code") is not { } code || !(code.Array is { IsOpen: false, Length: > 8 } || OriginOf(code) is not null || DecodingOf(code).Count > 0) || (code.Array is { IsOpen: false, Bytes: { } bytes } && !bytes.AsSpan().ContainsAnyExcept((byte)0)))
        {
            return;
        }

        Emit(EffectKind.Interpret, $"{call}({(code.Array is { } array ? $"{array.Length:N0} bytes" : Shown(code))})", ScriptRun.MachineCode, effect => effect with { Origin = OriginOf(code), Decoding = DecodingOf(code) });
    }
}
