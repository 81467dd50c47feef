using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>PHP: <c>vendor/composer/installed.json</c> (an array in version 1, <c>packages</c> in version 2).</summary>
public sealed class ComposerInstalled : JsonPackageReader
{
    public override Need Wants(Entry entry) => entry.IsNamed("vendor/composer/installed.json") ? Need.Content : Need.Nothing;

    protected override void Read(JsonElement root, PackageFile into) =>
        Composer.Add(root.ValueKind == JsonValueKind.Array ? root : root.Member("packages"), ComponentState.Installed, into);
}

/// <summary>PHP: <c>composer.lock</c>.</summary>
public sealed class ComposerLock : JsonPackageReader
{
    public override Need Wants(Entry entry) => entry.IsNamed("composer.lock") ? Need.Content : Need.Nothing;

    protected override void Read(JsonElement root, PackageFile into)
    {
        Composer.Add(root.Member("packages"), ComponentState.Declared, into);
        Composer.Add(root.Member("packages-dev"), ComponentState.Declared, into);
    }
}

internal static class Composer
{
    public static void Add(JsonElement packages, ComponentState state, PackageFile into)
    {
        foreach (var package in packages.Items())
        {
            if (package.String("name") is { } name)
            {
                var slash = name.IndexOf('/');
                into.Add(new Purl("composer", slash > 0 ? name[..slash] : null, name[(slash + 1)..], package.String("version")), state);
            }
        }
    }
}
