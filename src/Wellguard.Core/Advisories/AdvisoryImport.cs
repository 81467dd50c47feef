using Wellguard.Artifacts;

namespace Wellguard.Advisories;

/// <summary>One database that an import has written.</summary>
/// <param name="Name"><c>osv/npm</c>.</param>
/// <param name="Records">Without those that were withdrawn.</param>
public sealed record ImportedDatabase(string Name, string Path, long Records, long KnownBad, long Packages, long Length, DateTimeOffset? Modified, string Digest);

/// <summary>
/// Advisories from <c>all.zip</c> archives and records, to one database for each ecosystem. Nothing is written before everything was read; what cannot be read in one record costs that record,
/// what is wrong with an archive as a whole costs the import: the databases that are there stay.
/// </summary>
public sealed class AdvisoryImport
{
    /// <summary>Attack: archives of empty records that fill memory. All that is published, of all ecosystems, is a third of it.</summary>
    private const int RecordLimit = 2_000_000;

    /// <summary>Ecosystems of all records together; some forty are defined. Attack: a file for each record.</summary>
    private const int EcosystemLimit = 200;

    private const int ProblemLimit = 5;

    /// <summary>Bytes of one record, at most.</summary>
    public const int RecordLength = OsvRecord.LengthLimit;

    private readonly Dictionary<string, DatabaseBuilder> builders = new(StringComparer.Ordinal);
    private readonly List<string> problems = [];

    /// <summary>Records that were read, the withdrawn among them.</summary>
    public int Records { get; private set; }

    /// <summary>Records that could not be read.</summary>
    public int Broken { get; private set; }

    /// <summary>Why, of the first of them.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>False: a database whose newest record is older than that of the one that is there is refused. Attack: a mirror that shows a state of before an advisory.</summary>
    public bool MayBeOlder { get; init; } = true;

    /// <summary>Every <c>.json</c> of an archive, one after the other in memory. Throws <see cref="UnreadableException"/> when the archive is damaged or claims what no honest one does.</summary>
    /// <param name="zip">Seekable.</param>
    /// <param name="folder">The ecosystem, when the archive is that of one: its records say things of others too, which are not all that is known of those. A name that is in no record means nothing.</param>
    public void AddArchive(Stream zip, string what, string? folder, CancellationToken cancel)
    {
        var (records, broken, told) = (Records, Broken, problems.Count);
        var ecosystem = folder?.Split(':')[0];
        AddArchive(zip, what, name => ecosystem is null || name == ecosystem, cancel);
        if (ecosystem is not null && !builders.ContainsKey(ecosystem))
        {
            (Records, Broken) = (records, broken);
            problems.RemoveRange(told, problems.Count - told);
            AddArchive(zip, what, static _ => true, cancel);
        }
    }

    private void AddArchive(Stream zip, string what, Func<string, bool> isWanted, CancellationToken cancel)
    {
        var walker = ZipWalker.Read(zip, what);
        if (walker.Shortfalls is [var (_, part, why), ..])
        {
            throw new UnreadableException(what, $"{part} {why}; nothing was imported");
        }

        var buffer = Array.Empty<byte>();
        foreach (var entry in walker.Entries.Where(static entry => entry.Entry.Type == EntryType.File && entry.Entry.Path.EndsWith(".json", StringComparison.Ordinal)))
        {
            cancel.ThrowIfCancellationRequested();
            if (entry.Entry.Size > OsvRecord.LengthLimit)
            {
                AddProblem($"{entry.Entry.Path}: is larger than {OsvRecord.LengthLimit >> 20} MB");
                continue;
            }

            try
            {
                using var content = walker.Open(entry);
                buffer = buffer.Length < entry.Entry.Size ? new byte[entry.Entry.Size * 2] : buffer;
                var read = content.ReadAtLeast(buffer.AsSpan(0, (int)entry.Entry.Size), (int)entry.Entry.Size, throwOnEndOfStream: false);
                AddRecord(buffer.AsMemory(0, read), entry.Entry.Path, isWanted);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or ZstdSharp.ZstdException)
            {
                throw new UnreadableException(what, $"{entry.Entry.Path}: the compressed data is damaged; nothing was imported", e);
            }
        }
    }

