#:project ../src/Wellguard.Core/Wellguard.Core.csproj
#:project ../tests/Wellguard.Evasion/Wellguard.Evasion.csproj
#:property AssemblyName=Wellguard.Bench
#:property PublishAot=true
#:property ConcurrentGarbageCollection=false
#:property RunAnalyzers=false
#:property RestorePackagesWithLockFile=false
// What of the packages that are blocked is still blocked after each mechanical transform of tests/Wellguard.Evasion. Nothing is executed; packages are read, changed and scanned in memory.
//   dotnet publish -c Release bench/evasion.cs -o out/evasion && out/evasion/Wellguard.Bench [--password P] [--half a|b] [--list FILE] FOLDER|FILE.zip…
// A folder with `*/old.yml` is one of pairs of versions: of the newer one the files that differ are transformed, and the pair is compared. Of other packages every program is transformed.
// Known bad names, lookalikes and families are left out. Halves are those of bench/packages.cs. --list names what is lost, with the rules that spoke before and after.
using System.Globalization;
using Wellguard;
using Wellguard.Artifacts;
using Wellguard.Evasion;
using Wellguard.Reports;
using Wellguard.Verdicts;

string? password = null, half = null, list = null, only = null;
var targets = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--password": password = args[++i]; break;
        case "--half": half = args[++i]; break;
        case "--list": list = args[++i]; break;
        case "--only": only = args[++i]; break;
        default: targets.Add(args[i]); break;
    }
}

var open = new OpenOptions(Path.GetTempPath()) { Password = password };
var scan = new ScanOptions(Policy.Default, DateOnly.FromDateTime(DateTime.UtcNow)) { Without = new HashSet<string> { "known-bad", "lookalike", "family" } };
var tried = new Dictionary<Transform, (int Of, int Kept)>();
foreach (var target in targets)
{
    tried.Clear();
    var blocked = 0;
    if (Directory.Exists(target) && Directory.GetFiles(target, "old.yml", SearchOption.AllDirectories).Length > 0)
    {
        foreach (var folder in Directory.GetDirectories(target).Order(StringComparer.Ordinal))
        {
            var old = Example(folder, "old.yml");
            var before = PackageFiles.Read(await BytesAsync(old.Build())).Files.Select(static file => Tail(file.Path) + "\n" + file.Text).ToHashSet();
            blocked += await TryAsync(Path.GetFileName(folder), await BytesAsync(Example(folder, "new.yml").Build()), image => Pipeline.DiffAsync(old.Build(), image, scan, default), file => !before.Contains(Tail(file.Path) + "\n" + file.Text)) ? 1 : 0;
        }
    }
    else
    {
        var entries = Directory.Exists(target)
            ? [.. Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => new ArchiveEntry(path, _ => Task.FromResult(ByteSource.OfFile(path, _ => null))))]
            : (await ArchiveEntries.ListAsync(Target.Parse("archive:" + target), open, default)).Where(entry => half is null || HalfOf(entry.Name) == half).ToList();
        foreach (var entry in entries)
        {
            await using var content = (await entry.ReadAsync(default)).Open();
            var bytes = new MemoryStream();
            await content.CopyToAsync(bytes);
            blocked += await TryAsync(entry.Name[(entry.Name.IndexOf('!', StringComparison.Ordinal) + 1)..], bytes.ToArray(), image => Pipeline.ScanAsync(image, scan, default), static _ => true) ? 1 : 0;
        }
    }

    Console.WriteLine($"{target}{(half is null ? "" : " half " + half)}: {blocked} blocked as they are");
    foreach (var (transform, (of, kept)) in tried.OrderBy(static row => row.Key.Number))
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{transform.Number,2} {transform.Name,-18} {kept,4} of {of,4} ({100.0 * kept / of:0.0} %)"));
    }

    var (all, still) = tried.Values.Aggregate((Of: 0, Kept: 0), static (sum, row) => (sum.Of + row.Of, sum.Kept + row.Kept));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {"all",-18} {still,4} of {all,4} ({100.0 * still / Math.Max(all, 1):0.0} %)"));
}

// Whether it is blocked as it is.
async Task<bool> TryAsync(string name, byte[] bytes, Func<Image, Task<Report>> judge, Func<PackageFile, bool> meant)
{
    PackageFiles package;
    Report original;
    try
    {
        package = PackageFiles.Read(bytes);
        original = await ScanAsync(bytes, name, judge);
        // Written again, some archives lose what makes them odd: what is not blocked then was not blocked for its programs.
        if (original.Verdict.Decision != Decision.Block || (await ScanAsync(package.Write(), name, judge)).Verdict.Decision != Decision.Block)
        {
            return original.Verdict.Decision == Decision.Block;
        }
    }
    catch (Exception problem) when (problem is UnreadableException or InvalidDataException or IOException or NotSupportedException)
    {
        return false;
    }

    foreach (var transform in Transform.All.Where(transform => only is null || transform.Name == only))
    {
        if (transform.Apply(package, meant) is not { } changed)
        {
            continue;
        }

        var report = await ScanAsync(changed.Write(), name, judge);
        var kept = report.Verdict.Decision == Decision.Block;
        var (of, before) = tried.GetValueOrDefault(transform);
        tried[transform] = (of + 1, before + (kept ? 1 : 0));
        if (!kept && list is not null)
        {
            await File.AppendAllLinesAsync(list, [string.Join('\t', transform.Name, name, original.Verdict.Score, report.Verdict.Score, Rules(original), Rules(report), string.Join("; ", report.Completeness.Reasons.Take(3).Select(static reason => $"{reason.What}: {reason.Why}")).Replace('\n', ' '))]);
        }
    }

    return true;
}

static async Task<Report> ScanAsync(byte[] bytes, string name, Func<Image, Task<Report>> judge)
{
    var images = await ImageSources.OpenAsync(ByteSource.OfMemory(bytes), name, new OpenOptions(Path.GetTempPath()), default);
    Report? worst = null;
    foreach (var image in images)
    {
        var report = await judge(image);
        worst = worst is null || report.Verdict.Score > worst.Verdict.Score ? report : worst;
    }

    return worst!;
}

static string Rules(Report report) => string.Join(' ', report.Signals.Select(static signal => signal.Rule[(signal.Rule.IndexOf('/', StringComparison.Ordinal) + 1)..] + ":" + signal.Severity.ToString()[0]).Distinct());

// Below the folder that names the version.
static string Tail(string path) => path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..];

static ExampleImage Example(string folder, string file) => ExampleImage.Read(File.ReadAllText(Path.Combine(folder, file)), Path.GetFileName(folder) + ".yml", seed: 7);

static async Task<byte[]> BytesAsync(Image image)
{
    await using var content = await image.Layers[0].Open(default);
    var bytes = new MemoryStream();
    await content.CopyToAsync(bytes);
    return bytes.ToArray();
}

static string HalfOf(string name) => name.IndexOf('!', StringComparison.Ordinal) is var mark && name.IndexOf('/', mark + 1) is var slash && slash > 0 && "02468ace".Contains(name[slash - 1], StringComparison.Ordinal) ? "a" : "b";
