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

    private readonly Dictionary<string, DatabaseBuilder> builders = new(StringComparer.Ordinal);
    private readonly List<string> problems = [];

    /// <summary>Records that were read, the withdrawn among them.</summary>
    public int Records { get; private set; }

    /// <summary>Records that could not be read.</summary>
    public int Broken { get; private set; }

    /// <summary>Why, of the first of them.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Every <c>.json</c> of an archive, one after the other in memory. Throws <see cref="UnreadableException"/> when the archive is damaged or claims what no honest one does.</summary>
    /// <param name="zip">Seekable.</param>
    public void AddArchive(Stream zip, string what, CancellationToken cancel)
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
                AddRecord(buffer.AsMemory(0, read), entry.Entry.Path);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or ZstdSharp.ZstdException)
            {
                throw new UnreadableException(what, $"{entry.Entry.Path}: the compressed data is damaged; nothing was imported", e);
            }
        }
    }

    /// <summary>One record. What is wrong with it is counted.</summary>
    public void AddRecord(ReadOnlyMemory<byte> json, string what)
    {
        try
        {
            var record = OsvRecord.Read(json);
            if (++Records > RecordLimit)
            {
                throw new UnreadableException(what, $"more than {RecordLimit} records; nothing was imported");
            }

            foreach (var ecosystem in record.Affected.Select(static affected => affected.Ecosystem).Distinct())
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
