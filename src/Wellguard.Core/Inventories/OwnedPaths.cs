using System.Text;

namespace Wellguard.Inventories;

/// <summary>
/// Which paths of a package database are kept. Documentation, translations and time zones are half of all paths and hold no code that
/// runs by itself: leaving them out halves the memory. Whoever asks "is this file owned?" must not ask it about these folders.
/// </summary>
public static class OwnedPaths
{
    /// <summary>Folders below <c>usr/share/</c> whose owned paths are not kept.</summary>
    private static readonly byte[][] LeftOut =
    [
        .. new[] { "doc/", "man/", "locale/", "info/", "zoneinfo/", "lintian/", "bug/", "doc-base/", "help/", "icons/", "i18n/", "licenses/", "gtk-doc/", "common-licenses/", "fonts/", "terminfo/" }
            .Select(Encoding.ASCII.GetBytes),
    ];

    /// <param name="path">Relative, as in <see cref="Artifacts.Entry.Path"/>.</param>
    public static bool IsKept(string path)
    {
        if (!path.StartsWith("usr/share/", StringComparison.Ordinal))
        {
            return true;
        }

        Span<byte> head = stackalloc byte[48];
        Encoding.UTF8.TryGetBytes(path.AsSpan(0, Math.Min(path.Length, 28)), head, out var written);
        return IsKept(head[..written]);
    }

    internal static bool IsKept(ReadOnlySpan<byte> path)
    {
        if (!path.StartsWith("usr/share/"u8))
        {
            return true;
        }

        var rest = path["usr/share/".Length..];
        foreach (var folder in LeftOut)
        {
            if (rest.StartsWith(folder))
            {
                return false;
            }
        }

        return true;
    }
}
