using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>Lifecycle scripts of a <c>package.json</c>: what npm runs by itself when it installs (npm's documentation, "scripts").</summary>
public sealed class NpmScripts : CodeReader
{
    /// <summary>How the script of <c>npm start</c> is known again.</summary>
    public const string StartScript = "npm start";

    private static readonly string[] Lifecycle = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare", "prepublish"];

    public override Need Wants(Entry entry) => entry.Path.EndsWith("package.json", StringComparison.Ordinal) && entry.Name == "package.json" ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (file.Bytes.IndexOf("\"scripts\""u8) < 0)
        {
            return;
        }

        try
        {
            ReadScripts(file, into);
        }
        catch (JsonException)
        {
            // Not JSON: npm does not run it either.
        }
        catch (InvalidOperationException)
        {
            // A name or value with broken surrogates: npm does not run it either.
        }
    }

    private static void ReadScripts(in FileContent file, List<CodeFile> into)
    {
        var bytes = file.Bytes.StartsWith("\ufeff"u8) ? file.Bytes[3..] : file.Bytes;
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var inside = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 1)
            {
                inside = false;
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                inside = reader.ValueTextEquals("scripts"u8);
            }
            else if (inside && reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2)
            {
                var name = reader.GetString()!;
                var line = 1 + bytes[..(int)reader.TokenStartIndex].Count((byte)'\n');
                if (reader.Read() && reader.TokenType == JsonTokenType.String)
                {
                    if (Array.IndexOf(Lifecycle, name) >= 0)
                    {
                        ScriptPrefilter.Add("sh", reader.GetString()!, file.Path, line, TriggerKind.PackageInstall, "npm " + name, into);
                    }
                    else if (name == "start")
                    {
                        ScriptPrefilter.Add("sh", reader.GetString()!, file.Path, line, TriggerKind.None, StartScript, into);
                    }
                }
            }
        }
    }
}
