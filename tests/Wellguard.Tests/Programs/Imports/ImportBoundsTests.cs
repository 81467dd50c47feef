using System.Diagnostics;
using System.Text;
using Wellguard.Programs;
using Wellguard.Programs.Imports;
using Wellguard.Programs.Shell;
using Xunit;

namespace Wellguard.Tests.Programs.Imports;

public sealed class ImportBoundsTests
{
    private const int Length = 1 << 20;

    /// <summary>Each takes a tenth of a second alone, and would take minutes without bounds; tests run beside each other.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("python", "import;")]
    [InlineData("python", "from a import (\n")]
    [InlineData("python", "#:from a import(\n")]
    [InlineData("python", "from\\\n")]
    [InlineData("python", "import ")]
    [InlineData("python", "import a \\\n")]
    [InlineData("python", "INSTALLED_APPS'")]
    [InlineData("python", "INSTALLED_APPS\"\"\" '''")]
    [InlineData("python", "include(((")]
    [InlineData("javascript", "require/*")]
    [InlineData("javascript", "require(/**/")]
    [InlineData("javascript", "import//\n")]
    [InlineData("javascript", "from\"")]
    [InlineData("javascript", "require('\\'")]
    [InlineData("ruby", "load:")]
    [InlineData("ruby", "require(\n#")]
    [InlineData("perl", "use lib '")]
    [InlineData("perl", "\nuse\n#")]
    [InlineData("perl", "@INC,")]
    [InlineData("php", "require \n")]
    [InlineData("php", "include/*")]
    [InlineData("php", "require'a'.")]
    public void A_megabyte_of_beginnings_is_read_in_bounded_time(string language, string piece)
    {
        foreach (var end in (string[])["", "*/", ")", "' \"", "\n" + new string(' ', Length / 2)])
        {
            var bytes = Encoding.ASCII.GetBytes(new StringBuilder().Insert(0, piece, (Length - end.Length) / piece.Length).Append(end).ToString());
            var watch = Stopwatch.StartNew();
            ImportNames.Of(language, bytes);
            Assert.True(watch.Elapsed < Most, $"{watch.Elapsed}");
        }
    }

    [Theory]
    [InlineData("[[ a b ", "]] ", true)]
    [InlineData("[[ ( a a a a a a a a ", ") ", true)]
    [InlineData("", "a[x\n", true)]
    [InlineData("", "(( a\n", true)]
    [InlineData("", "$(( a\n", true)]
    public void A_shell_script_of_beginnings_is_read_in_bounded_time_and_said_to_be_cut_off(string start, string piece, bool isCutOff)
    {
        var text = start + new StringBuilder().Insert(0, piece, Length / piece.Length);
        var watch = Stopwatch.StartNew();
        Assert.Equal(isCutOff, Parser.Parse(text, 1).CutOff);
        Assert.True(watch.Elapsed < Most, $"{watch.Elapsed}");
    }

    [Fact]
    public void More_computed_names_than_are_kept_are_a_problem()
    {
        var analysis = new Analysis();
        for (var i = 0; i < 3_000; i++)
        {
            analysis.NoteImport($"./a{i}");
        }

        Assert.Single(analysis.Problems);
    }
}
