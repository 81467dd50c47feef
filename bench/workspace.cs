#:property PublishAot=false
#:property RunAnalyzers=false
#:property RestorePackagesWithLockFile=false
// How long the executable takes for a lock file of many npm packages: cold from a registry on loopback that serves the archives of a folder, and warm from its cache.
//   dotnet run -c Release bench/workspace.cs FOLDER EXECUTABLE [PACKAGES] [ROUNDS]        default: 500 packages, 3 rounds
// FOLDER holds NAME-VERSION.tgz, a scope written @SCOPE__NAME-VERSION.tgz. Beside other work the wall clock says little: seconds of processors are told too, the server's not among them.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

var used = TimeSpan.Zero;
var count = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 500;
var rounds = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 3;
var packages = Directory.GetFiles(args[0], "*.tgz").Order(StringComparer.Ordinal).Select(static path => (Path: path, Match: Regex.Match(Path.GetFileName(path), @"^(.+?)-(\d+\.\d+\.\d+.*)\.tgz$")))
    .Where(static one => one.Match.Success).Select(static one => (one.Path, Name: one.Match.Groups[1].Value.Replace("__", "/"), Version: one.Match.Groups[2].Value)).DistinctBy(static one => one.Name).ToList();
packages = [.. packages.Where((_, index) => index * (long)count / packages.Count != (index - 1) * (long)count / packages.Count || index == 0).Take(count)]; // evenly from the whole alphabet
var archives = packages.ToDictionary(static one => $"{one.Name}/{one.Version}", static one => File.ReadAllBytes(one.Path));

using var server = new HttpListener();
var port = Random.Shared.Next(20_000, 40_000);
server.Prefixes.Add($"http://127.0.0.1:{port}/");
server.Start();
_ = Task.Run(async () =>
{
    while (server.IsListening)
    {
        var context = await server.GetContextAsync();
        _ = Task.Run(() =>
        {
            var path = Uri.UnescapeDataString(context.Request.RawUrl!)[1..];
            var body = path.StartsWith("-/", StringComparison.Ordinal) ? archives.GetValueOrDefault(path[2..])
                : archives.TryGetValue(path, out var archive) ? Encoding.UTF8.GetBytes(new JsonObject { ["name"] = path[..path.LastIndexOf('/')], ["version"] = path[(path.LastIndexOf('/') + 1)..], ["dist"] = new JsonObject { ["tarball"] = $"http://127.0.0.1:{port}/-/{path}", ["integrity"] = Sri(archive) } }.ToJsonString())
                : null;
            context.Response.StatusCode = body is null ? 404 : 200;
            context.Response.Close(body ?? [], willBlock: true);
        });
    }
});

var work = Directory.CreateTempSubdirectory("wellguard-bench-").FullName;
File.WriteAllText(Path.Combine(work, ".npmrc"), $"registry=http://127.0.0.1:{port}/\n");
var entries = new JsonObject { [""] = new JsonObject { ["dependencies"] = new JsonObject(packages.Select(static one => KeyValuePair.Create(one.Name, (JsonNode?)"*"))) } };
foreach (var (_, name, version) in packages)
{
    entries[$"node_modules/{name}"] = new JsonObject { ["version"] = version, ["integrity"] = Sri(archives[$"{name}/{version}"]) };
}

File.WriteAllText(Path.Combine(work, "package-lock.json"), new JsonObject { ["lockfileVersion"] = 3, ["packages"] = entries }.ToJsonString());
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{packages.Count} packages, {archives.Values.Sum(static archive => (long)archive.Length) / 1e6:F0} MB"));
for (var round = 1; round <= rounds; round++)
{
    var cache = Path.Combine(work, "cache" + round);
    Run("cold, one at a time", cache);
    for (var again = 0; again < 3; again++)
    {
        Run("warm", cache);
    }

    Directory.Delete(cache, recursive: true);
    Run("cold, --jobs 2", cache, "--jobs", "2");
    Directory.Delete(cache, recursive: true);
}

Directory.Delete(work, recursive: true);

static string Sri(byte[] bytes) => "sha512-" + Convert.ToBase64String(SHA512.HashData(bytes));

// Of all processes that were started here and ended (getrusage(2), RUSAGE_CHILDREN).
static TimeSpan ProcessorTime()
{
    var usage = new long[18];
    _ = Kernel.getrusage(-1, usage);
    return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
}

void Run(string what, string cache, params string[] more)
{
    var start = new ProcessStartInfo(args[1], ["scan", Path.Combine(work, "package-lock.json"), "--cache-dir", cache, "--format", "json", .. more]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
    start.Environment["HOME"] = work;
    var clock = Stopwatch.StartNew();
    using var process = Process.Start(start)!;
    process.ErrorDataReceived += static (_, _) => { };
    process.BeginErrorReadLine();
    var report = JsonNode.Parse(process.StandardOutput.ReadToEnd())!;
    process.WaitForExit();
    var (before, processor) = (used, ProcessorTime());
    used = processor;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {clock.Elapsed.TotalSeconds:F1} s, {(processor - before).TotalSeconds:F1} processor-s, {report["verdict"]!["level"]}, {report["completeness"]!["state"]} ({report["completeness"]!["reasons"]!.AsArray().Count} reasons), {report["signals"]!.AsArray().Count} signals"));
}

static class Kernel
{
    [DllImport("libc")]
    public static extern int getrusage(int who, long[] usage);
}
