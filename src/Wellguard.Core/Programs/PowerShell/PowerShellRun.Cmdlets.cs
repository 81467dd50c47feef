namespace Wellguard.Programs.PowerShell;

/// <content>Cmdlets that matter, by what they do to the shell's state. Source: the modules' reference of PowerShell 7.</content>
internal sealed partial class PowerShellRun
{
    private delegate Item Cmdlet(PowerShellRun run, Command command);

    private static Dictionary<string, Cmdlet> Cmdlets => Table.All;

    /// <summary>Parameters without a value, of all cmdlets in the table.</summary>
    private static readonly string[] Switches =
    [
        "UseBasicParsing", "Force", "Recurse", "NoNewline", "Wait", "PassThru", "Append", "Raw", "AsByteStream", "SkipCertificateCheck", "Compress", "NoNewWindow", "UseNewEnvironment", "Resume", "AllowUnencryptedAuthentication",
        "SkipHttpErrorCheck", "UseDefaultCredentials", "DisableKeepAlive", "Confirm", "WhatIf", "Verbose", "Debug", "NoClobber", "AsJob", "Hidden", "Directory", "File", "Leaf", "Parent", "Unique", "NoTypeInformation", "AsPlainText", "Clean",
    ];

    /// <summary>Apart, because static fields of partial classes have no order among files.</summary>
    private static class Table
    {
        public static readonly Dictionary<string, Cmdlet> All = Build();
    }

