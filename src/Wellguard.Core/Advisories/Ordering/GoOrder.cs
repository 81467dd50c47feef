namespace Wellguard.Advisories.Ordering;

/// <summary>
/// Go Modules Reference, "Versions": semantic versions with a <c>v</c>; a pseudo-version is one before a release. Releases of Go itself,
/// <c>go1.21rc2</c> and <c>1.20.1</c>, are those of the Go vulnerability database: <c>1.21.0-rc.2</c>, <c>1.20.1</c>.
/// </summary>
internal static class GoOrder
{
    public static bool Write(ReadOnlySpan<char> version, ref KeyWriter key)
    {
        var plain = version.StartsWith("go") ? version[2..] : version;
        var word = plain.IndexOfAny("rb");
        return word > 0 && char.IsAsciiDigit(plain[0]) && !plain.ContainsAny("-+") && plain[word..].TrimEnd("0123456789") is "rc" or "beta"
            ? SemanticOrder.Write($"{plain[..word]}-{plain[word..].TrimEnd("0123456789")}.{plain[word..].TrimStart("rcbeta")}", ref key)
            : SemanticOrder.Write(plain, ref key);
    }
}
