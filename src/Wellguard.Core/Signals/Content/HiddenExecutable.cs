using Wellguard.Artifacts;
using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A program where nobody looks, or under a name that deceives who looks.</summary>
internal sealed class HiddenExecutable : ArtifactDetector
{
    /// <summary>What nobody expects a program under: pictures, pages, fonts, documents, media.</summary>
    private static readonly HashSet<string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".gif", ".ico", ".bmp", ".webp", ".svg", ".css", ".htm", ".html", ".json", ".xml", ".yml", ".yaml", ".txt", ".md", ".pdf", ".csv", ".log", ".ttf", ".woff", ".woff2", ".mp3", ".mp4", ".wav", ".doc", ".docx",
    };

    public override Rule About { get; } = new(Rule.IdOf(typeof(HiddenExecutable)), SignalClass.File, "A program is hidden by its place or name", Severity.High, Confidence.High)
    {
        Attack = ["T1564.001", "T1036.005"],
        Stage = Stage.Stealth,
        Why = "Images are built to hold programs in known folders. Temporary folders, dot folders, names of dots or blanks and the names of kernel threads serve to stay unseen in listings and process lists.",
        Fix = "Find out which layer brought the file and what starts it; remove it, and look at what else that layer brought.",
        Benign = "Left-overs of a build in /tmp, or a tool's own dot folder.",
    };

    public override IEnumerable<Signal> Detect(Contents contents)
    {
        for (var layer = 0; layer < contents.Layers.Count; layer++)
        {
            foreach (var entry in contents.Layers[layer].Entries)
            {
                if (entry.Type == EntryType.File && entry.Size > 0 && Judge(contents, entry, layer) is { } signal)
                {
                    yield return signal;
                }
            }
        }
    }

    private Signal? Judge(Contents contents, Entry entry, int layer)
    {
        var kind = contents.Layers[layer].Kinds.GetValueOrDefault(entry.Path);
        var runs = kind == FileKind.Elf || (entry.IsExecutable && kind is FileKind.Script or FileKind.Text or FileKind.Other);
        if (!runs || Reason(contents, entry, kind, layer) is not { } reason || contents.Owners.Of(entry.Path, layer).State is OwnershipState.Vouched or OwnershipState.Listed)
        {
            return null;
        }

        return new Signal(About.Id, About.Class, About.Title, reason.Severity, reason.Severity >= Severity.High ? Confidence.High : Confidence.Medium, Places.Of(contents, entry.Path, layer))
        {
            Attack = reason.Attack,
            Evidence = [new Evidence(EvidenceKind.Path, $"/{entry.Path}: {reason.Text} ({(kind == FileKind.Elf ? "ELF program" : "executable file")}, mode {Convert.ToString(entry.Mode, 8)})")],
            Object = "/" + entry.Path,
        };
    }

    private static (Severity Severity, string[] Attack, string Text)? Reason(Contents contents, Entry entry, FileKind kind, int layer)
    {
        var path = entry.Path;
        var isProgram = kind is FileKind.Elf;
        var isCode = kind is FileKind.Elf or FileKind.Script;
        if (ProcessNames.IsBracketed(path))
        {
            return (Severity.Critical, ["T1036.005", "T1564.001"], "named like a kernel thread in a process list");
        }

        if (HiddenPlaces.DeceivingPart(path) is { } part && isCode)
        {
            return (isProgram ? Severity.Critical : Severity.High, ["T1564.001", "T1036.005"], $"'{part}' does not show in a listing");
        }

        if (isCode && ProcessNames.IsKernelThread(path))
        {
            return (Severity.High, ["T1036.005"], "named like a kernel thread");
        }

        if (isProgram && OtherNames.Contains(Path.GetExtension(path)))
        {
            return (Severity.High, ["T1036.008", "T1036"], "named like something that is no program");
        }

        var isFinal = contents.IsFinal(path, layer);
        if (HiddenPlaces.IsTemporary(path))
        {
            var worse = path.StartsWith("dev/", StringComparison.Ordinal) || ProcessNames.IsDaemon(path) || HiddenPlaces.DotPart(path) is not null;
            return (isProgram && !path.Contains(".so", StringComparison.Ordinal) ? (worse ? Severity.High : isFinal ? Severity.Medium : Severity.Low) : Severity.Low, ["T1564.001", "T1036.005"], "in a folder for temporary files");
        }

        return InDotFolder(path, isProgram, isCode);
    }

    private static (Severity Severity, string[] Attack, string Text)? InDotFolder(string path, bool isProgram, bool isCode)
    {
        if (!isCode || HiddenPlaces.DotPart(path) is not { } part)
        {
            return null;
        }

        var isHome = path.StartsWith("root/", StringComparison.Ordinal) || path.StartsWith("home/", StringComparison.Ordinal);
        var isSystem = HiddenPlaces.IsSystem(path) || path.StartsWith("usr/local/", StringComparison.Ordinal);
        var severity = isProgram && isSystem && !path.Contains("/node_modules/", StringComparison.Ordinal) ? (ProcessNames.IsDaemon(path) ? Severity.High : Severity.Medium) : Severity.Low;
        return isHome && !isProgram ? null : (severity, ["T1564.001"], $"'{part}' is hidden in listings");
    }
}
