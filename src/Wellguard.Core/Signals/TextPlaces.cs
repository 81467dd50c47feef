namespace Wellguard.Signals;

/// <summary>What the place of a text says about its meaning.</summary>
internal static class TextPlaces
{
    private static readonly string[] Documentation =
    [
        "usr/share/doc/", "usr/share/man/", "usr/share/locale/", "usr/share/info/", "usr/share/zoneinfo/", "usr/share/i18n/", "usr/share/icons/", "usr/share/fonts/", "usr/share/terminfo/", "usr/share/mime/", "usr/share/licenses/",
        "usr/share/perl", "usr/lib/python3/dist-packages/", "usr/lib/terminfo/", "usr/lib/locale/", "usr/include/", "usr/share/X11/", "usr/share/common-licenses/", "usr/share/bash-completion/", "usr/share/zsh/", "usr/share/vim/",
        "var/lib/dpkg/", "lib/apk/db/", "var/lib/apt/", "var/cache/", "etc/ssl/certs/", "usr/share/ca-certificates/", "proc/", "sys/",
    ];

    private static readonly string[] Unread =
    [
        ".pyc", ".so", ".a", ".o", ".png", ".jpg", ".jpeg", ".gif", ".ico", ".svg", ".woff", ".woff2", ".ttf", ".eot", ".gz", ".xz", ".zst", ".bz2", ".zip", ".jar", ".war", ".whl", ".mo", ".gmo", ".pdf", ".map", ".css", ".scss", ".h", ".hpp", ".c",
        ".cpp", ".cc", ".pod", ".3pm", ".crt", ".cer", ".html", ".htm", ".d.ts", ".md5sums", ".list", ".tar", ".db", ".sqlite", ".wasm", ".exe", ".dll", ".class", ".node", ".ts.map",
    ];

    private static readonly string[] TestParts = ["test", "tests", "testing", "testdata", "test-data", "test_data", "fixtures", "fixture", "__tests__", "spec", "specs", "__fixtures__", "mocks", "__mocks__", "examples", "example", "samples", "sample", "docs", "doc", "demo", "benchmark", "benchmarks"];

    private static readonly string[] PackageFolders = ["/node_modules/", "/site-packages/", "/dist-packages/", "/pkg/mod/", "/.cargo/registry/", "/gems/", "/vendor/", "usr/share/", "usr/lib/", "usr/src/"];

    public static bool IsDocumentation(string path) => Array.Exists(Documentation, folder => path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>By its name it holds no text that somebody wrote for this image.</summary>
    public static bool IsUnread(string path) => IsDocumentation(path) || Array.Exists(Unread, end => path.EndsWith(end, StringComparison.Ordinal)) || path.Contains(".so.", StringComparison.Ordinal);

    /// <summary>Tests, examples, documentation: what looks like a secret there is made up.</summary>
    public static bool IsMadeUp(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return path.Split('/').Any(part => TestParts.Contains(part, StringComparer.OrdinalIgnoreCase))
            || name.EndsWith(".md", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".rst", StringComparison.OrdinalIgnoreCase) || name.Contains(".example", StringComparison.OrdinalIgnoreCase) || name.Contains(".sample", StringComparison.OrdinalIgnoreCase)
            || name.Contains(".template", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".dist", StringComparison.OrdinalIgnoreCase) || name.StartsWith("test_", StringComparison.Ordinal) || name.Contains("_test.", StringComparison.Ordinal) || name.Contains(".test.", StringComparison.Ordinal) || name.Contains(".spec.", StringComparison.Ordinal);
    }

    /// <summary>Files that came with a library: its own fixtures, published with it.</summary>
    public static bool IsInPackage(string path) => Array.Exists(PackageFolders, folder => ("/" + path).Contains(folder[0] == '/' ? folder : "/" + folder, StringComparison.Ordinal));

    /// <summary>Keys that a distribution's packages generate on installation: every image of the same build has them, so they protect nothing, but nobody planted them.</summary>
    public static bool IsGenerated(string path) => path.StartsWith("etc/ssh/ssh_host_", StringComparison.Ordinal) || path.EndsWith("/ssl-cert-snakeoil.key", StringComparison.Ordinal) || path.StartsWith("etc/pki/tls/private/localhost", StringComparison.Ordinal);
}
