using Wellguard.Artifacts;
using Wellguard.Linux;

namespace Wellguard.Cli;

/// <summary>Bytes that the user hands over: text files that options name, and standard input. Errors are <see cref="UsageException"/>s.</summary>
internal static class TextInput
{
    /// <summary>A whole text; an interruption does not wait for whoever should write it.</summary>
    /// <param name="path"><c>-</c> is stdin.</param>
    /// <param name="limit">In bytes. Attack: a file or pipe without end fills memory.</param>
    public static async Task<string> ReadAsync(string option, string path, int limit, CancellationToken cancel)
    {
        try
        {
            return await Task.Run(() => Read(option, path, limit), CancellationToken.None).WaitAsync(cancel);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {path}: {Failures.Reason(problem)}");
        }
    }

    /// <summary>Attack: stdin that is a device has no end.</summary>
    /// <param name="what">For the error: who wants it.</param>
    public static Stream OpenStandardInput(string what) => FileNatures.Of(descriptor: 0) switch
    {
        FileNature.Device => throw new UsageException($"{what}: standard input is a device; a pipe, file, socket or terminal is expected"),
        FileNature.Directory => throw new UsageException($"{what}: standard input is a directory"),
        _ when !StandardStreams.CanRead => throw new UsageException($"{what}: standard input is closed"),
        _ => Console.OpenStandardInput(),
    };

    private static string Read(string option, string path, int limit)
    {
        using var stream = path == "-" ? OpenStandardInput($"{option} -") : FileNatures.Of(path) switch
        {
            FileNature.Directory => throw new UsageException($"{option} {path}: it is a directory"),
            FileNature.Device => throw new UsageException($"{option} {path}: it is a device"),
            _ => new FileStream(path, FileMode.Open, FileAccess.Read),
        };
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > limit)
            {
                throw new UsageException($"{option} {path}: is larger than {limit >> 20} MB");
            }

            bytes.Write(buffer, 0, read);
        }

        bytes.Position = 0;
        using var reader = new StreamReader(bytes);
        return reader.ReadToEnd();
    }
}
