#:project ../src/Wellguard.Core/Wellguard.Core.csproj
#:property AssemblyName=Wellguard.Bench
#:property PublishAot=true
#:property ConcurrentGarbageCollection=false
#:property RunAnalyzers=false
#:property RestorePackagesWithLockFile=false
// What is blocked and what is sent to review of many packages, statically, and how long each takes on one core. Nothing is executed; entries of a zip are read in memory.
//   dotnet publish -c Release bench/packages.cs -o out/packages && out/packages/Wellguard.Bench [--password P] [--half a|b] [--list FILE] [--jobs N] FOLDER|FILE.zip…
// Known bad names, lookalikes and families are left out. Halves are told apart by the last digit of an entry's folder: of families of samples, one half is for tuning, the other to measure with.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Wellguard;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Verdicts;

string? password = null, half = null, list = null;
var jobs = 1;
var pairs = false;
var targets = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--password": password = args[++i]; break;
        case "--half": half = args[++i]; break;
        case "--list": list = args[++i]; break;
        case "--pairs": pairs = true; break;
        case "--jobs": jobs = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        default: targets.Add(args[i]); break;
    }
}

var open = new OpenOptions(Path.GetTempPath()) { Password = password };
var scan = new ScanOptions(Policy.Default, DateOnly.FromDateTime(DateTime.UtcNow)) { Without = new HashSet<string> { "known-bad", "lookalike", "family" } };
foreach (var target in targets)
{
    if (pairs)
    {
        await PairsAsync(target);
        continue;
    }

    var entries = Directory.Exists(target)
        ? [.. Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => new ArchiveEntry(path, _ => Task.FromResult(ByteSource.OfFile(path, _ => null))))]
        : (await ArchiveEntries.ListAsync(Target.Parse("archive:" + target), open, default)).Where(entry => half is null || HalfOf(entry.Name) == half).ToList();
    var rows = new ConcurrentBag<Row>();
    var reading = new SemaphoreSlim(1);
    var next = -1;
    await Task.WhenAll(Enumerable.Range(0, jobs).Select(_ => Task.Run(async () =>
    {
        while (Interlocked.Increment(ref next) is var at && at < entries.Count)
        {
            rows.Add(await ScanAsync(entries[at]));
        }
    })));
    Tell(target, [.. rows.OrderBy(static row => row.Name, StringComparer.Ordinal)]);

    async Task<Row> ScanAsync(ArchiveEntry entry)
    {
        var name = entry.Name[(entry.Name.IndexOf('!', StringComparison.Ordinal) + 1)..];
        var clock = new Stopwatch();
        try
        {
            await reading.WaitAsync();
            ByteSource bytes;
            try
            {
                bytes = await entry.ReadAsync(default);
            }
            finally
            {
                reading.Release();
            }

            clock.Start();
            var reports = new List<Report>();
            foreach (var image in await ImageSources.OpenAsync(bytes, name, open with { Password = null }, default))
            {
                reports.Add(await Pipeline.ScanAsync(image, scan, default));
            }

            var worst = reports.MaxBy(static report => report.Verdict.Score)!;
            return new(name, worst.Verdict.Level, worst.Verdict.Decision, worst.Verdict.Score, clock.ElapsedMilliseconds, string.Join(' ', worst.Signals.Select(static signal => signal.Rule[(signal.Rule.IndexOf('/', StringComparison.Ordinal) + 1)..] + ":" + signal.Severity.ToString()[0]).Distinct()), string.Join("; ", worst.Completeness.Reasons.Take(3).Select(static s => $"{s.What}: {s.Why}")));
        }
        catch (UnreadableException problem)
        {
            return new(name, Level.Unknown, Decision.Review, 0, clock.ElapsedMilliseconds, "", problem.Message);
        }
    }
}

// Consecutive files of each folder, in order of their versions.
async Task PairsAsync(string folder)
{
    var rows = new List<Row>();
    foreach (var package in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
    {
        var files = Directory.GetFiles(package).OrderBy(static file => Version.TryParse(System.Text.RegularExpressions.Regex.Match(Path.GetFileName(file), @"-(\d+\.\d+(\.\d+)?)").Groups[1].Value, out var version) ? version : new Version()).ToList();
        for (var i = 1; i < files.Count; i++)
        {
            var clock = Stopwatch.StartNew();
            var report = await Pipeline.DiffAsync(await OpenAsync(files[i - 1]), await OpenAsync(files[i]), scan, default);
            rows.Add(new(Path.GetFileName(files[i - 1]) + " " + Path.GetFileName(files[i]), report.Verdict.Level, report.Verdict.Decision, report.Verdict.Score, clock.ElapsedMilliseconds, string.Join(' ', report.Signals.Select(static signal => signal.Rule + ":" + signal.Severity.ToString()[0]).Distinct()), string.Join(" | ", report.Changes.Take(8).Select(static change => change.Kind + " " + change.What))));
        }
    }

    Tell(folder + " pairs", rows);

    async Task<Image> OpenAsync(string file) => (await ImageSources.OpenAsync(ByteSource.OfFile(file, _ => null), file, open, default))[0];
}

static string HalfOf(string name) => name.IndexOf('!', StringComparison.Ordinal) is var mark && name.IndexOf('/', mark + 1) is var slash && slash > 0 && "02468ace".Contains(name[slash - 1], StringComparison.Ordinal) ? "a" : "b";

void Tell(string target, List<Row> rows)
{
    if (rows.Count == 0)
    {
        return;
    }

    var times = rows.Select(static row => row.Milliseconds).Order().ToList();
    string Share(Func<Row, bool> of) => string.Create(CultureInfo.InvariantCulture, $"{rows.Count(of)} ({100.0 * rows.Count(of) / rows.Count:0.0} %)");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}{(half is null ? "" : " half " + half)}: {rows.Count} packages, blocked {Share(static row => row.Decision == Decision.Block)}, review {Share(static row => row.Decision == Decision.Review)} (unknown {rows.Count(static row => row.Level == Level.Unknown)}), allowed {Share(static row => row.Decision == Decision.Allow)}; median {times[times.Count / 2]} ms, p95 {times[times.Count * 95 / 100]} ms, worst {times[^1]} ms; peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
    if (list is not null)
    {
        File.AppendAllLines(list, rows.Select(static row => string.Join('\t', row.Name, row.Level, row.Decision, row.Score, row.Milliseconds, row.Rules, row.Problem.Replace('\n', ' '))));
    }
}

internal sealed record Row(string Name, Level Level, Decision Decision, int Score, long Milliseconds, string Rules, string Problem);
