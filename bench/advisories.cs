#:project ../src/Wellguard.Core/Wellguard.Core.csproj
#:property AssemblyName=Wellguard.Bench
#:property PublishAot=true
#:property ConcurrentGarbageCollection=false
#:property TieredPGO=false
#:property RunAnalyzers=false
#:property RestorePackagesWithLockFile=false
// Import of advisories and look-ups in the mapped database: time, size, memory.
//   dotnet publish -c Release bench/advisories.cs -o out/advisories && DOTNET_GCConserveMemory=6 out/advisories/Wellguard.Bench MIRROR|NUMBER
// MIRROR is a folder with ECOSYSTEM/all.zip; NUMBER makes so many records of malicious npm packages up, to see how it grows.
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Wellguard.Advisories;
using Wellguard.Inventories;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var folder = Directory.CreateTempSubdirectory("wellguard-bench-").FullName;
try
{
    var mirror = int.TryParse(args[0], out var number) ? MakeUp(number) : args[0];
    var watch = Stopwatch.StartNew();
    foreach (var archive in Directory.GetFiles(mirror, "all.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
    {
        watch.Restart();
        var import = new AdvisoryImport();
        using (var zip = File.OpenRead(archive))
        {
            import.AddArchive(zip, archive, Path.GetFileName(Path.GetDirectoryName(archive)), CancellationToken.None);
        }

        foreach (var written in import.Write(Path.Combine(folder, "db"), "osv", DateTimeOffset.UnixEpoch))
        {
            Console.WriteLine($"{written.Name}: {import.Records} records of {new FileInfo(archive).Length / 1e6:N1} MB in {watch.Elapsed.TotalSeconds:N2} s, {written.Packages} packages, {written.Length / 1e6:N2} MB");
        }
    }

    Console.WriteLine($"peak memory of the imports {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
    watch.Restart();
    using var set = AdvisorySet.Open(Path.Combine(folder, "db"));
    Console.WriteLine($"open {watch.Elapsed.TotalMilliseconds:N2} ms");
    foreach (var (name, database) in set.Databases)
    {
        var type = database.Ecosystem.ToLowerInvariant();
        var known = NamesOf(mirror, database.Ecosystem).Take(20_000).Select(package => new Purl(type, null, package, "1.0.1")).ToList();
        Measure($"{name}: names that are there", known);
        Measure($"{name}: names that are not", known.ConvertAll(static purl => purl with { Name = purl.Name + "-x" }));
    }

    void Measure(string what, List<Purl> purls)
    {
        var found = purls.Sum(purl => set.Find(purl).Count); // the pages are read
        watch.Restart();
        var rounds = Math.Max(1, 100_000 / purls.Count);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var purl in purls)
            {
                set.Find(purl);
            }
        }

        Console.WriteLine($"{what}: {watch.Elapsed.TotalMicroseconds / rounds / purls.Count:N2} us each, {found} found of {purls.Count}");
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

IEnumerable<string> NamesOf(string mirror, string ecosystem)
{
    using var zip = ZipFile.OpenRead(Path.Combine(mirror, ecosystem, "all.zip"));
    var names = new HashSet<string>();
    foreach (var entry in zip.Entries)
    {
        using var content = entry.Open();
        using var json = System.Text.Json.JsonDocument.Parse(content);
        names.Add(json.RootElement.GetProperty("affected")[0].GetProperty("package").GetProperty("name").GetString()!);
    }

    return names.Order(StringComparer.Ordinal);
}

string MakeUp(int number)
{
    var made = Path.Combine(folder, "mirror");
    Directory.CreateDirectory(Path.Combine(made, "npm"));
    using var zip = ZipFile.Open(Path.Combine(made, "npm", "all.zip"), ZipArchiveMode.Create);
    for (var at = 0; at < number; at++)
    {
        using var entry = zip.CreateEntry($"MAL-2026-{at}.json", CompressionLevel.Fastest).Open();
        var events = at % 2 == 0 ? "\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\"}]}]" : $"\"versions\":[\"1.0.{at % 100}\",\"1.1.{at % 100}\"]";
        entry.Write(Encoding.UTF8.GetBytes($$"""{"schema_version":"1.7.0","id":"MAL-2026-{{at}}","modified":"2026-08-21T00:00:00Z","published":"2026-08-20T00:00:00Z","summary":"Malicious code in package-{{at * 7919L % number}} (npm)","details":"{{new string('x', 400)}}","affected":[{"package":{"ecosystem":"npm","name":"package-{{at * 7919L % number}}"},{{events}}}]}"""));
    }

    return made;
}
