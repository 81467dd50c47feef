using Wellguard.Linux;

namespace Wellguard.Cli;

/// <summary>Where <c>--output FILE</c> leads: where the shell's <c>&gt;</c> would write.</summary>
internal static class OutputPlace
{
    /// <summary>Attack: links in a circle. The kernel's own limit.</summary>
    private const int MostLinks = 40;

    private const int TooManyLinks = 40; // ELOOP

    /// <summary>
    /// The file itself, which need not be there; each link is followed from the folder that it lies in. Null when the way leads through <c>/proc</c>:
    /// what a descriptor stands for has no name. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static string? Of(string path)
    {
        for (var links = 0; links <= MostLinks; links++)
        {
            var slash = path.LastIndexOf('/');
            var name = path[(slash + 1)..];
            if (name is "" or "." or "..")
            {
                return RealPath.Of(path);
            }

            var folder = RealPath.Of(slash < 0 ? "." : slash == 0 ? "/" : path[..slash]);
            if (folder.StartsWith("/proc/", StringComparison.Ordinal))
            {
                return null;
            }

            var place = Path.Join(folder, name);
            if (new FileInfo(place).LinkTarget is not { } target)
            {
                return place;
            }

            path = target.StartsWith('/') ? target : Path.Join(folder, target);
        }

        throw new IOException(path, TooManyLinks);
    }
}