    private static Dictionary<string, Cmdlet> Build()
    {
        var table = new Dictionary<string, Cmdlet>(StringComparer.OrdinalIgnoreCase);
        Add(static (run, command) => run.Transfer(command), "Invoke-WebRequest", "iwr", "Invoke-RestMethod", "irm", "Start-BitsTransfer");
        Add(static (run, command) => run.Evaluate(Bound(command, "Command", 0) ?? command.Input ?? Item.Nothing, command), "Invoke-Expression", "iex");
        Add(static (run, command) => run.StartProcess(command), "Start-Process", "saps");
        Add(static (run, command) => run.RunJob(command), "Start-Job", "Start-ThreadJob", "sajb", "Invoke-Command", "icm", "Register-ObjectEvent", "Register-EngineEvent", "Measure-Command");
        Add(static (run, command) => run.WriteContent(command, append: false), "Set-Content", "Out-File", "Tee-Object", "tee", "New-Item", "ni");
        Add(static (run, command) => run.WriteContent(command, append: true), "Add-Content", "ac");
        Add(static (run, command) => run.ReadContent(command), "Get-Content", "gc", "Import-Csv", "Import-Clixml", "Get-ItemProperty", "Get-Item", "gi");
        Add(static (run, command) => run.ListFolder(command), "Get-ChildItem", "gci", "dir");
        Add(static (run, command) => run.Files(command, "rm"), "Remove-Item", "ri", "del", "erase", "rd", "Clear-Content", "clc");
        Add(static (run, command) => run.Files(command, "cp"), "Copy-Item", "copy", "cpi");
        Add(static (run, command) => run.Files(command, "mv"), "Move-Item", "move", "mi", "Rename-Item", "ren", "rni");
        Add(static (run, command) => run.Files(command, "unzip"), "Expand-Archive");
        Add(static (run, command) => run.Start(command, "sha256sum", "-c", Bound(command, "Path,LiteralPath", 0)?.Text ?? ""), "Get-FileHash");
        Add(static (run, command) => run.Start(command, "cd", Bound(command, "Path,LiteralPath", 0)?.Text ?? "~"), "Set-Location", "sl", "chdir", "Push-Location", "pushd");
        Add(static (run, command) => run.Object(command), "New-Object");
        Add(static (run, command) => run.ForEachObject(command), "ForEach-Object", "foreach", "%");
        Add(static (run, command) => Bound(command, "InputObject", 0) ?? command.Input ?? Item.Nothing, "Write-Output", "echo", "write", "Out-String", "ConvertTo-Json", "ConvertFrom-Json", "ConvertTo-Csv", "ConvertTo-Xml", "ConvertTo-SecureString", "ConvertFrom-SecureString", "Get-Unique");
        Add(static (_, command) => command.Input ?? Item.Nothing, "Where-Object", "?", "where", "Select-Object", "select", "Sort-Object", "Select-String", "sls", "Format-List", "fl", "Format-Table", "ft", "Out-Default", "Add-Member", "Group-Object", "Select-Xml");
        Add(static (_, _) => Item.Nothing, "Write-Host", "Write-Verbose", "Write-Debug", "Write-Warning", "Write-Information", "Write-Error", "Write-Progress", "Out-Null", "Start-Sleep", "sleep", "Test-Path", "Set-StrictMode", "Wait-Job", "Wait-Process", "Pop-Location", "popd", "Export-ModuleMember", "Remove-Variable", "Clear-Host", "Get-Date", "Get-Random", "New-TimeSpan");
        Add(static (run, command) => run.JoinPath(command), "Join-Path");
        Add(static (run, command) => run.SetAlias(command), "Set-Alias", "sal", "New-Alias", "nal");
        Add(static (run, command) => run.SetVariable(command), "Set-Variable", "sv", "New-Variable", "nv");
        Add(static (run, command) => run.Variable(Bound(command, "Name", 0)?.Text ?? ""), "Get-Variable", "gv");
        Add(static (run, command) => run.Import(command), "Import-Module", "ipmo", ".");
        Add(static (run, command) => run.Start(command, "nslookup", Bound(command, "Name", 0)?.Text ?? ""), "Resolve-DnsName");
        Add(static (run, command) => run.Connect(command, Bound(command, "ComputerName,TargetName", 0), Bound(command, "Port,TcpPort", 1)), "Test-NetConnection", "tnc");
        return table;

        void Add(Cmdlet cmdlet, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                table[name] = cmdlet;
            }
        }
    }

    /// <summary>The value of a parameter by one of its names, also shortened, or by position.</summary>
    private static Item? Bound(Command command, string names, int position)
    {
        var known = names.Split(',');
        var at = 0;
        Item? positional = null;
        for (var i = 0; i < command.Words.Count; i++)
        {
            var word = command.Words[i];
            if (word.Parameter is not { } parameter)
            {
                positional = at++ == position ? word.Value : positional;
                continue;
            }

            var name = parameter.TrimStart('-');
            var value = word.Value ?? (i + 1 < command.Words.Count && command.Words[i + 1].Parameter is null ? command.Words[i + 1].Value : null);
            if (Array.Exists(known, full => full.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            {
                return value ?? Item.Nothing;
            }

            i += word.Value is null && value is not null && !Array.Exists(Switches, full => full.StartsWith(name, StringComparison.OrdinalIgnoreCase)) ? 1 : 0;
        }

        return position < 0 ? null : positional;
    }

    private Item Transfer(Command command)
    {
        var address = Bound(command, "Uri,Source", 0) ?? Item.Nothing;
        var sent = Bound(command, "Body,InFile,Form", -1);
        var headers = Bound(command, "Headers", -1);
        sent ??= headers is { Joined: { Origin: not null, Downloaded: false } } ? headers : null;
        var arguments = new List<Shell.Value> { address.Joined };
        if (Bound(command, "OutFile,Destination", -1) is { IsNothing: false } target)
        {
            arguments.InsertRange(0, [new("-o"), target.Value]);
        }

        if (sent is { IsNothing: false })
        {
            var file = Bound(command, "InFile", -1) is not null;
            arguments.InsertRange(0, [new("--data"), file ? sent.With("@" + sent.Text).Value : sent.Joined]);
        }

        return Start(command, "curl", arguments);
    }

    private Item StartProcess(Command command)
    {
        var file = Bound(command, "FilePath", 0) ?? Item.Nothing;
        var list = Bound(command, "ArgumentList,Args", 1);
        var words = list is null ? [] : list.List is { } items ? items.Select(static item => item.Value) : list.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => list.With(word).Value);
        var background = !command.Words.Exists(static word => word.Parameter is { } name && name.Length > 2 && "-Wait".StartsWith(name, StringComparison.OrdinalIgnoreCase));
        using (shell.Enter(conditional: false, background))
        {
            return Start(command with { Input = null }, file.Text, [.. words.Take(MaxArguments)]);
        }
    }

    private Item RunJob(Command command)
    {
        var block = Bound(command, "ScriptBlock,Action,Expression", 0);
        block = block?.Block is null ? command.Words.Find(static word => word.Value?.Block is not null)?.Value ?? block : block;
        using (shell.Enter(conditional: false, background: command.Name.StartsWith("Start-", StringComparison.OrdinalIgnoreCase)))
        {
            return block?.Block is { } code ? Invoke(code, [], command.Input)
                : Bound(command, "FilePath", -1) is { } file ? Start(command, file.Text)
                : block is null ? Item.Nothing : Evaluate(block, command);
        }
    }

    private Item WriteContent(Command command, bool append)
    {
        var path = Bound(command, "Path,FilePath,LiteralPath,Name,Target", 0);
        var value = Bound(command, "Value,InputObject", 1) ?? command.Input ?? Item.Nothing;
        if (path is null || !path.Joined.Known)
        {
            return value;
        }

        if (command.Name.EndsWith("Item", StringComparison.OrdinalIgnoreCase) || command.Name.Equals("ni", StringComparison.OrdinalIgnoreCase))
        {
            var type = Bound(command, "ItemType,Type", -1)?.Text;
            if (type is not null && type.StartsWith("Sym", StringComparison.OrdinalIgnoreCase))
            {
                return Start(command, "ln", "-s", value.Text, path.Text);
            }

            if (value.IsNothing)
            {
                return path;
            }
        }

        append |= command.Words.Exists(static word => word.Parameter is { } name && name.Length > 2 && "-Append".StartsWith(name, StringComparison.OrdinalIgnoreCase));
        shell.WriteFile(path.Text, Lines(value), append, command.Line, command.Column);
        return command.Name.StartsWith("tee", StringComparison.OrdinalIgnoreCase) ? value : Item.Nothing;
    }

    private Item ReadContent(Command command)
    {
        var path = Bound(command, "Path,LiteralPath,Name", 0) ?? command.Input ?? Item.Nothing;
        return path.Text.StartsWith("env:", StringComparison.OrdinalIgnoreCase) ? Variable(path.Text.Replace("\\", "", StringComparison.Ordinal))
            : path.Text.Length == 0 ? Item.Nothing : new Item(shell.ReadFile(path.Text, command.Line, command.Column)) { IsText = true };
    }

    private Item ListFolder(Command command)
    {
        var path = Bound(command, "Path,LiteralPath", 0)?.Text ?? ".";
        return path.StartsWith("env:", StringComparison.OrdinalIgnoreCase)
            ? new Item(Shell.Value.Unknown("$(env)") with { Origin = "environment" })
            : Start(command, "find", path, "-name", Bound(command, "Filter,Include", 1)?.Text ?? "*");
    }

    private Item Files(Command command, string program)
    {
        var path = Bound(command, "Path,LiteralPath", 0) ?? command.Input ?? Item.Nothing;
        var target = Bound(command, "Destination,DestinationPath,NewName", 1);
        if (path.Text.StartsWith("env:", StringComparison.OrdinalIgnoreCase) || path.Text.Length == 0 || !path.Joined.Known)
        {
            return Item.Nothing;
        }

        return program switch
        {
            "rm" => Start(command, program, ["-rf", .. path.Items.Take(MaxArguments).Select(static item => item.Text)]),
            "unzip" => target is null ? Start(command, program, path.Text) : Start(command, program, path.Text, "-d", target.Text),
            _ => target is null ? Item.Nothing : Start(command, program, path.Text, target.Text),
        };
    }

    private Item ForEachObject(Command command)
    {
        var blocks = command.Words.Where(static word => word.Value?.Block is not null).Select(static word => word.Value!.Block!).ToList();
        if (blocks.Count > 0)
        {
            return Each(blocks.Count > 1 && command.Words.Exists(static word => word.Parameter?.StartsWith("-b", StringComparison.OrdinalIgnoreCase) == true) ? blocks[1] : blocks[0], "_", command.Input ?? Item.Nothing);
        }

        return command.Input is { } input ? input.Derived("${item}") : Item.Nothing;
    }

    private Item JoinPath(Command command)
    {
        var parent = Bound(command, "Path", 0) ?? command.Input ?? Item.Nothing;
        var child = Bound(command, "ChildPath", 1) ?? Item.Nothing;
        return Made([parent.Value with { Text = parent.Text.TrimEnd('/') + "/" }, child.Value with { Text = child.Text.TrimStart('/') }]);
    }

    private Item SetAlias(Command command)
    {
        if (Bound(command, "Name", 0) is { } name && Bound(command, "Value", 1) is { } value)
        {
            _aliases[name.Text] = value.Text;
        }

        return Item.Nothing;
    }

    private Item SetVariable(Command command)
    {
        if (Bound(command, "Name", 0) is { } name && Bound(command, "Value", 1) is { } value)
        {
            Assign(name.Text, value);
        }

        return Item.Nothing;
    }

    /// <summary><c>. FILE</c> and modules by path: in this state.</summary>
    private Item Import(Command command)
    {
        var path = Bound(command, "Name", 0) ?? command.Input ?? Item.Nothing;
        if (path.Text.Contains('/', StringComparison.Ordinal) || path.Text.EndsWith(".psm1", StringComparison.OrdinalIgnoreCase))
        {
            return new Item(shell.Source(new Shell.Invocation(command.Name, [path.Value], Shell.Value.Empty, command.Line, command.Column) { Text = command.Text }, path.Text));
        }

        return Item.Nothing;
    }

    private Item Object(Command command)
    {
        if (Bound(command, "ComObject", -1) is { } com)
        {
            return new Item(Shell.Value.Empty) { Type = com.Text.ToLowerInvariant(), Fields = new(StringComparer.OrdinalIgnoreCase) };
        }

        var type = TypeName(Bound(command, "TypeName", 0)?.Text ?? "");
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var arguments = Bound(command, "ArgumentList,Args", 1);
        return New(open < 0 ? type : type[..open], arguments is null ? [] : arguments.Items, command);
    }

    private Item Connect(Command command, Item? host, Item? port) =>
        host is null || port is null ? Item.Nothing : Start(command, "nc", host.Text, port.Text);
}
