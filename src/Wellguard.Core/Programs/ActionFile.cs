using System.Text.RegularExpressions;
using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>Steps of a composite action: <c>runs.steps[].run</c> with its shell (GitHub documentation, "Metadata syntax for GitHub Actions"). What uses the action runs them.</summary>
public sealed partial class ActionFile : CodeReader
{
    /// <summary>Attack: a manifest of a hundred thousand steps.</summary>
    private const int MaxSteps = 200;

    private const int MaxLength = 1 << 20;

    public override Need Wants(Entry entry) => entry.Name is "action.yml" or "action.yaml" && entry.Size is > 0 and <= MaxLength ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (file.Bytes.IndexOf("steps"u8) < 0)
        {
            return;
        }

        try
        {
            foreach (var step in YamlFields.Read(file.Path, file.Text).Each("runs.steps").Take(MaxSteps))
            {
                if (step.Text("run") is { Length: > 0 } command)
                {
                    ScriptPrefilter.Add(LanguageOf(step.Text("shell")), Expression.Replace(command, Variable), file.Path, step.Line("run"), TriggerKind.None, "a step of the action", into);
                }
            }
        }
        catch (UnreadableException problem)
        {
            into.Add(new CodeFile(file.Path, 1, TriggerKind.None, null) { Problems = [problem.Why] });
        }
    }

    private static string LanguageOf(string? shell) => shell?.Split(' ')[0] switch { "python" => "python", "pwsh" or "powershell" => "powershell", "node" => "javascript", "ruby" => "ruby", "perl" => "perl", _ => "sh" };

    [GeneratedRegex(@"\$\{\{[^{}\n]*?([A-Za-z_][\w-]*)[^\w{}\n]*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Expression { get; }

    /// <summary>GitHub puts a value there before the shell sees it: the variable of that name stands for it.</summary>
    private static string Variable(Match expression)
    {
        var name = expression.Groups[1].Value.Replace('-', '_').ToUpperInvariant();
        return "${" + (name == "TOKEN" ? "GITHUB_TOKEN" : name) + "}";
    }
}
