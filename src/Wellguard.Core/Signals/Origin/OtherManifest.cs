using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals.Origin;

/// <summary>What the registry lists of a version is not what its archive says of itself.</summary>
internal sealed class OtherManifest : RegistrationDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(OtherManifest)), SignalClass.Integrity, "The archive says something else than the registry", Severity.High, Confidence.Medium)
    {
        Attack = ["T1036"],
        Stage = Stage.Stealth,
        Why = "Registries show name, version and scripts from what was sent beside the archive, tools install what the archive says. Who looks at the registry sees nothing of a script that only the archive has.",
        Fix = "Do not install it. Read the manifest in the archive.",
        Benign = "Old versions, of which registries kept odd spellings.",
    };

    protected override string? TextOf(Registration told, Contents contents)
    {
        if (contents.Image.Package is not { Format: PackageFormat.Npm } package)
        {
            return null;
        }

        var hook = contents.Programs.FirstOrDefault(static program => program.Trigger == TriggerKind.PackageInstall && program.Code.Path.EndsWith("package.json", StringComparison.Ordinal));
        return told.HasInstallScript == false && hook is not null ? Redaction.Clean($"the registry shows no install script, the archive runs one: {string.Join("; ", hook.Code.Effects.Take(4).Select(static effect => effect.Command))}")
            : told.Name is { } name && package.Name.Length > 0 && name != package.Name ? Redaction.Clean($"the registry calls it {name}, the archive {package.Name}")
            : told.Version is { } version && package.Version.Length > 0 && Plain(version) != Plain(package.Version) ? Redaction.Clean($"the registry calls it {version}, the archive {package.Version}")
            : null;
    }

    private static string Plain(string version) => version.Trim().TrimStart('v', '=').Split('+')[0];
}
