using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>Names that everybody knows, by ecosystem (the type of a purl): what the user imported. The list of an ecosystem is made ready when it is first asked for.</summary>
public sealed class PopularNames
{
    /// <summary>Attack: a list that fills memory. Ten times what anybody counts.</summary>
    private const int MostNames = 200_000;

    private static readonly string[] Ecosystems = ["npm", "pypi", "nuget", "gem", "cargo"];

    private readonly Dictionary<string, Lazy<NameList>> _lists;

    /// <param name="files">Names of files and their texts, one name a line, most popular first; <c>#</c> begins a comment. Those that <see cref="TypeOf"/> does not know are passed over.</param>
    public PopularNames(IEnumerable<KeyValuePair<string, string>> files)
    {
        var known = files.Where(static file => TypeOf(file.Key) is not null).OrderBy(static file => file.Key, StringComparer.Ordinal).ToList();
        Digest = known.Count == 0 ? null : Digests.Of(Encoding.UTF8.GetBytes(string.Join('\0', known.Select(static file => file.Key + '\0' + file.Value))));
        _lists = known.GroupBy(static file => TypeOf(file.Key)!, StringComparer.Ordinal).ToDictionary(
            static group => group.Key,
            static group => new Lazy<NameList>(() => new NameList(group.SelectMany(file => Names(file.Value)).Take(MostNames).Select(name => Canonical(group.Key, name)))),
            StringComparer.Ordinal);
    }

    public static PopularNames None { get; } = new([]);

    /// <summary><c>sha256:…</c> of all of them; null: there are none.</summary>
    public string? Digest { get; }

    /// <summary>When the newest of them was imported, or null.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>The ecosystem that a file of names is about: <c>npm-top-10000.txt</c>, <c>pypi-….txt</c>. Null for another file.</summary>
    public static string? TypeOf(string file) => file.EndsWith(".txt", StringComparison.Ordinal) ? Array.Find(Ecosystems, type => file.StartsWith(type + "-", StringComparison.Ordinal)) : null;

    /// <summary>Ecosystems of which names are known.</summary>
    public IReadOnlyList<string> Types => [.. _lists.Keys.Order(StringComparer.Ordinal)];

    /// <summary>How many names of an ecosystem are known.</summary>
    public int Count(string type) => _lists.TryGetValue(type, out var list) ? list.Value.Count : 0;

    public bool Contains(string type, string name) => _lists.TryGetValue(type, out var list) && list.Value.Contains(Canonical(type, name));

    /// <summary>Some known package is of this scope (<c>@scope</c>).</summary>
    public bool HasScope(string type, string scope) => _lists.TryGetValue(type, out var list) && list.Value.Scopes.Contains(scope.ToLowerInvariant());

    /// <summary>What a package's name looks like; null for a name that is known itself, and for one that looks like none.</summary>
    /// <param name="type">Of its purl.</param>
    /// <param name="name">With its scope.</param>
    public Likeness? Imitated(string type, string name) => _lists.TryGetValue(type, out var list) ? list.Value.Imitated(Canonical(type, name)) : null;

    /// <summary>As registries tell names apart: PyPI does not see case and separators (PEP 503), the others see no case.</summary>
    internal static string Canonical(string type, string name)
    {
        var lower = name.ToLowerInvariant();
        if (type != "pypi" || lower.AsSpan().IndexOfAny("_.") < 0)
        {
            return lower;
        }

        var canonical = new StringBuilder(lower.Length);
        foreach (var c in lower)
        {
            var plain = c is '_' or '.' ? '-' : c;
            if (plain != '-' || canonical.Length == 0 || canonical[^1] != '-')
            {
                canonical.Append(plain);
            }
        }

        return canonical.ToString();
    }

    private static IEnumerable<string> Names(string text) =>
        text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length is > 0 and <= NameForm.Longest && line[0] != '#');
}
