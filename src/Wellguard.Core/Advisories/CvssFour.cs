namespace Wellguard.Advisories;

/// <summary>
/// CVSS v4.0, section 8.2, for base metrics alone: nothing is known of exploits and of what the user requires, which counts as the worst.
/// 1. The vector falls into one of the classes for exploitation (eq1), complexity (eq2), the vulnerable system (eq3 and eq6) and the systems behind it (eq4), whose score is in the table.
/// 2. Of each it has a distance to the highest vector of its class; the next lower class, where there is one, says what the whole depth of the class is worth. 3. The mean is taken off.
/// </summary>
internal static class CvssFour
{
    /// <summary>Section 8.3, "Macrovector scores", for eq5 = 0: a row for eq1 and eq2, in it eq3 and eq6 as 00, 01, 10, 11, 21, each for eq4 = 1 and 2.</summary>
    private static readonly double[,] Scores =
    {
        { 10, 9.3, 9.6, 9, 9.3, 8.8, 9.2, 8, 7.9, 6.9 },
        { 9.5, 9.2, 9.1, 8.1, 9.2, 8.4, 8.2, 7, 7.1, 6.3 },
        { 9.4, 8.7, 8.9, 7.5, 8.6, 7.2, 7.6, 5.7, 6.5, 5.3 },
        { 9, 7.7, 7.7, 6.6, 7.4, 6.1, 5.9, 5.2, 5.8, 2.3 },
        { 8.6, 7, 7.4, 5.4, 7.2, 5.3, 5.7, 3.6, 4.7, 2.4 },
        { 7.3, 5.4, 5.5, 4.3, 6.1, 4.6, 5.1, 1.8, 2.4, 1 },
    };

    /// <summary>Null: a base metric is missing or no value.</summary>
    public static double? ScoreOf(IReadOnlyDictionary<string, string> metrics)
    {
        var (av, pr, ui) = (Level("AV", "NALP"), Level("PR", "NLH"), Level("UI", "NPA"));
        var (ac, at) = (Level("AC", "LH"), Level("AT", "NP"));
        var (vc, vi, va) = (Level("VC", "HLN"), Level("VI", "HLN"), Level("VA", "HLN"));
        var (sc, si, sa) = (Level("SC", "HLN"), Level("SI", "HLN"), Level("SA", "HLN"));
        if (int.Min(int.Min(int.Min(av, pr), int.Min(ui, ac)), int.Min(int.Min(at, vc), int.Min(vi, va))) < 0 || int.Min(sc, int.Min(si, sa)) < 0)
        {
            return null;
        }

        if (vc + vi + va + sc + si + sa == 12)
        {
            return 0; // nothing is harmed
        }

        // 1
        var eq1 = av + pr + ui == 0 ? 0 : av < 3 && av * pr * ui == 0 ? 1 : 2;
        var eq2 = ac + at == 0 ? 0 : 1;
        var eq3 = vc + vi == 0 ? 0 : vc * vi * va == 0 ? 1 : 2;
        var eq4 = sc * si * sa == 0 ? 1 : 2;
        var score = Of(eq1, eq2, eq3 * 2, eq4);

        // 2
        var (lost, classes) = (0.0, 1); // exploits: a lower class, at no distance
        Take(av + pr + ui - (eq1 switch { 0 => 0, 1 => 1, _ => 3 }), eq1 switch { 0 => 1, 1 => 4, _ => 5 }, eq1 < 2 ? Of(eq1 + 1, eq2, eq3 * 2, eq4) : null);
        Take(ac + at - eq2, eq2 == 0 ? 1 : 2, eq2 < 1 ? Of(eq1, eq2 + 1, eq3 * 2, eq4) : null);
        Take(vc + vi + va - (eq3 switch { 0 => 0, 1 => 1, _ => 3 }), eq3 switch { 0 => 7, 1 => 8, _ => 10 }, eq3 switch { 0 => Math.Max(Of(eq1, eq2, 1, eq4), Of(eq1, eq2, 2, eq4)), 1 => Of(eq1, eq2, 3, eq4), _ => null });
        Take(sc + si + sa - (eq4 == 1 ? 0 : 3), eq4 == 1 ? 5 : 4, eq4 == 1 ? Of(eq1, eq2, eq3 * 2, 2) : null);

        // 3
        return Math.Floor(((Math.Clamp(score - (lost / classes), 0, 10) + 1e-6) * 10) + 0.5) / 10;

        void Take(int distance, int depth, double? lower)
        {
            if (lower is { } next)
            {
                lost += (score - next) * distance / depth;
                classes++;
            }
        }

        int Level(string name, string values) => metrics.TryGetValue(name, out var value) && value.Length == 1 ? values.IndexOf(value[0], StringComparison.Ordinal) : -1;
    }

    private static double Of(int eq1, int eq2, int eq3And6, int eq4) => Scores[(eq1 * 2) + eq2, (eq3And6 * 2) + eq4 - 1];
}
