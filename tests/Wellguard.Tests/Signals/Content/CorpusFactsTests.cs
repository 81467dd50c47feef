using Wellguard.Signals;
using Wellguard.Tests.Artifacts;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

/// <summary>Each detector in C# against the examples of the corpus that it is for, and against all benign ones.</summary>
public sealed class CorpusFactsTests
{
    /// <summary>Facts that detectors in C# state; the rules that are data have tests of their own.</summary>
    private static readonly string[] Facts =
    [
        "content/hidden-executable", "content/packed-executable", "content/no-section-headers", "content/high-entropy-executable", "content/second-root-account", "content/empty-password", "content/passwordless-sudo",
        "content/planted-authorized-key", "content/preloaded-library", "content/unowned-pam-module", "content/unowned-setuid", "content/deleted-in-later-layer", "content/layer-without-history", "content/history-mismatch",
        "origin/lookalike-name", "origin/claimed-publisher", "origin/known-bad", "content/duplicate-entry", "content/header-disagreement", "content/stray-data", "content/entry-leaves-root", "content/decompression-bomb", "content/undeclared-native-library",
        "content/function-start", "content/link-leaves-package", "content/wallets", "content/wallet-for-mining", "content/harmful-strings",
    ];

    public static TheoryData<string> Benign => [.. Corpus.Files.Select(file => Path.GetRelativePath(Corpus.Root, file)).Where(file => file.StartsWith("benign", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Benign))]
    public async Task Says_nothing_above_low_of_a_benign_example(string file)
    {
        var signals = await Scanned.Case(file);
        Assert.DoesNotContain(signals, signal => signal.Severity > Severity.Low && (Facts.Contains(signal.Rule) || signal.Class == SignalClass.Secret));
    }

    [Theory]
    [InlineData("files-hidden-names", "content/hidden-executable", "var/tmp/.../update", Severity.Critical)]
    [InlineData("files-hidden-names", "content/hidden-executable", "dev/shm/[kworker/0:1]", Severity.Critical)]
    [InlineData("files-hidden-names", "content/hidden-executable", "usr/lib/x86_64-linux-gnu/ ", Severity.Critical)]
    [InlineData("files-hidden-names", "content/packed-executable", "var/tmp/.../update", Severity.High)]
    [InlineData("files-known-miner-config", "content/hidden-executable", "usr/local/sbin/kdevtmpfsi", Severity.High)]
    [InlineData("persist-second-root", "content/second-root-account", "etc/passwd", Severity.Critical)]
    [InlineData("persist-empty-password", "content/empty-password", "etc/shadow", Severity.High)]
    [InlineData("persist-authorized-keys", "content/planted-authorized-key", "root/.ssh/authorized_keys", Severity.High)]
    [InlineData("persist-ld-preload", "content/preloaded-library", "etc/ld.so.preload", Severity.Critical)]
    [InlineData("persist-sudoers-setuid", "content/unowned-setuid", "usr/lib/nginx/.cache", Severity.Critical)]
    [InlineData("layer-apt-lie", "content/history-mismatch", "usr/bin/ps", Severity.High)]
    [InlineData("known-bad-digest", "origin/known-bad", "usr/local/bin/tool", Severity.Critical)]
    [InlineData("known-bad-purl-deleted", "origin/known-bad", "srv/node_modules/left-padder-test/package.json", Severity.Critical)]
    [InlineData("layer-no-history", "content/layer-without-history", null, Severity.Low)]
    [InlineData("identity-hex-golang", "origin/lookalike-name", null, Severity.High)]
    [InlineData("identity-homoglyph-nginx", "origin/lookalike-name", null, Severity.Critical)]
    [InlineData("identity-typosquat", "origin/lookalike-name", null, Severity.Medium)]
    [InlineData("c10-lookalike-openjdk", "origin/claimed-publisher", "config:Labels", Severity.Medium)]
    [InlineData("function-duplicate-entries", "content/duplicate-entry", "main.py", Severity.High)]
    [InlineData("function-header-disagreement", "content/header-disagreement", "bootstrap", Severity.High)]
    [InlineData("function-trailing-symlink", "content/link-leaves-package", "keys", Severity.High)]
    [InlineData("function-native-unlike-manifest", "content/undeclared-native-library", "_socket.cpython-313-x86_64-linux-gnu.so", Severity.High)]
    [InlineData("function-aws-bootstrap", "content/function-start", "bootstrap", Severity.Low)]
    [InlineData("c12-docker-worm", "content/harmful-strings", "usr/bin/nginx", Severity.High)]
    [InlineData("env-miner", "content/wallet-for-mining", "config:Env", Severity.High)]
    [InlineData("files-known-miner-config", "content/wallet-for-mining", "usr/local/etc/config.json", Severity.Critical)]
    [InlineData("function-trailing-symlink", "content/stray-data", null, Severity.Medium)]
    public async Task States_the_fact_that_an_example_is_made_for(string file, string rule, string? path, Severity severity)
    {
        var signals = await Scanned.Case($"malicious/{file}.yml");
        Assert.Contains(signals, signal => signal.Rule == rule && (path is null || signal.Where.Path == path) && signal.Severity == severity);
    }

    [Fact]
    public async Task A_program_that_a_later_layer_deletes_is_said_to_be_gone()
    {
        var signals = await Scanned.Case("malicious/deleted-dropper.yml");
        Assert.Contains(signals, signal => signal is { Rule: "content/deleted-in-later-layer", Severity: Severity.High, Where.Layer: { Index: 1, InFinalFilesystem: false } });
    }
}
