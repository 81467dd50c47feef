using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Wellguard.Artifacts;
using Wellguard.Linux.Detonation.Internet;
using YamlDotNet.RepresentationModel;

namespace Wellguard.Linux.Detonation;

/// <summary>A file that is there to be found.</summary>
/// <param name="Path">Absolute, or below the user's home with <c>~/</c>.</param>
internal sealed record LureFile(string Path, int Mode, string Text);

/// <summary>What attackers look for: <c>rules/decoys/lures.yml</c> with fresh secrets in it.</summary>
internal sealed partial class Lures
{
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Hex = "0123456789abcdef";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public required IReadOnlyList<Canary> Canaries { get; init; }
    public required IReadOnlyList<LureFile> Files { get; init; }
    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    [GeneratedRegex(@"\{(upper|hex|base62|base64):(\d{1,3})\}", RegexOptions.NonBacktracking)]
    private static partial Regex MadeUp { get; }

    /// <param name="yaml">Text of the rule file.</param>
    /// <param name="profile">One of its profiles.</param>
    public static Lures Make(string yaml, string profile)
    {
        const string File = "rules/decoys/lures.yml";
        var reader = new YamlNodes(File);
        var keys = reader.Map(YamlText.Documents(File, yaml)[0].RootNode, "canaries", "files", "environment", "profiles");
        var canaries = ((YamlMappingNode)keys["canaries"]).Children
            .Select(pair => new Canary(reader.Text(pair.Key), MadeUp.Replace(reader.Text(pair.Value), static match => Characters(match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))))).ToList();
        return new Lures
        {
            Canaries = canaries,
            Files = [.. reader.List(keys["files"]).Select(node =>
            {
                var file = reader.Map(node, "path", "mode", "text");
                return new LureFile(reader.RequiredText(node, file, "path"), Convert.ToInt32(reader.OptionalText(file, "mode") ?? "600", 8), Filled(reader.RequiredText(node, file, "text"), canaries));
            })],
            Environment = [.. ((YamlMappingNode)keys["environment"]).Children.Concat(((YamlMappingNode)((YamlMappingNode)keys["profiles"]).Children[profile]).Children).Select(pair => KeyValuePair.Create(reader.Text(pair.Key), Filled(reader.Text(pair.Value), canaries)))],
        };
    }

    private static string Filled(string text, List<Canary> canaries) =>
        canaries.Aggregate(text, static (filled, canary) => filled.Replace("{" + canary.Name + "}", canary.Value, StringComparison.Ordinal));

    private static string Characters(string alphabet, int length) => alphabet switch
    {
        "upper" => RandomNumberGenerator.GetString(Upper, length),
        "hex" => RandomNumberGenerator.GetString(Hex, length),
        "base62" => RandomNumberGenerator.GetString(Base62, length),
        _ => RandomNumberGenerator.GetString(Base62 + "+/", length),
    };
}
