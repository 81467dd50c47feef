#:project ../src/Wellguard.Core/Wellguard.Core.csproj
#:property AssemblyName=Wellguard.Bench
#:property PublishAot=true
#:property ConcurrentGarbageCollection=false
#:property RunAnalyzers=false
#:property RestorePackagesWithLockFile=false
// An index of known-bad code: its size, what of it benign packages have, how many of its programs are found again after their text was changed, and what comparing costs.
//   dotnet publish -c Release bench/families.cs -o out/families && out/families/Wellguard.Bench BAD.zip [--password P] [--half a] [--benign DIR]… [--list FILE] FOLDER…
// Nothing is executed; entries of a zip are read in memory. Halves: bench/packages.cs. FOLDERs are benign packages, of which none should be of a family.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Wellguard;
using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;
using Wellguard.Verdicts;

string? password = null, half = null, list = null;
var (benign, targets) = (new List<string>(), new List<string>());
for (var i = 1; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--password": password = args[++i]; break;
        case "--half": half = args[++i]; break;
        case "--benign": benign.Add(args[++i]); break;
        case "--list": list = args[++i]; break;
        default: targets.Add(args[i]); break;
    }
}

var open = new OpenOptions(Path.GetTempPath()) { Password = password };
var bad = (await ArchiveEntries.ListAsync(Target.Parse("archive:" + args[0]), open, default)).Where(entry => half is null || HalfOf(entry.Name) == half).ToList();
var clock = Stopwatch.StartNew();
var import = await KnownFamilies.BuildAsync(bad, benign.SelectMany(FilesOf), open, default);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"index of {import.Packages} packages ({import.Unread.Count} files unread): {import.Index.Programs} programs under {import.Index.Labels} labels, {import.Copies} copies, {import.Bytes.Length / 1e6:0.00} MB, {clock.Elapsed.TotalSeconds:0.0} s"));

// 1. The programs themselves, changed as their authors change them.
foreach (var (name, change) in Changes())
{
    var (programs, found) = (0, 0);
    foreach (var entry in bad)
    {
        await ReadAsync(entry, (facts, path, text, fingerprint) =>
        {
            if (SourceLanguage.Of(path) == "python" && import.Index.Find(fingerprint) is not null)
            {
                programs++;
                found += import.Index.Find(CodeFingerprint.Of("python", path, change(text))) is not null ? 1 : 0;
            }
        });
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {found} of {programs} Python programs found again ({100.0 * found / Math.Max(1, programs):0.0} %)"));
}

// 2. Benign packages. 3. What comparing costs in a scan of them.
foreach (var folder in targets)
{
    var (packages, files, characters, matches) = (0, 0, 0L, new List<string>());
    var spent = TimeSpan.Zero;
    foreach (var entry in FilesOf(folder))
    {
        packages++;
        await ReadAsync(entry, (facts, path, text, fingerprint) =>
        {
            files++;
            characters += text.Length;
            var start = Environment.CpuUsage.TotalTime;
            import.Index.Find(FamilyReader.FingerprintOf(SourceLanguage.Of(path) ?? "python", path, text));
            spent += Environment.CpuUsage.TotalTime - start;
            if (import.Index.Find(fingerprint) is { } match)
            {
                matches.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(entry.Name)}\t{path}\t{match.Label}\t{match.Share:0.00}"));
            }
        });
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {packages} packages, {files} programs with a fingerprint ({characters / 1e6:0} MB), of a family {matches.Count} in {matches.Select(static match => match.Split('\t')[0]).Distinct().Count()} packages; fingerprints take, of processor time, {spent.TotalMilliseconds / Math.Max(1, packages):0.0} ms a package, {spent.TotalMilliseconds / (characters / 1e6):0.0} ms a megabyte"));
    if (list is not null)
    {
        File.AppendAllLines(list, matches);
    }

    var (without, with) = (await TimeAsync(folder, null), await TimeAsync(folder, import.Index));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  a scan without the index {without:0.0} ms of processor a package, with it {with:0.0} ms (every tenth package)"));
}

async Task<double> TimeAsync(string folder, FamilyIndex? index)
{
    var scan = new ScanOptions(Policy.Default, new DateOnly(2026, 1, 1)) { Families = index };
    var entries = FilesOf(folder).Where(static (_, at) => at % 10 == 0).ToList();
    var spent = TimeSpan.Zero;
    foreach (var entry in entries)
    {
        try
        {
            foreach (var image in await ImageSources.OpenAsync(await entry.ReadAsync(default), entry.Name, open with { Password = null }, default))
            {
                var start = Environment.CpuUsage.TotalTime;
                await Pipeline.ScanAsync(image, scan, default);
                spent += Environment.CpuUsage.TotalTime - start;
            }
        }
        catch (UnreadableException)
        {
        }
    }

    return spent.TotalMilliseconds / Math.Max(1, entries.Count);
}

async Task ReadAsync(ArchiveEntry entry, Action<LayerFacts, string, string, uint[]> use)
{
    try
    {
        using var large = new LargeFile();
        foreach (var layer in (await ImageSources.OpenAsync(await entry.ReadAsync(default), entry.Name, open with { Password = null }, default)).SelectMany(static image => image.Layers))
        {
            await LayerReader.ReadAsync(layer, new DigestPlan(everySha256: false), new ReaderSet([new TextReader(use)]), new FileBuffer(large), static _ => { }, default);
        }
    }
    catch (UnreadableException)
    {
    }
}

static IEnumerable<ArchiveEntry> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static path => new ArchiveEntry(path, _ => Task.FromResult(ByteSource.OfFile(path, static _ => null))));

