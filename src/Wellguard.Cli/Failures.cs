using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli;

/// <summary>Messages of one line for what goes wrong outside.</summary>
internal static class Failures
{
    private const int LongestLine = 2_000;

    /// <summary>What the operating system said. <c>IOException.HResult</c> holds errno on Linux.</summary>
    public static string Reason(Exception problem) => problem switch
    {
        UnauthorizedAccessException { InnerException: IOException { HResult: 9 } } => "it is closed",
        UnauthorizedAccessException => "permission denied, or it is a directory",
        DirectoryNotFoundException => "no such directory",
        FileNotFoundException => "no such file",
        PathTooLongException => "the path is too long",
        IOException io => io.HResult switch
        {
            5 => "input/output error",
            6 => "nothing is there to talk to",
            16 => "it is in use",
            17 => "it exists already",
            20 => "a part of the path is not a directory",
            21 => "it is a directory",
            24 => "too many open files",
            27 => "the file is too large",
            28 => "no space left on the device",
            30 => "the file system is read-only",
            32 => "the reader closed the pipe",
            40 => "its links lead in a circle",
            122 => "the disk quota is exceeded",
            _ => SafeText.OneLine(io.Message, 200),
        },
        _ => SafeText.OneLine(problem.Message, 300),
    };

    /// <summary><c>wellguard: …</c> on stderr, without control characters and secrets that a target's name may hold; a closed stderr is nobody's concern.</summary>
    public static void Say(string text)
    {
        try
        {
            Console.Error.WriteLine("wellguard: " + string.Join('\n', text.Split('\n').Select(line => SafeText.OneLine(Redaction.Clean(line), LongestLine))));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
        }
    }
}
