using System.Text;
using Xunit;

namespace Wellguard;

/// <summary>docs/cli.md is what --help says. <c>WELLGUARD_UPDATE_GOLDEN=1</c> writes it again.</summary>
public sealed class HelpTests
{
    private static readonly string[][] Commands = [[], ["scan"], ["diff"], ["detonate"], ["tree"], ["explain"], ["rules"], ["rules", "list"], ["rules", "test"], ["rules", "docs"], ["db"], ["db", "import"], ["db", "update"], ["db", "status"]];

    [Fact]
    public async Task Page_of_commands_is_what_help_says()
    {
        var page = new StringBuilder("# Commands\n\nWritten from `--help` by the tests.\n");
        foreach (var command in Commands)
        {
            var run = await Executable.RunAsync([.. command, "--help"]);
            Assert.Equal(0, run.Code);
            page.Append("\n## ").AppendJoin(' ', ["wellguard", .. command]).Append("\n\n```\n").AppendJoin('\n', run.Output.Split('\n').Select(line => line.TrimEnd())).Append("```\n");
        }

        var file = Path.Combine(Executable.Repository, "docs/cli.md");
        if (Environment.GetEnvironmentVariable("WELLGUARD_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(file, page.ToString(), TestContext.Current.CancellationToken);
        }

        Assert.True(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) == page.ToString(), "docs/cli.md is old: WELLGUARD_UPDATE_GOLDEN=1 ./test writes it");
    }

    [Fact]
    public async Task Every_command_that_help_lists_is_on_the_page()
    {
        foreach (var command in Commands.Where(command => command.Length < 2))
        {
            var lines = (await Executable.RunAsync([.. command, "--help"])).Output.Split('\n').SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.Length > 0);
            Assert.All(lines, line => Assert.Contains(Commands, known => known.SequenceEqual([.. command, line.Trim().Split(' ')[0]])));
        }
    }
}
