using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>A Debian package: its maintainer scripts at installation, again, removal and purge. What it depends on is not there.</summary>
internal static class DebianSample
{
    private const string File = "package.deb";

    public static Sample Of(PackageArchive package) => new(Sample.ArtifactOf(package), Driver.Config(["/bin/sh", "test.sh", "./" + File], KeyValuePair.Create("DEBIAN_FRONTEND", "noninteractive")))
    {
        Base = BaseSystem.Shell,
        FillAsync = (folder, _, _) =>
        {
            Driver.Put(folder, "debian.sh", Driver.Project + "/test.sh");
            Driver.PutFile(folder, package.Path, Driver.Project + "/" + File);
            return Task.FromResult(new Supplies([]));
        },
    };
}
