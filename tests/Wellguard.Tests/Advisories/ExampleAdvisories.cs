using System.IO.Compression;
using System.Text;
using Wellguard.Advisories;

namespace Wellguard.Tests.Advisories;

/// <summary>Made-up records, and databases of them.</summary>
internal static class ExampleAdvisories
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    /// <param name="affected">Members of <c>affected[0]</c> behind the package.</param>
    /// <param name="more">Members of the record.</param>
    public static string Record(string id, string ecosystem, string name, string affected, string more = "") =>
        $$"""{"schema_version":"1.6.7","id":"{{id}}","modified":"2026-08-21T00:00:00Z","published":"2026-08-20T00:00:00Z","summary":"About {{id}}"{{(more.Length > 0 ? "," + more : "")}},"affected":[{"package":{"ecosystem":"{{ecosystem}}","name":"{{name}}"},{{affected}}}]}""";

    public static string Range(string events, string type = "ECOSYSTEM") => $$"""
        "ranges":[{"type":"{{type}}","events":[{{events}}]}]
        """;

    public static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return memory.ToArray();
    }

    public static AdvisoryImport Import(params string[] records)
    {
        var import = new AdvisoryImport();
        for (var at = 0; at < records.Length; at++)
        {
            import.AddRecord(Encoding.UTF8.GetBytes(records[at]), $"{at}.json");
        }

        return import;
    }

    /// <summary>A folder with the databases of some records.</summary>
    public static AdvisorySet Open(TempFolder folder, params string[] records)
    {
        Import(records).Write(folder.Path, "osv", Now);
        return AdvisorySet.Open(folder.Path);
    }
}
