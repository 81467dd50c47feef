using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using System.Runtime.InteropServices;
using Wellguard.Artifacts;
using Wellguard.Cli.Commands;
using Wellguard.Linux;
using Wellguard.Linux.Detonation;
using Wellguard.Linux.Detonation.Internet;
using Wellguard.Reports;

namespace Wellguard.Cli;

internal static class Program
{
    /// <summary>Shows where an internal error happened.</summary>
    public static bool Debug { get; } = Environment.GetEnvironmentVariable("WELLGUARD_DEBUG") == "1";

    public static string Version { get; } = typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static async Task<int> Main(string[] args)
    {
        if (!StandardStreams.Repair())
        {
            return ExitCode.NotCompleted;
        }

        try
        {
            if (args is ["--version"])
            {
                Console.Out.WriteLine($"wellguard {Version}");
                return ExitCode.Allowed;
            }

            if (args is [CellInternet.Verb])
            {
                return await InternetProcess.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), TimeProvider.System, CancellationToken.None);
            }

            return await RunAsync(args);
        }
        catch (UsageException usage)
        {
            Failures.Say(usage.Message);
            return ExitCode.Usage;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Failures.Say($"cannot write the results: {Failures.Reason(problem)}");
            return ExitCode.NotCompleted;
        }
        catch (OutOfMemoryException)
        {
            Failures.Say($"out of memory: more than {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20:N0} MB are needed, nothing was judged. DOTNET_GCHeapHardLimit=80000000 (hexadecimal, bytes) allows 2 GB.");
            return ExitCode.NotCompleted;
        }
        catch (Exception bug)
        {
            Failures.Say(Debug ? $"internal error {bug}" : $"internal error {bug.GetType().Name}: {Failures.Reason(bug)} (WELLGUARD_DEBUG=1 shows more)");
            return ExitCode.NotCompleted;
        }
    }

    /// <summary>The parser would take the target behind it for its value.</summary>
    private static string[] Spelled(string[] args) => [.. args.Select(static word => word == "--detonate" ? "--detonate=always" : word)];

    private static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Wellguard detects supply chain attacks on container images, packages and functions.")
        {
            ScanCommand.Create(), DiffCommand.Create(), DetonateCommand.Create(), TreeCommand.Create(), ExplainCommand.Create(), RulesCommand.Create(), DbCommand.Create(),
        }.WithExamples("wellguard scan oci:build/image", "wellguard scan function.zip", "wellguard rules list", "wellguard scan --help");
        var parse = root.Parse(Spelled(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (args.Length == 0)
        {
            root.Parse(["--help"]).Invoke();
            return ExitCode.Usage;
        }

        if (parse.Errors.Count > 0)
        {
            throw new UsageException($"{What(parse)} See {PathOf(parse.CommandResult)} --help.");
        }

        using var interrupted = new CancellationTokenSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onHangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var onQuit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop);
        try
        {
            return await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupted.Token);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            Failures.Say("interrupted before anything was scanned");
            return ExitCode.NotCompleted;
        }

        // The first signal asks for the report so far, the second ends the process.
        void Stop(PosixSignalContext signal)
        {
            if (!interrupted.IsCancellationRequested)
            {
                signal.Cancel = true;
                interrupted.Cancel();
            }
            else
            {
                Output.Discard();
            }
        }
    }

    /// <summary>What is wrong with the command line, in one sentence.</summary>
    private static string What(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var names = command.Subcommands.Select(sub => sub.Name).ToList();
        var first = parse.UnmatchedTokens.Count > 0 ? SafeText.OneLine(parse.UnmatchedTokens[0], 60) : null;
        return names.Count > 0 && first is not null && !first.StartsWith('-')
            ? $"unknown command '{first}'{Spelling.Hint(Spelling.Near(first, names))}; there are {string.Join(", ", names)}."
            : names.Count > 0 && first is null ? $"{command.Name}: say which of {string.Join(", ", names)}."
            : first is not null ? $"{command.Name}: unexpected '{first}'."
            : SafeText.OneLine(parse.Errors[0].Message, 300);
    }

    private static string PathOf(CommandResult? command)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = command; at is not null; at = at.Parent)
        {
            names.Push(at is CommandResult { Command: var known and not RootCommand } ? known.Name : "wellguard");
        }

        return string.Join(' ', names);
    }
}
