using System.Globalization;
using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Linux;
using Wellguard.Reports;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard db import</c>. What a file is, its name says; another kind of data is another case of <see cref="ReadAsync"/>.</summary>
internal static class DbImport
{
    private const string Archive = "all.zip";

    /// <summary>Attack: a folder of more files than an import can hold.</summary>
    private const int FileLimit = 2_000_000;

    public static async Task<int> RunAsync(IReadOnlyList<string> paths, DbTarget target, TextWriter output, CancellationToken cancel)
    {
        var import = new AdvisoryImport();
        try
        {
            var lists = paths.SelectMany(FilesOf).ToLookup(static file => PopularNames.TypeOf(Path.GetFileName(file)) is not null);
            foreach (var file in lists[false])
            {
                await ReadAsync(file, import, cancel);
            }

            foreach (var file in lists[true])
            {
                var (type, count) = ImportedData.KeepNames(target.Folder, file);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"names/{SafeText.OneLine(Path.GetFileName(file), 80)}: {count:N0} popular names of {type}"));
            }

            if (!lists.Contains(false))
            {
                return ExitCode.Allowed;
            }

            var written = import.Write(target.Folder, target.Name, target.Now);
            DbMarks.Forget(target);
            Tell(import, written, output);
            return ExitCode.Allowed;
        }
        catch (UnreadableException e)
        {
            Failures.Say($"{e.What}: {e.Why}");
            return ExitCode.NotCompleted;
        }
    }

    /// <summary>What was imported, a line for each database, and what of it could not be read.</summary>
    public static void Tell(AdvisoryImport import, IReadOnlyList<ImportedDatabase> written, TextWriter output)
    {
        foreach (var database in written)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SafeText.OneLine(database.Name, 80)}: {database.Records:N0} advisories, {database.KnownBad:N0} of malicious releases, {database.Packages:N0} packages, {database.Length / 1e6:N1} MB{(database.Modified is { } modified ? $", modified {modified:yyyy-MM-dd}" : "")}"));
        }

        if (import.Broken > 0)
        {
            Failures.Say($"{import.Broken} of {import.Broken + import.Records} records could not be read and were left out:");
            foreach (var problem in import.Problems)
            {
                Failures.Say("  " + problem);
            }
        }
    }

    private static List<string> FilesOf(string path)
    {
        try
        {
            if (FileNatures.Of(path) is var nature && nature != FileNature.Directory)
            {
                return nature != FileNature.Missing ? [path] : throw new UsageException($"db import {path}: no such file or directory");
            }

            var files = FolderFiles.Of(path, static file => Path.GetFileName(file) == Archive || file.EndsWith(".json", StringComparison.Ordinal) || PopularNames.TypeOf(Path.GetFileName(file)) is not null, FileLimit).ToList();
            return files.Count > 0 ? files : throw new UsageException($"db import {path}: there is neither an {Archive} nor a .json nor a list of names (ECOSYSTEM-….txt) below it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"db import {path}: {Failures.Reason(e)}");
        }
    }

    private static async Task ReadAsync(string file, AdvisoryImport import, CancellationToken cancel)
    {
        try
        {
            if (file.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            {
                await using var zip = ByteSource.OfFile(file, static _ => null).Open();
                import.AddArchive(zip, file, Path.GetFileName(file) == Archive ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) : null, cancel);
            }
            else if (file.EndsWith(".json", StringComparison.Ordinal))
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
                import.AddRecord(await BoundedAsync(stream, cancel), file);
            }
            else
            {
                throw new UsageException($"db import {file}: an all.zip, a record as .json, a list of names (ECOSYSTEM-….txt) or a folder of them is expected");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"db import {file}: {Failures.Reason(e)}");
        }
    }

    /// <summary>One byte more than a record may have, so that it is told as too large.</summary>
    private static async Task<ReadOnlyMemory<byte>> BoundedAsync(FileStream stream, CancellationToken cancel)
    {
        var bytes = new byte[Math.Min(stream.Length, AdvisoryImport.RecordLength + 1)];
        return bytes.AsMemory(0, await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel));
    }
}
