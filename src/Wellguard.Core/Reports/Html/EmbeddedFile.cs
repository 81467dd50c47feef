using System.Security.Cryptography;
using System.Text;

namespace Wellguard.Reports.Html;

/// <summary>A style sheet or script of this folder, and the hash by which the page allows it and nothing else (Content Security Policy Level 3, 2.3.1).</summary>
internal sealed class EmbeddedFile
{
    private EmbeddedFile(string name)
    {
        using var reader = new StreamReader(typeof(EmbeddedFile).Assembly.GetManifestResourceStream("html/" + name)!);
        Text = reader.ReadToEnd();
        Hash = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
    }

    public static IReadOnlyList<EmbeddedFile> Styles { get; } = [new("page.css"), new("graph.css")];

    public static IReadOnlyList<EmbeddedFile> Scripts { get; } = [new("layout.js"), new("graph.js"), new("walk.js")];

    public string Text { get; }

    public string Hash { get; }
}
