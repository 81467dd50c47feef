using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>An account that logs in without a password.</summary>
internal sealed class EmptyPassword : ArtifactDetector
{
    public override Rule About { get; } = new(Rule.IdOf(typeof(EmptyPassword)), SignalClass.Persistence, "An account needs no password", Severity.High, Confidence.High)
    {
        Attack = ["T1098", "T1078.003"],
        Stage = Stage.Persistence,
        Why = "An empty password field lets anybody in who reaches a login: over ssh, su, or a console. With su, any user of the container becomes root.",
        Fix = "Lock the account (passwd -l) or set * as its hash.",
        Benign = "A development image that nobody reaches from outside.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        var server = contents.Files.Find("usr/sbin/sshd") is not null || contents.Files.Find("usr/sbin/dropbear") is not null || contents.Started("sshd") is not null;
        var login = server || contents.Files.Find("etc/pam.d/login") is not null || contents.Files.Find("etc/pam.d/su") is not null;
        foreach (var account in Account.Of(contents).Where(account => account.Hash is "" && account.HasLoginShell).Take(10))
        {
            var severity = server ? Severity.High : login && account.UserId == "0" ? Severity.Medium : Severity.Low;
            yield return new Signal(About.Id, About.Class, About.Title, severity, About.Confidence, SecondRootAccount.Where(contents, account.HashPath, account.HashLine))
            {
                Attack = About.Attack,
                Evidence = [new Evidence(EvidenceKind.Source, $"'{account.Name}' has an empty password and the shell '{account.Shell}'{(server ? "; an ssh server is installed" : "")}")],
                Object = account.Name,
            };
        }
    }
}
