using System.Collections.Frozen;

namespace Wellguard.Programs.Assemblies;

/// <summary>Classes of the framework whose members reach out of the process: what a method must call, itself or through others, to be worth evaluating.</summary>
internal static class AssemblyApis
{
    /// <summary>Full name of the class, then beginnings of its members; none: all.</summary>
    private static readonly FrozenDictionary<string, string[]> Types = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["System.Diagnostics.Process"] = ["Start", "Kill"],
        ["System.Net.Http.HttpClient"] = ["Get", "Post", "Put", "Patch", "Send", "Delete"],
        ["System.Net.Http.HttpMessageInvoker"] = ["Send"],
        ["System.Net.Http.Json.HttpClientJsonExtensions"] = ["Get", "Post", "Put", "Patch"],
        ["System.Net.WebClient"] = ["Download", "Upload", "Open"],
        ["System.Net.WebRequest"] = ["Create", "GetResponse", "GetRequestStream"],
        ["System.Net.HttpWebRequest"] = ["GetResponse", "GetRequestStream"],
        ["System.Net.Sockets.TcpClient"] = [".ctor", "Connect"],
        ["System.Net.Sockets.UdpClient"] = [".ctor", "Connect", "Send"],
        ["System.Net.Sockets.Socket"] = ["Connect", "SendTo"],
        ["System.Net.WebSockets.ClientWebSocket"] = ["ConnectAsync"],
        ["System.Net.Dns"] = ["Get", "Resolve", "BeginGet"],
        ["System.Net.Mail.SmtpClient"] = ["Send"],
        ["System.IO.File"] = ["Write", "Append", "Delete", "Copy", "Move", "Create", "Open", "Read"],
        ["System.IO.FileStream"] = [".ctor"],
        ["System.IO.StreamWriter"] = [".ctor"],
        ["System.IO.Directory"] = ["Delete", "GetFiles", "EnumerateFiles"],
        ["Microsoft.Win32.RegistryKey"] = ["SetValue"],
        ["Microsoft.Win32.Registry"] = ["SetValue"],
        ["System.Reflection.Assembly"] = ["Load", "UnsafeLoad"],
        ["System.AppDomain"] = ["Load", "ExecuteAssembly"],
        ["System.Runtime.Loader.AssemblyLoadContext"] = ["LoadFrom"],
        ["System.Reflection.MethodBase"] = ["Invoke"],
        ["System.Environment"] = ["Exit", "FailFast", "GetEnvironmentVariables"],
        ["System.Windows.Forms.Clipboard"] = ["Set"],
        ["System.Windows.Clipboard"] = ["Set"],
        ["System.Management.Automation.PowerShell"] = ["AddScript"],
        ["System.Type"] = ["InvokeMember"],
        ["System.Management.ManagementClass"] = ["InvokeMethod"],
        ["System.Management.ManagementBaseObject"] = ["InvokeMethod"],
        ["System.Management.ManagementObject"] = ["InvokeMethod"],
        ["Microsoft.CodeAnalysis.CSharp.Scripting.CSharpScript"] = [],
        ["System.CodeDom.Compiler.CodeDomProvider"] = ["CompileAssemblyFrom"],
        ["System.Runtime.InteropServices.Marshal"] = ["GetDelegateForFunctionPointer"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Functions of Windows and libc that start programs, or put code or hooks somewhere (Windows API documentation).</summary>
    private static readonly FrozenSet<string> Natives = new[]
    {
        "WinExec", "ShellExecute", "ShellExecuteEx", "CreateProcess", "CreateProcessAsUser", "CreateProcessWithLogonW", "CreateProcessWithTokenW", "system", "popen", "execve", "execl", "execvp",
        "VirtualAlloc", "VirtualAllocEx", "VirtualProtect", "VirtualProtectEx", "WriteProcessMemory", "NtWriteVirtualMemory", "NtUnmapViewOfSection", "ZwUnmapViewOfSection", "NtMapViewOfSection", "CreateRemoteThread", "CreateRemoteThreadEx",
        "NtCreateThreadEx", "RtlCreateUserThread", "QueueUserAPC", "SetThreadContext", "Wow64SetThreadContext", "CreateThread", "EnumChildWindows", "EnumWindows", "EnumSystemLocales", "CallWindowProc", "SetWindowsHookEx", "GetAsyncKeyState", "SetClipboardData",
        "URLDownloadToFile", "mprotect", "mmap", "memfd_create", "RtlSetProcessIsCritical", "NtRaiseHardError",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsSink(string type, string member)
    {
        if (!Types.TryGetValue(type, out var members))
        {
            return false;
        }

        return members.Length == 0 || Array.Exists(members, start => member.StartsWith(start, StringComparison.Ordinal));
    }

    public static bool IsSinkType(string type) => Types.ContainsKey(type);

    /// <param name="name">With or without the letter of its character set.</param>
    public static bool IsNativeSink(string name) => Natives.Contains(name) || Natives.Contains(NativeName(name));

    public static string NativeName(string name) => name.Length > 2 && name[^1] is 'A' or 'W' && Natives.Contains(name[..^1]) ? name[..^1] : name;
}
