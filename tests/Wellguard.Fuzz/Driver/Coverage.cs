using System.Globalization;
using Wellguard.Fuzz.Targets;

namespace Wellguard.Fuzz.Driver;

/// <summary>Replays a corpus in the copy of Core that marks branch targets.</summary>
internal static class Coverage
{
    /// <summary>The file with the figures of each type.</summary>
    public const string TypesFile = "types";

    /// <summary>Called through <see cref="InstrumentedContext"/>. The summary in one line; the types go into a file of the work folder.</summary>
    public static string Replay(string name, byte[][] inputs, string instrumented, string work)
    {
        var types = InstrumentedCore.TypesOfBranches(instrumented);
        var feedback = new Feedback(types.Length);
        var target = FuzzTarget.All.First(target => target.Name == name);
        foreach (var input in inputs)
        {
            target.Run(input);
        }

        var hits = feedback.Marked(types.Length).CountBy(branch => types[branch]).ToDictionary();
        var involved = types.Where(type => target.Types.Any(start => type.StartsWith(start, StringComparison.Ordinal))).CountBy(type => type).OrderBy(type => type.Key).ToList();
        File.WriteAllLines(Path.Combine(work, TypesFile), involved.Select(type => string.Create(CultureInfo.InvariantCulture, $"{hits.GetValueOrDefault(type.Key),5}/{type.Value,-5} {type.Key}")));
        var hit = involved.Sum(type => hits.GetValueOrDefault(type.Key));
        var all = involved.Sum(type => type.Value);
        return string.Create(CultureInfo.InvariantCulture, $"{hit}/{all} branches of its {involved.Count} types ({100.0 * hit / Math.Max(all, 1):0.0} %), {hits.Values.Sum()} in all of Core");
    }
}
