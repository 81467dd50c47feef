using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Programs.Compiled;

/// <summary>Sources of Rust that reach out, start something or look for something: <see cref="RustText"/>.</summary>
public sealed class RustFile : CodeReader
{
    private const int MaxLength = 1 << 20;

    private static readonly byte[][] Words = [.. ((string[])["Command::new", "reqwest", "ureq::", "minreq", "attohttpc", "TcpStream", "env::vars"]).Select(Encoding.ASCII.GetBytes)];

    public override Need Wants(Entry entry) => entry.Path.EndsWith(".rs", StringComparison.Ordinal) && entry.Size is > 0 and <= MaxLength ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (file.HasAny(Words))
        {
            ScriptPrefilter.Add("javascript", RustText.AsJavaScript(file.Text), file.Path, 1, TriggerKind.None, null, into);
        }
    }
}
