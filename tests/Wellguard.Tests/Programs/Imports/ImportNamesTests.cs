using System.Text;
using Wellguard.Programs.Imports;
using Xunit;

namespace Wellguard.Tests.Programs.Imports;

public sealed class ImportNamesTests
{
    [Theory]
    [InlineData("import os, a.b as c", "os a.b")]
    [InlineData("from . import x", ".:x")]
    [InlineData("from ..a.b import (x as y,\n  z)", "..a.b:x,z")]
    [InlineData("from a import *", "a:")]
    [InlineData("if x:\n    import late; import later", "late later")]
    [InlineData("__import__('a.b'); importlib.import_module( \"c\" )", "a.b c")]
    [InlineData("important = 1\n# nothing\nx = 'import'", "")]
    [InlineData("os.environ['DJANGO_SETTINGS_MODULE'] = 'a.settings'", "a.settings")]
    [InlineData("import os, \\\n  evil", "os evil")]
    [InlineData("from \\\r\n  evil import x", "evil:x")]
    [InlineData("# it ends so \\\nimport evil", "evil")]
    [InlineData("from evil import(a, # (b)\n\tc)", "evil:a,c")]
    [InlineData("from.import a\nfrom . . b import c\nimport d . e", ".:a ..b:c d.e")]
    [InlineData("import \u00e9vil", "\u00e9vil")]
    [InlineData("import \uff45vil, \U0001d4ae", "evil S")]
    [InlineData("import e\u0301vil", "e\u0301vil !")]
    [InlineData("\ufeffimport evil\rimport worse", "evil worse")]
    [InlineData("import_module(\n  'a.b')\nimport_module('\\x65vil')", "a.b evil")]
    [InlineData("if a: pass\nimport late \nfor some words, import nothing", "late")]
    [InlineData("urlpatterns = [path('x', include(('polls.urls', 'polls')))]", "polls.urls")]
    public void Python(string text, string expected) => Check("python", text, expected);

    [Theory]
    [InlineData("const a=require('./a'),b=require(\"b/c\")", "./a b/c")]
    [InlineData("import x,{y} from './a.js';export*from'./b.js'", "./a.js ./b.js")]
    [InlineData("import './a';import(`./b`)", "./a ./b")]
    [InlineData("require('./' + name); required('x'); Buffer.from('x', 'hex'); $require('y')", "")]
    [InlineData("import fs from 'node:fs'", "fs")]
    [InlineData("import a from\n  './a.js'; import b from /* b */ './b.js'; import(// c\n './c.js')", "./c.js ./a.js ./b.js")]
    [InlineData("require(/**/'./a'); require(('./b')); require ('./c' /* c */)", "./a ./b ./c")]
    [InlineData("require('./e\\x76il'); require('./a#b'); require(\"./$c\")", "./evil ./a#b ./$c")]
    [InlineData("require(`./${name}`)", "")]
    public void JavaScript(string text, string expected) => Check("javascript", text, expected);

    [Theory]
    [InlineData("require_relative 'a'\nrequire('json')\nautoload :X, 'x/y'", "./a json x/y")]
    [InlineData("require \"#{dir}/x\"", "")]
    public void Ruby(string text, string expected) => Check("ruby", text, expected);

    [Theory]
    [InlineData("use strict;\nuse lib 'lib';\nuse parent -norequire, 'A::B';\nrequire \"x.pl\";\ndo './y.pl';\n__END__\nuse Z;", "strict lib.lib A::B x.pl ./y.pl")]
    [InlineData("use lib \"$FindBin::Bin/../lib\";\nBEGIN { unshift @INC, '/opt/x'; require Evil; }", "lib../../lib Evil lib./opt/x")]
    [InlineData("use lib File::Spec->catdir($Bin, '..', 'lib'); use\n  A; use if 1, B => 'c'", "lib../../lib A B c")]

    public void Perl(string text, string expected) => Check("perl", text, expected);

