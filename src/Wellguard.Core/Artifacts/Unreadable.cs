namespace Wellguard.Artifacts;

/// <summary>The artifact as a whole cannot be read: caught once, at the pipeline's boundary, and reported as <c>failed</c> (exit 3).</summary>
public sealed class UnreadableException(string what, string why, Exception? inner = null) : Exception($"{what}: {why}", inner)
{
    public string What { get; } = what;
    public string Why { get; } = why;

    /// <summary>Nothing is damaged: the tag that the user chose names no image here.</summary>
    public bool IsUnknownTag { get; init; }
}

/// <summary>The user asked for something that cannot be: exit 2 with one line that says what to do.</summary>
public sealed class UsageException(string message) : Exception(message);
