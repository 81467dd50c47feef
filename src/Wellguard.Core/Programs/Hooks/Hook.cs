using System.Text.RegularExpressions;

namespace Wellguard.Programs.Hooks;

/// <summary>
/// A place where some program keeps commands that it runs by itself. A new one is one line of <see cref="HookTable"/>.
/// </summary>
/// <param name="Names">File names, <c>*</c> for any, <c>*.x</c> for an extension.</param>
/// <param name="Folder">Part of <c>/path</c>; empty: anywhere.</param>
/// <param name="Command">
/// Where the command stands: <c>c</c> is shell text, <c>f</c> a file that is started, <c>l</c> a list of quoted arguments
/// and <c>b</c> a YAML list of them, which follow <c>c</c> when both are there.
/// </param>
/// <param name="Why">For people: who runs it, and when.</param>
internal sealed record Hook(string[] Names, string Folder, string Command, TriggerKind Trigger, string Why)
{
    private Regex? _command;

    /// <summary>The text holds this, or no command; saves the search.</summary>
    public string Word { get; init; } = "";

    /// <summary>The command is an XML attribute.</summary>
    public bool IsXml { get; init; }

    /// <summary>Of <c>c</c>.</summary>
    public string Language { get; init; } = "sh";

    public Regex Pattern => _command ??= new Regex(Command, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public bool Fits(ReadOnlySpan<char> path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        foreach (var wanted in Names)
        {
            if (wanted[0] == '*' ? name.EndsWith(wanted.AsSpan(1), StringComparison.Ordinal) : name.SequenceEqual(wanted))
            {
                return Folder.Length == 0 || path.Contains(Folder.AsSpan(), StringComparison.Ordinal) || path.StartsWith(Folder.AsSpan(1), StringComparison.Ordinal);
            }
        }

        return false;
    }
}
