namespace Wellguard.Advisories;

/// <summary>CVSS, "Qualitative Severity Rating Scale"; unknown when a record says nothing.</summary>
public enum AdvisorySeverity { Unknown, Low, Medium, High, Critical }

/// <summary>What is published about releases of a package: that they hold a vulnerability, or that they are malicious.</summary>
/// <param name="Id">As published: <c>GHSA-…</c>, <c>PYSEC-…</c>, <c>MAL-…</c>.</param>
/// <param name="IsMalicious">The releases are an attack themselves.</param>
/// <param name="Summary">One line, or empty.</param>
public sealed record Advisory(string Id, bool IsMalicious, AdvisorySeverity Severity, string Summary)
{
    /// <summary>CVSS base score from 0 to 10, or null.</summary>
    public double? Score { get; init; }

    /// <summary>The same under other ids.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public DateTimeOffset? Published { get; init; }
    public DateTimeOffset? Modified { get; init; }

    /// <summary>The first release after the one that was asked about that is not affected, or null.</summary>
    public string? Fixed { get; init; }
}
