using System.Globalization;
using System.Text;
using Wellguard.AttackTrees;
using Wellguard.Linux.Detonation;
using Wellguard.Reports;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard;

/// <summary>
/// The campaigns of tests/campaigns, run in the cell: verdict, and each step in the tree with its technique. With <c>WELLGUARD_SEED</c> and
/// <c>WELLGUARD_REPLAY=1</c> the events of the last run with that seed are judged again, in a second.
/// </summary>
[Collection("cells, one after the other")]
public sealed class CampaignTests(ITestOutputHelper output)
{
    private static readonly DateOnly AnyDay = new(2026, 1, 1);

    /// <summary>Of the steps that happen inside.</summary>
    private const double Shown = 0.9;

    /// <summary>What <c>./test</c> runs; <c>./test --all</c> runs the rest too.</summary>
    private static readonly string[] Few =
    [
        "c01-branching-stages.yml", "c05-kubelet-intruder.yml", "c08-paste-compiler.yml", "c13-cluster-takeover.yml", "c19-new-user-and-key.yml", "escapes/e01-docker-socket.yml", "escapes/e03-release-agent.yml",
        "benign/backup.yml", "benign/config-over-https.yml", "benign/health-check.yml", "benign/template-drop-serve.yml", "benign/version-telemetry.yml",
    ];

    /// <summary>What the host's kernel may be asked to run; ways out are tried under gVisor only.</summary>
    private static readonly string[] Shared = ["c08-paste-compiler.yml", "c12-docker-api-worm.yml", "c13-cluster-takeover.yml", "c19-new-user-and-key.yml"];

    public static TheoryData<string> SharedCampaigns => [.. Shared];

    public static TheoryData<string> Campaigns => Files("", "c*.yml");
    public static TheoryData<string> Escapes => Files("escapes", "e*.yml");
    public static TheoryData<string> Benign => Files("benign", "*.yml");

    [Theory]
    [MemberData(nameof(Campaigns))]
    public Task A_campaign_is_malicious_and_its_steps_are_in_the_tree(string file) => IsMaliciousAsync(file, Engine.Gvisor);

    [Theory]
    [MemberData(nameof(SharedCampaigns))]
    public Task So_it_is_on_the_kernel_of_the_host(string file) => IsMaliciousAsync(file, Engine.Runc);

    private async Task IsMaliciousAsync(string file, Engine engine)
    {
        var (campaign, report) = await RunAsync(file, engine);
        Assert.Equal(Level.Malicious, report.Verdict.Level);
        var inside = campaign.Steps.Where(step => step.Inside).ToList();
        var missing = inside.Where(step => Campaign.Shown(step, report.Tree).Count == 0).ToList();
        output.WriteLine($"{inside.Count - missing.Count} of {inside.Count} steps; missing: {string.Join(", ", missing.Select(step => $"{step.Id} [{string.Join(' ', step.Attack)}]"))}");
        Assert.True(inside.Count - missing.Count >= Shown * inside.Count, $"not in the tree: {string.Join(", ", missing.Select(step => step.Id))}");
        Assert.True(report.Tree.Nodes.Count <= 50, $"{report.Tree.Nodes.Count} nodes");
    }

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task A_way_out_is_seen_and_named(string file)
    {
        var before = HostState.Take();
        var (campaign, report) = await RunAsync(file);
        Assert.Equal(before, HostState.Take());
        Assert.Contains(report.Verdict.Level, (Level[])[Level.Malicious, Level.Suspicious]);
        Assert.All(campaign.Steps.Where(step => step.Inside), step => Assert.NotEmpty(Campaign.Shown(step, report.Tree)));
    }

    [Theory]
    [MemberData(nameof(Benign))]
    public async Task What_looks_bad_and_is_not_stays_clean(string file)
    {
        var (_, report) = await RunAsync(file);
        Assert.Equal(Level.Clean, report.Verdict.Level);
    }

    [Theory]
    [InlineData("benign/backup.yml")]
    [InlineData("benign/health-check.yml")]
    public async Task So_it_does_on_the_kernel_of_the_host(string file)
    {
        var (_, report) = await RunAsync(file, Engine.Runc);
        Assert.Equal(Level.Clean, report.Verdict.Level);
    }

    private async Task<(Campaign Campaign, Report Report)> RunAsync(string file, Engine engine = Engine.Gvisor)
    {
        var campaign = Campaign.Read(Path.Combine(Machine.Campaigns, file), Machine.Seed);
        var name = Path.Combine(Machine.Work, "runs", Path.GetFileNameWithoutExtension(file) + (engine == Engine.Runc ? ".runc" : ""));
        var detonated = Machine.Replay && File.Exists(name + ".events") ? Replay(name + ".events") : await DetonateAsync(campaign, engine, name + ".events");
        var report = Observed.Judge(campaign.Artifact, detonated.Events, detonated.Shortfalls, detonated.Failed, Policy.Default, AnyDay);
        await File.WriteAllTextAsync(name + ".txt", Text(report, campaign) + detonated.Output);
        output.WriteLine(string.Join(", ", detonated.Stages.Select(stage => $"{stage.Key} {stage.Value} ms")) + $"; {detonated.Events.Count} events, {report.Tree.Nodes.Count} nodes, score {report.Verdict.Score}");
        Assert.False(detonated.Failed, string.Join("; ", report.Completeness.Reasons.Select(reason => reason.Why)));
        return (campaign, report);
    }

    private static Detonated Replay(string file)
    {
        using var events = File.OpenRead(file);
        var recorded = Events.Recording.Read(events, file);
        return new(recorded.Events, recorded.Shortfalls) { Failed = recorded.Failed };
    }

    private static async Task<Detonated> DetonateAsync(Campaign campaign, Engine engine, string file)
    {
        var program = Machine.Require(engine);
        var detonated = await CellRun.RunAsync(await campaign.SampleAsync(Machine.Work, TestContext.Current.CancellationToken), new DetonationOptions
        {
            Program = program,
            Engine = engine,
            CacheDirectory = Machine.Work,
            Settle = TimeSpan.FromSeconds(8),
            Timeout = TimeSpan.FromSeconds(60),
            Stages = campaign.Stages,
        }, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using var events = File.Create(file);
        Events.Recording.Write(events, campaign.Artifact, detonated.Events, detonated.Shortfalls, detonated.Failed);
        return detonated;
    }

    private static string Text(Report report, Campaign campaign)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Verdict.Level} {report.Verdict.Score} {report.Completeness.State} {string.Join("; ", report.Completeness.Reasons)}");
        foreach (var row in TreeOutline.Of(report.Tree))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{new string(' ', row.Last.Count * 2)}{row.Node.Id} {row.Verb} {row.Node.Label} | {row.Node.Stage} {string.Join(' ', row.Node.Attack)} | {string.Join(" / ", row.Node.Evidence.Select(evidence => evidence.Text))}");
        }

        foreach (var step in campaign.Steps.Where(step => step.Inside))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{(Campaign.Shown(step, report.Tree) is [var first, ..] ? first.Id : "----")} {step.Id} [{string.Join(' ', step.Attack)}] {step.Sees}");
        }

        return text.ToString();
    }

    private static TheoryData<string> Files(string folder, string pattern) =>
        [.. Directory.GetFiles(Path.Combine(Machine.Campaigns, folder), pattern).Select(file => Path.Combine(folder, Path.GetFileName(file))).Where(file => Machine.All || Few.Contains(file)).Order(StringComparer.Ordinal)];
}
