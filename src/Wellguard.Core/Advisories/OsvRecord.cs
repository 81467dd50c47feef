namespace Wellguard.Advisories;

internal enum OsvEventKind { Introduced, Fixed, LastAffected, Limit }

/// <param name="Version">Of <see cref="OsvEventKind.Introduced"/> <c>0</c> is before all; of <see cref="OsvEventKind.Limit"/> <c>*</c> is no limit.</param>
internal sealed record OsvEvent(OsvEventKind Kind, string Version);

/// <summary>Releases of one package.</summary>
/// <param name="Release">What stands behind the ecosystem's colon, or empty.</param>
/// <param name="Name">Normalised.</param>
/// <param name="Ranges">Of versions; ranges of commits are left out.</param>
internal sealed record OsvAffected(string Ecosystem, string Release, string Name, IReadOnlyList<IReadOnlyList<OsvEvent>> Ranges, IReadOnlyList<string> Versions)
{
    /// <summary>Null: that of the record.</summary>
    public (AdvisorySeverity Severity, double? Score)? Severity { get; init; }
}

/// <summary>An advisory in the Open Source Vulnerability format (schema 1.x), as far as it is used.</summary>
internal sealed partial record OsvRecord(string Id, bool IsMalicious, string Summary, DateTimeOffset? Modified)
{
    public DateTimeOffset? Published { get; init; }
    public bool IsWithdrawn { get; init; }
    public AdvisorySeverity Severity { get; init; }
    public double? Score { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public IReadOnlyList<OsvAffected> Affected { get; init; } = [];
}
