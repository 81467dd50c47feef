using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>Keeps the text of small files that are read in context later.</summary>
internal sealed class ContextFiles : FileInspector
{
    /// <summary>Attack: a password file of gigabytes.</summary>
    private const int MaxLength = 1 << 18;

    public override Need Wants(Entry entry) => IsKept(entry.Path) ? Need.Content : Need.Nothing;

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        facts.Texts[file.Path] = file.Bytes.Length <= MaxLength ? file.Text : Encoding.UTF8.GetString(file.Bytes[..MaxLength]);
        if (file.Entry.Size > MaxLength)
        {
            facts.Shortfalls.Add(new Shortfall("read", file.Path, $"only its first {MaxLength >> 10} kB were looked at: it is {file.Entry.Size:N0} bytes long"));
        }
    }

    private static bool IsKept(string path) =>
        path is "etc/os-release" or "usr/lib/os-release" or "etc/passwd" or "etc/shadow" or "etc/group" or "etc/sudoers" or "etc/ld.so.preload" or "etc/hosts" or "etc/resolv.conf" or "etc/nsswitch.conf" or "etc/ld.so.conf"
        || path.StartsWith("etc/sudoers.d/", StringComparison.Ordinal) || path.StartsWith("etc/pam.d/", StringComparison.Ordinal) || path.StartsWith("etc/ld.so.conf.d/", StringComparison.Ordinal) || path.EndsWith("/.ssh/authorized_keys", StringComparison.Ordinal) || path.EndsWith("/.ssh/authorized_keys2", StringComparison.Ordinal);
}
