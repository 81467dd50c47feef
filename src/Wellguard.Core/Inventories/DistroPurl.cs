namespace Wellguard.Inventories;

/// <summary>
/// A distro package's database does not say which distro it is. Its reader guesses the purl's namespace; this is the one place where
/// the merged file system's <c>/etc/os-release</c> puts it right and adds <c>distro=</c>.
/// </summary>
public static class DistroPurl
{
    /// <param name="purl">Any purl; only deb, rpm and apk are changed.</param>
    /// <param name="id"><c>ID</c> of os-release (<c>debian</c>, <c>rhel</c>, <c>alpine</c>); null or empty leaves the purl alone.</param>
    /// <param name="version"><c>VERSION_ID</c>, or null.</param>
    public static string Complete(string purl, string? id, string? version)
    {
        var isDistro = purl.StartsWith("pkg:deb/", StringComparison.Ordinal) || purl.StartsWith("pkg:rpm/", StringComparison.Ordinal) || purl.StartsWith("pkg:apk/", StringComparison.Ordinal);
        if (string.IsNullOrEmpty(id) || !isDistro || !Purl.TryParse(purl, out var parsed))
        {
            return purl;
        }

        return (parsed with { Namespace = Namespace(id) }).With("distro", string.IsNullOrEmpty(version) ? id : $"{id}-{version}").ToString();
    }

    /// <summary>purl-types name the vendor, os-release sometimes the product.</summary>
    private static string Namespace(string id) => id switch
    {
        "rhel" => "redhat",
        "amzn" => "amazon",
        "ol" => "oracle",
        "sles" => "suse",
        _ when id.StartsWith("opensuse", StringComparison.Ordinal) => "opensuse",
        _ => id,
    };
}
