using System.Text;
using Wellguard.Programs;

namespace Wellguard.Fuzz.Targets;

internal sealed class ShellTarget() : FuzzTarget("shell")
{
    public override bool IsText => true;

    public override IReadOnlyList<string> Types { get; } = ["Wellguard.Programs.Shell", "Wellguard.Programs.Analysis", "Wellguard.Programs.Encodings"];

    public override IReadOnlyList<string> Tokens { get; } =
        ["if ", "then ", "else ", "elif ", "fi\n", "for i in ", "while ", "until ", "do ", "done\n", "case x in ", ";;", "esac\n", "{ ", "; }", "( ", " )", "$(", "`", "${", "}", "$((", "))", "${x:-", "${x//", "${x#", "${x%%", "${x:1:2}", "${#x}", "${!x}",
         "\"", "'", "$'", "\\", "<<EOF\n", "\nEOF\n", "<<-E\n", "<<<", ">", ">>", "2>&1", "&>", "<(", " | ", " || ", " && ", " & ", ";", "\n", "function f() {", "eval ", "exec ", "sh -c '", "bash -c \"", "base64 -d", "echo ", "printf '%s\\x41' ", "curl -sL http://192.0.2.1/x",
         "wget -O- http://192.0.2.1/x", "chmod +x ", "xxd -r -p", "tr a-z n-za-m", "rev", "sed 's/a/b/g'", "cut -c1-2", "cut -d: -f1", "gzip -d", "gunzip", "python3 -c '", "openssl enc -d", "nohup ", "sudo -u x ", "env A=b ", "xargs -n1 ", "find . -exec ", "timeout 5 ", "dd if=/dev/zero of=",
         "cat ", "tee ", "/dev/tcp/192.0.2.1/80", "[[ a =~ b ]]", "[ -f x ]", "$1", "$@", "$*", "$?", "$RANDOM", "*", "?", "[a-z]", "~", "x=", "export ", "local ", "read x", "set -- ", "shift", "source ", ". ./x", "trap '", "seq 1 99999", "{1..99999}", "{a,b}", "IFS=", "aGVsbG8K", "ssh x@y ", "nc -e /bin/sh "];

    public override void Run(byte[] input)
    {
        var effects = new Analysis().Nested("sh", Encoding.UTF8.GetString(input), 1);
        Traverse(effects, 0);
    }

    /// <summary>Later stages walk the steps recursively: how deep they are matters.</summary>
    private static void Traverse(IReadOnlyList<Effect> effects, int depth)
    {
        if (depth > 4 * Analysis.MaxDepth)
        {
            throw new InvalidOperationException("steps nested deeper than the evaluator's bound");
        }

        foreach (var effect in effects)
        {
            Traverse(effect.Steps, depth + 1);
        }
    }
}
