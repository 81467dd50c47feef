using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Wellguard.Artifacts;

namespace Wellguard.Programs.Hooks;

/// <summary>Configuration files that hold commands: each is a program that its owner starts.</summary>
internal sealed class HookFile : CodeReader
{
    /// <summary>Attack: a configuration file of gigabytes.</summary>
    private const int MaxLength = 1 << 18;

    /// <summary>Attack: a file of a million hooks.</summary>
    private const int MaxCommands = 100;

    private static readonly FrozenSet<string> FirstNames = HookTable.All.SelectMany(hook => hook.Names).Where(name => name[0] != '*').ToFrozenSet();
    private static readonly FrozenSet<string> Extensions = HookTable.All.SelectMany(hook => hook.Names).Where(name => name.Length > 1 && name[0] == '*').Select(name => name[1..]).ToFrozenSet();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ByName = FirstNames.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ByExtension = Extensions.GetAlternateLookup<ReadOnlySpan<char>>();

    public override Need Wants(Entry entry) => entry.Size is > 0 and <= MaxLength && MayFit(entry.Path) && HookTable.All.Any(hook => hook.Fits(entry.Path)) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (file.Kind == FileKind.Elf || !MayFit(file.Path))
        {
            return;
        }

        string? text = null;
        var count = 0;
        foreach (var hook in HookTable.All)
        {
            if (!hook.Fits(file.Path) || (hook.Word.Length > 0 && file.Bytes.IndexOf(Encoding.UTF8.GetBytes(hook.Word)) < 0))
            {
                continue;
            }

            text ??= file.Text.ReplaceLineEndings("\n");
            foreach (var match in hook.Pattern.Matches(text).Cast<Match>())
            {
                var line = 1 + text.AsSpan(0, match.Index).Count('\n');
                if (++count <= MaxCommands && CodeOf(hook, match, file.Path, line) is { Effects.Count: > 0 } code)
                {
                    into.Add(code);
                }
            }
        }
    }

    private static bool MayFit(ReadOnlySpan<char> path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return path.StartsWith("etc/") || ByName.Contains(name) || (name.LastIndexOf('.') is >= 0 and var dot && ByExtension.Contains(name[dot..]));
    }

    private static CodeFile CodeOf(Hook hook, Match match, string path, int line)
    {
        var file = match.Groups["f"];
        if (file.Success)
        {
            return new CodeFile(path, line, hook.Trigger, hook.Why) { Effects = [new Effect(EffectKind.Execute, match.Value.Trim(), file.Value, line, 1)] };
        }

        var analysis = new Analysis();
        if (hook.Language != "sh")
        {
            return analysis.Program(path, line, hook.Trigger, hook.Why, analysis.Nested(hook.Language, match.Groups["c"].Value, line));
        }

        var command = Unquoted(match.Groups["c"].Value.Trim());
        command = hook.IsXml ? WebUtility.HtmlDecode(command) : command;
        var arguments = Arguments(match);
        return analysis.Program(path, line, hook.Trigger, hook.Why, analysis.Nested("sh", arguments.Length > 0 ? command + " " + arguments : command, line));
    }

    /// <summary>A list in brackets or of a YAML block as words of a shell.</summary>
    private static string Arguments(Match match)
    {
        if (match.Groups["b"] is { Success: true } block)
        {
            return string.Join(' ', block.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(item => Word(item.Trim()[1..].Trim())));
        }

        return string.Join(' ', Items(match.Groups["l"].Value).Select(Word));
    }

    private static IEnumerable<string> Items(string list)
    {
        var item = new StringBuilder();
        var quote = '\0';
        foreach (var c in list)
        {
            if (quote == '\0' && c == ',')
            {
                yield return item.ToString().Trim();
                item.Clear();
                continue;
            }

            quote = quote == '\0' && c is '"' or '\'' ? c : c == quote ? '\0' : quote;
            item.Append(c);
        }

        if (item.ToString().Trim() is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    private static string Word(string item) => item.Length > 0 && item[0] is '"' or '\'' ? item : "'" + item.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary>Without the quotes of the configuration file around it.</summary>
    private static string Unquoted(string value)
    {
        if (value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0] && value.AsSpan(1, value.Length - 2).IndexOf(value[0]) < 0)
        {
            value = value[1..^1];
        }
        else if (value.EndsWith('"') && value.AsSpan().Count('"') % 2 == 1)
        {
            value = value[..^1];
        }

        return value.Replace("\\\"", "\"", StringComparison.Ordinal);
    }
}
