using dnlib.DotNet;
using dnlib.DotNet.Emit;
using SharpFuzz.Common;

namespace Wellguard.Fuzz.Driver;

/// <summary>
/// Two instrumented copies of Wellguard.Core: one counts edges (AFL's scheme, the feedback of a run), one marks branch targets by a number of their own
/// (the coverage that is reported).
/// </summary>
internal static class InstrumentedCore
{
    public const string Edges = "edges";
    public const string Branches = "branches";
    private const string FileName = "Wellguard.Core.dll";

    /// <summary>Instruments Core into <paramref name="folder"/>. Core itself must not be loaded.</summary>
    public static void Make(string folder)
    {
        foreach (var kind in (string[])[Edges, Branches])
        {
            var path = PathOf(folder, kind);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Path.Combine(AppContext.BaseDirectory, FileName), path);
            _ = SharpFuzz.Fuzzer.Instrument(path, name => name.StartsWith("Wellguard.", StringComparison.Ordinal), SharpFuzz.Options.Value).Count();
        }

        File.WriteAllLines(TypesOf(folder), NumberBranches(PathOf(folder, Branches)));
    }

    /// <summary>The type of every branch target, by its number.</summary>
    public static string[] TypesOfBranches(string folder) => File.ReadAllLines(TypesOf(folder));

    public static InstrumentedContext Load(string folder, string kind) => new(PathOf(folder, kind));

    private static string PathOf(string folder, string kind) => Path.Combine(folder, kind, FileName);

    private static string TypesOf(string folder) => Path.Combine(folder, "types.txt");

    private static List<string> NumberBranches(string path)
    {
        var types = new List<string>();
        using var module = ModuleDefMD.Load(File.ReadAllBytes(path));
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            var code = method.Body.Instructions;
            for (var i = 0; i + 10 < code.Count; i++)
            {
                // SharedMem[location ^ PrevLocation]++ becomes SharedMem[number] |= 1.
                if (code[i].OpCode == OpCodes.Ldsfld && code[i].Operand is IField { Name.String: nameof(Trace.SharedMem) } && code[i + 3].OpCode == OpCodes.Xor)
                {
                    code[i + 1].Operand = types.Count;
                    code[i + 1].OpCode = OpCodes.Ldc_I4;
                    code[i + 2].Operand = null;
                    code[i + 2].OpCode = OpCodes.Ldc_I4_0;
                    code[i + 8].OpCode = OpCodes.Or;
                    types.Add(IsOfRecord(method) ? "(generated)" : Outermost(method.DeclaringType).FullName);
                }
            }
        }

        module.Write(path);
        return types;
    }

    /// <summary>Equality and text that the compiler writes for records would only dilute the figures.</summary>
    private static bool IsOfRecord(MethodDef method) =>
        method.CustomAttributes.IsDefined("System.Runtime.CompilerServices.CompilerGeneratedAttribute")
        && method.Name.String is "Equals" or "GetHashCode" or "ToString" or "PrintMembers" or "Deconstruct" or "op_Equality" or "op_Inequality" or ".ctor" or "<Clone>$";

    private static TypeDef Outermost(TypeDef type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
