using System.Text;
using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;
using Wellguard.Programs.Shell;
using Wellguard.Signals;
using Wellguard.Verdicts;

namespace Wellguard.Fuzz.Targets;

/// <summary>Files of an image's outside and of the user's: the first line says which one the rest is.</summary>
internal sealed class ConfigTarget() : FuzzTarget("config")
{
    public override bool IsText => true;

    public override IReadOnlyList<string> Types { get; } =
        ["Wellguard.Artifacts.Json", "Wellguard.Artifacts.ImageConfigReader", "Wellguard.Artifacts.Manifest", "Wellguard.Artifacts.Descriptor", "Wellguard.Artifacts.YamlNodes", "Wellguard.Artifacts.ExampleImage", "Wellguard.Artifacts.Examples",
         "Wellguard.Verdicts.PolicyFile", "Wellguard.Signals.RuleFile", "Wellguard.Layers.Indicators"];

    public override IReadOnlyList<string> Tokens { get; } =
        ["{", "}", "[", "]", "\"", ",", ":", "null", "true", "\"config\":{", "\"Entrypoint\":[\"sh\",\"-c\",\"", "\"Cmd\":", "\"history\":[{\"created_by\":\"", "\"rootfs\":{\"diff_ids\":[", "\"mediaType\":\"application/vnd.oci.image.index.v1+json\"", "\"digest\":\"sha256:", "\"size\":-1", "\"platform\":{", "\\ud800", "\\u0000",
         "- ", "\n  ", "\n    ", ": ", "&a ", "*a", "<<: *a", "!!int ", "|\n", ">-\n", "? ", "---\n", "...\n", "'", "verdicts:\n", "rules:\n", "waivers:\n", "match:\n", "{random:", "{base64:", "{repeat:", "sha256 ", "purl pkg:npm/a@1", "99999999999", "2027-01-31", "(?i)", "[a-z]{1,1000}", "\t"];

    public override void Run(byte[] input)
    {
        var (label, bytes) = Labelled(input);
        var text = Encoding.UTF8.GetString(bytes);
        try
        {
            switch (label)
            {
                case "config":
                    var root = Json.Parse(bytes, "config");
                    var config = ImageConfigReader.Read(root, []);
                    ImageConfigReader.PlatformOf(root);
                    ShellEvaluator.EvaluateArguments([.. config.Entrypoint, .. config.Command], new Analysis(), config.Environment);
                    break;
                case "manifest":
                    Manifest.Read(bytes, "manifest");
                    break;
                case "policy":
                    PolicyFile.Read("policy.yml", text);
                    break;
                case "rule":
                    RuleFile.Read("content/fuzz", text);
                    break;
                case "example":
                    ExampleImage.Read(text, "fuzz.yml").Build();
                    break;
                case "indicators":
                    Indicators.Parse(text);
                    break;
            }
        }
        catch (Exception e) when (e is UnreadableException or UsageException)
        {
        }
    }
}
