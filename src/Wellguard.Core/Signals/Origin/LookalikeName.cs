using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Layers;
using Wellguard.Programs;
using Wellguard.Signals.Differences;

namespace Wellguard.Signals.Origin;

/// <summary>
/// A name is made to be taken for a well-known one: the repository of an image, a package, or what it depends on or holds. What is well known of packages is what the user imported
/// (<see cref="Contents.Names"/>); without that a package's name and dependencies are compared with each other only.
/// </summary>
internal sealed class LookalikeName : ArtifactDetector
{
    /// <summary>An account of hexadecimal digits is at least this long: shorter ones are words.</summary>
    private const int ShortestHexAccount = 8;

    /// <summary>Attack: a lock file of a million names, each of which takes a fraction of a millisecond.</summary>
    private const int MostNames = 5_000;

    private static readonly string[] Types = ["npm", "pypi", "nuget", "gem", "cargo"];

    public override Rule About { get; } = new(Rule.IdOf(typeof(LookalikeName)), SignalClass.Lookalike, "A name imitates a well-known one", Severity.High, Confidence.High)
    {
        Attack = ["T1036.005", "T1204.003"],
        Stage = Stage.Entry,
        Why = "What has a name that differs by a letter, letters of another alphabet, or an official name under a throw-away account is fetched by mistake. Campaigns of miners and of thieves of credentials spread that way. A name proves nothing by itself, so it counts little alone and more with what the code does.",
        Fix = "Take the official image or package by its full name and digest.",
        Benign = "A fork, a mirror or a plug-in that you know.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (contents.Image.Artifact.Kind == ArtifactKind.Image && RepositoryName.Of(contents.Image.Artifact.Name) is { } name && Judge(name) is { } found)
        {
            yield return Signal(found.Severity, found.Confidence, found.Text, contents.Image.Artifact.Name, new Place(null)) with { Attack = About.Attack };
        }

        foreach (var signal in OfPackages(contents))
        {
            yield return signal;
        }
    }

    private IEnumerable<Signal> OfPackages(Contents contents)
    {
        var own = contents.Image.Package is { } package ? PackagePurl.Of(package) : null;
        var beside = own is null ? null : new NamesBeside(own.Type, contents.Image.Package!);
        var isDangerous = own?.Type == "npm" && contents.Programs.Any(HasUnusualHook);
        foreach (var item in Named(contents, own).DistinctBy(static item => (item.Type, item.Name)).Take(MostNames))
        {
            if (contents.Names.Imitated(item.Type, item.Name) is { } likeness)
            {
                yield return Signal(item, likeness, isDangerous && item.IsOwn, $"looks like the well-known '{likeness.Original}'");
            }
            else if (!contents.Names.Contains(item.Type, item.Name) && own is not null && item.Type == own.Type && beside!.Of(item.Name, item.IsOwn) is { } likely)
            {
                yield return Signal(item, likely, isDangerous && item.IsOwn, item.IsOwn ? $"looks like '{likely.Original}', on which it depends" : $"looks like '{likely.Original}', which stands beside it");
            }
        }
    }

    private sealed record Item(string Type, string Name, bool IsOwn, string? Purl, Place Place);

    /// <summary>The package, what it declares, and what is installed in the artifact or locked by it.</summary>
    private static IEnumerable<Item> Named(Contents contents, Purl? own)
    {
        if (own is not null)
        {
            yield return new(own.Type, contents.Image.Package!.Name, IsOwn: true, own.ToString(), new Place(null));
            foreach (var (name, _) in contents.Image.Package.Dependencies.Concat(contents.Image.Package.OptionalDependencies))
            {
                yield return new(own.Type, name, IsOwn: false, null, new Place(null));
            }
        }

        foreach (var component in contents.Components)
        {
            if (Purl.TryParse(component.Purl, out var purl) && Array.IndexOf(Types, purl.Type) >= 0)
            {
                yield return new(purl.Type, purl.Namespace is { } scope ? scope + "/" + purl.Name : purl.Name, IsOwn: false, component.Purl, Places.Of(contents, component.Path, component.Layer));
            }
        }
    }

    private static bool HasUnusualHook(Running program) =>
        program.Trigger == TriggerKind.PackageInstall && !program.IsModule && !UsualHooks.IsUsual(string.Join("; ", program.Code.Effects.Take(8).Select(static effect => effect.Command)));

    /// <param name="isDangerous">It runs something of its own when it is installed: then the name counts more.</param>
    private Signal Signal(Item item, Likeness likeness, bool isDangerous, string text)
    {
        var (severity, confidence) = likeness.Kind switch
        {
            LikenessKind.Alphabet => (Severity.High, Confidence.High),
            < LikenessKind.Slip => (Severity.Medium, Confidence.Medium),
            LikenessKind.Slip => (Severity.Medium, Confidence.Low),
            _ => (Severity.Low, Confidence.Medium),
        };
        severity = isDangerous && severity == Severity.Medium ? Severity.High : severity;
        return Signal(severity, confidence, $"{(item.IsOwn ? "the name" : "its dependency")} '{SafeName(item.Name)}' {text}: {Words(likeness.Kind)}", item.Name, item.Place with { Package = item.Purl }) with { Attack = [item.IsOwn ? "T1036.005" : "T1195.001", "T1195.002"] };
    }

    private Signal Signal(Severity severity, Confidence confidence, string text, string about, Place place) =>
        new(About.Id, About.Class, About.Title, severity, confidence, place) { Evidence = [new Evidence(EvidenceKind.Source, text)], Object = about };

    private static string SafeName(string name) => Redaction.Clean(name.Length > NameForm.Longest ? name[..NameForm.Longest] : name);

    private static string Words(LikenessKind kind) => kind switch
    {
        LikenessKind.Alphabet => "letters of another alphabet",
        LikenessKind.Digits => "digits or letters that look like others",
        LikenessKind.Doubled => "a letter doubled or left out",
        LikenessKind.Separators => "the same letters, parted otherwise",
        LikenessKind.Scope => "its scope is written otherwise",
        LikenessKind.Exchanged => "two letters exchanged",
        LikenessKind.Key => "a neighbouring key",
        LikenessKind.Slip => "a slip of the keyboard",
        LikenessKind.Words => "the same words in another order",
        LikenessKind.Plural => "an s at the end",
        _ => "the name with a word around it",
    };

    internal static (Severity Severity, Confidence Confidence, string Text)? Judge(RepositoryName name)
    {
        foreach (var part in (ReadOnlySpan<string>)[name.Name, name.Account ?? ""])
        {
            if (OfficialImages.Imitated(part) is { } imitated)
            {
                return (Severity.Critical, Confidence.High, $"'{part}' is written with letters of another alphabet; the official image is '{imitated}'");
            }
        }

        if (name.Account is { Length: >= ShortestHexAccount } account && account.All(char.IsAsciiHexDigitLower) && account.Any(char.IsAsciiDigit) && account.Any(char.IsAsciiLetter) && (OfficialImages.Contains(name.Name) || OfficialImages.Near(name.Name) is not null))
        {
            return (Severity.High, Confidence.High, $"the official name '{name.Name}' under the account '{account}', which is random digits");
        }

        if (OfficialImages.Near(name.Name) is { } near)
        {
            return (name.Account is null or "library" ? Severity.Medium : Severity.Low, Confidence.Medium, $"'{name.Name}' differs by one letter from the official '{near}'");
        }

        return null;
    }
}
