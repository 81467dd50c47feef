using Wellguard.Fuzz;
using Wellguard.Fuzz.Driver;
using Wellguard.Fuzz.Targets;
using Wellguard.Tests.Artifacts;
using Xunit;

namespace Wellguard.Tests.Fuzz;

/// <summary>Replays what the fuzzer once found: each file of tests/Wellguard.Fuzz/crashes through the target that its folder names.</summary>
public class CrashTests
{
    private static string Folder => Path.GetFullPath(Path.Combine(Corpus.Root, "../Wellguard.Fuzz/crashes"));

    public static TheoryData<string, string> Fixtures =>
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileName(file)))];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void What_once_broke_a_parser_no_longer_does(string target, string fixture)
    {
        var input = File.ReadAllBytes(Path.Combine(Folder, target, fixture));
        Assert.Null(new Execution(Assert.Single(FuzzTarget.All, known => known.Name == target)).Run(input));
    }

    [Fact]
    public void The_command_line_knows_every_target() => Assert.Equal(FuzzOptions.AllTargets, FuzzTarget.All.Select(target => target.Name));

    [Fact]
    public void An_escaping_exception_is_a_fault()
    {
        var fault = new Execution(new Broken()).Run([1]);
        Assert.Equal("crash", fault?.Kind);
        Assert.StartsWith(nameof(InvalidTimeZoneException), fault?.Key);
        Assert.Null(new Execution(new Broken()).Run([]));
    }

    [Fact]
    public void A_fault_is_cut_down_to_the_bytes_that_cause_it()
    {
        var execution = new Execution(new Broken());
        byte[] input = [.. new byte[100], 1, .. new byte[50]];
        Assert.Equal([1], execution.Minimise(input, execution.Run(input)!));
    }

    [Fact]
    public void A_repaired_tar_header_has_its_checksum()
    {
        var header = new byte[512];
        "x"u8.CopyTo(header);
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        new TarTarget().Repair(header);
        Assert.Equal("001647\0 "u8, header.AsSpan(148, 8));
    }

    private sealed class Broken() : FuzzTarget("broken")
    {
        public override IReadOnlyList<string> Types => [];

        public override void Run(byte[] input)
        {
            if (input.Contains((byte)1))
            {
                throw new InvalidTimeZoneException();
            }
        }
    }
}
