using System.Diagnostics;
using System.Globalization;

namespace Wellguard.Linux.Detonation;

/// <summary>
/// The users of a cell on the host's kernel: they have the same numbers as outside, so that files stay whose they are, but the rights of its root end at the cell.
/// Its network namespace belongs to them, else they could neither open raw sockets nor ports below 1024.
/// </summary>
internal static class CellUsers
{
    private const string All = "0 0 4294967295";

    /// <param name="file">Becomes the user namespace, for the runtime to join.</param>
    /// <param name="network">Name of the network namespace, as <c>ip netns</c> has it.</param>
    public static async Task CreateAsync(string file, string network)
    {
        using var holder = Tool.Start("unshare", ["--user", "--net", "sh", "-c", "echo; read end"]);
        if (await holder.StandardOutput.ReadLineAsync().ConfigureAwait(false) is null)
        {
            throw new IOException($"cannot make a user namespace: {(await holder.StandardError.ReadToEndAsync().ConfigureAwait(false)).Trim()}");
        }

        try
        {
            await MapAsync(holder, file, network).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"cannot give a cell users of its own: {refused.Message}", refused);
        }
        finally
        {
            holder.StandardInput.Close();
        }
    }

    private static async Task MapAsync(Process holder, string file, string network)
    {
        var process = holder.Id.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync($"/proc/{process}/uid_map", All).ConfigureAwait(false);
        await File.WriteAllTextAsync($"/proc/{process}/gid_map", All).ConfigureAwait(false);
        await File.WriteAllTextAsync(file, "").ConfigureAwait(false);
        Mounts.Bind($"/proc/{process}/ns/user", file);
        await Tool.RunAsync("ip", ["netns", "attach", network, process]).ConfigureAwait(false);
    }
}
