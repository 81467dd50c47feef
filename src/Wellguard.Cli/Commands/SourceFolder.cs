using System.CommandLine;
using Wellguard.Artifacts;

namespace Wellguard.Cli.Commands;

/// <summary><c>--source</c>: the checkout that a package is compared with.</summary>
internal static class SourceFolder
{
    public static Option<string?> Option() => new("--source") { Description = "A checkout of the repository that the package is built of: tell what of the package is not in it, and whether that runs or harms. Files are read, git is not run", HelpName = "DIR" };

    public static SourceTree? Open(string? folder)
    {
        try
        {
            return folder is null ? null : SourceTree.Open(folder);
        }
        catch (UsageException problem)
        {
            throw new UsageException("--source " + problem.Message);
        }
    }
}
