using Wellguard.Programs.Compiled;
using Xunit;

namespace Wellguard.Tests.Programs.Compiled;

/// <summary>Go and Rust as the JavaScript that does the same, line by line.</summary>
public sealed class CompiledTextTests
{
    [Theory]
    [InlineData("exec.Command(\"sh\", \"-c\", x).Run()", "require('child_process').spawn(\"sh\", [\"-c\", x]).Run()")]
    [InlineData("exec.CommandContext(ctx, name, args...)", "require('child_process').spawn(name, args)")]
    [InlineData("out, err := exec.Command(\"id\").Output()", "out = require('child_process').spawn(\"id\").Output()")]
    [InlineData("net.Dial(\"tcp\", \"192.0.2.9:4444\")", "require('net').connect(4444, \"192.0.2.9\")")]
    [InlineData("for _, v := range os.Environ() {", "for (v of process.env) {")]
    [InlineData("if err != nil {", "if (err != nil) {")]
    [InlineData("var parts = []string{\"a\", \"b\"}", "var parts = [\"a\", \"b\"]")]
    [InlineData("func (c *Client) Get(u string, n int) (*Response, error) {", "function Get(u, n) {")]
    [InlineData("go func() {", "void function() {")]
    [InlineData("x := string(b)", "x = String(b)")]
    [InlineData("var exec = fake.Command(\"a\")", "var exec = fake.Command(\"a\")")]
    public void Go_is_read_as_what_it_does(string go, string javaScript) => Assert.Equal(javaScript + "\n", GoText.AsJavaScript(go));

    [Theory]
    [InlineData("Command::new(\"sh\").arg(\"-c\").arg(x).spawn().unwrap();", "require('child_process').spawn(\"sh\", [\"-c\", x]);")]
    [InlineData("let out = std::process::Command::new(\"sh\").args([\"-c\", \"ls\"]).output()?;", "var out = require('child_process').spawn(\"sh\", [\"-c\", \"ls\"]);")]
    [InlineData("let home: String = env::var(\"HOME\").unwrap();", "var home = process.env[\"HOME\"];")]
    [InlineData("TcpStream::connect(\"192.0.2.9:4444\")?;", "require('net').connect(4444, \"192.0.2.9\");")]
    [InlineData("let u = format!(\"http://{}/{name}\", host);", "var u = require('util').format(\"http://%s/%s\", host);")]
    [InlineData("fn first<'a>(x: &'a str) -> &'a str { x }", "function first(x) { x }")]
    [InlineData("let s = r#\"a \"b\" c\"#;", "var s = \"a \\u0022b\\u0022 c\";")]
    [InlineData("if x == 1 {", "if (x == 1) {")]
    public void Rust_is_read_as_what_it_does(string rust, string javaScript) => Assert.Equal(javaScript + "\n", RustText.AsJavaScript(rust));

    [Fact]
    public void Lines_stay_where_they_are()
    {
        Assert.Equal("\n\n\n\n\n\nfunction init_1() {\n\trequire('child_process').spawn(\"sh\", [\"-c\", x])\n\n\n}\n\ninit_1();", GoText.AsJavaScript("package a\n\nimport (\n\t\"os/exec\"\n)\n\nfunc init() {\n\texec.Command(\n\t\t\"sh\", \"-c\",\n\t\tx)\n}\n"));
        Assert.Equal("function main() {\n    require('child_process').spawn(\"sh\", [\"-c\"])\n\n;\n}\n\nmain();", RustText.AsJavaScript("fn main() {\n    Command::new(\"sh\")\n        .arg(\"-c\")\n        .spawn();\n}\n"));
    }

    [Fact]
    public void Calls_without_end_take_no_time()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        GoText.AsJavaScript(string.Concat(Enumerable.Repeat("exec.Command(", 60_000)));
        RustText.AsJavaScript(string.Concat(Enumerable.Repeat("Command::new(", 60_000)));
        RustText.AsJavaScript("Command::new(x)" + string.Concat(Enumerable.Repeat(".arg(x)", 100_000)));
        GoText.AsJavaScript(string.Concat(Enumerable.Repeat("[]string{", 60_000)));
        RustText.AsJavaScript(string.Concat(Enumerable.Repeat("r#\"", 100_000)));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }
}
