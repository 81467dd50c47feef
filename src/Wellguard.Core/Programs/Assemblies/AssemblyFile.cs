using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Wellguard.Artifacts;

namespace Wellguard.Programs.Assemblies;

/// <summary>
/// Assemblies of .NET (ECMA-335): what their methods do. Native programs of Windows are none. Each way that code of it runs without a call is a program of its own
/// (<see cref="Initializer"/>, <see cref="EntryPoint"/>, <see cref="Analyzer"/>, <see cref="Task"/>); the rest is a program for each class.
/// </summary>
public sealed class AssemblyFile : CodeReader
{
    public const string Initializer = "module initializer", EntryPoint = "entry point", Analyzer = "analyzer", Task = "task";

    /// <summary>Attack: assemblies that hold assemblies.</summary>
    public const int MaxUnpacked = 3;

    /// <summary>A header, a section and metadata take more.</summary>
    private const int Smallest = 512;

    public override Need Wants(Entry entry) => IsAssembly(entry.Path) && entry.Size is > Smallest and <= FileContent.WholeLimit && !IsShared(entry.Path) ? Need.Content : Need.Nothing;

    internal static bool IsAssembly(string path) => Path.GetExtension(path.AsSpan()) is var extension && (extension.Equals(".dll", StringComparison.OrdinalIgnoreCase) || extension.Equals(".exe", StringComparison.OrdinalIgnoreCase));

    /// <summary>Where installers put .NET (.NET documentation, "Install .NET on Linux").</summary>
    private static readonly string[] Roots = ["usr/share/dotnet/", "usr/lib/dotnet/", "usr/lib64/dotnet/", "opt/dotnet/", "root/.dotnet/"];

    /// <summary>The runtime and the SDK of an image: thousands of files that no start of the image names, and that reach out of the process because that is what others call them for.</summary>
    private static bool IsShared(string path)
    {
        var root = Array.Find(Roots, root => path.StartsWith(root, StringComparison.Ordinal));
        return root is not null && path.AsSpan(root.Length) is var below && (below.StartsWith("shared/Microsoft.") || below.StartsWith("sdk/") || below.StartsWith("packs/Microsoft."));
    }

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (file.IsWhole && file.Bytes.StartsWith("MZ"u8))
        {
            into.AddRange(Programs(file.Bytes.ToArray(), file.Path, 0));
        }
    }

    /// <summary>What an assembly does that another one unpacks and loads.</summary>
    internal static IReadOnlyList<Effect> Steps(byte[] bytes, string path, int depth, Analysis analysis)
    {
        var programs = Programs(bytes, path, depth);
        analysis.Problems.AddRange(programs.SelectMany(static program => program.Problems));
        return [.. programs.SelectMany(static program => program.Effects)];
    }

    private static List<CodeFile> Programs(byte[] bytes, string path, int depth)
    {
        var programs = new List<CodeFile>();
        try
        {
            using var file = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(bytes));
            if (!file.HasMetadata)
            {
                return programs;
            }

            var reader = file.GetMetadataReader();
            using var symbols = SymbolPlaces.Open(file);
            var assembly = new AssemblyMetadata(bytes, file, reader);
            if (AssemblyScan.Of(assembly) is { } scan)
            {
                Read(assembly, scan, new SymbolPlaces(AssemblyMetadata.Try(() => symbols?.GetMetadataReader())), path, depth, programs);
            }
        }
        catch (Exception e) when (AssemblyMetadata.IsDamage(e))
        {
            if (bytes.AsSpan().IndexOf("BSJB"u8) >= 0)
            {
                programs.Add(new CodeFile(path, 1, TriggerKind.None, null) { Problems = ["is a damaged assembly; the rest was not read"] });
            }
        }

        return programs;
    }

    private static void Read(AssemblyMetadata assembly, AssemblyScan scan, SymbolPlaces places, string path, int depth, List<CodeFile> programs)
    {
        var run = new IlRun(assembly, scan, places, path, depth);
        var roots = AssemblyRoots.Of(assembly, scan);
        foreach (var (role, methods) in roots.Started)
        {
            Add(run.Program(methods, role), programs);
        }

        var started = run.Evaluated.ToHashSet();
        foreach (var methods in roots.Called)
        {
            Add(run.Program(methods.Where(method => !started.Contains(method)), null), programs);
        }

        if (scan.Problems.Count > 0 || run.IsWorn)
        {
            programs.Add(new CodeFile(path, 1, TriggerKind.None, null) { Problems = [.. scan.Problems, .. run.IsWorn ? ["evaluation of its methods stopped at its limit"] : Array.Empty<string>()] });
        }
    }

    private static void Add(CodeFile program, List<CodeFile> programs)
    {
        if (program.Effects.Count > 0 || program.Problems.Count > 0)
        {
            programs.Add(program);
        }
    }
}
