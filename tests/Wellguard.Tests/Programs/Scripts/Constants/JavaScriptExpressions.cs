namespace Wellguard.Tests.Programs.Scripts.Constants;

internal sealed class JavaScriptExpressions(int seed) : Expressions(seed)
{
    protected override string Text() => Any(
        () => Quoted(Odd()),
        () => $"{Text()} + {Text()}",
        () => $"({Text()} + {Number()})",
        () => $"`a{Quoted(Plain())[1..^1]}${{{Text()}}}-${{{Number()}}}`",
        () => $"String.fromCharCode({Codes()})",
        () => $"[{Codes(9)}].map(c => String.fromCharCode(c ^ 9)).join('')",
        () => $"[{Codes(3)}].map(function (c) {{ return String.fromCharCode(c ^ 3) }}).join({Quoted(One("", "-"))})",
        () => $"atob('{Base64(Plain())}')",
        () => $"Buffer.from('{Base64(Odd())}', 'base64').toString()",
        () => $"Buffer.from('{Hex(Odd())}', 'hex').toString('utf8')",
        () => $"{Bytes()}.toString()",
        () => $"({Text()}).split('').reverse().join('')",
        () => $"({Text()}).slice({Place()}, {Place()})",
        () => $"({Text()}).substring({Place()}, {Place()})",
        () => $"({Text()}).substr({Place()}, {Small()})",
        () => $"({Text()}).charAt({Small()})",
        () => $"({Text()}){One(".toUpperCase()", ".toLowerCase()", ".trim()", ".repeat(2)", ".trimEnd()", ".concat('x', 1)")}",
        () => $"({Text()}).replace({Quoted(One("a", "X", "/", "01"))}, {Quoted(Plain())})",
        () => $"({Text()}).replaceAll({Quoted(One("a", "X", "/"))}, {Quoted(Plain().Replace("$", "", StringComparison.Ordinal))})",
        () => $"({Text()}).replace(/{One("a", "X", "_", "0")}/g, {Quoted(One("", "b"))})",
        () => $"({Text()}).split({Quoted(One("a", " ", "/", "-"))}).join({Quoted(One("", "e", "::"))})",
        () => $"{Texts()}.join({One("''", "'-'", "\"/\"", "")})",
        () => $"{Texts()}[{Small()}]",
        () => $"({Condition()} ? {Text()} : {Text()})",
        () => $"(x => x + {Text()})({Text()})",
        () => $"(function (a, b) {{ return b + a }})({Text()}, {Text()})",
        () => $"(() => {Text()})()",
        () => $"(([a, b]) => b + a)([{Text()}, {Text()}])",
        () => $"(function () {{ const [a, b] = [{Text()}, {Text()}]; return b + a }})()",
        () => $"decodeURIComponent('{string.Concat(Plain().Select(static c => $"%{(int)c:x2}"))}')",
        () => $"unescape('%u0061%{Roll(3) + 61}')",
        () => $"({Number()}).toString({One("", "2", "16", "36", "10")})",
        () => $"String({One(Number(), Text(), Condition())})",
        () => $"{{ k: {Text()}, 'l': {Text()} }}{One(".k", "['k']", "['l']", ".l")}".Insert(0, "(").Replace(" }.", " }).", StringComparison.Ordinal).Replace(" }[", " })[", StringComparison.Ordinal),
        () => $"({Text()} || {Text()})",
        () => $"({Text()} && {Text()})",
        () => $"({Text()}, {Text()})",
        () => $"typeof {Text()}",
        () => $"({Text()} + {Condition()})",
        () => $"({Text()})[{Small()}]",
        () => $"({Text()}).padStart({Small()}, 'z')",
        () => $"require('zlib').inflateSync(Buffer.from('{Zlib(Odd())}', 'hex')).toString()");

    private string Condition() => Any(
        () => $"{Small()} {One("<", ">", "===", "!==", "<=", ">=", "==")} {Small()}",
        () => $"{Quoted(One("a", "b"))} {One("===", "!==", "==", "!=")} {Quoted(One("a", "b"))}",
        () => $"{Number()} > {Number()}",
        () => $"!{Number()}",
        () => One("true", "false", "!0", "!1", "![]", "!''", "!!'a'", "''", "'0'", "[]", "0", "null", "undefined"),
        () => $"({Text()}).{One("includes", "startsWith", "endsWith")}({Quoted(One("a", "X", ""))})");

    protected override string Number() => Any(
        () => One(Small(), "0x1f", "0b101", "0o17", "1e3", "255", "65", "2.5", "1_000"),
        () => $"({Number()} {One("+", "-", "*", "%", "&", "|", "^")} {Number()})",
        () => $"({Number()} {One("<<", ">>", ">>>")} {Small()})",
        () => $"({One("~", "-", "+", "~~")}{Number()})",
        () => $"{Number()} - {Number()} * {Number()}",
        () => $"{Small()} {One("&", "|", "^")} {Small()} {One("&", "|", "^", "+", "<<")} {Small()}",
        () => $"parseInt('{Roll(99)}', {One("8", "10", "16", "36", "2")})",
        () => $"parseInt({Quoted(One("12px", " 7", "0x1F", "-9", "ff", "9e3"))})",
        () => $"({Text()}).length",
        () => $"{Texts()}.length",
        () => $"({Text()}).charCodeAt({Small()})",
        () => $"({Text()}).indexOf({Quoted(One("a", "X", "zz"))})",
        () => $"Number('{One("12", "0x10", "1.5", "", "a1")}')",
        () => $"+{Quoted(One("12", "0x10", "7.5"))}",
        () => $"Math.floor({Number()} / 2)",
        () => $"({Condition()} ? {Number()} : {Number()})",
        () => $"{Numbers()}[{Small()}]",
        () => $"((a, b = 3) => a * b)({Number()})",
        () => $"({Number()} / 4)",
        () => $"(2 ** {Small()})",
        () => $"{Bytes()}[{Small()}]");

    protected override string Texts() => Any(
        () => $"[{Quoted(Plain())}, {Quoted(Odd())}, {Quoted(Plain())}]",
        () => $"[{Text()}, {Text()}]",
        () => $"({Text()}).split({One("''", "'a'", "'/'", "' '", "','")})",
        () => $"{Texts()}.map(x => x + {Quoted(Plain())})",
        () => $"{Texts()}.map((x, i) => x + i)",
        () => $"{Texts()}.slice({Place()})",
        () => $"{Texts()}.slice({Place()}, {Place()})",
        () => $"{Texts()}.reverse()",
        () => $"{Texts()}.concat({Texts()})",
        () => $"[...{Texts()}, {Text()}]",
        () => $"{Texts()}.filter(x => x.length > 2)",
        () => $"Array.from({Quoted(Plain())})",
        () => $"{Texts()}.sort()",
        () => $"{Texts()}.flat()");

    protected override string Numbers() => Any(
        () => $"[{Codes()}]",
        () => $"[{Codes()}].map(n => n {One("+", "-", "^", "*")} {Small()})",
        () => $"[{Number()}, {Number()}, {Number()}]",
        () => $"{Numbers()}.slice({Place()})",
        () => $"{Numbers()}.filter(n => n > 100)",
        () => $"Array.from({Quoted(Plain())}, c => c.charCodeAt(0))");

    protected override string Bytes() => Any(
        () => $"Buffer.from({Quoted(Odd())})",
        () => $"Buffer.from('{Base64(Odd())}', 'base64')",
        () => $"Buffer.from('{Hex(Plain())}', 'hex')",
        () => $"Buffer.from([{Codes()}])",
        () => $"Buffer.concat([{Bytes()}, {Bytes()}])",
        () => $"Buffer.from({Text()}, 'utf8')",
        // What is no UTF-8 is kept as it is, for readers: of that the interpreter makes marks.
        () => $"Buffer.from({Quoted(Plain())}, {One("'latin1'", "'ascii'")})");
}
