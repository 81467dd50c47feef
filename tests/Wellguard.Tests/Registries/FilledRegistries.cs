using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>Two registries, one open and one with a password, that hold the sample image in several forms.</summary>
public sealed class FilledRegistries : IDisposable
{
    public SampleImages Samples { get; } = new();
    public LocalRegistry Open { get; } = new(withPassword: false);
    public LocalRegistry Closed { get; } = new(withPassword: true);
    public string? Missing => Samples.Missing ?? Open.Missing;

    public FilledRegistries()
    {
        if (Missing is null)
        {
            Open.Push($"oci:{Samples.At("oci")}:demo", "demo/app:1");
            Open.Push($"oci:{Samples.At("oci")}:demo", "demo/docker:1", "--format", "v2s2");
            Open.Push($"oci:{Samples.At("zstd")}:demo", "demo/zstd:1");
            Closed.Push($"oci:{Samples.At("oci")}:demo", "demo/app:1");
        }
    }

    public void Dispose()
    {
        Open.Dispose();
        Closed.Dispose();
        Samples.Dispose();
    }
}
