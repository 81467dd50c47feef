using Wellguard.Programs.Scripts;

namespace Wellguard.Programs.Assemblies;

/// <content>What a program asks the machine and its user for, and functions of the operating system.</content>
internal sealed partial class IlRun
{
    /// <summary>Keyboard, and keyboard of all programs (Windows API, SetWindowsHookEx).</summary>
    private const int KeyboardHook = 2, KeyboardHookOfAll = 13;

    private IlValue? CallHost(IlMember member, IlValue? self, IlValue[] values)
    {
        var first = values.Length > 0 ? values[0] : IlValue.Unknown;
        switch (member.Name)
        {
            case "System.Environment.GetEnvironmentVariable" when first is { IsText: true, IsPartial: false }:
                return Variable(first.Text);
            case "System.Environment.ExpandEnvironmentVariables" when first.IsText:
                return first.Text.Split('%') is { Length: 3 } parts ? Concat([IlValue.Of(parts[0]), Variable(parts[1]), IlValue.Of(parts[2])]) : first;
            case "System.Environment.GetEnvironmentVariables":
                return IlValue.From("environment");
            case "System.Environment.get_MachineName" or "System.Environment.get_UserName" or "System.Environment.get_UserDomainName" or "System.Security.Principal.WindowsIdentity.GetCurrent" or "System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces":
                return IlValue.From(ScriptRun.HostIdentity);
            case "System.Environment.get_NewLine":
                return IlValue.Of("\n");
            case "System.Environment.GetFolderPath" when first.IsNumber:
                return Folder(first.Number);
            case "System.Windows.Forms.Clipboard.GetText" or "System.Windows.Clipboard.GetText" or "System.Windows.Forms.Clipboard.GetDataObject":
                return IlValue.From(ScriptRun.Clipboard);
            case "System.Windows.Forms.Clipboard.SetText" or "System.Windows.Clipboard.SetText" or "System.Windows.Forms.Clipboard.SetDataObject" or "System.Windows.Clipboard.SetDataObject":
                return SetClipboard(member.Member, first);
            case "System.Drawing.Graphics.CopyFromScreen":
                return IlValue.From("screen");
            case "System.Security.Cryptography.ProtectedData.Unprotect":
                return IlValue.From("secrets of this user").With(first);
            default:
                return CallClock(member, self, values);
        }
    }

    private IlValue SetClipboard(string call, IlValue text)
    {
        if (text is { IsText: true, IsPartial: false, Text.Length: > 0 })
        {
            Emit(EffectKind.Write, $"Clipboard.{call}({text.Text})", ScriptRun.Clipboard, effect => effect with { Text = text.Text, Decoding = Hiding(text) });
        }

        return IlValue.Unknown;
    }

    private static IlValue Variable(string name) => name.ToUpperInvariant() switch
    {
        "HOME" or "USERPROFILE" => IlValue.Of("~") with { IsPartial = true },
        "TEMP" or "TMP" or "APPDATA" or "LOCALAPPDATA" or "PROGRAMDATA" or "WINDIR" or "SYSTEMROOT" or "PROGRAMFILES" => IlValue.Of("${" + name.ToUpperInvariant() + "}") with { IsPartial = true },
        _ => IlValue.From("environment[" + name + "]"),
    };

    /// <summary>.NET API, Environment.SpecialFolder.</summary>
    private static IlValue Folder(long folder) => folder switch
    {
        7 => IlValue.Of("${APPDATA}/Microsoft/Windows/Start Menu/Programs/Startup"),
        24 => IlValue.Of("${PROGRAMDATA}/Microsoft/Windows/Start Menu/Programs/Startup"),
        26 => IlValue.Of("${APPDATA}"),
        28 => IlValue.Of("${LOCALAPPDATA}"),
        35 => IlValue.Of("${PROGRAMDATA}"),
        40 or 5 => IlValue.Of("~"),
        0 or 16 => IlValue.Of("~/Desktop"),
        36 or 37 => IlValue.Of("${SYSTEMROOT}"),
        _ => IlValue.Unknown,
    } is { IsText: true } known ? known with { IsPartial = true } : IlValue.Unknown;

    private IlValue CallNative(IlMember member, IlValue[] arguments)
    {
        var name = AssemblyMetadata.Try(() => assembly.Text(assembly.Reader.GetMethodDefinition(member.Own).GetImport().Name)) is { Length: > 0 } imported ? AssemblyApis.NativeName(imported) : member.Member;
        var values = Array.ConvertAll(arguments, Read);
        switch (name)
        {
            case "WinExec" or "system" or "popen" when values.Length > 0:
                return Run(name, values[0], null, redirected: false);
            case "CreateProcess" when values.Length > 1:
                return Run(name, values[0].IsText ? values[0] : values[1], values[0].IsText && values[1].IsText ? values[1] : null, redirected: false);
            case "ShellExecute" when values.Length > 3:
                return Run(name, values[2], values[3].IsText ? values[3] : null, redirected: false);
            case "URLDownloadToFile" when values.Length > 2:
                return Download(name, values[1], values[2], IlValue.Unknown);
            case "VirtualAlloc" or "mmap" or "VirtualAllocEx":
                return IlValue.Of(new IlInstance("memory"));
            case "WriteProcessMemory" or "NtWriteVirtualMemory" or "CreateRemoteThread" or "CreateRemoteThreadEx" or "NtCreateThreadEx" or "RtlCreateUserThread" or "QueueUserAPC" or "SetThreadContext" or "Wow64SetThreadContext" or "NtUnmapViewOfSection" or "ZwUnmapViewOfSection" or "NtMapViewOfSection":
                Emit(EffectKind.Run, name, name);
                break;
            case "RtlSetProcessIsCritical" or "NtRaiseHardError":
                Emit(EffectKind.Run, name, name);
                break;
            case "SetWindowsHookEx" when values is [{ IsNumber: true, Number: KeyboardHook or KeyboardHookOfAll }, ..]:
                Emit(EffectKind.Read, $"{name}({values[0].Number})", ScriptRun.KeysPressed);
                break;
            case "CryptUnprotectData":
                foreach (var argument in arguments)
                {
                    Change(argument, IlValue.From("secrets of this user"));
                }

                return IlValue.From("secrets of this user");
        }

        // Whatever takes the address of a function runs what stands there.
        if (name is "CreateThread" or "CallWindowProc" || name.StartsWith("Enum", StringComparison.Ordinal) || name.EndsWith("UserAPC", StringComparison.Ordinal))
        {
            foreach (var value in values)
            {
                RunMemory(value, name);
            }
        }

        foreach (var value in values)
        {
            if (value is { Kind: IlKind.Function, Method.IsNil: false })
            {
                Invoke(value);
            }
        }

        return IlValue.Unknown;
    }
}
