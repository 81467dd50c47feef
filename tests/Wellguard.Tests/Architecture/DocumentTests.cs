using System.Reflection;
using System.Text.RegularExpressions;
using Wellguard.Reports;
using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Architecture;

/// <summary>What documents name exists. <c>WELLGUARD_UPDATE_GOLDEN=1</c> writes the generated ones again.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Pages => ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", .. Directory.EnumerateFiles(Sources.At("docs"), "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Sources.Root, file)).Where(file => file is not ("docs/rules.md" or "docs/cli.md"))];

    [Fact]
    public void Rules_page_is_what_the_command_writes()
    {
        var page = RuleStory.Markdown(RuleBook.All);
        if (Environment.GetEnvironmentVariable("WELLGUARD_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Sources.At("docs/rules.md"), page);
        }

        Assert.True(Sources.Read("docs/rules.md") == page, "docs/rules.md is old: ./wellguard rules docs > docs/rules.md");
    }

    /// <summary>A word in backquotes with a slash is a path of the repository. NAME, Name and TheFact stand for any name: their folder exists.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Paths_that_a_page_names_exist(string page)
    {
        var named = Quoted().Matches(Sources.Read(page)).Select(match => match.Groups[1].Value).Where(word => Location().IsMatch(word)).Distinct();
        Offenders.None(named.Where(path => !Exists(path)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Sources.At(page))!;
        var links = Link().Matches(Sources.Read(page)).Select(match => match.Groups[1].Value.Split('#')[0]).Where(link => link.Length > 0 && !link.Contains("://", StringComparison.Ordinal));
        Offenders.None(links.Where(link => !Path.Exists(Path.Combine(folder, link))));
    }

    [Fact]
    public void Types_that_ARCHITECTURE_names_exist()
    {
        Assembly[] assemblies = [typeof(Pipeline).Assembly, typeof(Wellguard.Registries.RegistryImages).Assembly, typeof(Wellguard.Linux.FileStamps).Assembly];
        var types = assemblies.SelectMany(assembly => assembly.GetTypes()).Select(type => type.Name).ToHashSet();
        var named = Quoted().Matches(Sources.Read("ARCHITECTURE.md")).Select(match => match.Groups[1].Value).Where(word => TypeWord().IsMatch(word)).Distinct().ToList();
        Assert.NotEmpty(named);
        Offenders.None(named.Where(name => !types.Contains(name) && !Directory.Exists(Sources.At($"src/Wellguard.Core/{name}"))));
    }

    private static bool Exists(string path)
    {
        var any = AnyName().Match(path);
        var known = any.Success ? path[..any.Index] : path;
        string[] starts = ["", "src/Wellguard.Core/"];
        return starts.Any(start => Path.Exists(Sources.At(start + known)));
    }

    [GeneratedRegex("`([^`\n]+)`", RegexOptions.None, 10_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.None, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^(src|tests|rules|docs|eng|bench|\.ci|Artifacts|Inventories|Programs|Layers|Signals|AttackTrees|Verdicts|Reports)/[a-zA-Z0-9_./-]*$|^[A-Za-z.]+\.(md|props|targets|json|slnx)$", RegexOptions.None, 1000)]
    private static partial Regex Location();

    [GeneratedRegex("(NAME|Name|TheFact)", RegexOptions.None, 1000)]
    private static partial Regex AnyName();

    [GeneratedRegex("^[A-Z][a-z]+([A-Z][a-z]+)*$", RegexOptions.None, 1000)]
    private static partial Regex TypeWord();
}
