using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Wellguard.Programs.Assemblies;

/// <summary>Methods where code of an assembly begins to run.</summary>
/// <param name="Started">By themselves, with what starts them.</param>
/// <param name="Called">By whoever uses the library: of each class those that reach out.</param>
internal sealed record AssemblyRoots(IReadOnlyList<(string Role, IReadOnlyList<MethodDefinitionHandle> Methods)> Started, IReadOnlyList<IReadOnlyList<MethodDefinitionHandle>> Called)
{
    public static AssemblyRoots Of(AssemblyMetadata assembly, AssemblyScan scan)
    {
        var reader = assembly.Reader;
        var started = new List<(string, IReadOnlyList<MethodDefinitionHandle>)>();
        if (reader.TypeDefinitions.FirstOrDefault() is { IsNil: false } module && assembly.MethodOf(module, ".cctor", 0) is { IsNil: false } initializer && scan.Reaching.Contains(initializer))
        {
            started.Add((AssemblyFile.Initializer, [initializer]));
        }

        if (assembly.File.PEHeaders.CorHeader is { } header && !header.Flags.HasFlag(System.Reflection.PortableExecutable.CorFlags.NativeEntryPoint) && header.EntryPointTokenOrRelativeVirtualAddress is var token && (token >>> 24) == 0x06)
        {
            started.Add((AssemblyFile.EntryPoint, [MetadataTokens.MethodDefinitionHandle(token & 0xffffff)]));
        }

        var (analyzers, tasks) = (new List<MethodDefinitionHandle>(), new List<MethodDefinitionHandle>());
        var byClass = new Dictionary<TypeDefinitionHandle, List<MethodDefinitionHandle>>();
        foreach (var handle in reader.TypeDefinitions)
        {
            var methods = AssemblyMetadata.Try(() => reader.GetTypeDefinition(handle).GetMethods().Where(scan.Reaching.Contains).ToList()) ?? [];
            if (methods.Count == 0)
            {
                continue;
            }

            var outer = Outermost(reader, handle);
            if (IsAnalyzer(assembly, outer))
            {
                analyzers.AddRange(methods);
            }
            else if (IsTask(assembly, outer))
            {
                tasks.AddRange(methods);
            }
            else if (byClass.TryGetValue(outer, out var list))
            {
                list.AddRange(methods);
            }
            else
            {
                byClass[outer] = methods;
            }
        }

        if (analyzers.Count > 0)
        {
            started.Add((AssemblyFile.Analyzer, analyzers));
        }

        if (tasks.Count > 0)
        {
            started.Add((AssemblyFile.Task, tasks));
        }

        return new AssemblyRoots(started, [.. byClass.Values.Select(methods => methods.OrderByDescending(method => IsOpen(reader, method)).ToList())]);
    }

    /// <summary>Public methods first: they hand on what the others get.</summary>
    private static bool IsOpen(MetadataReader reader, MethodDefinitionHandle method) => (reader.GetMethodDefinition(method).Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public;

    private static TypeDefinitionHandle Outermost(MetadataReader reader, TypeDefinitionHandle type)
    {
        for (var level = 0; level < 16 && reader.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer; level++)
        {
            type = outer;
        }

        return type;
    }

    /// <summary>Roslyn API, DiagnosticAnalyzerAttribute, GeneratorAttribute and their like: the compiler loads the class.</summary>
    private static bool IsAnalyzer(AssemblyMetadata assembly, TypeDefinitionHandle type) => AssemblyMetadata.Try(() =>
    {
        foreach (var handle in assembly.Reader.GetTypeDefinition(type).GetCustomAttributes())
        {
            var constructor = assembly.Reader.GetCustomAttribute(handle).Constructor;
            if (constructor.Kind == HandleKind.MemberReference && assembly.NameOf(assembly.Reader.GetMemberReference((MemberReferenceHandle)constructor).Parent) is "Microsoft.CodeAnalysis.Diagnostics.DiagnosticAnalyzerAttribute" or "Microsoft.CodeAnalysis.GeneratorAttribute" or "Microsoft.CodeAnalysis.CodeFixes.ExportCodeFixProviderAttribute")
            {
                return (bool?)true;
            }
        }

        return false;
    }) == true;

    /// <summary>MSBuild reference, "Task writing": a class with ITask, mostly by one of these bases.</summary>
    private static bool IsTask(AssemblyMetadata assembly, TypeDefinitionHandle type) => AssemblyMetadata.Try(() =>
    {
        for (var level = 0; level < 8; level++)
        {
            var definition = assembly.Reader.GetTypeDefinition(type);
            if (definition.BaseType.IsNil)
            {
                return (bool?)false;
            }

            if (assembly.NameOf(definition.BaseType) is "Microsoft.Build.Utilities.Task" or "Microsoft.Build.Utilities.ToolTask" or "Microsoft.Build.Utilities.AppDomainIsolatedTask"
                || definition.GetInterfaceImplementations().Any(handle => assembly.NameOf(assembly.Reader.GetInterfaceImplementation(handle).Interface) == "Microsoft.Build.Framework.ITask"))
            {
                return true;
            }

            if ((type = assembly.Definition(definition.BaseType)).IsNil)
            {
                return false;
            }
        }

        return false;
    }) == true;
}
