namespace Wellguard.Signals.Sources;

/// <summary>What tools of packaging and building write into archives that no repository has: setuptools and PEP 427, npm, cargo, NuGet's Open Packaging Conventions, bundlers and compilers of TypeScript, autoconf and automake.</summary>
internal static class MadeFiles
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "PKG-INFO", "setup.cfg", "package.json", "npm-shrinkwrap.json", "Cargo.toml", "Cargo.toml.orig", "Cargo.lock", ".cargo_vcs_info.json", "[Content_Types].xml", ".signature.p7s", "extension.vsixmanifest",
        "_version.py", "version.py", "__version__.py", "_version_info.py",
        "configure", "Makefile.in", "aclocal.m4", "config.h.in", "ltmain.sh", "libtool.m4", "compile", "depcomp", "missing", "install-sh", "config.guess", "config.sub", "test-driver", "ylwrap", "py-compile",
        "ChangeLog", "AUTHORS", "INSTALL",
    };

    private static readonly string[] Folders = ["dist", "lib", "build", "umd", "esm", "cjs", "es", "es5", "es6", "esnext", "out", "bundle", "bundles", "fesm2015", "fesm2020", "fesm2022", "legacy", "module", "types", "typings", "prebuilds", "commonjs", "_rels"];

    private static readonly string[] Ends = [".map", ".d.ts", ".d.mts", ".d.cts", ".min.js", ".min.css", ".bundle.js", ".nuspec", ".psmdcp", ".rels", ".mo", ".pyc"];

    /// <param name="path">Below the root of the package.</param>
    public static bool IsWritten(string path) =>
        Names.Contains(path[(path.LastIndexOf('/') + 1)..]) || path.Contains(".egg-info/", StringComparison.Ordinal) || path.Contains(".dist-info/", StringComparison.Ordinal);

    /// <summary>Code that was compiled or bundled looks like nothing that somebody wrote.</summary>
    public static bool IsBuiltKind(string path) => Array.Exists(Ends, end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    public static bool IsBuiltPlace(string path) => path.Split('/')[..^1].Any(static folder => Folders.Contains(folder, StringComparer.OrdinalIgnoreCase));
}
