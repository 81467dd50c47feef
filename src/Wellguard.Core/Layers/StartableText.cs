using System.IO.Compression;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>
/// Keeps the text of small files that a program may start or read: what an entrypoint does depends on its arguments, on variables and on other files,
/// which are known only when all layers are. Of a small archive its text entries are kept, as <c>PATH!/ENTRY</c>.
/// </summary>
internal sealed class StartableText : FileInspector
{
    /// <summary>Attack: a layer of a million scripts. In characters, of one layer; data that is text leaves room for scripts.</summary>
    private const int MaxTogether = 3 << 20;
    private const int MaxPlain = 1 << 20;

    /// <summary>Largest file: entrypoint scripts are below 64 kB.</summary>
    private const int MaxLength = 1 << 17;

    /// <summary>Configuration that a command is told to read.</summary>
    private const int MaxSetting = 1 << 14;

    /// <summary>Attack: an archive that unpacks to gigabytes. Stored, and of all that is unpacked.</summary>
    private const int MaxArchive = 2 << 20;
    private const int MaxUnpacked = 16 << 20;
    private const int MaxEntries = 5_000;

    /// <summary>Largest entry of an archive.</summary>
    private const int MaxEntry = 1 << 19;

    /// <summary>Scripts and configuration shrink less; what shrinks more is not read.</summary>
    private const int UsualRatio = 40;

    public override Need Wants(Entry entry) => entry.Size is > 0 and <= MaxArchive && IsNamedArchive(entry.Path) && !IsInstalled(entry.Path) ? Need.Head : Need.Nothing;

    private static bool IsNamedArchive(string path) => Path.GetExtension(path.AsSpan()) is ".gz" or ".tgz" or ".zip" or ".bin" or ".dat" or ".pkg" or ".tar";

    public override Need Wants(Entry entry, FileKind kind) => kind switch
    {
        FileKind.Script or FileKind.Text => entry.Size <= MostOf(entry, kind) ? Need.Content : Need.Nothing,
        FileKind.Archive => entry.Size <= MaxArchive && !IsInstalled(entry.Path) && !entry.Path.StartsWith("usr/", StringComparison.Ordinal) && !entry.Path.EndsWith(".jar", StringComparison.Ordinal) ? Need.Content : Need.Nothing,
        _ => Need.Nothing,
    };

    public override void Inspect(in FileContent file, LayerFacts facts)
    {
        if (file.Kind == FileKind.Archive && file.IsWhole && file.Entry.Size <= MaxArchive && !IsInstalled(file.Path))
        {
            Unpack(file, facts);
        }
        else if (file.Kind is FileKind.Script or FileKind.Text && file.Entry.Size <= MostOf(file.Entry, file.Kind) && facts.KeptText + file.Bytes.Length <= (file.Kind == FileKind.Script ? MaxTogether : MaxPlain))
        {
            Keep(facts, file.Path, file.Text);
        }
    }

    /// <returns>False when there is no room.</returns>
    private static bool Keep(LayerFacts facts, string path, string text)
    {
        if (facts.KeptText + text.Length > MaxTogether)
        {
            return false;
        }

        facts.KeptText += text.Length;
        facts.Texts[path] = text;
        return true;
    }

    /// <summary>0: not kept. Other readers read sources by their extension; what packages install is not read by chance.</summary>
    private static long MostOf(Entry entry, FileKind kind)
    {
        var path = entry.Path;
        if (IsSecret(path) || IsInstalled(path) || Path.GetExtension(path.AsSpan()) is ".py" or ".js" or ".mjs" or ".cjs" or ".pl" or ".pm" or ".php" or ".rb" or ".md" or ".html" or ".css" or ".svg" or ".h" or ".c" or ".map" or ".ts")
        {
            return 0;
        }

        if (path.StartsWith("usr/local/", StringComparison.Ordinal) || !path.StartsWith("usr/", StringComparison.Ordinal))
        {
            return kind == FileKind.Script || !path.StartsWith("etc/", StringComparison.Ordinal) ? MaxLength : MaxSetting;
        }

        return kind == FileKind.Script ? MaxSetting : 0;
    }

