using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Programs.Compiled;

/// <summary>Sources of Go that reach out, start something or look for something: <see cref="GoText"/>.</summary>
public sealed class GoFile : CodeReader
{
    private const int MaxLength = 1 << 20;

    private static readonly byte[][] Words = [.. ((string[])["os/exec", "\"net/http\"", "net.Dial", "syscall.Exec", "os.Environ", "\"plugin\"", "encoding/base64"]).Select(Encoding.ASCII.GetBytes)];

    public override Need Wants(Entry entry) => entry.Path.EndsWith(".go", StringComparison.Ordinal) && entry.Size is > 0 and <= MaxLength ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (file.HasAny(Words))
        {
            ScriptPrefilter.Add("javascript", GoText.AsJavaScript(file.Text), file.Path, 1, TriggerKind.None, null, into);
        }
    }
}
