namespace Wellguard.Inventories;

/// <summary>The names of one ecosystem that everybody knows, most popular first: immutable, asked by many threads. A look takes microseconds.</summary>
internal sealed class NameList
{
    /// <summary>Who imitates takes what many install: slips, words and affixes are looked for in the names up to this rank, and the rest only says which names are honest.</summary>
    private const int Installed = 2_000;

    /// <summary>A word around a name means something only for those that nobody has to search for.</summary>
    private const int Famous = 500;

    private const int ShortestFamous = 4;

    private static readonly string[] Before = ["python", "py", "node", "js", "lib", "the", "get", "my", "new", "easy", "free", "fast", "simple", "real", "official", "nodejs"];

    private static readonly string[] After =
    [
        "js", "py", "python", "node", "nodejs", "lib", "libs", "library", "util", "utils", "tool", "tools", "dev", "official", "beta", "alpha", "pro", "plus", "new", "latest", "core", "sdk", "api", "client", "cli", "helper", "helpers",
        "extra", "proxy", "fix", "fixed", "patch", "update", "updated", "secure", "safe", "lite", "next", "ng", "v2", "v3", "wrapper", "module", "package", "pkg", "install", "installer", "test", "ex", "x",
    ];

    private readonly Dictionary<string, int> _ranks;
    private readonly Dictionary<string, int> _shapes;
    private readonly Dictionary<string, int> _words;
    private readonly NameForm[] _forms;

    /// <param name="names">Most popular first.</param>
    public NameList(IEnumerable<string> names)
    {
        _forms = [.. names.Select(NameForm.Of).OfType<NameForm>()];
        _ranks = new(_forms.Length, StringComparer.Ordinal);
        _shapes = new(_forms.Length, StringComparer.Ordinal);
        _words = new(StringComparer.Ordinal);
        for (var rank = 0; rank < _forms.Length; rank++)
        {
            var form = _forms[rank];
            _ranks.TryAdd(form.Name, rank);
            _shapes.TryAdd(form.Shape, rank);
            if (form.Words.Count > 1 && rank < Installed)
            {
                _words.TryAdd(WordsOf(form), rank);
            }
        }

        Scopes = _forms.Select(static form => form.Scope).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>With their @, lower case.</summary>
    public IReadOnlySet<string> Scopes { get; }

    public int Count => _forms.Length;

    public bool Contains(string name) => _ranks.ContainsKey(name.ToLowerInvariant());

    /// <summary>What the name looks like, the strongest likeness first; null for a name of the list, and for one that looks like none.</summary>
    public Likeness? Imitated(string name)
    {
        if (NameForm.Of(name) is not { } form || _ranks.ContainsKey(form.Name))
        {
            return null;
        }

        return ByShape(form) ?? ByScope(form) ?? ByTyping(form) ?? ByWords(form) ?? ByAffix(form);
    }

    private Likeness? ByShape(NameForm form) =>
        _shapes.TryGetValue(form.Shape, out var rank) && NameComparison.AtAGlance(form, _forms[rank]) is { } kind ? new(kind, _forms[rank].Name) : null;

    /// <summary>A package of a scope that is one slip away from a popular one; one of the scope itself may be called anything.</summary>
    private Likeness? ByScope(NameForm form)
    {
        if (form.Scope is not { } scope || Scopes.Contains(scope) || NameForm.Of(scope) is not { } own)
        {
            return null;
        }

        var near = Scopes.FirstOrDefault(known => NameForm.Of(known) is { } other && NameComparison.Of(own, other) is { Kind: < LikenessKind.Words });
        return near is null ? null : new(LikenessKind.Scope, near);
    }

    private Likeness? ByTyping(NameForm form)
    {
        Likeness? best = null;
        for (var rank = 0; rank < Math.Min(_forms.Length, Installed) && best?.Kind != LikenessKind.Exchanged; rank++)
        {
            var known = _forms[rank];
            if (known.Scope == form.Scope && Math.Abs(known.Joined.Length - form.Joined.Length) <= 2 && NameComparison.ByTyping(form, known) is { } kind && (best is null || kind < best.Kind))
            {
                best = new(kind, known.Name);
            }
        }

        return best;
    }

    private Likeness? ByWords(NameForm form) =>
        form.Words.Count > 1 && _words.TryGetValue(WordsOf(form), out var rank) ? new(LikenessKind.Words, _forms[rank].Name) : null;

    private Likeness? ByAffix(NameForm form)
    {
        if (form.Scope is not null)
        {
            return null;
        }

        foreach (var affix in After)
        {
            if (form.Latin.EndsWith(affix, StringComparison.Ordinal) && IsFamous(form.Latin[..^affix.Length]) is { } name)
            {
                return new(LikenessKind.Affix, name);
            }
        }

        foreach (var affix in Before)
        {
            if (form.Latin.StartsWith(affix, StringComparison.Ordinal) && IsFamous(form.Latin[affix.Length..]) is { } name)
            {
                return new(LikenessKind.Affix, name);
            }
        }

        return null;
    }

    private string? IsFamous(string rest)
    {
        var name = rest.Trim('-', '_', '.');
        return name.Length >= ShortestFamous && (name.Length < rest.Length || name.Length > ShortestFamous) && _ranks.TryGetValue(name, out var rank) && rank < Famous ? name : null;
    }

    private static string WordsOf(NameForm form) => string.Join(' ', form.Words.Order(StringComparer.Ordinal));
}
