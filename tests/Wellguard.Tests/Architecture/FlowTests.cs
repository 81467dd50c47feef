using System.Xml.Linq;
using NetArchTest.Rules;
using Xunit;

namespace Wellguard.Tests.Architecture;

/// <summary>ARCHITECTURE.md in code: stages and projects use only what comes before them.</summary>
public sealed class FlowTests
{
    /// <summary>The folders of Core in the order of the flow.</summary>
    private static readonly string[] Stages = ["Artifacts", "Inventories", "Advisories", "Programs", "Events", "Layers", "Signals", "AttackTrees", "Verdicts", "Reports"];

    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Wellguard.Generators"] = [],
        ["Wellguard.Core"] = ["Wellguard.Generators"],
        ["Wellguard.Linux"] = ["Wellguard.Core"],
        ["Wellguard.Registries"] = ["Wellguard.Core"],
        ["Wellguard.Cli"] = ["Wellguard.Core", "Wellguard.Linux", "Wellguard.Registries"],
    };

    /// <summary>All but the last, which may use all.</summary>
    public static TheoryData<string> StageNames => [.. Stages[..^1]];

    [Theory]
    [MemberData(nameof(StageNames))]
    public void Stage_uses_only_earlier_stages(string stage)
    {
        var later = Stages[(Array.IndexOf(Stages, stage) + 1)..].Select(name => $"Wellguard.{name}").ToArray();
        var types = Types.InAssembly(typeof(Pipeline).Assembly).That().ResideInNamespace($"Wellguard.{stage}");
        Assert.NotEmpty(types.GetTypes());
        Offenders.None(types.ShouldNot().HaveDependencyOnAny([.. later, "Wellguard.Pipeline"]).GetResult().FailingTypeNames ?? []);
    }

    [Fact]
    public void Every_folder_of_Core_is_a_stage() =>
        Assert.Equal(Stages.Order(StringComparer.Ordinal), Directory.GetDirectories(Sources.At("src/Wellguard.Core")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [Fact]
    public void Projects_use_only_what_the_arrows_say()
    {
        foreach (var folder in Directory.GetDirectories(Sources.At("src")))
        {
            var name = Path.GetFileName(folder);
            var used = XDocument.Load(Path.Combine(folder, $"{name}.csproj")).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.Equal(Arrows[name], used.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Core_is_pure()
    {
        string[] outside = ["System.Net.Http", "System.Net.Sockets", "System.Diagnostics.Process", "System.Console", "System.Runtime.InteropServices.NativeLibrary"];
        Offenders.None(Types.InAssembly(typeof(Pipeline).Assembly).ShouldNot().HaveDependencyOnAny(outside).GetResult().FailingTypeNames ?? []);
        Offenders.None(Sources.Shipped.Where(file => file.StartsWith("src/Wellguard.Core/", StringComparison.Ordinal))
            .Where(file => Sources.Read(file) is var text && (text.Contains("DllImport", StringComparison.Ordinal) || text.Contains("LibraryImport", StringComparison.Ordinal))));
    }
}
