using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A module of no package takes part in logins.</summary>
internal sealed class UnownedPamModule : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(UnownedPamModule)), SignalClass.Persistence, "A login module belongs to no package", Severity.High, Confidence.High)
    {
        Attack = ["T1556.003"],
        Stage = Stage.Persistence,
        Why = "PAM modules see every password and decide who gets in. One that no distro package ships can keep passwords and accept one of its own.",
        Fix = "Remove the module and the line that names it; change the passwords that were used.",
        Benign = "A company's own sign-on module.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        if (!contents.Owners.HasDatabase)
        {
            yield break;
        }

        var configurations = contents.Layers.SelectMany(facts => facts.Texts.Keys).Where(path => path.StartsWith("etc/pam.d/", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)
            .Select(path => (Path: path, Lines: (contents.Text(path) ?? "").Split('\n'))).ToList();
        foreach (var (entry, layer) in contents.Files.All)
        {
            if (entry.Type == EntryType.File && IsModule(entry) && contents.Owners.Of(entry.Path, layer).State == OwnershipState.Unowned)
            {
                var isNamed = configurations.Exists(file => Array.Exists(file.Lines, line => Names(line, entry.Name)));
                yield return Signal(Places.Of(contents, entry.Path, layer), isNamed ? Severity.Critical : Severity.High, $"/{entry.Path} belongs to no package{(isNamed ? " and a file of /etc/pam.d names it" : "")}", "/" + entry.Path);
            }
        }

        foreach (var (path, lines) in configurations)
        {
            for (var i = 0; i < lines.Length; i++)
            {
                if (Names(lines[i], "pam_exec.so") && Script(contents, lines[i]) is { } script)
                {
                    yield return Signal(SecondRootAccount.Where(contents, path, i + 1), Severity.High, Redaction.Clean(lines[i].Trim()), script);
                }
            }
        }
    }

    private Signal Signal(Place place, Severity severity, string text, string about) =>
        new(About.Id, About.Class, About.Title, severity, About.Confidence, place) { Attack = About.Attack, Trigger = "runs at every login", Evidence = [new Evidence(EvidenceKind.Source, text)], Object = about };

    private static bool IsModule(Entry entry) =>
        entry.Path.Contains("/security/pam_", StringComparison.Ordinal) && entry.Name.EndsWith(".so", StringComparison.Ordinal) && HiddenPlaces.IsSystem(entry.Path);

    private static bool Names(string line, string module) => !line.TrimStart().StartsWith('#') && line.Contains(module, StringComparison.Ordinal);

    /// <summary>The program that pam_exec(8) runs, when no package owns it.</summary>
    private static string? Script(Contents contents, string line) =>
        line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => !word.EndsWith("pam_exec.so", StringComparison.Ordinal)).FirstOrDefault(word => word.StartsWith('/') && !word.EndsWith(".so", StringComparison.Ordinal)) is { } program
        && (contents.Files.Resolve(program.TrimStart('/')) is not { } found || contents.Owners.Of(found.Entry.Path, found.Layer).State is OwnershipState.Unowned or OwnershipState.Replaced) ? program : null;
}
