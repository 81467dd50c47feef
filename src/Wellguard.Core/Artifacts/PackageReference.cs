namespace Wellguard.Artifacts;

/// <summary>Where packages of a kind are published.</summary>
public enum Ecosystem { Npm, PyPI, NuGet, RubyGems, Crates, Go }

/// <summary>A package by its name: <c>npm:NAME[@VERSION|@RANGE|@TAG]</c>, <c>pypi:NAME[==VERSION]</c>, <c>nuget:ID[@VERSION]</c>, <c>gem:NAME[@VERSION[-PLATFORM]]</c>, <c>cargo:NAME[@VERSION]</c>, <c>golang:MODULE[@VERSION]</c>.</summary>
/// <param name="Name">As the ecosystem's rules allow it; it becomes a part of an address.</param>
/// <param name="Version">What was asked for, or null: the newest that is no preview.</param>
public sealed record PackageReference(Ecosystem Ecosystem, string Name, string? Version)
{
    /// <summary>npm documentation, package.json, "name": at most 214 characters. NuGet's gallery takes 100.</summary>
    private const int LongestName = 214;

    private const int LongestVersion = 128;

    /// <summary>The types of purls; then what people call them.</summary>
    private static readonly (string Prefix, Ecosystem Ecosystem, string Separator)[] Kinds =
    [
        ("npm:", Ecosystem.Npm, "@"), ("pypi:", Ecosystem.PyPI, "=="), ("nuget:", Ecosystem.NuGet, "@"), ("gem:", Ecosystem.RubyGems, "@"), ("cargo:", Ecosystem.Crates, "@"), ("golang:", Ecosystem.Go, "@"),
        ("crate:", Ecosystem.Crates, "@"), ("go:", Ecosystem.Go, "@"),
    ];

    /// <summary>The words before the name, for whoever guesses at one.</summary>
    internal static IEnumerable<string> Prefixes => Kinds.Select(static kind => kind.Prefix);

    /// <summary>Where a lock file says that it was found, as it writes it; any of these. Empty: where the configuration says.</summary>
    public IReadOnlyList<string> Registries { get; init; } = [];

    /// <summary>Null: packages of this type of purl are not fetched.</summary>
    public static Ecosystem? OfType(string type) => Array.Find(Kinds, kind => kind.Prefix == type + ":") is { Prefix: not null } known ? known.Ecosystem : null;

    /// <summary>Null for a text of another kind. Throws <see cref="UsageException"/> for a name or version that cannot be.</summary>
    public static PackageReference? Parse(string text)
    {
        if (Array.Find(Kinds, kind => text.StartsWith(kind.Prefix, StringComparison.Ordinal)) is not { Prefix: { } prefix } known)
        {
            return null;
        }

        var rest = text[prefix.Length..];
        var at = rest.IndexOf(known.Separator, Math.Min(1, rest.Length), StringComparison.Ordinal); // a scope begins with an @ of its own
        var (name, version) = at < 0 ? (rest, null) : (rest[..at], rest[(at + known.Separator.Length)..].Trim());
        return !IsName(known.Ecosystem, name) ? throw new UsageException($"{text}: is no name of a package; write {Form(known.Ecosystem)}")
            : version is not null && !IsVersion(version) ? throw new UsageException($"{text}: is no version; write {Form(known.Ecosystem)}")
            : new(known.Ecosystem, name, version);
    }

    public override string ToString()
    {
        var (prefix, _, separator) = Array.Find(Kinds, known => known.Ecosystem == Ecosystem);
        return prefix + Name + (Version is null ? "" : separator + Version);
    }

    /// <summary>Attack: a lock file with <c>../</c>, a query or an address as a name. npm: with its scope; the older upper case names are taken too.</summary>
    public static bool IsName(Ecosystem ecosystem, string name) => name.Length is > 0 and <= LongestName && (ecosystem switch
    {
        Ecosystem.Npm when name[0] == '@' => name[1..].Split('/') is [var scope, var own] && IsPart(scope) && IsPart(own),
        Ecosystem.Npm => IsPart(name),
        Ecosystem.Go => name.Split('/') is [var host, ..] parts && host.Contains('.', StringComparison.Ordinal) && Array.TrueForAll(parts, static part => IsPart(part) && !part.EndsWith('.')),
        Ecosystem.RubyGems or Ecosystem.Crates => IsPart(name) && !name.Contains('~', StringComparison.Ordinal),
        _ => IsPart(name) && char.IsAsciiLetterOrDigit(name[^1]) && !name.Contains('~', StringComparison.Ordinal),
    });

    /// <summary>One version, a range or a tag; nothing that would change the address it becomes a part of.</summary>
    public static bool IsVersion(string version) => version.Length is > 0 and <= LongestVersion && version.All(static c => char.IsAsciiLetterOrDigit(c) || "._-+!~^<>=*| ".Contains(c, StringComparison.Ordinal)) && !version.Contains("..", StringComparison.Ordinal);

    private static bool IsPart(string part) => part.Length > 0 && part[0] is not '.' && part.All(IsNameLetter);

    private static bool IsNameLetter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '~';

    private static string Form(Ecosystem ecosystem) => ecosystem switch { Ecosystem.Npm => "npm:NAME@VERSION", Ecosystem.PyPI => "pypi:NAME==VERSION", Ecosystem.NuGet => "nuget:ID@VERSION", Ecosystem.RubyGems => "gem:NAME@VERSION", Ecosystem.Crates => "cargo:NAME@VERSION", _ => "golang:MODULE@VERSION, as golang:example.org/team/tool@v1.2.3" };
}
