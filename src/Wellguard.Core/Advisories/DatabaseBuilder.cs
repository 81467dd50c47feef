using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Wellguard.Advisories.Ordering;

namespace Wellguard.Advisories;

/// <summary>Collects the records of one ecosystem and writes them as a database. The order in which records come does not matter.</summary>
internal sealed class DatabaseBuilder(string ecosystem)
{
    private readonly Dictionary<string, OsvRecord> records = new(StringComparer.Ordinal);

    public string Ecosystem { get; } = ecosystem;
    public int Count => records.Count;
    public int Broken { get; set; }

    /// <summary>Of the newest record.</summary>
    public DateTimeOffset? Modified => records.Values.Max(static record => record.Modified);

    /// <summary>Of two with the same id the newer one counts. A withdrawn one takes the place of what it withdraws.</summary>
    public void Add(OsvRecord record)
    {
        if (!records.TryGetValue(record.Id, out var known) || (record.Modified ?? default) > (known.Modified ?? default))
        {
            records[record.Id] = record with { Affected = [.. record.Affected.Where(affected => affected.Ecosystem == Ecosystem).Select(Compact)] };
        }
    }

    /// <exception cref="InvalidDataException">More than the format can hold.</exception>
    public byte[] Build(DateTimeOffset imported)
    {
        var texts = new Texts();
        var advisories = new ArrayBufferWriter<byte>();
        var affected = new ArrayBufferWriter<byte>();
        var valid = records.Values.Where(static record => !record.IsWithdrawn && record.Affected.Count > 0).OrderBy(static record => record.Id, StringComparer.Ordinal).ToList();
        var ofName = new Dictionary<string, List<(uint Advisory, OsvAffected Affected)>>(StringComparer.Ordinal);
        var at = 0u;
        foreach (var record in valid)
        {
            foreach (var one in record.Affected)
            {
                // A part with a severity of its own is an advisory of its own with the same id.
                var (severity, score) = one.Severity ?? (record.Severity, record.Score);
                Write(advisories, record, severity, score, texts);
                (ofName.TryGetValue(one.Name, out var list) ? list : ofName[one.Name] = []).Add((at++, one));
            }
        }

        var names = new ArrayBufferWriter<byte>();
        foreach (var (name, list) in ofName.Select(static pair => (Name: Encoding.UTF8.GetBytes(pair.Key), pair.Value)).OrderBy(static pair => pair.Name, VersionRange.ByBytes))
        {
            Write(names, texts.Add(name), (uint)affected.WrittenCount, (uint)list.Count);
            list.ForEach(one => Write(affected, one.Advisory, one.Affected, texts));
        }

        return Assemble(valid, names, advisories, at, affected, texts, imported);
    }

    private byte[] Assemble(List<OsvRecord> valid, ArrayBufferWriter<byte> names, ArrayBufferWriter<byte> advisories, uint advisoryCount, ArrayBufferWriter<byte> affected, Texts texts, DateTimeOffset imported)
    {
        var ecosystem = texts.Add(Encoding.UTF8.GetBytes(Ecosystem));
        var file = new byte[checked(DatabaseLayout.HeaderSize + names.WrittenCount + advisories.WrittenCount + affected.WrittenCount + texts.Bytes.WrittenCount)];
        var end = DatabaseLayout.HeaderSize;
        Long(0, (long)DatabaseLayout.Magic);
        Int(DatabaseLayout.Format, DatabaseLayout.Version);
        Long(DatabaseLayout.FileLength, file.Length);
        Long(DatabaseLayout.Modified, Modified?.ToUnixTimeMilliseconds() ?? DatabaseLayout.NoTime);
        Int(DatabaseLayout.Records, (uint)valid.Count);
        Int(DatabaseLayout.KnownBad, (uint)valid.Count(static record => record.IsMalicious));
        Int(DatabaseLayout.Withdrawn, (uint)records.Values.Count(static record => record.IsWithdrawn));
        Int(DatabaseLayout.Broken, (uint)Broken);
        Int(DatabaseLayout.Ecosystem, ecosystem);
        Section(DatabaseLayout.Names, names, names.WrittenCount / DatabaseLayout.NameSize);
        Section(DatabaseLayout.Advisories, advisories, advisoryCount);
        Section(DatabaseLayout.Affected, affected, affected.WrittenCount);
        Section(DatabaseLayout.Texts, texts.Bytes, texts.Bytes.WrittenCount);
        SHA256.HashData(file, file.AsSpan(DatabaseLayout.Digest, SHA256.HashSizeInBytes)); // of the file with zeros here
        Long(DatabaseLayout.Imported, imported.ToUnixTimeMilliseconds());
        return file;

        void Int(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);

        void Long(int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(offset), value);

        void Section(int header, ArrayBufferWriter<byte> content, long count)
        {
            Long(header, end);
            Long(header + 8, count);
            content.WrittenSpan.CopyTo(file.AsSpan(end));
            end += content.WrittenCount;
        }
    }

