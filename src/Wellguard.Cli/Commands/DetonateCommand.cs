using System.CommandLine;
using System.Globalization;
using Wellguard.Artifacts;
using Wellguard.Linux.Detonation;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard detonate</c>: the options and their words; <see cref="DetonateRun"/> does the work.</summary>
internal static class DetonateCommand
{
    /// <summary>Bytes.</summary>
    private const long StageLimit = 64 << 20;

    private const string SharesKernel = "--i-understand-this-shares-the-kernel";

    public static Command Create()
    {
        var target = new Argument<string?>("TARGET") { Description = "What to run: an image as of wellguard scan, a package file (npm .tgz, Python wheel or sdist, .nupkg, .deb), a function zip, a script", Arity = ArgumentArity.ZeroOrOne };
        var check = new Option<bool>("--check") { Description = "Say what works on this machine and what is missing; runs nothing" };
        var engine = new Option<string?>("--engine") { Description = "gvisor: a kernel of its own (default); runc: the host's kernel, for a virtual machine that is thrown away", HelpName = "gvisor|runc" };
        Words.OneOf(engine, ["gvisor", "runc"]);
        var shares = new Option<bool>(SharesKernel) { Description = "With --engine runc: it cannot be had without" };
        var timeout = new Option<string?>("--timeout") { Description = "Longest run, in seconds or as 2m. Default: 120", HelpName = "TIME" };
        var settle = new Option<string?>("--settle") { Description = "A program that did nothing for this long has nothing more to show. Default: 20", HelpName = "TIME" };
        var program = new Option<string?>("--command") { Description = "Run this shell command line instead of the image's own program", HelpName = "TEXT" };
        var network = new Option<string?>("--network") { Description = "fake: an internet that answers everything and leads nowhere (default); none", HelpName = "fake|none" };
        Words.OneOf(network, ["fake", "none"]);
        var stages = new Option<string[]>("--stage") { Description = "Serve this file under this address (repeatable)", HelpName = "URL=FILE" };
        var profile = new Option<string?>("--profile") { Description = "Whose machine it seems to be: developer (default), ci, or both, one after the other", HelpName = "developer|ci|both" };
        Words.OneOf(profile, ["developer", "ci", "both"]);
        var clock = new Option<string?>("--clock") { Description = "Another date in the cell: +7d, +12h, -30d. Long sleeps are skipped in any case", HelpName = "SHIFT" };
        var payloads = new Option<string?>("--keep-payloads") { Description = "Keep the files that it left, by digest, compressed and encoded, for the owner only", HelpName = "DIR" };
        var against = new Option<string?>("--against") { Description = "Tell what is new against this version: a target that is run too, or a file that --events wrote", HelpName = "OLD" };
        var events = new Option<string?>("--events") { Description = "Keep the raw events, compressed; wellguard tree reads them", HelpName = "FILE" };
        var results = new ResultOptions();
        var cacheDir = new Option<string?>("--cache-dir") { Description = "Where unpacked images are kept. Default: $XDG_CACHE_HOME/wellguard", HelpName = "DIR" };
        var platform = TargetOptions.Platform("linux/amd64");
        var plainHttp = TargetOptions.PlainHttp();
        var command = new Command("detonate", "Run an image, package, function or script in an isolated cell with a fake internet, and tell what it did as an attack tree. Needs root; nothing of it reaches a network.")
        {
            target, check, engine, shares, timeout, settle, program, network, stages, profile, clock, payloads, against, events, results.Format, results.Output, results.Policy, results.FailOn, cacheDir, platform, plainHttp,
        };
        command.SetAction((parse, cancel) => parse.GetValue(check) ? DetonateRun.CheckAsync(EngineOf(parse.GetValue(engine))) : new DetonateRun(new()
        {
            Engine = EngineOf(parse.GetValue(engine)) is Engine.Runc && !parse.GetValue(shares)
                ? throw new UsageException($"detonate: runc shares the host's kernel with what it runs and belongs only in a virtual machine that is thrown away; {SharesKernel} says that this is one") : EngineOf(parse.GetValue(engine)),
            Target = parse.GetValue(target) ?? throw new UsageException("detonate: say what to run, see wellguard detonate --help"),
            Timeout = TimeOf("--timeout", parse.GetValue(timeout)) ?? TimeSpan.FromSeconds(120),
            Settle = TimeOf("--settle", parse.GetValue(settle)) ?? TimeSpan.FromSeconds(20),
            Command = parse.GetValue(program),
            HasNetwork = parse.GetValue(network) != "none",
            Stages = StagesOf(parse.GetValue(stages) ?? []),
            Profiles = parse.GetValue(profile) switch { null => ["developer"], "both" => ["developer", "ci"], var one => [one] },
            ClockShift = ShiftOf(parse.GetValue(clock)),
            Payloads = parse.GetValue(payloads),
            Against = parse.GetValue(against),
            Events = parse.GetValue(events),
            Results = results.Of(parse),
            CacheDirectory = parse.GetValue(cacheDir),
            Platform = parse.GetValue(platform),
            PlainHttp = parse.GetValue(plainHttp) ?? [],
        }).RunAsync(cancel));
        return command.WithExamples(
            "wellguard detonate oci:build/image",
            "wellguard detonate registry.example.org/team/app:1.2 --events app.events",
            "wellguard detonate oci:build/image --command 'node server.js' --timeout 30",
            "wellguard detonate oci:build/image --stage http://198.51.100.7/x.sh=stage2.sh",
            "wellguard detonate left-pad-1.3.1.tgz --against left-pad-1.3.0.tgz --profile both",
            $"wellguard detonate oci:build/image --engine runc {SharesKernel}",
            "wellguard detonate --check",
            "",
            "Exit codes: 0 allowed, 1 blocked, 2 usage, 3 not completed");
    }

    private static Engine EngineOf(string? text) => text == "runc" ? Engine.Runc : Engine.Gvisor;

    private static Dictionary<string, byte[]> StagesOf(string[] texts)
    {
        var stages = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var equals = text.LastIndexOf('=');
            var shown = Reports.SafeText.OneLine(text, 200);
            if (equals <= 0 || equals == text.Length - 1 || !text[..equals].Contains("://", StringComparison.Ordinal))
            {
                throw new UsageException($"--stage {shown}: write URL=FILE");
            }

            try
            {
                stages[text[..equals]] = new FileInfo(text[(equals + 1)..]).Length <= StageLimit ? File.ReadAllBytes(text[(equals + 1)..]) : throw new UsageException($"--stage {shown}: the file has more than {StageLimit >> 20} MB");
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"--stage {shown}: {Failures.Reason(problem)}");
            }
        }

        return stages;
    }

    private static TimeSpan ShiftOf(string? text)
    {
        if (text is null)
        {
            return TimeSpan.Zero;
        }

        var unit = text.LastOrDefault() switch { 'd' => 86_400, 'h' => 3_600, 'm' => 60, 's' => 1, _ => 0 };
        return unit > 0 && text[0] is '+' or '-' && int.TryParse(text[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 36_500
            ? TimeSpan.FromSeconds((text[0] == '-' ? -1d : 1) * number * unit) : throw new UsageException($"--clock {Reports.SafeText.OneLine(text, 40)}: write a sign, a number and d, h, m or s: +7d");
    }

    private static TimeSpan? TimeOf(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var unit = text.EndsWith('m') ? 60 : 1;
        return double.TryParse(text.EndsWith('s') || text.EndsWith('m') ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * unit is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(number * unit) : throw new UsageException($"{option} {Reports.SafeText.OneLine(text, 40)}: a time of up to a day, in seconds (90) or minutes (2m)");
    }
}
