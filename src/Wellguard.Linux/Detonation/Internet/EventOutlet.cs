using System.Text;
using System.Threading.Channels;
using Wellguard.Events;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>The one way out for events: dated, bounded, and without a canary's value in any text.</summary>
internal sealed class EventOutlet(ChannelWriter<Event> events, InternetOptions options, CanaryPatterns canaries)
{
    /// <summary>Characters of a URL or name. Attack: a report of megabyte-long addresses.</summary>
    private const int ObjectLimit = 2048;

    /// <summary>Characters of an argument.</summary>
    private const int ArgumentLimit = 512;
    private const int ArgumentCount = 24;

    private int emitted;
    private long lost;
    private int refused;
    private bool isCut;

    public void Request(string url, long size, IReadOnlyList<string> arguments) => Emit(new(0, EventKind.Request) { Source = "", Object = url, Size = size, Arguments = arguments });

    public void Download(string url, string kind, string digest, long size, IReadOnlyList<string>? marks) => Emit(new(0, EventKind.Download) { Source = "", Object = url, Other = kind, Digest = digest, Size = size, Arguments = marks });

    public void Send(string where, string protocol, long size, params IReadOnlyList<string> arguments) => Emit(new(0, EventKind.Send) { Source = "", Object = where, Other = protocol, Size = size, Arguments = arguments });

    /// <summary>One event for each canary that the search found.</summary>
    public void Thefts(string where, CanarySearch search)
    {
        foreach (var (name, encodings) in search.Found)
        {
            Emit(new(0, EventKind.Theft) { Source = "", Object = where, Other = name, Arguments = encodings });
        }
    }

    public void Emit(Event happened)
    {
        if (Interlocked.Increment(ref emitted) > options.Limits.Events || !events.TryWrite(Finished(happened)))
        {
            Interlocked.Increment(ref lost);
        }
    }

    /// <summary>A connection that was closed at once because there were too many.</summary>
    public void Refuse() => Interlocked.Increment(ref refused);

    /// <summary>The run has read all that it may.</summary>
    public void Cut() => Volatile.Write(ref isCut, true);

    /// <summary>Says what was not seen, if anything, and ends the stream of events.</summary>
    public void Close()
    {
        List<string> gaps = [];
        if (refused > 0)
        {
            gaps.Add($"connections refused: {refused}");
        }

        if (Volatile.Read(ref isCut))
        {
            gaps.Add($"bytes read up to the limit: {options.Limits.Bytes}");
        }

        if (lost > 0 || gaps.Count > 0)
        {
            _ = events.TryWrite(Finished(new(0, EventKind.Lost) { Source = "", Size = lost, Arguments = gaps }));
        }

        _ = events.TryComplete();
    }

    private Event Finished(Event happened) => happened with
    {
        Time = (options.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100,
        Source = "internet",
        Object = happened.Object is null ? null : Clean(happened.Object, ObjectLimit),
        Other = happened.Other is null ? null : Clean(happened.Other, ArgumentLimit),
        Arguments = happened.Arguments is not { Count: > 0 } some ? null : [.. some.Take(ArgumentCount).Select(argument => Clean(argument, ArgumentLimit))],
    };

    /// <summary>Without canaries, without control characters, not longer than the limit.</summary>
    internal string Clean(string text, int limit)
    {
        // Bounded first, but with room: a value that is cut in the middle would no longer be recognised.
        var latin = text.Length > limit + canaries.Longest ? text[..(limit + canaries.Longest)] : text;
        if (latin.AsSpan().ContainsAny(canaries.ValuesInAnyCase))
        {
            latin = canaries.All.Aggregate(latin, (left, pattern) => left.Replace(pattern.Text, $"[{canaries.Names[pattern.Canary]}]", StringComparison.OrdinalIgnoreCase));
        }

        var made = new StringBuilder(Math.Min(latin.Length, limit));
        foreach (var c in latin.AsSpan(0, Math.Min(latin.Length, limit)))
        {
            made.Append(char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c);
        }

        return made.ToString();
    }
}
