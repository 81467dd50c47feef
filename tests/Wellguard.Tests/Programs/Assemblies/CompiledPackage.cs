using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Programs.Assemblies;

/// <summary>Sources compiled in memory and packed as NuGet does. Nothing of it is loaded or run.</summary>
internal static class CompiledPackage
{
    /// <summary>What is not part of the shared framework, by its shape only.</summary>
    private const string Stubs = """
        namespace System.Windows.Forms { public static class Clipboard { public static string GetText() => ""; public static void SetText(string text) { } } }
        namespace Microsoft.Build.Utilities { public class TaskLoggingHelper { public void LogError(string text) { } } public abstract class Task { public TaskLoggingHelper Log { get; } = new(); public abstract bool Execute(); } }
        """;

    private static readonly ConcurrentDictionary<string, byte[]> Known = [];

    private static readonly Lazy<List<MetadataReference>> Framework = new(static () =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal) || name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll") ? MetadataReference.CreateFromFile(path) : null).OfType<MetadataReference>()]);

    private static readonly Lazy<MetadataReference> Others = new(static () => MetadataReference.CreateFromImage(Emit("Others", Stubs, [], symbols: false)));

    /// <param name="symbols">With the portable PDB inside.</param>
    public static byte[] Compile(string name, string source, bool symbols = false) => Known.GetOrAdd(name + symbols + source, _ => Emit(name, source, [Others.Value], symbols));

    private static byte[] Emit(string name, string source, IEnumerable<MetadataReference> more, bool symbols)
    {
        var tree = CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest), name + ".cs", System.Text.Encoding.UTF8);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, deterministic: true);
        using var bytes = new MemoryStream();
        var result = CSharpCompilation.Create(name, [tree], Framework.Value.Concat(more), options).Emit(bytes, options: new EmitOptions(debugInformationFormat: symbols ? DebugInformationFormat.Embedded : DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        return bytes.ToArray();
    }

    /// <param name="more">Another file as <c>path=text</c>, or nothing.</param>
    public static byte[] Pack(string path, byte[] assembly, string more = "")
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "Example.nuspec", "<package><metadata><id>Example</id><version>1.0.0</version></metadata></package>"u8.ToArray());
            Add(zip, path, assembly);
            if (more.Split('=', 2) is [var name, var text])
            {
                Add(zip, name, System.Text.Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    private static void Add(ZipArchive zip, string path, byte[] content)
    {
        using var entry = zip.CreateEntry(path).Open();
        entry.Write(content);
    }

    public static async Task<Report> ScanAsync(byte[] package)
    {
        var images = await ImageSources.OpenAsync(ByteSource.OfMemory(package), "package", new OpenOptions(Path.GetTempPath()), TestContext.Current.CancellationToken);
        return await Pipeline.ScanAsync(Assert.Single(images), new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)), TestContext.Current.CancellationToken);
    }
}
