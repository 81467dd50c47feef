using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Verdicts;

namespace Wellguard.Cli;

/// <summary>The exit codes of the contract. Over many targets 2 wins over 1, 1 over 3, 3 over 0.</summary>
internal static class ExitCode
{
    public const int Allowed = 0;
    public const int Blocked = 1;
    public const int Usage = 2;
    public const int NotCompleted = 3;

    public static int Of(Report report, bool failOnReview) =>
        report.Verdict.Decision == Decision.Block || (failOnReview && report.Verdict.Decision == Decision.Review) ? Blocked
        : report.Completeness.State != CompletenessState.Complete ? NotCompleted
        : Allowed;

    public static int Worse(int one, int other) => Rank(one) >= Rank(other) ? one : other;

    private static int Rank(int code) => code switch { Usage => 3, Blocked => 2, NotCompleted => 1, _ => 0 };
}