    private static bool IsInstalled(string path) =>
        path.StartsWith("usr/share/", StringComparison.Ordinal) || path.StartsWith("usr/lib/", StringComparison.Ordinal) || path.StartsWith("usr/include/", StringComparison.Ordinal) || path.StartsWith("lib/", StringComparison.Ordinal)
        || path.StartsWith("var/lib/dpkg/", StringComparison.Ordinal) || path.StartsWith("var/cache/", StringComparison.Ordinal) || path.StartsWith("var/log/", StringComparison.Ordinal) || path.StartsWith("proc/", StringComparison.Ordinal) || path.StartsWith("sys/", StringComparison.Ordinal)
        || path.StartsWith("usr/local/lib/", StringComparison.Ordinal) || path.StartsWith("usr/local/share/", StringComparison.Ordinal) || path.StartsWith("usr/local/include/", StringComparison.Ordinal) || path.StartsWith("etc/ssl/", StringComparison.Ordinal)
        || path.Contains("node_modules/", StringComparison.Ordinal) || path.Contains("-packages/", StringComparison.Ordinal) || path.Contains("/.git/", StringComparison.Ordinal) || path.Contains("/gems/", StringComparison.Ordinal);

    /// <summary>Credentials are not kept.</summary>
    private static bool IsSecret(string path) =>
        path.Contains(".ssh/", StringComparison.Ordinal) || path.Contains(".aws/", StringComparison.Ordinal) || path.Contains(".kube/", StringComparison.Ordinal) || path.Contains(".docker/", StringComparison.Ordinal) || path.Contains(".gnupg/", StringComparison.Ordinal)
        || path.Contains(".azure/", StringComparison.Ordinal) || path.Contains("gcloud/", StringComparison.Ordinal) || path.StartsWith("etc/shadow", StringComparison.Ordinal) || path.StartsWith("etc/gshadow", StringComparison.Ordinal)
        || Path.GetFileName(path.AsSpan()) is ".netrc" or ".git-credentials" or ".npmrc" or ".pypirc" or ".pgpass" or ".env" || Path.GetExtension(path.AsSpan()) is ".pem" or ".key" or ".crt" or ".p12" or ".asc";

    private static void Unpack(in FileContent file, LayerFacts facts)
    {
        try
        {
            using var stream = new MemoryStream(file.Bytes.ToArray());
            if (file.Bytes.StartsWith("PK"u8))
            {
                UnpackZip(stream, file.Path, facts);
            }
            else if (FileKinds.IsTar(file.Bytes))
            {
                UnpackTar(stream, file.Path, facts);
            }
            else
            {
                UnpackGzip(stream, file.Path, facts);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            // Damaged or of a kind that is not read: who runs something out of it says so.
        }
    }

    private static void UnpackZip(Stream stream, string path, LayerFacts facts)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        facts.Texts[path + "!/"] = "";
        var room = MaxUnpacked;
        if (zip.Entries.Count > MaxEntries)
        {
            NoteUnread(facts, path);
        }

        foreach (var entry in zip.Entries.Take(MaxEntries).Where(static entry => entry.Length > 0))
        {
            if (room <= 0)
            {
                NoteUnread(facts, path);
                return;
            }

            using var content = entry.Open();
            room -= KeepText(content, entry.Length, path, entry.FullName, facts);
        }
    }

    /// <summary>Who runs something out of it that is not among what was kept says so.</summary>
    private static void NoteUnread(LayerFacts facts, string path) => facts.Texts[path + "!/" + ArtifactFiles.Unread] = "";

    private static void UnpackGzip(Stream stream, string path, LayerFacts facts)
    {
        using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        var bytes = new byte[Math.Min(MaxUnpacked, (stream.Length * UsualRatio) + MaxLength)];
        var length = gzip.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length == bytes.Length)
        {
            return;
        }

        if (!FileKinds.IsTar(bytes.AsSpan(0, length)))
        {
            using var whole = new MemoryStream(bytes, 0, length);
            facts.Texts[path + "!/"] = "";
            KeepText(whole, length, path, "-", facts);
            return;
        }

        UnpackTar(new MemoryStream(bytes, 0, length), path, facts);
    }

    private static void UnpackTar(Stream stream, string path, LayerFacts facts)
    {
        facts.Texts[path + "!/"] = "";
        using var tar = new System.Formats.Tar.TarReader(stream);
        for (var i = 0; tar.GetNextEntry() is { } entry; i++)
        {
            if (i == MaxEntries)
            {
                NoteUnread(facts, path);
                return;
            }

            if (entry.DataStream is { } content && entry.Length > 0)
            {
                KeepText(content, entry.Length, path, entry.Name, facts);
            }
        }
    }

    /// <returns>Bytes read.</returns>
    private static int KeepText(Stream content, long size, string archive, string name, LayerFacts facts)
    {
        var bytes = new byte[size <= MaxEntry ? (int)size : LayerPass.HeadSize];
        var length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (FileKinds.Of(bytes.AsSpan(0, Math.Min(length, LayerPass.HeadSize))) is FileKind.Text or FileKind.Script
            && (size > MaxEntry || !Keep(facts, archive + "!/" + name, Encoding.UTF8.GetString(bytes, 0, length))))
        {
            NoteUnread(facts, archive);
        }

        return length;
    }
}
