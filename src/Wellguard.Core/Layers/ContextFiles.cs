using System.Text;
using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Layers;

/// <summary>Keeps the text of small files that are read in context later.</summary>
internal sealed class ContextFiles : FileInspector
{
    /// <summary>Attack: a password file of gigabytes.</summary>
    private const int MaxLength = 1 << 18;

    public override Need Wants(Entry entry) => IsKept(entry.Path) || (SaysWhereFrom(entry.Path.AsSpan(entry.Path.LastIndexOf('/') + 1)) && entry.Size <= MaxLength && !entry.Path.StartsWith("usr/", StringComparison.Ordinal) && !entry.IsInsideInstalledPackage()) ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        facts.Texts[file.Path] = file.Bytes.Length <= MaxLength ? file.Text : Encoding.UTF8.GetString(file.Bytes[..MaxLength]);
        if (file.Entry.Size > MaxLength)
        {
            facts.Shortfalls.Add(new Shortfall("read", file.Path, $"only its first {MaxLength >> 10} kB were looked at: it is {file.Entry.Size:N0} bytes long"));
        }
    }

    /// <summary>What a workspace asks registries for, and which.</summary>
    private static bool SaysWhereFrom(ReadOnlySpan<char> name) =>
        name is "package.json" or ".npmrc" or "pip.conf" or "pip.ini" || name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase) || (name.StartsWith("requirements") && name.EndsWith(".txt"));

    private static bool IsKept(string path) =>
        path is "etc/os-release" or "usr/lib/os-release" or "etc/passwd" or "etc/shadow" or "etc/group" or "etc/sudoers" or "etc/ld.so.preload" or "etc/hosts" or "etc/resolv.conf" or "etc/nsswitch.conf" or "etc/ld.so.conf"
        || path.StartsWith("etc/sudoers.d/", StringComparison.Ordinal) || path.StartsWith("etc/pam.d/", StringComparison.Ordinal) || path.StartsWith("etc/ld.so.conf.d/", StringComparison.Ordinal) || path.EndsWith("/.ssh/authorized_keys", StringComparison.Ordinal) || path.EndsWith("/.ssh/authorized_keys2", StringComparison.Ordinal);
}
