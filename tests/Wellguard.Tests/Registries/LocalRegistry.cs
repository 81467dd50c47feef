using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Wellguard.Registries;

/// <summary>The distribution registry on a free loopback port with storage of its own; with a password when one is given.</summary>
public sealed class LocalRegistry : IDisposable
{
    public const string User = "ada";
    public const string Password = "open:sesame";
    private readonly string root = Directory.CreateTempSubdirectory("wellguard-registry-").FullName;
    private readonly Process? process;

    public LocalRegistry(bool withPassword)
    {
        Missing = new[] { "docker-registry", "htpasswd", "skopeo" }.FirstOrDefault(t => !File.Exists("/usr/bin/" + t)) is { } tool ? $"{tool} is not installed" : null;
        if (Missing is not null)
        {
            return;
        }

        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Host = $"127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        var auth = "";
        if (withPassword)
        {
            File.WriteAllText(Path.Combine(root, "htpasswd"), Output("htpasswd", "-nbB", User, Password));
            auth = $"auth: {{htpasswd: {{realm: test, path: {root}/htpasswd}}}}\n";
        }

        var config = Path.Combine(root, "config.yml");
        File.WriteAllText(config, $"version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\nstorage: {{filesystem: {{rootdirectory: {root}/data}}}}\nhttp: {{addr: \"{Host}\"}}\n{auth}");
        process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", config]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        WaitUntilItListens();
    }

    /// <summary>Why there is no registry, or null.</summary>
    public string? Missing { get; }

    public string Host { get; } = "";

    /// <summary>Pushes an image by skopeo.</summary>
    public void Push(string from, string name, params string[] options) =>
        Output("skopeo", ["copy", "-q", "--insecure-policy", "--dest-tls-verify=false", "--dest-creds", $"{User}:{Password}", .. options, from, $"docker://{Host}/{name}"]);

    public static string Output(string tool, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(tool, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = run.StandardError.ReadToEndAsync();
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        return run.ExitCode == 0 ? output : throw new InvalidOperationException($"{tool}: {errors.Result}");
    }

    public void Dispose()
    {
        process?.Kill();
        process?.WaitForExit();
        process?.Dispose();
        Directory.Delete(root, recursive: true);
    }

    private void WaitUntilItListens()
    {
        for (var i = 0; i < 200; i++)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPEndPoint.Parse(Host));
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(50);
            }
        }

        throw new InvalidOperationException("the registry did not start");
    }
}
