using System.CommandLine;
using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;
using Wellguard.Linux;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard scan</c>: the options and their words; <see cref="ScanRun"/> does the work.</summary>
internal static class ScanCommand
{
    public static Command Create()
    {
        var targets = new Argument<string[]>("TARGET")
        {
            Description = "oci:DIR|TAR[:TAG]  docker-archive:FILE (- is stdin)  registry:REF  rootfs:DIR  dir:DIR (any folder of code)  function:ZIP  archive:FILE (each file in it)  npm:NAME@VERSION  pypi:NAME==VERSION  nuget:ID@VERSION, a package file (npm .tgz, Python wheel or sdist, .nupkg, .gem, .crate, .deb, .vsix, zip of a Go module), the folder of an action or Go module@version, a lock file or bill of materials, or a path or reference whose kind is recognised; - is an image archive on stdin",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var results = new ResultOptions();
        var from = new Option<string?>("--from") { Description = "Read further targets from this file, one a line; - is stdin", HelpName = "FILE" };
        var jobs = new Option<int?>("--jobs", "-j") { Description = "Targets that are scanned at the same time. Default: half of the processors", HelpName = "N" };
        jobs.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var number) || number is < 1 or > 256))
            {
                result.AddError($"--jobs {result.Tokens[0].Value}: a number from 1 to 256.");
            }
        });
        var offline = new Option<bool>("--offline") { Description = "Never use the network: packages of names and lock files come from caches alone" };
        var noCache = new Option<bool>("--no-cache") { Description = "Neither use nor keep facts about layers and reports" };
        var cacheDir = new Option<string?>("--cache-dir") { Description = "Where facts about layers and reports are kept. Default: $XDG_CACHE_HOME/wellguard", HelpName = "DIR" };
        var platform = TargetOptions.Platform("linux/arm64");
        var allPlatforms = new Option<bool>("--all-platforms") { Description = "Every platform of an image, a report each" };
        var plainHttp = TargetOptions.PlainHttp();
        var indicators = new Option<string?>("--indicators") { Description = "Known-bad things, one a line: sha256:HEX or pkg:TYPE/NAME@VERSION, then a note; # begins a comment. A digest is of a file, layer, diffID, config, manifest or function zip. Or JSON: [{kind, value, note}]", HelpName = "FILE" };
        var without = Families.Option();
        var dbDir = DatabaseFolder.Option();
        var detonate = new Option<string?>("--detonate") { Description = "Run it too, in an isolated cell (see wellguard detonate), and join what was predicted with what happened; auto: only what the scan finds suspicious and does not decide", HelpName = "auto|always", Arity = ArgumentArity.ZeroOrOne };
        Words.OneOf(detonate, ["auto", "always"]);
        var source = SourceFolder.Option();
        var password = new Option<string?>("--password") { Description = "Of encrypted entries of archive:FILE", HelpName = "TEXT" };

        targets.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-') && token.Value != "-") is { } unknown)
            {
                result.AddError($"unknown option '{unknown.Value}'.");
            }
        });

        var command = new Command("scan", "Tell whether images, packages and functions have been poisoned: what could run, when, and what it would do.")
        {
            targets, results.Format, results.Output, results.Policy, results.FailOn, from, jobs, offline, noCache, cacheDir, platform, allPlatforms, plainHttp, indicators, without, dbDir, detonate, password, source,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(platform) is not null && result.GetValue(allPlatforms))
            {
                result.AddError("--platform and --all-platforms exclude each other: say one of them.");
            }
        });
        command.SetAction((parse, cancel) => !OpenSsl.IsThere ? WithoutOpenSsl() : new ScanRun(new()
        {
            Targets = parse.GetValue(targets) ?? [],
            Results = results.Of(parse),
            From = parse.GetValue(from),
            Jobs = parse.GetValue(jobs) ?? Math.Max(1, Environment.ProcessorCount / 2),
            Offline = parse.GetValue(offline),
            CacheDirectory = parse.GetValue(noCache) ? null : Own(parse.GetValue(cacheDir) ?? Surroundings.CacheDirectory),
            Platform = parse.GetValue(platform),
            AllPlatforms = parse.GetValue(allPlatforms),
            PlainHttp = parse.GetValue(plainHttp) ?? [],
            Indicators = parse.GetValue(indicators),
            Without = Families.Read(parse.GetValue(without)),
            DatabaseDirectory = parse.GetValue(dbDir),
            Password = parse.GetValue(password),
            Source = parse.GetValue(source),
            Detonation = parse.GetResult(detonate) is null ? Detonation.Never : parse.GetValue(detonate) == "auto" ? Detonation.Auto : Detonation.Always,
        }).RunAsync(cancel));
        return command.WithExamples(
            "wellguard scan oci:build/image                     # an OCI layout, as buildah and skopeo write it",
            "docker save app | wellguard scan docker-archive:-  # straight from the engine",
            "wellguard scan npm:left-pad@1.3.0                  # from the registry that your npm is configured for",
            "wellguard scan left-pad-1.3.1.tgz --source left-pad # what of it is not in its repository",
            "wellguard scan .                                   # a folder, and every package that its lock files pin",
            "wellguard scan registry.example.org/team/app:1.2 --platform linux/arm64",
            "wellguard scan function.zip --format sarif --output wellguard.sarif",
            "wellguard scan oci:build/image --detonate          # what it would do, and what it does",
            "wellguard scan --from images.txt --format jsonl --jobs 4 > reports.jsonl",
            "",
            "Exit codes: 0 allowed, 1 blocked, 2 usage, 3 not completed");
    }

    private static Task<int> WithoutOpenSsl()
    {
        Failures.Say("OpenSSL is missing: digests and TLS need libssl (on Debian the package libssl3)");
        return Task.FromResult(ExitCode.NotCompleted);
    }

    /// <summary>Null for a folder in which somebody else could put reports of their own, and for one that cannot be made.</summary>
    private static string? Own(string? folder)
    {
        if (folder is not null && PrivateFolder.Make(folder) is { } problem)
        {
            Failures.Say($"cache {SafeText.OneLine(folder, 200)} is not used: {problem}");
            return null;
        }

        return Directory.Exists(folder) ? folder : null;
    }
}
