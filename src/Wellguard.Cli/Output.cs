namespace Wellguard.Cli;

/// <summary>
/// Where results go: stdout, or a file that appears under its name only when it is complete, so that a full disk or an
/// interruption never leaves half a report in place of the last one.
/// </summary>
internal sealed class Output : IDisposable
{
    private readonly string? file;
    private readonly string? temporary;

    private Output(Stream stream, string? file, string? temporary)
    {
        Stream = stream;
        this.file = file;
        this.temporary = temporary;
    }

    public Stream Stream { get; }

    /// <summary>Throws <see cref="UsageException"/> before anything is scanned when the file cannot be written.</summary>
    public static Output Open(string? path)
    {
        if (path is null or "-")
        {
            return new(new BufferedStream(Console.OpenStandardOutput(), 1 << 16), null, null);
        }

        try
        {
            var place = new FileInfo(path).LinkTarget is null ? Path.GetFullPath(path) : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            if (Directory.Exists(place))
            {
                throw new Artifacts.UsageException($"--output {path}: it is a directory");
            }

            if (IsDevice(path) || IsDevice(place) || (File.Exists(place) && !IsSeekable(place)))
            {
                return new(new FileStream(path, FileMode.Open, FileAccess.Write), null, null);
            }

            var part = $"{place}.{Environment.ProcessId}.part";
            return new(new FileStream(part, FileMode.Create, FileAccess.Write), place, part);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new Artifacts.UsageException($"--output {path}: {Failures.Reason(problem)}");
        }
    }

    /// <summary>Everything is written: the file gets its name.</summary>
    public void Complete()
    {
        Stream.Flush();
        if (temporary is not null)
        {
            Stream.Dispose();
            File.Move(temporary, file!, overwrite: true);
        }
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // Already reported by Complete.
        }

        if (temporary is not null)
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Written to as it is: a rename would replace the device itself.</summary>
    private static bool IsDevice(string path) =>
        Path.GetFullPath(path) is var full && (full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal));

    private static bool IsSeekable(string path)
    {
        using var existing = new FileStream(path, FileMode.Open, FileAccess.Write);
        return existing.CanSeek;
    }
}
