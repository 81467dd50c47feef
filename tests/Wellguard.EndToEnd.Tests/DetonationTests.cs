using Xunit;

namespace Wellguard;

/// <summary>What <c>detonate</c> and <c>tree</c> say before anything runs.</summary>
public sealed class DetonationTests
{
    [Theory]
    [InlineData(2, "say what to run", "detonate")]
    [InlineData(2, "a time of up to a day", "detonate", "x", "--timeout", "soon")]
    [InlineData(2, "--timeout 500ms: a time of up to a day", "detonate", "x", "--timeout", "500ms")]
    [InlineData(2, "--settle 2sm: a time of up to a day", "detonate", "x", "--settle", "2sm")]
    [InlineData(2, "--timeout : a time of up to a day", "detonate", "x", "--timeout", "")]
    [InlineData(2, "--clock : write a sign", "detonate", "x", "--clock", "")]
    [InlineData(2, "write URL=FILE", "detonate", "x", "--stage", "nothing")]
    [InlineData(2, "write URL=FILE", "detonate", "x", "--stage", "http://x=")]
    [InlineData(2, "no such file", "detonate", "x", "--stage", "http://a/=/none/of/this")]
    [InlineData(2, "expected one of gvisor, runc", "detonate", "x", "--engine", "docker")]
    [InlineData(2, "runc shares the host's kernel", "detonate", "x", "--engine", "runc")]
    [InlineData(2, "expected one of fake, none", "detonate", "x", "--network", "real")]
    [InlineData(2, "--output is the same file", "detonate", "/etc/hostname", "--events", "./same", "--output", "same")]
    [InlineData(2, "there is no such file", "tree", "/none/of/this")]
    public async Task A_wrong_word_is_told(int code, string what, params string[] arguments)
    {
        var run = await Executable.RunAsync(arguments);
        Assert.Equal(code, run.Code);
        Assert.Contains(what, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_recording_fails_with_a_report()
    {
        var run = await Executable.RunAsync("tree", "/etc/passwd", "--format", "json");
        Assert.Equal(3, run.Code);
        Assert.Contains("is no recording of events", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--raw")]
    [InlineData("--why", "n1")]
    public async Task What_is_no_recording_has_no_details_either(params string[] options)
    {
        var run = await Executable.RunAsync(["tree", "/etc/passwd", .. options]);
        Assert.Equal(3, run.Code);
        Assert.DoesNotContain("internal", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("perl /tmp/mejifi.pl", 1, "executes perl /tmp/mejifi.pl")]
    [InlineData("", 2, "no node of the tree has this id or label")]
    [InlineData("/no/such", 2, "no node of the tree has this id or label")]
    public async Task Way_to_a_node_is_found(string wanted, int code, string says)
    {
        var run = await Executable.RunAsync("tree", Path.Combine(Executable.Repository, "tests/campaigns/golden/c01-branching-stages.events"), "--why", wanted);
        Assert.Equal(code, run.Code);
        Assert.Contains(says, run.Output + run.Errors, StringComparison.Ordinal);
    }

    /// <summary>What is looked at may lie there, and we run as root.</summary>
    [Fact]
    public async Task No_program_of_the_current_folder_is_started()
    {
        var folder = Directory.CreateTempSubdirectory("wellguard-test-").FullName;
        try
        {
            foreach (var name in (string[])["ip", "nft", "nsenter", "setpriv", "runsc", "runc", "npm", "python3", "dotnet"])
            {
                await File.WriteAllTextAsync(Path.Combine(folder, name), $"#!/bin/sh\ntouch {folder}/started\n", TestContext.Current.CancellationToken);
                File.SetUnixFileMode(Path.Combine(folder, name), (UnixFileMode)0x1ED);
            }

            await Executable.ShellAsync(folder, "PATH=.:$PATH $W detonate --check");
            Assert.False(File.Exists(Path.Combine(folder, "started")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The report says what is missing and what to do, not the first call that fails.</summary>
    [Theory]
    [InlineData("nft", "install the package nftables")]
    [InlineData("ip", "install the package iproute2")]
    [InlineData("setpriv", "install the package util-linux")]
    public async Task Without_what_it_needs_nothing_runs_and_the_report_says_why(string missing, string what)
    {
        var folder = Directory.CreateTempSubdirectory("wellguard-test-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "x.sh"), "#!/bin/sh\ntrue\n", TestContext.Current.CancellationToken);
            var run = await Executable.ShellAsync(folder, $"mkdir bin; for folder in /bin /sbin /usr/bin /usr/sbin; do ln -sf $folder/* bin/; done; rm -f bin/{missing}; PATH=$PWD/bin $W detonate x.sh --format json; echo $?");
            Assert.EndsWith("3\n", run.Output, StringComparison.Ordinal);
            Assert.Contains($"{missing} is not installed: {what}", run.Output, StringComparison.Ordinal);
            Assert.Contains("\"failed\"", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Without_root_nothing_runs_and_the_report_says_why()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can become nobody");
        var folder = Directory.CreateTempSubdirectory("wellguard-test-").FullName;
        try
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0x1FF);
            await File.WriteAllTextAsync(Path.Combine(folder, "x.sh"), "#!/bin/sh\ntrue\n", TestContext.Current.CancellationToken);
            var run = await Executable.ShellAsync(folder, "HOME=$PWD setpriv --reuid 65534 --regid 65534 --clear-groups $W detonate x.sh --format json; echo $?");
            Assert.SkipWhen(run.Errors.Contains("Permission denied", StringComparison.Ordinal), "nobody may not read the executable here");
            Assert.EndsWith("3\n", run.Output, StringComparison.Ordinal);
            Assert.Contains("needs root", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Check_names_everything_that_is_needed()
    {
        var run = await Executable.RunAsync("detonate", "--check");
        Assert.Contains(run.Code, (int[])[0, 3]);
        Assert.All((string[])["kernel", "root", "ip", "nft", "nsenter", "setpriv", "namespaces", "overlay", "runsc"], name => Assert.Contains(name, run.Output, StringComparison.Ordinal));
    }
}
