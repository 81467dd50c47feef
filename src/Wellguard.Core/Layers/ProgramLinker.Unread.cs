using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <content>Code that runs and that no reader took during the pass: what is told of it, and what is read again.</content>
internal sealed partial class ProgramLinker
{
    /// <summary>Sources that are loaded and that the pass did not read as what they are loaded as.</summary>
    public List<UnreadSource> Unread { get; } = [];

    /// <summary>Text that runs and that no reader took: too large, or of a form that none knows.</summary>
    private void NoteUnread(PlacedEntry file, Effect step, TriggerKind trigger)
    {
        var (entry, facts) = (file.Entry, layers[file.Layer]);
        var kind = facts.Kinds.GetValueOrDefault(entry.Path);
        var interpreted = step.Kind == EffectKind.Execute && !step.Command.StartsWith(step.Object ?? " ", StringComparison.Ordinal) && kind == FileKind.Other && entry.Size > SniffedSize;
        if (trigger is TriggerKind.None or TriggerKind.Build || entry.Type != EntryType.File || IsShipped(entry.Path, file.Layer) || !(kind is FileKind.Text or FileKind.Script || interpreted)
            || facts.Texts.ContainsKey(entry.Path) || facts.ReadAgain.Contains(entry.Path))
        {
            return;
        }

        if (entry.Size <= FileContent.WholeLimit && (kind == FileKind.Script || HasReader(entry.Path)))
        {
            if (entry.Size <= ScriptPrefilter.ApplicationFile || SourceLanguage.Of(entry.Path) is not { } language)
            {
                return;
            }

            // The pass found none of the words in it that tell what is worth reading: what runs by itself is read without them.
            Unread.Add(new UnreadSource(file, language));
        }

        shortfalls.Add(new Shortfall("analyse", entry.Path, $"a program that runs was not read: text of {entry.Size:N0} bytes"));
    }

    /// <summary>Of a program that runs all is read, not only pieces.</summary>
    private void NoteInPieces(CodeFile code, int? layer, TriggerKind trigger)
    {
        if (code.InPieces && trigger != TriggerKind.None && layer is { } place && SourceLanguage.Of(code.Path) is { } language && files.Find(code.Path) is { } file && file.Layer == place && !layers[place].ReadAgain.Contains(code.Path))
        {
            Unread.Add(new UnreadSource(file, language));
            shortfalls.Add(new Shortfall("analyse", code.Path, $"a program that runs was read in pieces only: {file.Entry.Size:N0} bytes"));
        }
    }

    /// <summary>A package brought it, though not every file of packages is compared with its digest.</summary>
    private bool IsShipped(string path, int layer) =>
        owners.Of(path, layer).State is var state && (state == OwnershipState.Vouched || (state == OwnershipState.Listed && path.StartsWith("usr/", StringComparison.Ordinal)));

    /// <summary>Files above this size were looked into only when something asked for them.</summary>
    private const int SniffedSize = 1 << 18;

    private static bool HasReader(string path) => SourceLanguage.Of(path) is not null || Path.GetExtension(path.AsSpan()) is ".sh" or ".json";

    /// <summary>A source of another name or place than the readers know, loaded as one.</summary>
    private void NoteUnread(PlacedEntry file, string language, TriggerKind trigger)
    {
        var (entry, facts) = (file.Entry, layers[file.Layer]);
        var isRead = SourceLanguage.Of(entry.Path) == language && (image.Package is not null || !ScriptPrefilter.InDistroFolder(entry.Path));
        if ((isRead && entry.Size <= FileContent.WholeLimit) || trigger is TriggerKind.None or TriggerKind.Build || entry.Size == 0 || IsShipped(entry.Path, file.Layer) || entry.Path.EndsWith(".json", StringComparison.Ordinal)
            || facts.ReadAgain.Contains(entry.Path))
        {
            return;
        }

        Unread.Add(new UnreadSource(file, language));
        shortfalls.Add(new Shortfall("analyse", entry.Path, $"code that is loaded was not read: {entry.Size:N0} bytes"));
    }
}

/// <param name="Language">Of the program that loads it.</param>
internal sealed record UnreadSource(PlacedEntry File, string Language);
