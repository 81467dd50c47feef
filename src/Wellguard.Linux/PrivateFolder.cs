using System.Runtime.InteropServices;

namespace Wellguard.Linux;

/// <summary>A folder in which nobody else can put anything.</summary>
public static partial class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Write permission of the group and of others.</summary>
    private const int WritableByOthers = 0b010_010;

    /// <summary>Makes it when it is missing, for its owner only. Null when it is private, or cannot be made; else why it is not.</summary>
    public static string? Make(string path)
    {
        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // nothing is there that could be read
        }

        return Statx.OfLink(path.TrimEnd('/')) is { } link && link.User != EffectiveUser() ? "it belongs to another user"
            : Statx.Of(path) is not { } status ? null
            : status.User != EffectiveUser() ? "it belongs to another user"
            : (status.Mode & WritableByOthers) != 0 ? "others can write in it; chmod go-w it, or name another with --cache-dir" : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
