using System.Text;

namespace Wellguard.Registries.Packages;

/// <summary>Configuration of other tools, read as text.</summary>
internal static class ConfigFile
{
    /// <summary>Attack: a project's configuration of gigabytes.</summary>
    private const int Limit = 1 << 20;

    /// <summary>Empty for what is not there or may not be read. A pipe or a device, which would block, has length 0 and is not opened.</summary>
    public static string Text(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > 0 and <= Limit } ? File.ReadAllText(path, Encoding.UTF8) : "";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The folder and those above it, the nearest first.</summary>
    public static IEnumerable<string> Upwards(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
