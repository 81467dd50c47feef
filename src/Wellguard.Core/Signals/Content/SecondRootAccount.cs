using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>An account beside root that has user id 0.</summary>
internal sealed class SecondRootAccount : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(SecondRootAccount)), SignalClass.Persistence, "A second account has the rights of root", Severity.High, Confidence.High)
    {
        Attack = ["T1136.001", "T1078.003"],
        Stage = Stage.Persistence,
        Why = "Whoever has user id 0 is root, under whatever name. A second one is a way back in that watching root's own account does not show.",
        Fix = "Remove the account, and find the layer and the person who added it.",
        Benign = "Systems with a toor account by tradition; no Linux distribution's image has one.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        var roots = Account.Of(contents).Where(account => account.UserId.TrimStart('0').Length == 0 && account.UserId.Length > 0 && account.Name != "root").Take(10);
        foreach (var account in roots)
        {
            var usable = account.HasLoginShell && (account.HasPassword || account.Hash is "");
            yield return new Signal(About.Id, About.Class, About.Title, usable ? Severity.Critical : account.HasLoginShell ? Severity.High : Severity.Medium, About.Confidence, Where(contents, "etc/passwd", account.Line))
            {
                Attack = About.Attack,
                Evidence = [new Evidence(EvidenceKind.Source, $"'{account.Name}' has user id 0, shell '{account.Shell}'{(account.HasPassword ? " and a password" : account.Hash is "" ? " and needs no password" : "")}")],
                Object = account.Name,
            };
        }
    }

    /// <summary>The place of a line in a file of the final file system.</summary>
    public static Place Where(Contents contents, string path, int? line) =>
        Places.Of(contents, path, contents.Files.Resolve(path)?.Layer) with { Line = line };
}
