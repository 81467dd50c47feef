using Wellguard.Artifacts;
using Wellguard.Events;
using Xunit;

namespace Wellguard.Tests.Events;

public sealed class RecordingTests
{
    private static readonly Event[] Some =
    [
        new(1, EventKind.Start) { Source = "gvisor", Process = 1, Object = "/bin/sh", Arguments = ["sh", "-c", "a \"b\"\n"] },
        new(2, EventKind.Download) { Source = "internet", Object = "http://a/x", Digest = "00", Size = 5, Other = "script" },
    ];

    private static byte[] Recorded()
    {
        using var stream = new MemoryStream();
        Recording.Write(stream, new(ArtifactKind.Image, "image:1"), Some, [new("detonate", "image:1", "interrupted")], failed: false);
        return stream.ToArray();
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var (artifact, events, shortfalls, failed) = Recording.Read(new MemoryStream(Recorded()), "x");
        Assert.Equal("interrupted", Assert.Single(shortfalls).Why);
        Assert.False(failed);
        Assert.Equal((ArtifactKind.Image, "image:1"), (artifact.Kind, artifact.Name));
        Assert.Equal(Some.Select(happened => (happened.Kind, happened.Object, string.Join(' ', happened.Arguments ?? []))), events.Select(happened => (happened.Kind, happened.Object, string.Join(' ', happened.Arguments ?? []))));
    }

    [Fact]
    public void The_same_recording_gives_the_same_report()
    {
        string Once() => System.Text.Json.JsonSerializer.Serialize(Observed.Judge(new(ArtifactKind.Image, "x"), Recording.Read(new MemoryStream(Recorded()), "x").Events, [], false, Verdicts.Policy.Default, new(2026, 1, 1)));
        Assert.Equal(Once(), Once());
    }

    [Fact]
    public void A_cut_recording_gives_what_is_there_and_says_so()
    {
        var whole = Recorded();
        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                var (_, events, shortfalls, _) = Recording.Read(new MemoryStream(whole, 0, length), "x");
                Assert.True(shortfalls.Count > 1 || events.Count < Some.Length || length == whole.Length);
            }
            catch (UnreadableException unreadable)
            {
                Assert.Contains("no recording", unreadable.Why, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Something_else_is_no_recording() => Assert.Throws<UnreadableException>(() => Recording.Read(new MemoryStream("hello"u8.ToArray()), "x"));
}
