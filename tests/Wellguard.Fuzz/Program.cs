using System.Globalization;
using Wellguard.Fuzz;
using Wellguard.Fuzz.Driver;

const int StackSize = 2 << 20;

if (args is [TargetProcess.Argument, var target, var seconds, var seed, var work, var instrumented])
{
    var session = new Thread(
        () => InstrumentedCore.Load(instrumented, InstrumentedCore.Edges).Call(
            typeof(Session), nameof(Session.Run), target, double.Parse(seconds, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture), work, instrumented),
        StackSize);
    session.Start();
    session.Join();
    return 0;
}

if (FuzzOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    Console.Error.WriteLine($"targets: {string.Join(' ', FuzzOptions.AllTargets)}");
    return 2;
}

var folder = Directory.CreateTempSubdirectory("wellguard-fuzz-");
try
{
    InstrumentedCore.Make(folder.FullName);
    var (passed, failed) = (0, 0);
    using var turn = new SemaphoreSlim(options.Jobs);
    await Task.WhenAll(options.Targets.Select(async name =>
    {
        await turn.WaitAsync();
        var outcome = await new TargetProcess(name, options, folder.FullName).RunAsync();
        turn.Release();
        lock (turn)
        {
            Console.WriteLine(outcome.Line);
            (passed, failed) = outcome.Passed ? (passed + 1, failed) : (passed, failed + 1);
        }
    }));
    Console.WriteLine($"{passed} passed, {failed} failed, 0 skipped");
    return failed == 0 ? 0 : 1;
}
finally
{
    folder.Delete(recursive: true);
}
