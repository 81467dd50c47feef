using System.Diagnostics;

namespace Wellguard.Artifacts;

/// <summary>A small image made by umoci, in the forms that skopeo writes; made once for a test run.</summary>
public sealed class SampleImages : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("wellguard-images-").FullName;

    /// <summary>Why the images cannot be made on this machine, or null.</summary>
    public string? Missing { get; }

    public SampleImages()
    {
        Missing = new[] { "umoci", "skopeo" }.FirstOrDefault(tool => !File.Exists("/usr/bin/" + tool)) is { } tool ? $"{tool} is not installed" : null;
        if (Missing is null)
        {
            Run("sh", "-euc", """
                umoci init --layout oci >/dev/null
                umoci new --image oci:demo >/dev/null
                mkdir -p one/etc one/usr/bin two/srv
                echo 'ID=demo' > one/etc/os-release
                printf '#!/bin/sh\necho hello\n' > one/usr/bin/hello; chmod 755 one/usr/bin/hello
                echo 'one' > two/srv/data
                umoci insert --rootless --image oci:demo --history.created_by 'COPY one /' one / >/dev/null
                umoci insert --rootless --image oci:demo --history.created_by 'COPY two /' two / >/dev/null
                umoci config --image oci:demo --config.entrypoint /usr/bin/hello --config.cmd world --config.env A=b --config.user 10:20 --config.label x=y >/dev/null
                skopeo copy -q --insecure-policy oci:oci:demo oci-archive:oci.tar:demo
                skopeo copy -q --insecure-policy oci:oci:demo docker-archive:docker.tar:example.test/demo:1
                skopeo copy -q --insecure-policy --dest-compress-format zstd --dest-compress oci:oci:demo oci:zstd:demo
                gzip -k oci.tar
                """);
        }
    }

    /// <summary>Runs a tool in <see cref="Root"/> and returns what it printed.</summary>
    public string Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{tool}: {errors.Result}");
    }

    public string At(string relative) => Path.Combine(Root, relative);

    public OpenOptions Options => new(At("cache"));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
