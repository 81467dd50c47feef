namespace Wellguard.Linux.Detonation;

/// <summary>Where the runtime puts the limits of a cell, on kernels with one hierarchy and with several.</summary>
internal static class ControlGroup
{
    private const string Root = "/sys/fs/cgroup";

    public static string PathOf(string id) => "/wellguard-" + id;

    /// <summary>Empty groups only: the kernel refuses others.</summary>
    public static void Remove(string id)
    {
        foreach (var hierarchy in Directory.Exists(Root) ? Directory.GetDirectories(Root).Prepend(Root) : [])
        {
            var group = hierarchy + PathOf(id);
            try
            {
                if (Directory.Exists(group))
                {
                    Directory.Delete(group);
                }
            }
            catch (IOException)
            {
                // Its last process is still ending; an empty group costs nothing.
            }
        }
    }
}
