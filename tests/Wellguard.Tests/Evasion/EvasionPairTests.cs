using Wellguard.Artifacts;
using Wellguard.Evasion;
using Wellguard.Tests.Packages;
using Wellguard.Verdicts;
using Xunit;

namespace Wellguard.Tests.Evasion;

/// <summary>The poisoned updates of tests/packages/pairs that are blocked, with what they change transformed: they stay blocked.</summary>
public sealed class EvasionPairTests
{
    /// <summary>What is lost, and why.</summary>
    private static readonly IReadOnlyList<(string Transform, string Pair, string Why)> Lost =
    [
        .. Because("concat", "a new host and what it does to pages are compared by the words that show them", "lottie-player"),
        .. Because("concat", "that it starts programs is compared by the words that show it", "npm-install-dll"),
        .. Because("charcode", "a new host and what it does to pages are compared by the words that show them", "lottie-player"),
        .. Because("encoded texts", "a new host and what it does to pages are compared by the words that show them", "lottie-player"),
        .. Because("second module", "a long line in a file that is new hides less than one in a file that was plain", "debug"),
        .. Because("template", "a new host and what it does to pages are compared by the words that show them", "lottie-player"),
        .. Because("template", "that it starts programs is compared by the words that show it", "npm-install-dll"),
        .. Because("below dist", "a long line in a file below dist is what bundlers make", "chalk"),
        .. Because("below dist", "calls in calls are followed to a depth, and each file adds one", "npm-reverse-shell-split"),
        .. Because("below dist", "a long line in a file that is new hides less than one in a file that was plain", "debug"),
        .. Because("data file", "a program of the package that evaluated code starts is not told from another", "torchtriton"),
        .. Because("data file", "calls in calls are followed to a depth, and each text adds one", "npm-reverse-shell-split"),
        .. Because("unicode", "a new host and what it does to pages are compared by the words that show them", "lottie-player"),
    ];

    private static IEnumerable<(string Transform, string Pair, string Why)> Because(string transform, string why, string pairs) => pairs.Split(' ').Select(pair => (transform, pair, why));

    public static TheoryData<string> Transforms => [.. Transform.All.Select(static transform => transform.Name)];

    [Theory]
    [MemberData(nameof(Transforms))]
    public async Task A_poisoned_update_stays_blocked(string name)
    {
        var transform = Transform.All.Single(transform => transform.Name == name);
        var lost = new List<string>();
        var tried = 0;
        foreach (var pair in PackagePair.In("pairs"))
        {
            var old = PackageFiles.Read(BytesOf(pair.Old.Build())).Files.Select(static file => Tail(file) + file.Text).ToHashSet();
            if (transform.Apply(PackageFiles.Read(BytesOf(pair.New.Build())), file => !old.Contains(Tail(file) + file.Text)) is not { } changed || (await pair.DiffAsync(TestContext.Current.CancellationToken)).Verdict.Decision != Decision.Block)
            {
                continue;
            }

            tried++;
            var image = (await ImageSources.OpenAsync(ByteSource.OfMemory(changed.Write()), pair.Name, new OpenOptions(Path.GetTempPath()), TestContext.Current.CancellationToken))[0];
            var report = await Pipeline.DiffAsync(pair.Old.Build(), image, PackagePair.Options, TestContext.Current.CancellationToken);
            if (report.Verdict.Decision != Decision.Block)
            {
                lost.Add(pair.Name);
            }
        }

        Assert.True(tried >= 10, $"{tried} tried");
        var now = string.Join(' ', lost.Order(StringComparer.Ordinal));
        Assert.True(now == string.Join(' ', Lost.Where(known => known.Transform == name).Select(static known => known.Pair).Order(StringComparer.Ordinal)), $"{name}: of {tried} are lost {now}");
    }

    /// <summary>Below the folder that names the version.</summary>
    private static string Tail(PackageFile file) => file.Path[(file.Path.IndexOf('/', StringComparison.Ordinal) + 1)..] + "\n";

    private static byte[] BytesOf(Image image)
    {
        using var content = image.Layers[0].Open(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
