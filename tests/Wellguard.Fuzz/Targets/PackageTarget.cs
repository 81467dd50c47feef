using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Layers;

namespace Wellguard.Fuzz.Targets;

/// <summary>
/// The readers of package databases, manifests and lock files. The input's first line is the file's path and chooses the reader as in a scan; a <c>~</c> before
/// it means a file too large to be held whole, of which only the head and the tail are here.
/// </summary>
internal sealed class PackageTarget(string name, IReadOnlyList<string> types, IReadOnlyList<string> tokens, bool isText) : FuzzTarget(name)
{
    private readonly PackageReader[] readers = [.. Catalogue.PackageReaders];

    public override IReadOnlyList<string> Types { get; } = types;
    public override IReadOnlyList<string> Tokens { get; } = tokens;
    public override bool IsText { get; } = isText;

    public static PackageTarget Dpkg() => new("dpkg",
        ["Wellguard.Inventories.Dpkg", "Wellguard.Inventories.Lines", "Wellguard.Inventories.PackageFacts", "Wellguard.Inventories.DistroPurl"],
        ["Package: ", "Status: install ok installed\n", "Version: 1:2-3~x\n", "Architecture: all\n", "Source: a (1)\n", "Conffiles:\n /etc/x d41d8cd98f00b204e9800998ecf8427e\n", "\n\n", "\n ", "/.\n", "/etc/", "../", ":",
         "d41d8cd98f00b204e9800998ecf8427e  usr/x\n", "var/lib/dpkg/diversions\n", "var/lib/dpkg/info/a.list\n", "var/lib/dpkg/info/a:amd64.md5sums\n", "var/lib/dpkg/status.d/a\n"], isText: true);

    public static PackageTarget Rpm() => new("rpm",
        ["Wellguard.Inventories.Rpm", "Wellguard.Inventories.SqliteTable", "Wellguard.Inventories.BerkeleyHash"],
        ["SQLite format 3\0", "Packages", "table", "RpmP", "Slot", "BlbS", "BlbE", "\u0000\u0006\u0015\u0061", "\u0000\u0000\u0003\u00e8", "\u0000\u0000\u0004\u005c", "\u0000\u0000\u0004\u005d", "\u0000\u0000\u0004\u005e", "\u008e\u00ad\u00e8\u0001",
         "var/lib/rpm/Packages\n", "var/lib/rpm/Packages.db\n", "var/lib/rpm/rpmdb.sqlite\n", "~"], isText: false);

    public static PackageTarget Lockfiles() => new("lockfiles", ["Wellguard.Inventories."],
        ["{", "}", "[", "]", "\"", "\":{\"", "\"version\":\"1\"", "\"name\":\"a\"", "\"packages\":", "\"dependencies\":{", "[[package]]\n", "name = \"a\"\n", "version = \"1\"\n", "source = \"registry+x\"\n", "resolution: ", "@", "npm:", "^1", "==",
         " \\\n", "require (\n", "// indirect\n", "GEM\n  specs:\n", " (1.0)\n", ".freeze\n", "  s.name = ", "P:a\n", "V:1\n", "F:usr\n", "R:x\n", "Z:Q1\n", "\n\n", "\\u0000", "\\ud800", "\"\"\"", "'''", "~", "//", "/*", "*/", "PK\u0003\u0004", "PK\u0001\u0002"], isText: true);

    public override void Run(byte[] input)
    {
        var (path, bytes) = Labelled(input);
        var isCut = path.StartsWith('~');
        if (!EntryPaths.TryNormalize(isCut ? path[1..] : path, out path) || path.Length == 0)
        {
            return;
        }

        var head = isCut ? bytes.AsSpan(0, bytes.Length / 2) : bytes;
        var entry = new Entry(path, EntryType.File, 0x1ED, isCut ? bytes.Length * 2L : bytes.Length);
        var kind = FileKinds.Of(head[..Math.Min(head.Length, LayerPass.HeadSize)]);
        foreach (var reader in readers)
        {
            if (reader.Wants(entry) != Need.Nothing || reader.Wants(entry, kind) != Need.Nothing)
            {
                reader.Read(new FileContent { Entry = entry, Kind = kind, Bytes = head, Tail = isCut ? bytes.AsSpan(head.Length) : default }, new PackageFile(path));
            }
        }
    }
}
