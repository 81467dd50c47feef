using System.Globalization;
using System.Text;
using System.Text.Json;
using Wellguard.Programs;
using Wellguard.Programs.Scripts;
using Wellguard.Tests.Programs.Scripts.Constants;
using Xunit;

namespace Wellguard.Tests.Programs.Scripts;

/// <summary>What the evaluator takes for a constant is what node and python3 say of the same expression. Expressions are made here, of constants only.</summary>
public sealed class RealInterpreterTests
{
    private const int Few = 600, Many = 12_000;

    /// <summary>In one process.</summary>
    private const int Batch = 600;

    /// <summary>Of those that the interpreter computes, the evaluator knows at least this share.</summary>
    private const double LeastKnown = 0.65;

    /// <summary>Locals of functions share one space, so that one of two functions that call them the same may see the other's: one in so many, none among the few.</summary>
    private const int Rare = 5_000;

    private const string Node = """
        const show = v => typeof v === 'string' ? { s: [...Array(v.length).keys()].map(i => v.charCodeAt(i)) } : typeof v === 'number' ? { n: Number.isFinite(v) ? v : String(v) } : typeof v === 'boolean' ? { n: v ? 1 : 0 } : Buffer.isBuffer(v) ? { b: [...v] } : Array.isArray(v) ? { l: v.map(show) } : {};
        for (const code of JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'))) {
          let shown
          try { shown = show((0, eval)('(' + code + ')')) } catch (problem) { shown = { e: String(problem) } }
          console.log(JSON.stringify(shown))
        }
        """;

    private const string Python = """
        import base64, binascii, codecs, json, sys, warnings, zlib
        warnings.simplefilter('ignore')
        def show(v):
            if isinstance(v, str):
                return {'s': [ord(c) for c in v]}
            if isinstance(v, (bool, int, float)):
                return {'n': float(v) if abs(v) < 1e300 else str(v)}
            if isinstance(v, (bytes, bytearray)):
                return {'b': list(v)}
            if isinstance(v, (list, tuple)):
                return {'l': [show(item) for item in v]}
            return {}
        for code in json.load(open(sys.argv[1], encoding='utf-8')):
            try:
                shown = show(eval(code))
            except Exception as problem:
                shown = {'e': repr(problem)}
            print(json.dumps(shown))
        """;

    [Theory]
    [InlineData("javascript")]
    [InlineData("python")]
    public void A_constant_is_what_the_interpreter_says(string language)
    {
        var count = Environment.GetEnvironmentVariable("WELLGUARD_ALL") is { Length: > 0 } ? Many : Few;
        var (wrong, known, all) = (new List<string>(), 0, 0);
        for (var seed = 1; seed <= count / Batch; seed++)
        {
            Expressions made = language == "python" ? new PythonExpressions(seed) : new JavaScriptExpressions(seed);
            var codes = Enumerable.Range(0, Batch).Select(_ => made.Next()).ToList();
            foreach (var (code, real) in codes.Zip(Answers(language, codes)))
            {
                if (real.TryGetProperty("e", out _) || !real.EnumerateObject().Any())
                {
                    continue;
                }

                all++;
                var value = ScriptEvaluator.ValueOf(language, code);
                if (!IsKnown(value))
                {
                    continue;
                }

                known++;
                if (!Equals(value, real))
                {
                    wrong.Add($"{code}\n    is {Shown(real)}, taken for {Shown(value)}");
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{language}: {all} computed, {known} known ({100.0 * known / all:0.0} %), {wrong.Count} wrong"));
        Assert.True(wrong.Count <= known / Rare, $"{wrong.Count} of {known} known ones are wrong ({all} computed):\n{string.Join('\n', wrong.OrderBy(static line => line.Length).Take(60))}");
        Assert.True(known >= LeastKnown * all, $"only {known} of {all} are known");
    }

    private static List<JsonElement> Answers(string language, List<string> codes)
    {
        using var folder = new TempFolder();
        var input = folder.Write("codes.json", JsonSerializer.Serialize(codes));
        var program = folder.Write(language == "python" ? "answer.py" : "answer.js", language == "python" ? Python : Node);
        return [.. Tool.Lines(Tool.Run(language == "python" ? "python3" : "node", program, input)).Select(static line => JsonDocument.Parse(line).RootElement)];
    }

    private static bool IsKnown(Value value) => value is { IsPartial: false, IsCut: false } && (value.Shape is Shape.Text or Shape.Bytes or Shape.Number || (value.Shape == Shape.List && value.Items.TrueForAll(IsKnown)));

    /// <summary>A JavaScript text that was decoded is held as bytes: it is right as either.</summary>
    private static bool Equals(Value value, JsonElement real) => value.Shape switch
    {
        Shape.Number => real.TryGetProperty("n", out var number) && (number.ValueKind == JsonValueKind.Number ? number.GetDouble().Equals(value.Number) || Math.Abs(number.GetDouble() - value.Number) < 1e-9 * Math.Abs(value.Number) : number.GetString() == value.Number.ToString(CultureInfo.InvariantCulture)),
        Shape.Text => real.TryGetProperty("s", out var text) && TextOf(text) == value.Text,
        Shape.Bytes => real.TryGetProperty("b", out var bytes) ? TextOf(bytes) == value.Text : real.TryGetProperty("s", out var decoded) && (TextOf(decoded) == value.Text || TextOf(decoded) == value.Plain),
        _ => real.TryGetProperty("l", out var list) && list.GetArrayLength() == value.Items.Count && value.Items.Zip(list.EnumerateArray()).All(static pair => Equals(pair.First, pair.Second)),
    };

    private static string TextOf(JsonElement codes)
    {
        var text = new StringBuilder();
        foreach (var code in codes.EnumerateArray())
        {
            var number = code.GetInt32();
            text.Append(number > 0xffff ? char.ConvertFromUtf32(number) : ((char)number).ToString());
        }

        return text.ToString();
    }

    private static string Shown(JsonElement real) => real.EnumerateObject().First() is var only && only.Name is "s" or "b" ? JsonSerializer.Serialize(TextOf(only.Value)) : only.Name == "l" ? "[" + string.Join(", ", only.Value.EnumerateArray().Select(Shown)) + "]" : only.Value.ToString();

    private static string Shown(Value value) => value.Shape switch
    {
        Shape.Number => value.Number.ToString(CultureInfo.InvariantCulture),
        Shape.List => "[" + string.Join(", ", value.Items.Select(Shown)) + "]",
        _ => value.Shape + " " + JsonSerializer.Serialize(value.Text),
    };
}
