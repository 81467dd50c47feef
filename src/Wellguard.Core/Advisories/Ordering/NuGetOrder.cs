namespace Wellguard.Advisories.Ordering;

/// <summary>NuGet, "Package versioning": Semantic Versioning with up to four numbers, missing ones are 0; words before a release are compared without regard to case.</summary>
internal static class NuGetOrder
{
    /// <param name="version">In lower case.</param>
    public static bool Write(ReadOnlySpan<char> version, ref KeyWriter key) => SemanticOrder.Write(version, 4, ref key);
}
