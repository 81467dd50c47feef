using System.Globalization;
using System.Text;

namespace Wellguard.Linux.Detonation;

/// <summary>Who a container runs as: <c>User</c> of the image config against its own <c>/etc/passwd</c> and <c>/etc/group</c>.</summary>
internal sealed record Account(int User, int Group, string Home)
{
    /// <summary>In bytes. Attack: an endless passwd.</summary>
    private const int MaxLength = 1 << 20;

    /// <param name="root">The file system of the container.</param>
    /// <param name="text">Name or number of the user, then perhaps <c>:</c> and the group's; empty is root.</param>
    /// <returns>Null: there is no such user.</returns>
    public static Account? Of(RootedFolder root, string? text)
    {
        var parts = (text ?? "").Split(':', 2);
        var wanted = parts[0].Length == 0 ? "0" : parts[0];
        var entry = Lines(root, "etc/passwd").Select(static line => line.Split(':')).FirstOrDefault(fields => fields.Length >= 6 && (fields[0] == wanted || fields[2] == wanted));
        if (!TryNumber(entry?[2] ?? wanted, out var user))
        {
            return null;
        }

        var group = entry is not null && TryNumber(entry[3], out var primary) ? primary : 0;
        if (parts.Length == 2 && parts[1].Length > 0)
        {
            var named = Lines(root, "etc/group").Select(static line => line.Split(':')).FirstOrDefault(fields => fields.Length >= 3 && fields[0] == parts[1]);
            if (!TryNumber(named?[2] ?? parts[1], out group))
            {
                return null;
            }
        }

        return new(user, group, entry is not null && entry[5].StartsWith('/') ? entry[5] : "/");
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string[] Lines(RootedFolder root, string path) => root.Read(path, MaxLength) is { } content ? Encoding.UTF8.GetString(content).Split('\n') : [];
}
