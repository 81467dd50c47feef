using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Wellguard.AttackTrees;
using Wellguard.Reports.Html;
using Wellguard.Signals;
using Xunit;

namespace Wellguard.Reports;

public sealed partial class HtmlReportTests
{
    private static readonly string[] Void = ["meta", "input", "br", "!doctype"];

    private static string Page(params Report[] reports) => Golden.Text(new HtmlReport(), reports);

    /// <summary>Without style and script, which are files of their own.</summary>
    private static string Body(params Report[] reports) => Whole().Replace(Page(reports), "");

    [Fact]
    public void A_miner_looks_as_it_did() => Golden.Check("miner.html", Policy().Replace(Body(Samples.Miner), "content=\"…\""));

    [Fact]
    public void Policies_and_shortfalls_are_told()
    {
        var page = Body(Samples.Waived, Samples.Truncated, Samples.Unreadable);
        Assert.All((string[])["team-a", "the gzip stream ends early", "401: the registry wants a password", "everything was seen", "did not complete", "linux/arm64", "known-bad"], text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.Contains("<h1>3 artifacts</h1>", page, StringComparison.Ordinal);
    }

    /// <summary>Everything that a hostile artifact says stays text: the page has the tags, in the order and nesting, that we wrote.</summary>
    [Fact]
    public void Hostile_text_becomes_no_tag_no_attribute_and_no_link()
    {
        var known = Tag().Matches(Body(Samples.Miner, Samples.Waived, Samples.Truncated)).Select(match => match.Groups[2].Value).ToHashSet();
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(Body(Samples.Poisoned)))
        {
            var name = tag.Groups[2].Value;
            Assert.Contains(name, known);
            Assert.Matches(Attributes(), tag.Groups[3].Value);
            if (tag.Groups[1].Length > 0)
            {
                Assert.Equal(open.Pop(), name);
            }
            else if (!Void.Contains(name) && !tag.Groups[3].Value.EndsWith('/'))
            {
                open.Push(name);
            }
        }

        Assert.Empty(open);
        Assert.Equal(EmbeddedFile.Scripts.Count, Page(Samples.Poisoned).Split("<script").Length - 1);
    }

