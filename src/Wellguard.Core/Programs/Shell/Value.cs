using System.Text;
namespace Wellguard.Programs.Shell;

/// <summary>Text that flows through a script: an argument, a variable, the content of a pipe or file.</summary>
/// <param name="Text">What is known of it; what is not known stands as <c>${NAME}</c> or <c>$(command)</c>.</param>
internal sealed record Value(string Text)
{
    public static Value Empty { get; } = new("");

    /// <summary>Where it comes from: a URL, <c>host:port</c>, or a path that was read.</summary>
    public string? Origin { get; init; }

    /// <summary>The origin is outside the artifact.</summary>
    public bool Downloaded { get; init; }

    public bool Verified { get; init; }

    /// <summary>How it became plain, outermost first.</summary>
    public IReadOnlyList<string> Decoding { get; init; } = [];

    /// <summary>The text is complete, nothing in it is a placeholder.</summary>
    public bool Known { get; init; } = true;

    public static Value Unknown(string placeholder) => new(placeholder) { Known = false };

    /// <summary>Several places that data was collected from, in one text.</summary>
    public static string Join(IEnumerable<string> origins) => string.Join(", ", origins.Distinct().Take(8));

    /// <summary>The same provenance with other text.</summary>
    public Value With(string text) => this with { Text = text };

    public Value Decoded(string how, string text) => this with { Text = text, Decoding = [.. Decoding, how] };

    public static Value Concat(IReadOnlyList<Value> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var origins = parts.Where(part => part.Origin is not null).ToList();
        var origin = origins.Find(part => part.Downloaded) ?? origins.FirstOrDefault();
        var text = new System.Text.StringBuilder();
        foreach (var part in parts)
        {
            // One character above the bound, so that Limit sees it. Attack: a megabyte of $x$x$x….
            text.Append(part.Text, 0, Math.Min(part.Text.Length, Analysis.MaxDecoded + 1 - text.Length));
        }

        return new Value(text.ToString())
        {
            Origin = origin is null or { Downloaded: true } ? origin?.Origin : Join(origins.Select(part => part.Origin!)),
            Downloaded = origin?.Downloaded ?? false,
            Verified = origin?.Verified ?? false,
            Known = parts.All(part => part.Known),
            Decoding = parts.FirstOrDefault(part => part.Decoding.Count > 0)?.Decoding ?? [],
        };
    }
}

/// <summary>A simple command after expansion.</summary>
internal sealed record Invocation(string Name, IReadOnlyList<Value> Arguments, Value Input, int Line, int Column)
{
    /// <summary>One more than <see cref="Text"/> shows, so that it is seen to be cut.</summary>
    private const int MaxLine = 501;

    /// <summary>At most 500 characters, one line.</summary>
    public string Text { get; init; } = "";

    public IEnumerable<string> Words => Arguments.Select(argument => argument.Text);

    public string this[int index] => index < Arguments.Count ? Arguments[index].Text : "";

    public bool Has(params ReadOnlySpan<string> options)
    {
        foreach (var argument in Arguments)
        {
            if (options.Contains(argument.Text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The command that the arguments from <paramref name="index"/> on make up.</summary>
    public Invocation From(int index) =>
        this with { Name = this[index], Arguments = Rest(index + 1), Text = LineOf(Words.Skip(index)) };

    /// <summary>Attack: a hundred commands before a command, each with ten thousand words: they are not copied.</summary>
    private ArraySegment<Value> Rest(int index)
    {
        var all = Arguments is ArraySegment<Value> part ? part : new ArraySegment<Value>([.. Arguments]);
        return all[Math.Min(index, all.Count)..];
    }

    /// <summary>Words as <see cref="Text"/> shows them.</summary>
    public static string LineOf(IEnumerable<string> words)
    {
        var line = new StringBuilder();
        foreach (var word in words.Take(MaxLine))
        {
            line.Append(line.Length > 0 ? " " : "").Append(word.AsSpan(0, Math.Min(word.Length, MaxLine)));
            if (line.Length > MaxLine)
            {
                break;
            }
        }

        return ShellEvaluator.Shorten(line.ToString());
    }
}
