using System.Text.RegularExpressions;
using Xunit;

namespace Wellguard.Tests.Architecture;

public sealed partial class HabitTests
{
    private const int LongestFile = 500;
    private const int LongestMedian = 80;

    [Fact]
    public void No_file_is_longer_than_500_lines() =>
        Offenders.None(Sources.Code.Select(file => (File: file, Lines: File.ReadLines(Sources.At(file)).Count())).Where(file => file.Lines > LongestFile));

    [Fact]
    public void Half_of_the_files_fit_on_a_screen()
    {
        var lengths = Sources.Shipped.Select(file => File.ReadLines(Sources.At(file)).Count()).Order().ToList();
        Assert.InRange(lengths[lengths.Count / 2], 1, LongestMedian);
    }

    [Fact]
    public void No_type_is_named_for_nothing()
    {
        var named = Sources.Shipped.SelectMany(file => TypeName().Matches(Sources.Read(file)).Select(match => (file, Name: match.Groups[1].Value)));
        Offenders.None(named.Where(type => EmptyName().IsMatch(type.Name)));
    }

    /// <summary>A pattern that backtracks without a limit on its time lets a hostile text stop the scan.</summary>
    [Fact]
    public void Every_pattern_is_linear_in_its_input()
    {
        foreach (var file in Sources.Shipped)
        {
            var text = Sources.Read(file);
            var made = Pattern().Matches(text);
            for (var i = 0; i < made.Count; i++)
            {
                var pattern = text[made[i].Index..(i + 1 < made.Count ? made[i + 1].Index : text.Length)];
                Assert.True(pattern.Contains("RegexOptions.NonBacktracking", StringComparison.Ordinal) || pattern.Contains(", Patience)", StringComparison.Ordinal), $"{file}: {pattern[..Math.Min(200, pattern.Length)]}");
            }
        }
    }

    /// <summary>Registries are the user's own; no machine and no registry is written into the product.</summary>
    [Fact]
    public void No_registry_host_is_written_in_the_code()
    {
        string[] hosts = [.. "docker io,ghcr io,quay io,gcr io,registry npmjs org,pypi org,nuget org,rubygems org,index crates io,static crates io,proxy golang org,sum golang org,mcr microsoft com".Split(',').Select(host => host.Replace(' ', '.'))];
        var files = Sources.Code.Where(file => !file.EndsWith("Architecture/HabitTests.cs", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(Sources.At("rules"), "*.yml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Sources.Root, file)));
        Offenders.None(files.SelectMany(file => hosts.Where(host => Regex.IsMatch(Sources.Read(file).Replace(@"\.", ".", StringComparison.Ordinal), $@"(?<![\w.-]){Regex.Escape(host)}", RegexOptions.None, TimeSpan.FromSeconds(10))).Select(host => $"{file}: {host}")));
    }

    [GeneratedRegex(@"^\s*(?:\w+ )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline, 10_000)]
    private static partial Regex TypeName();

    [GeneratedRegex("(?:Manager|Helper|Helpers|Service|Util|Utils|Utility|Common|Base|Impl)$", RegexOptions.None, 1000)]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"new Regex\(|\bRegex \w+ = new\(|Regex\.(?:IsMatch|Match|Matches|Replace|Split)\([^,;)]*,|\[GeneratedRegex\(", RegexOptions.None, 10_000)]
    private static partial Regex Pattern();
}
