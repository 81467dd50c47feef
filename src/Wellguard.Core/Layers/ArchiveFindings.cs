using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <summary>The rule that speaks about a malformed archive.</summary>
internal static class ArchiveFindings
{
    public static string RuleOf(ArchiveProblem problem) => problem switch
    {
        ArchiveProblem.LeavesRoot => "content/entry-leaves-root",
        ArchiveProblem.Bomb or ArchiveProblem.TooManyEntries or ArchiveProblem.PathTooLong => "content/decompression-bomb",
        ArchiveProblem.HeaderDisagreement => "content/header-disagreement",
        _ => "content/damaged-archive",
    };

    public static string RuleOf(ZipFlawKind flaw) => flaw switch
    {
        ZipFlawKind.Traversal or ZipFlawKind.AbsolutePath => "content/entry-leaves-root",
        ZipFlawKind.Bomb => "content/decompression-bomb",
        ZipFlawKind.DuplicateName => "content/duplicate-entry",
        ZipFlawKind.HeaderDisagreement or ZipFlawKind.Overlap or ZipFlawKind.HiddenEntry => "content/header-disagreement",
        _ => "content/stray-data",
    };
}
