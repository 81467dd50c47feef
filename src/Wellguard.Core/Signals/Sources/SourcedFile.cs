using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Signals.Sources;

/// <summary>What a repository has of a file of a package: its very content, a file in its place with another content, or nothing.</summary>
internal enum Sourced { Same, Differs, Missing }

/// <summary>A file of a package beside its source.</summary>
/// <param name="Path">In the archive.</param>
/// <param name="Below">Below the root of the package.</param>
/// <param name="Source">In the repository: the file in its place.</param>
internal sealed record SourcedFile(string Path, string Below, Sourced State, Entry? Source)
{
    /// <summary>Null for what is no text, and for what is too long to be compared by lines.</summary>
    public string? Text { get; init; }

    public IReadOnlySet<string> SourceLines { get; init; } = new HashSet<string>();

    /// <summary>The repository has files in this one's folder: nothing is built into it.</summary>
    public bool HasFolder { get; init; }

    /// <summary>Compiled or bundled, by its place: what is built is in no repository.</summary>
    public bool IsBuilt => State == Sourced.Missing && (MadeFiles.IsBuiltKind(Below) || (!HasFolder && MadeFiles.IsBuiltPlace(Below)));

    public bool IsMade => IsBuilt || MadeFiles.IsWritten(Below);

    /// <summary>Lines that its source does not have, with their numbers.</summary>
    public IEnumerable<(int Number, string Line)> OwnLines()
    {
        var number = 0;
        foreach (var line in (Text ?? "").Split('\n'))
        {
            number++;
            if (line.Trim() is { Length: > 0 } own && !SourceLines.Contains(own))
            {
                yield return (number, own);
            }
        }
    }

    public static string? TextOf(byte[]? content) => content is null || content.AsSpan().Contains((byte)0) ? null : Encoding.UTF8.GetString(content).TrimStart('\uFEFF');

    public static IReadOnlySet<string> LinesOf(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>The same but for ends of lines: tools of packaging write their own.</summary>
    public static bool IsSameText(string one, string other) => one.ReplaceLineEndings("\n").TrimEnd() == other.ReplaceLineEndings("\n").TrimEnd();
}