    [Fact]
    public void Only_links_inside_the_page_and_no_handler_or_source_exist()
    {
        var page = Body(Samples.Poisoned, Samples.Miner);
        Assert.All(Link().Matches(page), link => Assert.Matches("^#r[0-9]+(-[a-z]+[0-9]*)?$", link.Groups[1].Value));
        Assert.DoesNotMatch(Handler(), page);
        Assert.DoesNotContain("url(", string.Concat(EmbeddedFile.Styles.Select(style => style.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_allows_exactly_the_style_and_script_of_the_page()
    {
        var page = Page(Samples.Miner);
        var allowed = Hash().Matches(HtmlReport.SecurityPolicy).Select(match => match.Value).Order();
        var there = Inline().Matches(page).Select(match => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups[1].Value)))).Order();
        Assert.Equal(there, allowed);
        Assert.StartsWith("default-src 'none'; ", HtmlReport.SecurityPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", HtmlReport.SecurityPolicy, StringComparison.Ordinal);
        Assert.True(page.IndexOf("Content-Security-Policy", StringComparison.Ordinal) < page.IndexOf("<style>", StringComparison.Ordinal));
    }

    /// <summary>The picture is made of text nodes and attributes; a script that writes markup could be made to write an artifact's.</summary>
    [Fact]
    public void The_script_writes_no_markup()
    {
        var script = string.Concat(EmbeddedFile.Scripts.Select(script => script.Text));
        Assert.All((string[])["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch(", "XMLHttpRequest", "import(", "http:", "https:", "</"],
            forbidden => Assert.DoesNotContain(forbidden, script.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_huge_report_stays_readable_in_size()
    {
        var large = new string('x', 1 << 20);
        var signals = Enumerable.Range(0, 5_000).Select(at => new Signal("content/x", SignalClass.File, large, Severity.Low, Confidence.High, new(large)) { Id = $"s{at}", Evidence = [new(EvidenceKind.Decoded, large)] });
        var lines = string.Concat(Enumerable.Repeat(new string('<', 1_000) + "\n", 100));
        signals = signals.Select(signal => signal with { Evidence = [.. Enumerable.Range(0, 100).Select(_ => new Evidence(EvidenceKind.Decoded, lines))] });
        var page = Page(Samples.Miner with { Signals = [.. signals], Indicators = [.. Enumerable.Range(0, 2_000).Select(at => new Indicator("domain", $"{at}.example"))] });
        Assert.InRange(page.Length, 1, 6_000_000);
        Assert.Contains("and 4500 more signals", page, StringComparison.Ordinal);
        Assert.Contains("and 100 more pieces of evidence", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_link_leads_to_something_on_the_page()
    {
        var many = Enumerable.Range(0, 700).Select(at => new Signal("content/x", SignalClass.File, "x", Severity.Medium, Confidence.High, new("x")) { Id = $"s{at}", Node = "n1" }).ToList();
        foreach (var report in (Report[])[Samples.Miner, Samples.Poisoned, Samples.Clean, Samples.Miner with { Signals = many, Verdict = Samples.Miner.Verdict with { Reasons = [.. many.Select(signal => signal.Id)] } }])
        {
            var page = Page(report);
            Assert.All(Link().Matches(page).Select(link => link.Groups[1].Value[1..]).Distinct(), target => Assert.Contains($" id=\"{target}\"", page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_is_new_against_the_version_before_is_told()
    {
        var page = Body(Samples.Miner with { Changes = [new("new", "impact: sends http://b.example/")] });
        Assert.Contains("Against the version before", page, StringComparison.Ordinal);
        Assert.Contains("impact: sends http://b.example/", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_steps_the_tree_says_so() => Assert.Contains("nothing that was seen is a step of an attack", Body(Samples.Clean), StringComparison.Ordinal);

    [Fact]
    public void Every_step_is_in_the_list_with_its_evidence_and_signals()
    {
        var page = Body(Samples.Miner with { Tree = Samples.Miner.Tree with { Nodes = [.. Samples.Miner.Tree.Nodes.Select((node, at) => node with { AtMs = at * 100, State = at == 3 ? SignalState.Refuted : SignalState.Observed, Evidence = [new(EvidenceKind.Event, $"event {at}")] })] } });
        Assert.All(Samples.Miner.Tree.Nodes, node => Assert.Contains($"data-label=\"{node.Label}\"", page, StringComparison.Ordinal));
        Assert.Equal(Samples.Miner.Tree.Nodes.Count, page.Split("<pre>event ").Length - 1);
        Assert.Contains("+0.300 s", page, StringComparison.Ordinal);
        Assert.Contains("<b>T1105</b> Ingress Tool Transfer", page, StringComparison.Ordinal);
        Assert.Contains("id=\"r0-timeline\"", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("<(style|script)>.*?</\\1>", RegexOptions.Singleline, 10_000)]
    private static partial Regex Whole();

    [GeneratedRegex("<(?:style|script)>(.*?)</(?:style|script)>", RegexOptions.Singleline, 10_000)]
    private static partial Regex Inline();

    [GeneratedRegex("content=\"default-src[^\"]*\"", RegexOptions.None, 10_000)]
    private static partial Regex Policy();

    [GeneratedRegex("<(/?)([a-z0-9!]+)([^<>]*)>", RegexOptions.None, 10_000)]
    private static partial Regex Tag();

    [GeneratedRegex("^( html)?(\\s+[a-zA-Z-]+=\"[^\"<>]*\"| /)*\\s*/?$", RegexOptions.None, 10_000)]
    private static partial Regex Attributes();

    [GeneratedRegex("href=\"([^\"]*)\"", RegexOptions.None, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex("\\s(on[a-z]+|src|style|srcdoc|action)=\"", RegexOptions.None, 10_000)]
    private static partial Regex Handler();

    [GeneratedRegex("sha256-[A-Za-z0-9+/=]+", RegexOptions.None, 10_000)]
    private static partial Regex Hash();
}
