using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Fuzz.Targets;

/// <summary>The first line is a script language of <see cref="Analysis.Nested"/>, or a path that chooses among all readers of code.</summary>
internal sealed class ScriptTarget() : FuzzTarget("scripts")
{
    private static readonly string[] Languages = ["python", "javascript", "perl", "php", "ruby", "powershell", "sql", "lua"];

    private readonly CodeReader[] readers = [.. Catalogue.CodeReaders];

    public override bool IsText => true;

    public override IReadOnlyList<string> Types { get; } = ["Wellguard.Programs.Scripts", "Wellguard.Programs.PowerShell", "Wellguard.Programs.CronFile", "Wellguard.Programs.Crontab", "Wellguard.Programs.UnitFile", "Wellguard.Programs.SystemdUnit", "Wellguard.Programs.ShellFile", "Wellguard.Programs.StartupFiles"];

    public override IReadOnlyList<string> Tokens { get; } =
        ["import os\n", "os.system(", "subprocess.run([", "exec(", "eval(", "compile(", "base64.b64decode(", "__import__('", "lambda x: ", "f'{", "'''", "\"\"\"", "def f():\n    ", "\nclass A:\n    ", "b'\\x41'", "[::-1]", "''.join(chr(", "for x in ", "require('child_process').exec(", "`${",
         "Buffer.from('", "', 'base64')", "=> {", "function(", "atob('", "String.fromCharCode(", "new Function(", "<?php ", "system($_GET['x']);", "gzinflate(", "base64_decode('", "qx{", "`id`", "pack('H*', ", "%w[a b]", "#{", "Kernel.exec ", "open(\"|", "(", ")", "[", "]", "{", "}", "\\", "\n", "#", "//", "/*", "*/", "+", ".",
         "Invoke-Expression ", "[Convert]::FromBase64String('", "New-Object ", "$env:", "@{", "@'\n", "-join ", "-f ", " | % { $_ ", "function f { param(", "COPY t FROM PROGRAM '", "* * * * * root ", "@reboot ", "[Service]\nExecStart=", "\\\n", "sh -c '", "http://192.0.2.1/x", "\\u0041", "\\x41", "aGVsbG8K"];

    public override void Run(byte[] input)
    {
        var (label, bytes) = Labelled(input);
        if (Array.IndexOf(Languages, label) >= 0)
        {
            new Analysis().Nested(label, Encoding.UTF8.GetString(bytes), 1);
            return;
        }

        if (!EntryPaths.TryNormalize(label, out var path) || path.Length == 0)
        {
            return;
        }

        var entry = new Entry(path, EntryType.File, 0x1ED, bytes.Length);
        var kind = FileKinds.Of(bytes);
        var programs = new List<CodeFile>();
        foreach (var reader in readers)
        {
            if (reader.Wants(entry) != Need.Nothing || reader.Wants(entry, kind) != Need.Nothing)
            {
                reader.Read(new FileContent { Entry = entry, Kind = kind, Bytes = bytes }, programs);
            }
        }
    }
}