static string HalfOf(string name) => name.IndexOf('!', StringComparison.Ordinal) is var mark && name.IndexOf('/', mark + 1) is var slash && slash > 0 && "02468ace".Contains(name[slash - 1], StringComparison.Ordinal) ? "a" : "b";

static IEnumerable<(string Name, Func<string, string> Change)> Changes()
{
    yield return ("unchanged", static text => text);
    yield return ("blanks, comments and line ends", static text => Regex.Replace(text, @"(?m)^(.*)$", "$1   # changed\n\n").Replace("\r", "", StringComparison.Ordinal));
    yield return ("texts", static text => Regex.Replace(text, @"(?<![""'\w])([""'])(?!\1)[^""'\\\n]{1,200}\1(?![""'])", "$1another text$1"));
    yield return ("numbers", static text => Regex.Replace(text, @"(?<![\w.""'])\d+(?![\w.""'])", "4711"));
    yield return ("names that the file gives", static text =>
    {
        var names = Regex.Matches(text, @"(?m)^\s*(?:def|class)\s+([A-Za-z_]\w*)|^\s*([A-Za-z_]\w*)\s*=[^=]|\bfor\s+([A-Za-z_]\w*)\s+in\b").SelectMany(static match => match.Groups.Values.Skip(1)).Where(static group => group.Length > 0).Select(static group => group.Value).Distinct().Where(static name => !name.StartsWith("__", StringComparison.Ordinal)).ToList();
        return names.Count is 0 or > 400 ? text : Regex.Replace(text, @"\b(?:" + string.Join('|', names.Select(Regex.Escape)) + @")\b", static match => "x" + ((uint)match.Value.GetHashCode(StringComparison.Ordinal) % 100_000));
    });
    yield return ("half as much honest code behind it", static text => text + string.Concat(Enumerable.Range(0, text.Length / 120).Select(static i => $"\n\ndef helper_{i}(first, second):\n    if first > second:\n        return [first, second, {i}]\n    return sorted(x for x in range({i}))\n")));
}

internal sealed class TextReader(Action<LayerFacts, string, string, uint[]> use) : FileInspector
{
    private readonly FamilyReader _own = new((_, _, _) => { });

    public override Need Wants(Entry entry) => _own.Wants(entry);

    public override Need Wants(Entry entry, FileKind kind) => _own.Wants(entry, kind);

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if ((SourceLanguage.Of(file.Path) ?? InterpretedFile.ByFirstLine(file.Bytes)) is { } language && FamilyReader.FingerprintOf(language, file.Path, file.Text) is { Length: > 0 } fingerprint)
        {
            use(facts, file.Path, file.Text, fingerprint);
        }
    }
}
