using Xunit;

namespace Wellguard.Tests.Programs.Assemblies;

/// <summary>Libraries that do for good reasons what poisoned ones do.</summary>
internal static class HonestAssemblies
{
    private const string Usings = """
        using System; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.IO.Compression; using System.Linq; using System.Net; using System.Net.Http; using System.Net.Http.Headers;
        using System.Reflection; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Threading; using System.Threading.Tasks;

        """;

    public static TheoryData<string, string, string, string> All => new()
    {
        { "client of a service", "lib/net8.0/Client.dll", Usings + """
            public class ServiceClient
            {
                private readonly HttpClient _http = new HttpClient { BaseAddress = new Uri("https://api.service.example/v1/") };
                public ServiceClient(string apiKey) { _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey); }
                public ServiceClient() : this(Environment.GetEnvironmentVariable("SERVICE_API_KEY")) { }
                public async Task<string> CreateAsync(string json) { var r = await _http.PostAsync("items", new StringContent(json, Encoding.UTF8, "application/json")); return await r.Content.ReadAsStringAsync(); }
                public Task<string> ReadAsync(string id) { return _http.GetStringAsync("items/" + Uri.EscapeDataString(id)); }
            }
            """, "" },
        { "wrapper of programs", "lib/net8.0/Wrap.dll", Usings + """
            public sealed class Command
            {
                private readonly string _file; private readonly List<string> _arguments = new List<string>();
                public Command(string file) { _file = file; }
                public Command With(string argument) { _arguments.Add(argument); return this; }
                public async Task<int> ExecuteAsync(CancellationToken cancel)
                {
                    var start = new ProcessStartInfo { FileName = _file, UseShellExecute = false, CreateNoWindow = true, RedirectStandardOutput = true };
                    foreach (var argument in _arguments) { start.ArgumentList.Add(argument); }
                    using var process = Process.Start(start);
                    using (cancel.Register(() => process.Kill(true))) { await process.WaitForExitAsync(); }
                    return process.ExitCode;
                }
            }
            """, "" },
        { "logger", "lib/net8.0/Log.dll", Usings + """
            public sealed class Logger
            {
                private readonly string _path; private readonly HttpClient _http = new HttpClient();
                public Logger(string folder) { _path = Path.Combine(folder, "log-" + DateTime.Now.ToString("yyyyMMdd") + ".txt"); }
                public void Write(string text) { File.AppendAllText(_path, DateTime.UtcNow.ToString("O") + " " + Environment.MachineName + " " + text + Environment.NewLine); }
                public Task ShipAsync(Uri server) { return _http.PostAsync(server, new StringContent(File.ReadAllText(_path))); }
                public void Clean() { foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_path), "log-*.txt")) { if (File.GetCreationTime(file) < DateTime.Now.AddDays(-7)) { File.Delete(file); } } }
            }
            """, "" },
        { "loader of a native library", "lib/net8.0/Native.dll", Usings + """
            public static class NativeLoader
            {
                [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)] private static extern IntPtr LoadLibrary(string path);
                [DllImport("sqlite", EntryPoint = "sqlite_open")] private static extern int Open(byte[] name, out IntPtr database);
                [ModuleInitializer] internal static void Run()
                {
                    var folder = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
                    if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) { LoadLibrary(Path.Combine(folder, "sqlite.dll")); } else { NativeLibrary.Load(Path.Combine(folder, "libsqlite.so")); }
                }
                public static IntPtr OpenDatabase(string name) { IntPtr database; Open(Encoding.UTF8.GetBytes(name), out database); return database; }
            }
            """, "" },
        { "task that runs a compiler", "tasks/net8.0/Protoc.dll", Usings + """
            public class Compile : Microsoft.Build.Utilities.Task
            {
                public string ToolPath { get; set; } public string Source { get; set; } public string OutputFolder { get; set; }
                public override bool Execute()
                {
                    var start = new ProcessStartInfo(Path.Combine(ToolPath, "protoc"), "--csharp_out=" + OutputFolder + " " + Source) { UseShellExecute = false };
                    using (var process = Process.Start(start)) { process.WaitForExit(); if (process.ExitCode != 0) { Log.LogError("protoc failed"); return false; } }
                    File.WriteAllText(Path.Combine(OutputFolder, "done.stamp"), "");
                    return true;
                }
            }
            """, """build/Protoc.targets=<Project><UsingTask TaskName="Compile" AssemblyFile="$(MSBuildThisFileDirectory)..\tasks\net8.0\Protoc.dll" /><Target Name="p" BeforeTargets="CoreCompile"><Compile Source="@(Protobuf)" /></Target></Project>""" },
        { "source generator", "analyzers/dotnet/cs/Generate.dll", Usings + """
            using Microsoft.CodeAnalysis;
            [Generator]
            public sealed class Generate : IIncrementalGenerator
            {
                public void Initialize(IncrementalGeneratorInitializationContext context)
                {
                    var files = context.AdditionalTextsProvider.Select((file, cancel) => file.GetText(cancel).ToString());
                    context.RegisterSourceOutput(files, (output, text) => output.AddSource("x.g.cs", "// " + text.Length + Convert.ToBase64String(Encoding.UTF8.GetBytes(text))));
                }
            }
            """, "" },
        { "updater that checks", "lib/net8.0/Update.dll", Usings + """
            public sealed class Updater
            {
                private readonly HttpClient _http = new HttpClient();
                public async Task<bool> UpdateAsync(Uri package, string sha256, string folder)
                {
                    var bytes = await _http.GetByteArrayAsync(package);
                    if (!string.Equals(Convert.ToHexString(SHA256.HashData(bytes)), sha256, StringComparison.OrdinalIgnoreCase)) { return false; }
                    using (var zip = new ZipArchive(new MemoryStream(bytes))) { zip.ExtractToDirectory(folder); }
                    return true;
                }
                public Task<string> LatestAsync() { return _http.GetStringAsync("https://releases.example/latest.txt"); }
            }
            """, "" },
        { "clipboard for terminals", "lib/net8.0/Copy.dll", Usings + """
            public static class ClipboardService
            {
                [DllImport("user32.dll")] private static extern bool OpenClipboard(IntPtr window);
                [DllImport("user32.dll")] private static extern IntPtr GetClipboardData(uint format);
                [DllImport("user32.dll")] private static extern bool CloseClipboard();
                public static void SetText(string text) { if (OperatingSystem.IsMacOS()) { Pipe("pbcopy", text); } else if (OperatingSystem.IsLinux()) { Pipe("xsel", text); } else { System.Windows.Forms.Clipboard.SetText(text); } }
                public static string GetText() { OpenClipboard(IntPtr.Zero); var data = GetClipboardData(13); var text = Marshal.PtrToStringUni(data); CloseClipboard(); return text; }
                private static void Pipe(string program, string text) { using (var p = Process.Start(new ProcessStartInfo("bash", "-c \"cat | " + program + "\"") { RedirectStandardInput = true })) { p.StandardInput.Write(text); } }
            }
            """, "" },
        { "check of a licence", "lib/net8.0/Licence.dll", Usings + """
            public sealed class Licence
            {
                private static readonly DateTime Built = new DateTime(2026, 1, 1);
                public DateTime Ends { get; set; }
                public void Check() { if (DateTime.UtcNow > Ends) { throw new InvalidOperationException("The licence has ended."); } if (DateTime.UtcNow < Built) { throw new InvalidOperationException("The clock is wrong."); } }
                public void WaitFor(Process process, TimeSpan limit) { var end = DateTime.UtcNow + limit; while (!process.HasExited) { if (DateTime.UtcNow > end) { process.Kill(); } Thread.Sleep(100); } }
            }
            """, "" },
        { "assemblies out of resources", "lib/net8.0/Embedded.dll", Usings + """
            internal static class AssemblyLoader
            {
                [ModuleInitializer] internal static void Attach() { AppDomain.CurrentDomain.AssemblyResolve += (sender, e) => Load(e.Name); }
                private static Assembly Load(string name)
                {
                    using (var stream = typeof(AssemblyLoader).Assembly.GetManifestResourceStream("costura." + new AssemblyName(name).Name.ToLowerInvariant() + ".dll.compressed"))
                    {
                        if (stream == null) { return null; }
                        using (var zip = new DeflateStream(stream, CompressionMode.Decompress)) using (var all = new MemoryStream()) { zip.CopyTo(all); return Assembly.Load(all.ToArray()); }
                    }
                }
            }
            """, "" },
        { "plug-ins", "lib/net8.0/Plugins.dll", Usings + """
            public static class Plugins
            {
                public static object Create(string path, string type) { return Activator.CreateInstance(Assembly.LoadFrom(path).GetType(type)); }
                public static object Call(object target, string method, params object[] arguments) { return target.GetType().GetMethod(method).Invoke(target, arguments); }
                public static string Version() { return Environment.GetEnvironmentVariable("PLUGIN_VERSION") ?? "1.0"; }
            }
            """, "" },
    };
}
