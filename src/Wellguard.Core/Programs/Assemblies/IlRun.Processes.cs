using Wellguard.Programs.Scripts;

namespace Wellguard.Programs.Assemblies;

/// <content>Programs that are started, and processes that are ended.</content>
internal sealed partial class IlRun
{
    /// <summary>What a process is that ends because of the date.</summary>
    public const string Ended = "a process that it ends";

    private IlValue? CallProcess(IlMember member, IlValue? self, IlValue[] values)
    {
        var first = values.Length > 0 ? values[0] : IlValue.Unknown;
        switch (member.Name)
        {
            case "System.Diagnostics.Process.Start":
                var info = first.Instance is { Type: "System.Diagnostics.ProcessStartInfo" } given ? given : self?.Instance?.Fields.GetValueOrDefault("StartInfo")?.Instance;
                return info is not null ? StartInfo(info) : values.Length > 0 ? Run("Process.Start", first, values.Length > 1 ? values[1] : null, redirected: false) : IlValue.Unknown;
            case "System.Diagnostics.Process.Kill":
                EndAfterDate("Process.Kill");
                return IlValue.Unknown;
            case "System.Environment.Exit" or "System.Environment.FailFast":
                EndAfterDate(member.Name[7..]);
                _stops = true;
                return IlValue.Unknown;
            case "System.Management.ManagementClass.InvokeMethod" or "System.Management.ManagementObject.InvokeMethod" when values is [{ IsText: true, Text: "Create" }, { Array.Items: [var line, ..] }, ..]:
                return Run("Win32_Process.Create", line, null, redirected: false);
            case "System.Management.Automation.PowerShell.AddScript":
                return Interpret("PowerShell.AddScript", "powershell", first);
            case "System.Diagnostics.Process.get_StandardInput" or "System.Diagnostics.Process.get_StandardOutput":
                return IlValue.Unknown;
            default:
                return null;
        }
    }

    private void EndAfterDate(string call)
    {
        if (_path!.Conditions.HasFlag(IlConditions.Date))
        {
            Emit(EffectKind.Run, $"{call}() after {ConstantDate}{(_path.Conditions.HasFlag(IlConditions.Chance) ? " and by chance" : "")}", Ended, effect => effect with { Origin = ConstantDate });
        }
    }

    private IlValue StartInfo(IlInstance info)
    {
        var arguments = info.Fields.GetValueOrDefault("Arguments") ?? (info.Fields.GetValueOrDefault("ArgumentList") is { Instance.Items: { Count: > 0 } items } ? Concat([.. items.SelectMany((item, i) => i == 0 ? new[] { Quoted(item) } : [IlValue.Of(" "), Quoted(item)])]) : null);
        return Run("Process.Start", info["FileName"], arguments, info["RedirectStandardInput"] is { IsNumber: true, Number: 1 });
    }

    private static IlValue Quoted(IlValue word) => word.IsText && word.Text.AsSpan().IndexOfAny(" '\"\n;&|$`") >= 0 && !word.IsPartial ? word with { Text = "'" + word.Text.Replace("'", "'\\''", StringComparison.Ordinal) + "'" } : word;

    /// <param name="redirected">What it reads comes from this program.</param>
    private IlValue Run(string call, IlValue program, IlValue? arguments, bool redirected)
    {
        if (arguments is { Array: { Items: { } words, IsOpen: false } })
        {
            arguments = Concat([.. words.SelectMany((item, i) => i == 0 ? new[] { Quoted(item) } : [IlValue.Of(" "), Quoted(item)])]);
        }

        if (PathOf(program) is not { } path)
        {
            if (Hiding(program).Count > 0)
            {
                Emit(EffectKind.Interpret, call, "sh", effect => effect with { Origin = program.Origin, Decoding = program.Decoding });
            }

            return IlValue.Unknown;
        }

        if (path.StartsWith("http://", StringComparison.Ordinal) || path.StartsWith("https://", StringComparison.Ordinal) || path.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return IlValue.Unknown; // opened in a browser
        }

        if (_written.TryGetValue(path, out var written))
        {
            Emit(EffectKind.Execute, $"{call}({path})", path, effect => effect with { Origin = written.Origin, Decoding = Hiding(written), Verified = written.IsVerified || _isVerified });
            return IlValue.Unknown;
        }

        var command = arguments is null || arguments.Kind == IlKind.Null ? program : Concat([program, IlValue.Of(" "), arguments]);
        if (!command.IsText)
        {
            return IlValue.Unknown;
        }

        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();
        var isShell = name is "sh" or "bash" or "zsh" or "cmd" or "cmd.exe" or "powershell" or "powershell.exe" or "pwsh";
        if (isShell && redirected && arguments is null or { IsText: true, Text: "" or "-i" } && _connected >= 0 && _connected < _effects.Count)
        {
            _effects[_connected] = _effects[_connected] with { Text = "shell" };
        }

        foreach (var (file, what) in _written)
        {
            if (isShell && command.Text.Contains(file, StringComparison.OrdinalIgnoreCase))
            {
                Emit(EffectKind.Execute, $"{call}({command.Text})", file, effect => effect with { Origin = what.Origin, Decoding = Hiding(what), Verified = what.IsVerified || _isVerified });
            }
        }

        return isShell || Hiding(command).Count > 0 || !command.IsPartial ? Interpret(call, "sh", command, command.IsPartial && isShell ? command.Origin : null) : IlValue.Unknown;
    }

    /// <summary>Code that is known is read as what it is; code that came from outside keeps its origin.</summary>
    private IlValue Interpret(string call, string language, IlValue code, string? origin = null)
    {
        if (!code.IsText)
        {
            if (code.Origin is { } from && (from.Contains("://", StringComparison.Ordinal) || from == ScriptRun.SomeDownload))
            {
                Emit(EffectKind.Interpret, call, language, effect => effect with { Origin = from, Decoding = Hiding(code) });
            }

            return IlValue.Unknown;
        }

        var steps = code.Text.Length <= Analysis.MaxText && _analysis.Step() ? _analysis.Nested(language, code.Text.Replace(IlValue.Hole, "${value}", StringComparison.Ordinal), 0) : [];
        Emit(EffectKind.Interpret, $"{call}({code.Text})", language, effect => effect with { Text = code.Text, Origin = origin, Decoding = Hiding(code), Steps = Placed(steps, effect.Line, effect.Column) });
        return steps.FirstOrDefault(static step => step.Kind == EffectKind.Download)?.Object is { } fetched ? IlValue.From(fetched) : IlValue.Unknown;
    }

    private static IReadOnlyList<Effect> Placed(IReadOnlyList<Effect> steps, int line, int column) =>
        steps.Count == 0 ? steps : [.. steps.Select(step => step with { Line = line, Column = column, Nested = true, Steps = Placed(step.Steps, line, column) })];
}