    [Theory]
    [InlineData("<?php require __DIR__ . '/a.php'; include_once('b.php'); require '/opt/c.php';", "./a.php /opt/c.php ?b.php")]
    [InlineData("<?php require_once ABSPATH . 'wp/x.php'; require dirname(__FILE__).'/d.php'; require dirname(__DIR__) . '/e.php';", "?wp/x.php ./d.php ./../e.php")]
    [InlineData("<?php include $page . '.php.' . $x; $this->require('x'); requires('y');", "")]
    [InlineData("<?php INCLUDE /* x */   './a.php' ?>", "./a.php")]

    public void Php(string text, string expected) => Check("php", text, string.Join(' ', expected.Split(' ').Order(StringComparer.Ordinal)), ordered: true);

    [Theory]
    [InlineData("{\"main\":\"lib/a.js\",\"scripts\":{\"main\":\"x\"},\"exports\":{\".\":{\"require\":\"./b.cjs\"},\"./*\":\"./c/*.js\"}}", "./lib/a.js ./b.cjs")]
    [InlineData("{\"name\":\"x\"}", "")]
    [InlineData("{\"main\": 1, ", "")]
    public void Manifests(string text, string expected) => Assert.Equal(expected, string.Join(' ', (JavaScriptImports.OfPackage(Encoding.UTF8.GetBytes(text)) ?? "").Split('\n').Skip(1)));

    [Fact]
    public void A_long_list_of_members_names_them_all()
    {
        var members = Enumerable.Range(0, 2_000).Select(index => $"member{index}").ToList();
        var names = ImportNames.Of("python", Encoding.ASCII.GetBytes("from evil import " + string.Join(", ", members)))!.Split('\n')[1..];
        Assert.All(names, name => Assert.StartsWith("evil:", name, StringComparison.Ordinal));
        Assert.Equal(members, names.SelectMany(name => name[5..].Split(',')));
    }

    [Theory]
    [InlineData("INSTALLED_APPS = ['polls.apps.PollsConfig']", "polls.apps polls:apps,models,admin,urls,views,signals,tasks")]
    [InlineData("LOCAL = [\n 'django', # [old]\n 'cart',\n]\nINSTALLED_APPS = DJANGO + LOCAL", "cart:apps,models,admin,urls,views,signals,tasks")]
    [InlineData("MIDDLEWARE = (\"shop.middle.Ware\",)", "shop.middle")]
    [InlineData("ROOT_URLCONF = 'shop.urls'", "shop.urls:apps,models,admin,urls,views,signals,tasks")]
    public void Django(string text, string expected) => Assert.Subset(ImportNames.Of("python", Encoding.UTF8.GetBytes(text))!.Split('\n').ToHashSet(), expected.Split(' ').ToHashSet());

    [Fact]
    public void A_list_that_is_too_long_says_so()
    {
        var names = ImportNames.Of("python", Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 20_000).Select(index => $"import module{index}"))));
        Assert.EndsWith("\n" + ImportNames.CutOff, names, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_are_read()
    {
        var random = new Random(7);
        string[] words = ["import", "from", "require", "(", ")", "'", "\"", ".", "\n", " ", "__DIR__", "DJANGO_SETTINGS_MODULE", "INSTALLED_APPS", "use", "do", "$vendorDir . '", "return array(", ";", "é", "\\", ","];
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30).Select(_ => words[random.Next(words.Length)])));
            foreach (var language in (string[])["python", "javascript", "ruby", "perl", "php"])
            {
                ImportNames.Of(language, bytes);
            }

            JavaScriptImports.OfPackage(bytes);
        }
    }

    private static void Check(string language, string text, string expected, bool ordered = false)
    {
        var names = (ImportNames.Of(language, Encoding.UTF8.GetBytes(text)) ?? "").Split('\n').Skip(1).Select(name => name.Replace(' ', '.'));
        Assert.Equal(expected, string.Join(' ', ordered ? names.Order(StringComparer.Ordinal) : names));
    }
}
