using Wellguard.Artifacts;
using Wellguard.Linux;

namespace Wellguard.Cli;

/// <summary>
/// Where results go: stdout, or a file that appears under its name only when it is complete, so that a full disk or an
/// interruption never leaves half a report in place of the last one.
/// </summary>
internal sealed class Output : IDisposable
{
    /// <summary>The part file of this process.</summary>
    private static volatile string? unfinished;

    private readonly string? file;
    private readonly string? part;

    private Output(Stream stream, string? file = null, string? part = null)
    {
        Stream = stream;
        this.file = file;
        this.part = part;
    }

    public Stream Stream { get; }

    /// <summary>Throws <see cref="UsageException"/> before anything is scanned when the file cannot be written; waits for the reader of a pipe until it is interrupted.</summary>
    /// <param name="option">That named the file, for errors.</param>
    /// <param name="mode">Of a file that is new.</param>
    public static async Task<Output> OpenAsync(string? path, CancellationToken cancel, string option = "--output", UnixFileMode? mode = null)
    {
        if (path is null or "-" or "/dev/stdout")
        {
            return new(new BufferedStream(Console.OpenStandardOutput(), 1 << 16));
        }

        try
        {
            var place = path.Length > 0 ? OutputPlace.Of(path) : throw new UsageException($"{option}: an empty name");
            return (place, FileNatures.Of(place ?? path)) switch
            {
                (_, FileNature.Directory) => throw new UsageException($"{option} {path}: it is a directory"),
                (null, FileNature.Regular) => new(new FileStream(path, FileMode.Truncate, FileAccess.Write)),
                ({ } missing, FileNature.Missing) => Create(missing, mode),
                ({ } there, FileNature.Regular) => Replace(there),
                // Written to as it is: a rename would replace the device itself.
                _ => new(await Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write), CancellationToken.None).WaitAsync(cancel)),
            };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {path}: {Failures.Reason(problem)}");
        }
    }

    /// <summary>Deletes what is not complete, before a signal ends the process.</summary>
    public static void Discard()
    {
        try
        {
            if (unfinished is { } name)
            {
                File.Delete(name);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The folder is gone or closed to us: nothing more can be done.
        }
    }

    /// <summary>Everything is written: the file gets its name.</summary>
    public void Complete()
    {
        Stream.Flush();
        if (part is not null)
        {
            Stream.Dispose();
            try
            {
                File.Move(part, file!, overwrite: true);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // A file that is mounted by itself, as containers do, cannot be replaced.
                File.Copy(part, file!, overwrite: true);
            }
        }
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Already reported by Complete.
        }

        Discard();
        unfinished = null;
    }

    /// <summary>A file that is there keeps its permissions, and must be one that may be written.</summary>
    private static Output Replace(string place)
    {
        new FileStream(place, FileMode.Open, FileAccess.Write).Dispose();
        try
        {
            return Create(place, File.GetUnixFileMode(place));
        }
        catch (UnauthorizedAccessException)
        {
            // Only the folder may not be written.
            return new(new FileStream(place, FileMode.Truncate, FileAccess.Write));
        }
    }

    /// <summary>Attack: in a folder that users share, a link under the name of the part file. The name is not known before, and must be new.</summary>
    private static Output Create(string place, UnixFileMode? mode)
    {
        var name = Path.Join(Path.GetDirectoryName(place), $".wellguard-{Path.GetRandomFileName()}.part");
        unfinished = name;
        var stream = new FileStream(name, FileMode.CreateNew, FileAccess.Write);
        if (mode is { } kept)
        {
            File.SetUnixFileMode(name, kept);
        }

        return new(stream, place, name);
    }
}
