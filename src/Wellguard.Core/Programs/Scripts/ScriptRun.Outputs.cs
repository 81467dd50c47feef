using System.Collections.Frozen;

namespace Wellguard.Programs.Scripts;

/// <content>What the output of a command tells, and what the text of a command carries away.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Programs that say whose machine it is, or print its variables.</summary>
    private static readonly FrozenDictionary<string, string> Telling = Of(
        (HostIdentity, "whoami hostname hostname.exe whoami.exe id logname hostnamectl ifconfig ipconfig ipconfig.exe systeminfo systeminfo.exe wmic arp who users getmac sw_vers networksetup"),
        ("environment", "env printenv set"));

    /// <summary>Programs that look a name up.</summary>
    private static readonly FrozenSet<string> Asking = new[] { "ping", "ping6", "dig", "nslookup", "host", "drill", "resolvectl", "getent", "tracert", "traceroute" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Where what a command prints comes from.</summary>
    private static string? OutputOf(string text, IReadOnlyList<Effect> steps) =>
        text is "env" or "printenv" or "set" or "export -p" ? "environment" : steps.FirstOrDefault(static step => step.Kind == EffectKind.Download)?.Object
        ?? steps.FirstOrDefault(static step => step.Kind == EffectKind.Read)?.Object
        ?? steps.Where(static step => step.Kind == EffectKind.Run).Select(static step => Telling.GetValueOrDefault(ProgramOf(step)) ?? (step.Command is "uname -a" or "uname -n" or "net user" or "net users" or "ip a" or "ip addr" ? HostIdentity : null)).FirstOrDefault(static told => told is not null);

    private static string ProgramOf(Effect step) => step.Command.Split(' ', 2)[0] is var word ? word[(word.LastIndexOf('/') + 1)..] : "";

    /// <summary>A text that was put into a command leaves with what the command sends or asks for.</summary>
    private static IReadOnlyList<Effect> Carrying(IReadOnlyList<Effect> steps, string? told)
    {
        return told is null || told.Contains("://", StringComparison.Ordinal) || told == SomeDownload || steps.Count == 0 ? steps : [.. steps.Select(Carry)];

        Effect Carry(Effect step)
        {
            if (step.Origin is not null || !step.Command.Contains("${", StringComparison.Ordinal))
            {
                return step;
            }

            if (step.Kind == EffectKind.Run && Asking.Contains(ProgramOf(step)) && step.Command.Split(' ').FirstOrDefault(static word => word.IndexOf('}', StringComparison.Ordinal) is var hole and > 0 && word.IndexOf('.', hole) > 0) is { } name)
            {
                return step with { Kind = EffectKind.Send, Object = "dns://" + name.Trim('"', '\''), Origin = told };
            }

            return step.Kind is EffectKind.Send or EffectKind.Download or EffectKind.Connect ? step with { Origin = told } : step;
        }
    }

    /// <summary>The folder that the program went to, when it is none of the artifact's.</summary>
    private string? _directory;

    private void GoTo(Value path) =>
        _directory = path.IsString && path.Text.Length is > 0 and < 1_000 && !path.Text.Contains("__file__", StringComparison.Ordinal) && (analysis.Folder is not { Length: > 0 } own || !path.Text.Contains(own, StringComparison.Ordinal)) && path.Text is not ("." or "${PWD}") ? path.Plain.TrimEnd('/') : null;

    private string Here(string path) => _directory is null || path.Length == 0 || path[0] is '/' or '~' or '$' or '\\' || path.Contains(':', StringComparison.Ordinal) ? path : _directory + "/" + (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path);

    /// <summary>The file that a command starts out of a folder that was fetched: <c>git clone</c>, an archive.</summary>
    private (string Path, string Origin)? Fetched(List<string> words)
    {
        foreach (var word in words.Take(3))
        {
            var path = Here(word);
            if (word.StartsWith('-') || !(path.Contains('/', StringComparison.Ordinal) || path.Contains('.', StringComparison.Ordinal)))
            {
                continue;
            }

            foreach (var (folder, held) in _written)
            {
                if (held.Origin?.Contains("://", StringComparison.Ordinal) == true && folder.Length > 1 && path.Length > folder.Length + 1 && path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] is '/' or '\\')
                {
                    return (path, held.Origin);
                }
            }
        }

        return null;
    }

    /// <summary>A file of the package is started out of a folder that is known only when it was installed: <c>${self.install_lib}/a/b.py</c>.</summary>
    private string OwnFiles(string text)
    {
        if (!text.Contains("}/", StringComparison.Ordinal) || analysis.Folder is not { } folder)
        {
            return text;
        }

        foreach (var word in text.Split(' ', MaxOwnWords))
        {
            var plain = word.Trim('"', '\'');
            if (plain.LastIndexOf("}/", StringComparison.Ordinal) is var end and >= 0 && plain.EndsWith(".py", StringComparison.Ordinal) && "/" + (folder.Length > 0 ? folder + "/" : "") + plain[(end + 2)..] is var own && analysis.Files?.Find(own, analysis.Script) is not null)
            {
                text = text.Replace(plain, own, StringComparison.Ordinal);
            }
        }

        return text;
    }

    /// <summary>Words of a command that may be such a file.</summary>
    private const int MaxOwnWords = 8;

    /// <summary>Folders and files that a command fetched are known to what follows.</summary>
    private void Remember(IReadOnlyList<Effect> steps)
    {
        foreach (var step in steps)
        {
            if (step is { Kind: EffectKind.Download, Target: { Length: > 1 } target, Object: { } from })
            {
                _written.TryAdd(target, new Value(Shape.Unknown) { Origin = from });
                _written.TryAdd(target.TrimStart('/'), new Value(Shape.Unknown) { Origin = from });
            }
        }
    }
}
