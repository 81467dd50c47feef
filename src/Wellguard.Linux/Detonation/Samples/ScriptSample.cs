using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>A script that the interpreter of its first line runs, or the shell.</summary>
internal static class ScriptSample
{
    private const int LongestFirstLine = 256;

    private static readonly string[] Names = [".sh", ".bash"];

    /// <summary>Null: it does not look like one.</summary>
    public static async Task<Sample?> OfFileAsync(string path, CancellationToken cancel)
    {
        var head = new byte[LongestFirstLine];
        await using (var file = File.OpenRead(path))
        {
            head = head[..await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false)];
        }

        var line = Encoding.UTF8.GetString(head).Split('\n')[0];
        var isMarked = line.StartsWith("#!", StringComparison.Ordinal);
        if (!isMarked && !Names.Contains(Path.GetExtension(path)))
        {
            return null;
        }

        var inside = Driver.Project + "/" + Path.GetFileName(path);
        return new(new Artifact(ArtifactKind.Script, Path.GetFileName(path)) { Digest = "sha256:" + FileDigest.Of(path), Source = path }, Driver.Config(isMarked ? [inside] : ["/bin/sh", inside]))
        {
            Base = line.Contains("python", StringComparison.Ordinal) ? BaseSystem.Python : line.Contains("node", StringComparison.Ordinal) ? BaseSystem.Node : BaseSystem.Shell,
            FillAsync = async (folder, _, token) =>
            {
                Driver.Put(folder, await File.ReadAllBytesAsync(path, token).ConfigureAwait(false), inside, 0x1ED);
                return new([]);
            },
        };
    }
}