    private static void Write(ArrayBufferWriter<byte> into, OsvRecord record, AdvisorySeverity severity, double? score, Texts texts)
    {
        var tenfold = score is { } known ? (uint)Math.Round(known * 10) : DatabaseLayout.NoScore;
        Write(into, texts.Add(record.Id), texts.Add(record.Summary), texts.Add(string.Join('\n', record.Aliases)), (uint)severity | (record.IsMalicious ? DatabaseLayout.Malicious : 0u) | (tenfold << 8));
        WriteTime(record.Modified);
        WriteTime(record.Published);

        void WriteTime(DateTimeOffset? time)
        {
            BinaryPrimitives.WriteInt64LittleEndian(into.GetSpan(8), time?.ToUnixTimeMilliseconds() ?? DatabaseLayout.NoTime);
            into.Advance(8);
        }
    }

    private void Write(ArrayBufferWriter<byte> into, uint advisory, OsvAffected one, Texts texts)
    {
        Write(into, advisory, texts.Add(one.Release), (uint)one.Ranges.Sum(static range => range.Count), (uint)one.Versions.Count);
        foreach (var range in one.Ranges)
        {
            var begins = DatabaseLayout.BeginsRange;
            foreach (var (kind, version, key) in VersionRange.Sorted(Ecosystem, range))
            {
                Write(into, (uint)kind | begins, texts.Add(key), kind == OsvEventKind.Fixed ? texts.Add(version) : texts.Add(""));
                begins = 0;
            }
        }

        foreach (var key in one.Versions.Select(version => VersionRange.ExactKey(Ecosystem, version)).Order(VersionRange.ByBytes))
        {
            Write(into, texts.Add(key));
        }
    }

    /// <summary>Ranges that cannot be read here are left out, and versions that the others cover.</summary>
    private OsvAffected Compact(OsvAffected affected)
    {
        List<IReadOnlyList<OsvEvent>> ranges = [.. affected.Ranges.Where(range => VersionRange.Sorted(Ecosystem, range).Count == range.Count && range.Any(static one => one.Kind == OsvEventKind.Introduced))];
        var sorted = ranges.ConvertAll(range => VersionRange.Sorted(Ecosystem, range).ConvertAll(static one => new RangeEvent(one.Kind, one.Key)));
        return affected with
        {
            Ranges = ranges,
            Versions = [.. affected.Versions.Where(version => version.Length <= VersionOrder.LongestVersion && !(VersionOrder.Key(Ecosystem, version) is { } key && sorted.Exists(range => VersionRange.Holds(range, key))))
                .DistinctBy(version => Convert.ToHexString(VersionRange.ExactKey(Ecosystem, version)))],
        };
    }

    private static void Write(ArrayBufferWriter<byte> into, params ReadOnlySpan<uint> numbers)
    {
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(into.GetSpan(4), number);
            into.Advance(4);
        }
    }

    /// <summary>Each text once.</summary>
    private sealed class Texts
    {
        private readonly Dictionary<string, uint> known = new(StringComparer.Ordinal);

        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public uint Add(string text) => Add(Encoding.UTF8.GetBytes(text));

        public uint Add(ReadOnlySpan<byte> bytes)
        {
            var name = Encoding.Latin1.GetString(bytes);
            if (!known.TryGetValue(name, out var at))
            {
                known[name] = at = (uint)Bytes.WrittenCount;
                BinaryPrimitives.WriteUInt32LittleEndian(Bytes.GetSpan(4), (uint)bytes.Length);
                Bytes.Advance(4);
                Bytes.Write(bytes);
            }

            return at;
        }
    }
}
