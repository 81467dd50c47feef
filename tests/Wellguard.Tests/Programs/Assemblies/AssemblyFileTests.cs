using Wellguard.Artifacts;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Programs.Assemblies;

/// <summary>What libraries of .NET do, told from their instructions.</summary>
public sealed class AssemblyFileTests
{
    public static TheoryData<string, string, string, string> Harmful => HarmfulAssemblies.All;

    public static TheoryData<string, string, string, string> Honest => HonestAssemblies.All;

    [Theory]
    [MemberData(nameof(Harmful))]
    public async Task What_harms_is_not_allowed_and_is_shown_in_its_file_and_method(string name, string path, string source, string more)
    {
        var report = await CompiledPackage.ScanAsync(CompiledPackage.Pack(path, CompiledPackage.Compile(Path.GetFileNameWithoutExtension(path), source), more));
        var said = string.Join("\n", report.Signals.Select(static signal => $"{signal.Rule} {signal.Severity} {signal.Evidence[0].Text}"));
        Assert.True(report.Verdict.Decision == Decision.Block, $"{name}: {report.Verdict.Level} {report.Verdict.Score}\n{said}");
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
}
