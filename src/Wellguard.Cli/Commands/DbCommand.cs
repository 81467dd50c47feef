using System.CommandLine;
using Wellguard.Artifacts;
using Wellguard.Cli.Terminal;

namespace Wellguard.Cli.Commands;

/// <summary><c>wellguard db import|update|status</c>: the options and their words.</summary>
internal static class DbCommand
{
    /// <summary>Names the mirror when <c>--mirror</c> does not.</summary>
    private const string MirrorVariable = "WELLGUARD_DB_MIRROR";

    private const int LongestName = 64;

    public static Command Create() => new Command("db", "Advisories: releases that are published as malicious or vulnerable (OSV). A scan looks its components up; only what is malicious counts in the verdict. Also popular names, which lookalikes imitate, and families of known-bad code.")
    {
        Import(), Update(), Status(),
    }.WithExamples("wellguard db import mirror/", "wellguard db import names/", "wellguard db update --mirror https://mirror.example.org/osv", "wellguard db status");

    private static Command Import()
    {
        var paths = new Argument<string[]>("PATH") { Description = "A mirror's folder (ECOSYSTEM/all.zip), an all.zip, records as .json files, or lists of popular names (npm-….txt, pypi-….txt, nuget-….txt, gem-….txt, cargo-….txt; one a line, most popular first). With --families: packages of known-bad code, in folders or zips", Arity = ArgumentArity.OneOrMore };
        var families = new Option<bool>("--families") { Description = "PATHs are known-bad code: what scans compare with in place of the index that is there. The folder of a package is the name of its family. Nothing is unpacked or run" };
        var benign = new Option<string[]>("--benign") { Description = "With --families: code that you trust. What known-bad packages have in common with it is no family (repeatable)", HelpName = "PATH" };
        var password = new Option<string?>("--password") { Description = "With --families: of encrypted zips", HelpName = "TEXT" };
        var (folder, name) = (DatabaseFolder.Option(), NameOption());
        var command = new Command("import", "Read advisories, popular names or known-bad code from files, and keep them in place of what the same source said of the same ecosystems.") { paths, families, benign, password, name, folder };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(families) && (result.GetResult(benign) is not null || result.GetResult(password) is not null))
            {
                result.AddError("--benign and --password go with --families.");
            }
        });
        command.SetAction((parse, cancel) => parse.GetValue(families)
            ? DbFamilies.RunAsync(parse.GetValue(paths)!, parse.GetValue(benign) ?? [], parse.GetValue(password), DatabaseFolder.Of(parse.GetValue(folder)), parse.InvocationConfiguration.Output, cancel)
            : DbImport.RunAsync(parse.GetValue(paths)!, Target(parse.GetValue(folder), parse.GetValue(name)!), parse.InvocationConfiguration.Output, cancel));
        return command.WithExamples(
            "wellguard db import mirror/                        # npm/all.zip, PyPI/all.zip, …",
            "wellguard db import ours/ --name ours              # our own records, beside the others",
            "wellguard db import names/                         # npm-top.txt, pypi-top.txt: what lookalikes imitate",
            "wellguard db import --families malware.zip --password infected --benign vendor/",
            "",
            "Exit codes: 0 imported, 2 usage, 3 not imported: what was there stays");
    }

    private static Command Update()
    {
        var mirror = new Option<string?>("--mirror") { Description = $"https://HOST/PATH with ECOSYSTEM/all.zip below it, or registry:HOST/NAME:TAG, an OCI artifact with such layers. Default: ${MirrorVariable}", HelpName = "URL" };
        var ecosystems = new Option<string?>("--ecosystems") { Description = "Only these: npm,PyPI. Default: what the mirror has of the usual ones", HelpName = "LIST" };
        var plainHttp = new Option<string[]>("--plain-http") { Description = "Speak http without TLS to this mirror (repeatable; loopback needs no permission)", HelpName = "HOST[:PORT]" };
        var offline = new Option<bool>("--offline") { Description = "Never use the network" };
        var (folder, name) = (DatabaseFolder.Option(), NameOption());
        var command = new Command("update", "Fetch what has changed on a mirror of advisories.") { mirror, ecosystems, plainHttp, offline, name, folder };
        command.SetAction((parse, cancel) =>
        {
            var source = parse.GetValue(mirror) ?? Environment.GetEnvironmentVariable(MirrorVariable);
            return string.IsNullOrEmpty(source) ? throw new UsageException($"db update: no mirror is configured; say --mirror URL or set {MirrorVariable} (wellguard db import reads files)")
                : parse.GetValue(offline) ? throw new UsageException("db update: --offline was given, so nothing is fetched; wellguard db import reads files")
                : DbUpdate.RunAsync(source, Split(parse.GetValue(ecosystems)), parse.GetValue(plainHttp) ?? [], Target(parse.GetValue(folder), parse.GetValue(name)!), parse.InvocationConfiguration.Output, cancel);
        });
        return command.WithExamples("wellguard db update --mirror https://mirror.example.org/osv --ecosystems npm,PyPI", "wellguard db update --mirror registry:registry.example.org/security/advisories:latest", "", "Exit codes: 0 up to date, 2 usage, 3 something was not fetched: what was there stays");
    }

    private static Command Status()
    {
        var format = new Option<string>("--format", "-f") { Description = "plain or json", HelpName = "FORMAT", DefaultValueFactory = static _ => "plain" };
        Words.OneOf(format, ["plain", "json"]);
        var folder = DatabaseFolder.Option();
        var command = new Command("status", "What is there: records, known bad, age, digest; every database is checked against its digest.") { format, folder };
        command.SetAction(parse => DbStatus.Run(DatabaseFolder.Of(parse.GetValue(folder)), parse.GetValue(format) == "json", parse.InvocationConfiguration.Output));
        return command.WithExamples("wellguard db status", "wellguard db status --format json");
    }

    private static Option<string> NameOption()
    {
        var name = new Option<string>("--name") { Description = "Whose advisories they are: those of other names stay as they are", HelpName = "NAME", DefaultValueFactory = static _ => "osv" };
        name.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: var given }] && (given.Length is 0 or > LongestName || given[0] == '.' || !given.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')))
            {
                result.AddError($"--name {given}: letters, digits, '-', '_' and '.', not first.");
            }
        });
        return name;
    }

    private static DbTarget Target(string? folder, string name) => new(DatabaseFolder.Of(folder), name, TimeProvider.System.GetUtcNow());

    private static string[] Split(string? list) => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Where an import goes.</summary>
/// <param name="Name">Of the source.</param>
internal sealed record DbTarget(string Folder, string Name, DateTimeOffset Now);
