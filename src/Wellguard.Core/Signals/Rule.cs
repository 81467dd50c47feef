using System.Text.Json;

namespace Wellguard.Signals;

/// <summary>What is said about a fact wherever it is found: <c>wellguard explain ID</c> tells it all.</summary>
/// <param name="Id"><c>content/…</c>, <c>origin/…</c>: folder and kebab-case name.</param>
/// <param name="Title">One line, a statement.</param>
/// <param name="Severity">When the code runs by itself, or when the fact needs no code.</param>
public sealed record Rule(string Id, SignalClass Class, string Title, Severity Severity, Confidence Confidence)
{
    /// <summary>ATT&amp;CK technique ids.</summary>
    public IReadOnlyList<string> Attack { get; init; } = [];

    public Stage Stage { get; init; }

    /// <summary>Severity of the same step in a build instruction, where much is usual that is alarming at run time.</summary>
    public Severity Built { get; init; } = Severity.Info;

    /// <summary>Why it matters.</summary>
    public required string Why { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Fix { get; init; }

    /// <summary>When it is right to ignore it.</summary>
    public string? Benign { get; init; }

    /// <summary><c>Wellguard.Signals.Content.ReplacedSystemFile</c> has the id <c>content/replaced-system-file</c>.</summary>
    public static string IdOf(Type detector)
    {
        var folder = detector.Namespace![(detector.Namespace!.LastIndexOf('.') + 1)..];
        return JsonNamingPolicy.KebabCaseLower.ConvertName(folder) + "/" + JsonNamingPolicy.KebabCaseLower.ConvertName(detector.Name);
    }
}
