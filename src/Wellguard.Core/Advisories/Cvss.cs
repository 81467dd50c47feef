namespace Wellguard.Advisories;

/// <summary>Base scores of CVSS vectors (FIRST: CVSS v2.0, v3.0, v3.1, v4.0). Threat, environmental and other metrics of a vector are not counted.</summary>
internal static class Cvss
{
    /// <summary>Attack: a vector of megabytes.</summary>
    private const int LongestVector = 500;

    /// <summary>Null: no vector of a known version, or one without all base metrics.</summary>
    public static double? ScoreOf(string vector)
    {
        if (vector.Length > LongestVector)
        {
            return null;
        }

        var parts = vector.Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var metrics = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (part.Split(':') is [var name, var value])
            {
                metrics[name] = value;
            }
        }

        return metrics.GetValueOrDefault("CVSS") switch
        {
            "4.0" => CvssFour.ScoreOf(metrics),
            "3.0" => Three(metrics, static score => Math.Ceiling(Math.Round(score * 10, 6)) / 10),
            "3.1" => Three(metrics, RoundUp),
            null when metrics.ContainsKey("Au") => Two(metrics),
            _ => null,
        };
    }

    /// <summary>CVSS v3.1, section 5: "Qualitative Severity Rating Scale".</summary>
    public static AdvisorySeverity WordOf(double score) => score switch
    {
        >= 9 => AdvisorySeverity.Critical,
        >= 7 => AdvisorySeverity.High,
        >= 4 => AdvisorySeverity.Medium,
        > 0 => AdvisorySeverity.Low,
        _ => AdvisorySeverity.Unknown,
    };

    /// <summary>CVSS v3.1, section 7.1 and the values of 7.4.</summary>
    private static double? Three(Dictionary<string, string> metrics, Func<double, double> roundUp)
    {
        var isChanged = metrics.GetValueOrDefault("S") == "C";
        double? vector = Value("AV", ("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2));
        double? complexity = Value("AC", ("L", 0.77), ("H", 0.44));
        double? privileges = Value("PR", ("N", 0.85), ("L", isChanged ? 0.68 : 0.62), ("H", isChanged ? 0.5 : 0.27));
        double? interaction = Value("UI", ("N", 0.85), ("R", 0.62));
        double? scope = Value("S", ("U", 0), ("C", 1));
        var spared = Spared("C") * Spared("I") * Spared("A");
        if (8.22 * vector * complexity * privileges * interaction * (1 + (0 * scope)) is not { } exploitability || 1 - spared is not { } lost)
        {
            return null;
        }

        var impact = isChanged ? (7.52 * (lost - 0.029)) - (3.25 * Math.Pow(lost - 0.02, 15)) : 6.42 * lost;
        return impact <= 0 ? 0 : roundUp(Math.Min((isChanged ? 1.08 : 1) * (impact + exploitability), 10));

        double? Spared(string name) => 1 - Value(name, ("H", 0.56), ("L", 0.22), ("N", 0));

        double? Value(string name, params ReadOnlySpan<(string, double)> values) => ValueOf(metrics, name, values);
    }

    /// <summary>CVSS v2.0, section 3.2.1.</summary>
    private static double? Two(Dictionary<string, string> metrics)
    {
        var spared = Spared("C") * Spared("I") * Spared("A");
        var exploitability = 20 * ValueOf(metrics, "AV", ("L", 0.395), ("A", 0.646), ("N", 1)) * ValueOf(metrics, "AC", ("H", 0.35), ("M", 0.61), ("L", 0.71)) * ValueOf(metrics, "Au", ("M", 0.45), ("S", 0.56), ("N", 0.704));
        var impact = 10.41 * (1 - spared);
        return ((0.6 * impact) + (0.4 * exploitability) - 1.5) is { } score ? Math.Round(score * (impact == 0 ? 0 : 1.176), 1, MidpointRounding.AwayFromZero) : null;

        double? Spared(string name) => 1 - ValueOf(metrics, name, ("N", 0), ("P", 0.275), ("C", 0.66));
    }

    private static double? ValueOf(Dictionary<string, string> metrics, string name, params ReadOnlySpan<(string Name, double Value)> values)
    {
        foreach (var value in values)
        {
            if (metrics.GetValueOrDefault(name) == value.Name)
            {
                return value.Value;
            }
        }

        return null;
    }

    /// <summary>CVSS v3.1, appendix A: without the errors of binary fractions.</summary>
    private static double RoundUp(double score)
    {
        var whole = (int)Math.Round(score * 100_000);
        return whole % 10_000 == 0 ? whole / 100_000.0 : (Math.Floor(whole / 10_000.0) + 1) / 10.0;
    }
}
