using System.Text.RegularExpressions;
using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>What clients of registries on this machine may be asked for. Attack: a name or version that is an option, a path or an address to one of them.</summary>
internal static class Dependencies
{
    /// <summary>How long a client may take.</summary>
    public static TimeSpan FetchLimit { get; } = TimeSpan.FromMinutes(3);

    /// <returns>Those that a registry has by name and version, and a shortfall for each other.</returns>
    public static (IReadOnlyList<KeyValuePair<string, string>> Known, IReadOnlyList<Shortfall> Missed) Part(IEnumerable<KeyValuePair<string, string>> all, Regex names, Regex versions)
    {
        var parts = all.ToLookup(pair => names.IsMatch(pair.Key) && versions.IsMatch(pair.Value));
        return ([.. parts[true]], [.. parts[false].Select(static pair => new Shortfall("dependencies", pair.Key, "names nothing that a registry has by name and version, and was not fetched"))]);
    }
}
