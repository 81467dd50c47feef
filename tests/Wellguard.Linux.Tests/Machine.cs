using Wellguard.Linux.Detonation;
using Xunit;

namespace Wellguard;

/// <summary>What this machine has for runs in the cell.</summary>
internal static class Machine
{
    private static readonly string Root = FindRoot();

    public static string Campaigns => Path.Combine(Root, "tests", "campaigns");

    /// <summary>Where base systems, unpacked images and the last runs are.</summary>
    public static string Work => Path.Combine(Root, "out", "detonation");

    /// <summary>The long lanes run too.</summary>
    public static bool All { get; } = Environment.GetEnvironmentVariable("WELLGUARD_ALL") == "1";

    /// <summary>Nothing runs: the events of the last run are judged again.</summary>
    public static bool Replay { get; } = Environment.GetEnvironmentVariable("WELLGUARD_REPLAY") == "1";

    /// <summary>Names are others in each run.</summary>
    public static ulong Seed { get; } = ulong.TryParse(Environment.GetEnvironmentVariable("WELLGUARD_SEED"), out var seed) ? seed : (ulong)Environment.TickCount64;

    /// <returns>The executable; skips the test with its reason where no cell can be.</returns>
    public static string Require(Engine engine = Engine.Gvisor)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "detonation needs root");
        var program = Environment.GetEnvironmentVariable("WELLGUARD_BINARY");
        Assert.SkipWhen(program is null, "WELLGUARD_BINARY does not name the executable");
        var missing = Requirements.CheckAsync(program!, engine).GetAwaiter().GetResult().FirstOrDefault(static requirement => requirement.Problem is not null);
        Assert.False(missing is { Name: "sensor" } && missing.Problem!.StartsWith("the kernel does not take", StringComparison.Ordinal), missing?.Problem); // that is ours to repair
        Assert.SkipWhen(missing is not null, $"{missing?.Name}: {missing?.Problem}");
        return program!;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Wellguard.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the repository is not above the tests");
        }

        return folder;
    }
}
