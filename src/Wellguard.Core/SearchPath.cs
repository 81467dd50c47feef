namespace Wellguard;

/// <summary>
/// Where a program is that is called by its name. Attack: .NET looks into the current folder before it looks into PATH, and what is looked at may lie there with a
/// program named <c>ip</c> or <c>npm</c> beside it; we run as root.
/// </summary>
internal static class SearchPath
{
    /// <param name="path">The text of the variable PATH; folders that are not absolute are passed over.</param>
    /// <returns>Null: there is none.</returns>
    public static string? Find(string? path, string name) =>
        path?.Split(':').Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsProgram);

    private static bool IsProgram(string file) =>
        File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
