using Wellguard.Artifacts;
using Wellguard.Registries;
using Wellguard.Registries.Packages;

namespace Wellguard.Tests.Registries.Packages;

/// <summary>A registry on loopback, a folder with the user's home and caches, and the variables that name both.</summary>
public abstract class FetchedPackages : IDisposable
{
    private protected static readonly RegistryOptions Quick = new() { Backoff = TimeSpan.FromMilliseconds(5), HeaderTimeout = TimeSpan.FromSeconds(2), IdleTimeout = TimeSpan.FromMilliseconds(500), Attempts = 2 };

    private protected readonly PackageServer server = new();
    private protected readonly Dictionary<string, string> variables = [];
    private readonly string folder = Directory.CreateTempSubdirectory("wellguard-fetch-").FullName;

    protected FetchedPackages() => variables["HOME"] = At("home");

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected string At(string name) => Path.Combine(folder, name);

    /// <param name="project">The folder whose configuration counts, below the test's own.</param>
    private protected PackageRegistries Open(bool isOffline = false, RegistryOptions? options = null, bool keeps = true, string project = "") =>
        new(new(options ?? Quick, variables.GetValueOrDefault, At(project), keeps ? At("cache") : null, isOffline), new OpenOptions(At("tmp")));
}
