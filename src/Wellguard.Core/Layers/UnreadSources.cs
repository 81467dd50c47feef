using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Imports;

namespace Wellguard.Layers;

/// <summary>
/// Sources that something loads under a name or from a place where the pass over the layer looked for none: an unowned file in a distro's folder,
/// an included <c>.txt</c>. Which they are is known when all layers are, so they are read again then, as the language that loads them.
/// </summary>
internal static class UnreadSources
{
    /// <summary>Attack: thousands of such files, each loaded by the one before: every round reads layers again.</summary>
    public const int MaxRounds = 3;

    private const int MaxFiles = 10_000;

    /// <summary>A text has no NUL here; what is compiled or packed does.</summary>
    private const int HeadLength = 512;

    /// <returns>False when nothing new is known: what is missing is said already.</returns>
    public static async Task<bool> ReadAsync(Image image, IReadOnlyList<LayerFacts> layers, IReadOnlyList<UnreadSource> unread, EvaluationFence fence, CancellationToken cancel)
    {
        var any = false;
        foreach (var group in unread.Where(source => source.File.Entry.Size <= FileContent.WholeLimit).Take(MaxFiles).GroupBy(source => source.File.Layer))
        {
            var facts = layers[group.Key];
            var wanted = group.Select(source => source.File.Entry.Path).ToHashSet(StringComparer.Ordinal);
            var contents = await LayerReader.ContentsAsync(image.Layers[group.Key], facts.Digest, wanted, cancel).ConfigureAwait(false);
            foreach (var source in group)
            {
                var path = source.File.Entry.Path;
                if (contents.GetValueOrDefault(path) is not { } bytes || (IsBinary(bytes) && !IsAsset(path, bytes)) || !facts.ReadAgain.Add(path))
                {
                    continue;
                }

                any = true;
                var pieces = facts.Programs.Find(program => program.Path == path && program.InPieces);
                facts.Programs.RemoveAll(program => program.Path == path && (program.InPieces || program.Trigger == TriggerKind.None)); // as another language
                if (!IsBinary(bytes) && (!ProgramLinker.IsInstalled(path) || ScriptPrefilter.IsWorthReading(source.Language, "", bytes, image.Package is not null)))
                {
                    fence.Run(path, facts.Shortfalls, bytes, (in byte[] text) => ScriptPrefilter.Add(source.Language, Encoding.UTF8.GetString(text), path, 1, pieces?.Trigger ?? TriggerKind.None, pieces?.TriggerText, facts.Programs));
                }

                if (ImportNames.Of(source.Language, bytes) is { } names)
                {
                    facts.Imports[path] = names;
                }
            }
        }

        return any;
    }

    private static bool IsBinary(byte[] bytes) => bytes.AsSpan(0, Math.Min(bytes.Length, HeadLength)).Contains((byte)0);

    /// <summary>What bundlers take as a source and interpreters do not: a picture, a font; and what is looked at as a program.</summary>
    private static bool IsAsset(string path, byte[] bytes) =>
        bytes.AsSpan().StartsWith("\u007fELF"u8) || Path.GetExtension(path.AsSpan()) is ".png" or ".jpg" or ".jpeg" or ".gif" or ".webp" or ".ico" or ".woff" or ".woff2" or ".ttf" or ".otf" or ".eot" or ".mp3" or ".mp4" or ".webm" or ".pdf" or ".wasm";
}
