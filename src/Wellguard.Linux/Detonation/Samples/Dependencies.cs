using System.Text.RegularExpressions;
using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>What clients of registries on this machine may be asked for. Attack: a name or version that is an option, a path or an address to one of them.</summary>
internal static class Dependencies
{
    /// <summary>How long a client may take.</summary>
    public static TimeSpan FetchLimit { get; } = TimeSpan.FromMinutes(3);

    /// <param name="isOffline">Nothing may be fetched.</param>
    /// <returns>Those that a registry has by name and version, and a shortfall for each other.</returns>
    public static (IReadOnlyList<KeyValuePair<string, string>> Known, IReadOnlyList<Shortfall> Missed) Part(IEnumerable<KeyValuePair<string, string>> all, Regex names, Regex versions, bool isOffline)
    {
        var parts = all.ToLookup(pair => !isOffline && names.IsMatch(pair.Key) && versions.IsMatch(pair.Value));
        var why = isOffline ? "was not fetched: --offline was given" : "names nothing that a registry has by name and version, and was not fetched";
        return ([.. parts[true]], [.. parts[false].Select(pair => new Shortfall("dependencies", pair.Key, why))]);
    }
}
