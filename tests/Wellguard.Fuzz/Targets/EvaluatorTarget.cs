using System.Text;
using Wellguard.Programs;
using Wellguard.Programs.Scripts;

namespace Wellguard.Fuzz.Targets;

/// <summary>The evaluator of scripts alone, with constants that are computed; the first line is the language. The other target reads files of all kinds.</summary>
internal sealed class EvaluatorTarget() : FuzzTarget("evaluator")
{
    public override bool IsText => true;

    public override IReadOnlyList<string> Types { get; } = ["Wellguard.Programs.Scripts.Script", "Wellguard.Programs.Scripts.Formats", "Wellguard.Programs.Scripts.FormatSpec", "Wellguard.Programs.Scripts.Decoders", "Wellguard.Programs.Scripts.Escapes", "Wellguard.Programs.Scripts.Holes"];

    public override IReadOnlyList<string> Tokens { get; } =
        ["''.join(", "chr(", "ord(", "[::-1]", "[1:-1:2]", "f'{x!r:>5}'", "'%s' % ", "'{}{0}{a:03d}'.format(", "lambda x: x", "for c in ", "zip(", "itertools.cycle(", "enumerate(", "bytes(", "bytes.fromhex('", "zlib.decompress(", "base64.b64decode('", "base64.b85decode('", " if ", " else ", " and ", " or ", " not ", " in ", "getattr(", "__builtins__", "\uff45\uff58\uff45\uff43",
         "String.fromCharCode(", ".split('').reverse().join('')", "parseInt('", "`${", "}`", "...", " => ", "?.", "??", ".map(", ".filter(", ".slice(-1", ".substr(", ".replace(/a/g, '", "atob('", "Buffer.from('", "'hex')", "\\u0065", "\\u{65}", "typeof ", "~", ">>>", "**", "1e308", "9007199254740993", "-1", "<<", "function(a,b){return a+b}(", "while(true){", "}", ")", "]", "a=a+a\n", "x=>x(x)", "#{"];

    public override void Run(byte[] input)
    {
        var (label, bytes) = Labelled(input);
        var code = Encoding.UTF8.GetString(bytes);
        ScriptEvaluator.Evaluate(label, code, 1, new Analysis());
        ScriptEvaluator.ValueOf(label, code);
    }
}
