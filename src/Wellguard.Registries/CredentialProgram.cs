using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>Asks <c>docker-credential-NAME get</c>: the host goes in, JSON with Username and Secret comes out.</summary>
internal static class CredentialProgram
{
    private const int OutputLimit = 64 << 10;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    public static async Task<(Credential? Credential, string? Problem)> GetAsync(string name, string host, CancellationToken cancellation)
    {
        var program = "docker-credential-" + name;
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return (null, $"'{name}' is no name of a credential helper");
        }

        if (SearchPath.Find(Environment.GetEnvironmentVariable("PATH"), program) is not { } path)
        {
            return (null, $"{program} is not installed");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeLimit);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, "get") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            try
            {
                return await TalkAsync(process, program, host, limit.Token);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Win32Exception)
        {
            return (null, $"{program} does not start");
        }
        catch (IOException)
        {
            return (null, $"{program} did not listen");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"{program} gave no answer in {TimeLimit.TotalSeconds:0} s");
        }
    }

    private static async Task<(Credential? Credential, string? Problem)> TalkAsync(Process process, string program, string host, CancellationToken cancellation)
    {
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteLineAsync(host.AsMemory(), cancellation);
        process.StandardInput.Close();
        var buffer = new char[OutputLimit];
        var count = await process.StandardOutput.ReadBlockAsync(buffer, cancellation);
        await process.WaitForExitAsync(cancellation);
        await errors;
        if (process.ExitCode != 0)
        {
            return (null, $"{program} knows no credential for {host}");
        }

        try
        {
            var answer = Json.Parse(Encoding.UTF8.GetBytes(buffer, 0, count), program);
            var (user, secret) = (answer.Text("Username") ?? "", answer.Text("Secret") ?? "");
            return (user == "<token>" ? new("", "", secret) : new(user, secret), null);
        }
        catch (UnreadableException)
        {
            return (null, $"{program} gave an answer that is not JSON");
        }
    }
}
