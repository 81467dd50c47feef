using System.Globalization;

namespace Wellguard.Fuzz;

/// <summary>What the command line said.</summary>
/// <param name="Targets">Names; none means that the command line is wrong.</param>
/// <param name="Seconds">Per target.</param>
/// <param name="Jobs">Processes at a time.</param>
internal sealed record FuzzOptions(IReadOnlyList<string> Targets, double Seconds, int Seed, int Jobs, bool ShowTypes)
{
    public const string Usage = "usage: dotnet run --project tests/Wellguard.Fuzz -c Release -- all|TARGET... [--seconds N] [--seed N] [--jobs N] [--types]";

    /// <summary>In the order in which they run. Kept apart from the targets' code, which needs Core.</summary>
    public static IReadOnlyList<string> AllTargets { get; } = ["tar", "zip", "dpkg", "rpm", "elf", "shell", "config", "scripts", "lockfiles", "packages", "msbuild", "evaluator", "advisories", "xz", "bzip2"];

    public static FuzzOptions? Parse(string[] arguments)
    {
        var options = new FuzzOptions([], 20, 1, 1, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            var next = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "all":
                    options = options with { Targets = AllTargets };
                    break;
                case "--types":
                    options = options with { ShowTypes = true };
                    break;
                case "--seconds" when double.TryParse(next, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0:
                    options = options with { Seconds = seconds };
                    i++;
                    break;
                case "--seed" when int.TryParse(next, out var seed):
                    options = options with { Seed = seed };
                    i++;
                    break;
                case "--jobs" when int.TryParse(next, out var jobs) && jobs > 0:
                    options = options with { Jobs = jobs };
                    i++;
                    break;
                case var name when AllTargets.Contains(name):
                    options = options with { Targets = [.. options.Targets, name] };
                    break;
                default:
                    return null;
            }
        }

        return options.Targets.Count > 0 ? options : null;
    }
}