    /// <summary>One record. What is wrong with it is counted.</summary>
    public void AddRecord(ReadOnlyMemory<byte> json, string what) => AddRecord(json, what, static _ => true);

    private void AddRecord(ReadOnlyMemory<byte> json, string what, Func<string, bool> isWanted)
    {
        try
        {
            var record = OsvRecord.Read(json);
            if (++Records > RecordLimit)
            {
                throw new UnreadableException(what, $"more than {RecordLimit} records; nothing was imported");
            }

            foreach (var ecosystem in record.Affected.Select(static affected => affected.Ecosystem).Distinct().Where(isWanted))
            {
                BuilderOf(ecosystem, what).Add(record);
            }
        }
        catch (InvalidDataException e)
        {
            AddProblem($"{what}: {e.Message}");
        }
    }

    /// <summary>Writes a database for each ecosystem, in place of the one from the same source. Throws <see cref="UnreadableException"/>.</summary>
    /// <param name="source">Whose advisories they are; databases of other sources stay as they are.</param>
    public IReadOnlyList<ImportedDatabase> Write(string folder, string source, DateTimeOffset now)
    {
        if (Records == 0 || Broken > Records)
        {
            throw new UnreadableException(source, Broken == 0 ? "holds no advisories; what was there stays" : $"{Broken} of {Broken + Records} records cannot be read ({problems[0]}); what was there stays");
        }

        var built = builders.Values.OrderBy(static builder => builder.Ecosystem, StringComparer.Ordinal).Select(builder => (builder.Ecosystem, Content: Built(builder, now))).ToList();
        foreach (var builder in builders.Values.Where(builder => !MayBeOlder && IsOlder(builder, AdvisoryFolder.PathOf(folder, source, builder.Ecosystem))))
        {
            throw new UnreadableException($"{source}/{builder.Ecosystem}", "is older than what is there, which stays; wellguard db import takes it all the same");
        }

        var written = new List<ImportedDatabase>();
        foreach (var (ecosystem, content) in built)
        {
            var path = AdvisoryFolder.PathOf(folder, source, ecosystem);
            AdvisoryFolder.Write(path, content);
            using var database = AdvisoryDatabase.Open(path);
            written.Add(new($"{source}/{Path.GetFileNameWithoutExtension(path)}", path, database.Records, database.KnownBad, database.Packages, database.Length, database.Modified, database.Digest));
        }

        return written;
    }

    private static bool IsOlder(DatabaseBuilder builder, string path)
    {
        try
        {
            using var known = File.Exists(path) ? AdvisoryDatabase.Open(path) : null;
            return known?.Modified is { } modified && builder.Modified is { } newest && newest.ToUnixTimeMilliseconds() < modified.ToUnixTimeMilliseconds();
        }
        catch (UnreadableException)
        {
            return false; // what cannot be read is no reason
        }
    }

    private byte[] Built(DatabaseBuilder builder, DateTimeOffset now)
    {
        try
        {
            builder.Broken = Broken;
            return builder.Build(now);
        }
        catch (OverflowException e)
        {
            throw new UnreadableException(builder.Ecosystem, "its advisories are more than a database of 2 GB holds; what was there stays", e);
        }
    }

    private DatabaseBuilder BuilderOf(string ecosystem, string what)
    {
        if (!builders.TryGetValue(ecosystem, out var builder))
        {
            builder = builders.Count < EcosystemLimit ? builders[ecosystem] = new(ecosystem) : throw new UnreadableException(what, $"more than {EcosystemLimit} ecosystems; nothing was imported");
        }

        return builder;
    }

    private void AddProblem(string problem)
    {
        Broken++;
        if (problems.Count < ProblemLimit)
        {
            problems.Add(problem);
        }
    }
}
