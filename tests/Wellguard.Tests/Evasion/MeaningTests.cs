using Wellguard.Evasion;
using Xunit;

namespace Wellguard.Tests.Evasion;

/// <summary>A transform that changes what a program does measures nothing: honest programs of this folder run before and after each, by the real interpreters.</summary>
public sealed class MeaningTests
{
    private static string Snippets => Path.Combine(Architecture.Sources.Root, "tests/Wellguard.Tests/Evasion/snippets");

    public static TheoryData<string, string> Cases => [.. from transform in Transform.All from language in (string[])["javascript", "python"] select (transform.Name, language)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_transform_keeps_what_a_program_does(string name, string language)
    {
        var transform = Transform.All.Single(transform => transform.Name == name);
        var (tool, start) = language == "python" ? ("python3", "run.py") : ("node", "index.js");
        var folder = Path.Combine(Snippets, language);
        var package = new PackageFiles([.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => new PackageFile(Path.GetRelativePath(folder, file), File.ReadAllBytes(file)))], IsZip: false);
        var changed = transform.Apply(package, static _ => true);
        Assert.NotNull(changed);
        Assert.Equal(Output(package, tool, start), Output(changed, tool, start));
    }

    [Fact]
    public void A_package_is_the_same_after_it_was_written_and_read()
    {
        foreach (var isZip in (bool[])[false, true])
        {
            var package = new PackageFiles([PackageFile.Of("package/a.js", "1\n"), PackageFile.Of("package/b/ü.txt", "")], isZip);
            Assert.Equal(package.Files.Select(static file => file.Path + file.Text), PackageFiles.Read(package.Write()).Files.Select(static file => file.Path + file.Text));
        }
    }

    [Fact]
    public void What_cannot_be_read_stays_as_it_is()
    {
        foreach (var text in (string[])["'open", "`${", "\0", "/*", "a = '''", "}", ""])
        {
            var package = new PackageFiles([PackageFile.Of("p/a.js", text), PackageFile.Of("p/a.py", text)], IsZip: false);
            foreach (var transform in Transform.All)
            {
                transform.Apply(package, static _ => true);
            }
        }
    }

    private static string Output(PackageFiles package, string tool, string start)
    {
        Tool.Require(tool);
        using var folder = new TempFolder();
        foreach (var file in package.Files)
        {
            folder.Write(file.Path, file.Text);
        }

        return Tool.Run(tool, folder.At(start));
    }
}
