using System.Globalization;
using Wellguard.Artifacts;
using Wellguard.Linux;
using Wellguard.Reports;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard db import --families</c>: packages of known-bad code, read in memory, become an index that scans compare with.</summary>
internal static class DbFamilies
{
    /// <summary>Attack: a folder of more files than an import can hold.</summary>
    private const int FileLimit = 1_000_000;

    /// <summary>Of what could not be read.</summary>
    private const int Told = 5;

    public static async Task<int> RunAsync(IReadOnlyList<string> paths, IReadOnlyList<string> benign, string? password, string folder, TextWriter output, CancellationToken cancel)
    {
        try
        {
            var options = new OpenOptions(Path.GetTempPath()) { Password = password };
            var bad = new List<ArchiveEntry>();
            foreach (var path in paths)
            {
                bad.AddRange(Directory.Exists(path) ? FilesOf(path) : path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? await ArchiveEntries.ListAsync(Target.Parse("archive:" + path), options, cancel) : [FileOf(path)]);
            }

            var import = await KnownFamilies.BuildAsync(bad, benign.SelectMany(FilesOf), options, cancel);
            foreach (var (_, what, why) in import.Unread.Take(Told))
            {
                Failures.Say($"left out: {SafeText.OneLine(what, 200)}: {why}");
            }

            if (import.Unread.Count > Told)
            {
                Failures.Say($"left out: {import.Unread.Count - Told} more");
            }

            if (import.Index.Programs == 0)
            {
                throw new UnreadableException(paths[0], "holds no known-bad code that could be told again: nothing was imported, what was there stays");
            }

            ImportedData.KeepFamilies(folder, import.Bytes);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"families: {import.Index.Programs:N0} programs of {import.Index.Labels:N0} families from {import.Packages:N0} packages, {import.Copies:N0} copies, {import.Bytes.Length / 1e6:N1} MB"));
            return ExitCode.Allowed;
        }
        catch (UnreadableException e)
        {
            Failures.Say($"{e.What}: {e.Why}");
            return ExitCode.NotCompleted;
        }
    }

    private static List<ArchiveEntry> FilesOf(string path)
    {
        try
        {
            if (FileNatures.Of(path) != FileNature.Directory)
            {
                return [FileOf(path)];
            }

            return [.. FolderFiles.Of(path, static _ => true, FileLimit).Select(FileOf)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"db import {path}: {Failures.Reason(e)}");
        }
    }

    private static ArchiveEntry FileOf(string path) => File.Exists(path) ? new(path, _ => Task.FromResult(ByteSource.OfFile(path, static _ => null))) : throw new UsageException($"db import {path}: no such file or directory");
}
