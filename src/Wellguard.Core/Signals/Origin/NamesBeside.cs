using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Signals.Origin;

/// <summary>What a package depends on, as far as its own name and the dependencies themselves look like it.</summary>
internal sealed class NamesBeside
{
    private readonly string _type;
    private readonly List<NameForm> _forms;
    private readonly ILookup<string, NameForm> _byShape;

    /// <param name="type">Of the package's purl.</param>
    public NamesBeside(string type, PackageArchive package)
    {
        _type = type;
        _forms = [.. package.Dependencies.Select(pair => NameForm.Of(PopularNames.Canonical(type, pair.Key))).OfType<NameForm>()];
        _byShape = _forms.ToLookup(static form => form.Shape, StringComparer.Ordinal);
    }

    /// <summary>Who imitates a package often depends on it, so that everything works. Of two dependencies only those count that no reader tells apart: families of packages have names that differ by a letter.</summary>
    public Likeness? Of(string name, bool isOwn)
    {
        if (NameForm.Of(PopularNames.Canonical(_type, name)) is not { } form)
        {
            return null;
        }

        return isOwn
            ? _forms.Where(other => other.Scope == form.Scope).Select(other => NameComparison.Of(form, other)).FirstOrDefault(static likeness => likeness is { Kind: < LikenessKind.Words })
            : _byShape[form.Shape].Where(other => IsLater(form, other)).Select(other => NameComparison.Of(form, other)).FirstOrDefault(static likeness => likeness is { Kind: <= LikenessKind.Doubled });
    }

    /// <summary>Of two that look the same it is the longer one that imitates, or the one with digits, or with foreign letters.</summary>
    private static bool IsLater(NameForm name, NameForm other)
    {
        var (length, digits) = (name.Joined.Length - other.Joined.Length, name.Joined.Count(char.IsAsciiDigit) - other.Joined.Count(char.IsAsciiDigit));
        return length != 0 ? length > 0 : digits != 0 ? digits > 0 : string.CompareOrdinal(name.Name, other.Name) > 0;
    }
}
