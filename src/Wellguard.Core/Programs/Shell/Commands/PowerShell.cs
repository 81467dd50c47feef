using System.Text;
using Wellguard.Programs.PowerShell;

namespace Wellguard.Programs.Shell;

/// <summary>PowerShell in a shell's state, and what its evaluator needs of that state.</summary>
internal sealed partial class ShellEvaluator
{
    private PowerShellRun? _powerShell;

    /// <summary>Variables of the process, for <c>$env:NAME</c>.</summary>
    internal Value Variable(string name) => _variables.GetValueOrDefault(name) ?? Value.Unknown("${" + name + "}");

    internal IReadOnlyList<Value> Positional => _positional;

    internal void Export(string name, Value value)
    {
        _variables[name] = value;
        _exported.Add(name);
    }

    /// <summary>Where the statement stands that is evaluated, in a file's own text.</summary>
    internal void Stand(int line, int column) => _at = _pin is null ? (line, column) : _at;

    /// <summary>What comes over a connection is evaluated: it carries a shell.</summary>
    internal void MarkShell(string peer)
    {
        var index = _effects.FindLastIndex(effect => effect.Kind == EffectKind.Connect && effect.Object == peer);
        if (index >= 0)
        {
            _effects[index] = _effects[index] with { Text = "shell" };
        }
    }

    /// <summary>Steps until disposal depend on a condition, or are not waited for.</summary>
    internal Scope Enter(bool conditional, bool background)
    {
        _conditional += conditional ? 1 : 0;
        _background += background ? 1 : 0;
        return new Scope(this, conditional, background);
    }

    internal readonly struct Scope(ShellEvaluator shell, bool conditional, bool background) : IDisposable
    {
        public void Dispose()
        {
            shell._conditional -= conditional ? 1 : 0;
            shell._background -= background ? 1 : 0;
        }
    }

    private Value RunPowerShellText(string text, int line)
    {
        var outer = _pin;
        _pin ??= _at;
        var output = (_powerShell ??= new PowerShellRun(this, _analysis)).Run(text, line);
        _pin = outer;
        return output.Joined;
    }

    /// <summary>A script or module file, in the state of the one that names it.</summary>
    internal Value Source(Invocation call, string path) => Execute(call, FullPath(path), "powershell", sourced: true);

    /// <summary>Options of about_Pwsh; shortened names are allowed, a first argument without a dash is a file.</summary>
    private Value RunPowerShell(Invocation call)
    {
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var option = call[i].TrimStart('-', '/').ToLowerInvariant();
            var isOption = call[i].StartsWith('-') || (call[i].StartsWith('/') && option.Length is > 0 and < 16 && !option.AsSpan().ContainsAnyExceptInRange('a', 'z'));
            if (!isOption && call.Name.Contains("powershell", StringComparison.OrdinalIgnoreCase) && !call[i].EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
            {
                // Windows PowerShell takes what stands there for a command, pwsh for a file.
                return Interpret(call, "powershell", Value.Concat([.. call.Arguments.Skip(i).SelectMany(static word => new[] { word, new Value(" ") })]), call.Line);
            }

            if (!isOption)
            {
                return RunScriptArgument(call, "powershell", i);
            }

            var value = i + 1 < call.Arguments.Count ? call.Arguments[i + 1] : Value.Empty;
            if (option.Length > 0 && ("encodedcommand".StartsWith(option, StringComparison.Ordinal) || option is "ec" or "enc"))
            {
                return Interpret(call, "powershell", Encodings.FromBase64(value.Text) is { } bytes ? value.Decoded("base64", Encoding.Unicode.GetString(bytes)) : value, call.Line);
            }

            if (option is "-" or "" || (value.Text == "-" && "command".StartsWith(option, StringComparison.Ordinal)))
            {
                return Interpret(call, "powershell", call.Input, call.Line);
            }

            if (option is "c" or "cwa" || (option.Length > 1 && ("command".StartsWith(option, StringComparison.Ordinal) || "commandwithargs".StartsWith(option, StringComparison.Ordinal))))
            {
                var code = option is "cwa" || option.Length > "command".Length || call.Arguments.Count == i + 2 ? value : Value.Concat([.. call.Arguments.Skip(i + 1).SelectMany(static word => new[] { word, new Value(" ") })]);
                return Interpret(call, "powershell", code, call.Line);
            }

            if (i + 1 < call.Arguments.Count && (option is "f" || (option.Length > 1 && "file".StartsWith(option, StringComparison.Ordinal))))
            {
                return value.Text == "-" ? Interpret(call, "powershell", call.Input, call.Line) : RunScriptArgument(call, "powershell", i + 1);
            }

            i += option is "executionpolicy" or "ex" or "ep" or "exec" or "windowstyle" or "w" or "workingdirectory" or "wd" or "outputformat" or "o" or "inputformat" or "if" or "in" or "settingsfile" or "settings" or "configurationname" or "config" or "configurationfile" or "custompipename" or "version" or "v" ? 1 : 0;
        }

        return call.Input.Text.Length > 0 || call.Input.Origin is not null ? Interpret(call, "powershell", call.Input, call.Line) : Other(call);
    }
}
