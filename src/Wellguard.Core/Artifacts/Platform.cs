using System.Runtime.InteropServices;

namespace Wellguard.Artifacts;

/// <summary>Operating system and processor as Go spells them (OCI image-spec, image-index.md, <c>platform</c>).</summary>
public sealed record Platform(string Os, string Architecture, string? Variant = null)
{
    /// <summary>Linux on this machine's processor: what a scan looks at when nothing else is said.</summary>
    public static Platform OfThisMachine { get; } = new("linux", RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        System.Runtime.InteropServices.Architecture.Armv6 => "arm",
        var other => other.ToString().ToLowerInvariant(),
    });

    /// <summary><c>OS/ARCH[/VARIANT]</c>. Throws <see cref="UsageException"/>.</summary>
    public static Platform Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length is < 2 or > 3 || Array.Exists(parts, string.IsNullOrWhiteSpace))
        {
            throw new UsageException($"--platform {text}: write OS/ARCH or OS/ARCH/VARIANT, for example linux/arm64");
        }

        return new Platform(parts[0], parts[1], parts.Length == 3 ? parts[2] : null).Normal;
    }

    /// <summary>As containerd spells it before it compares (platforms, database.go).</summary>
    private Platform Normal
    {
        get
        {
            var (os, variant) = (Os.ToLowerInvariant() is "macos" ? "darwin" : Os.ToLowerInvariant(), Variant?.ToLowerInvariant());
            return Architecture.ToLowerInvariant() switch
            {
                "i386" => new(os, "386"),
                "x86_64" or "x86-64" or "amd64" => new(os, "amd64", variant is "v1" ? null : variant),
                "aarch64" or "arm64" => new(os, "arm64", variant is "8" ? "v8" : variant),
                "armhf" => new(os, "arm", "v7"),
                "armel" => new(os, "arm", "v6"),
                "arm" => new(os, "arm", variant is "5" or "6" or "7" or "8" ? "v" + variant : variant),
                var other => new(os, other, variant),
            };
        }
    }

    /// <summary>A wanted platform without a variant takes any variant.</summary>
    public bool Accepts(Platform found) => Normal.AcceptsNormal(found.Normal);

    private bool AcceptsNormal(Platform found) =>
        Os == found.Os && Architecture == found.Architecture
        && (Variant is null || Variant == found.Variant || (Architecture == "arm64" && Variant == "v8" && found.Variant is null) || (Architecture == "arm" && Variant == "v7" && found.Variant is null));

    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
