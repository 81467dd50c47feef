using System.CommandLine;

namespace Wellguard.Cli.Commands;

/// <summary>Options that take one of few words.</summary>
internal static class Words
{
    public static void OneOf(Option option, IReadOnlyList<string> words)
    {
        option.CompletionSources.Add(_ => words.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !words.Contains(token.Value)) is { } unknown)
            {
                result.AddError($"{option.Name} {unknown.Value}: expected {(words.Count == 1 ? words[0] : "one of " + string.Join(", ", words))}.");
            }
        });
    }
}
