using System.Globalization;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>
/// Reads rules/decoys/*.http.
/// <c>@name = host|host:port|:port</c> names hosts; <c>### title</c> begins a decoy. Then, line by line:
/// 1. one or more requests: <c>GET|PUT hosts/path</c>, <c>* hosts/path</c>, <c>RPC method</c>; <c>{name}</c> stands for the hosts of that name, a star for anything;
/// 2. conditions: <c>? Header: pattern</c>, <c>? body text</c>;
/// 3. <c>200 media/type</c>, then headers, an empty line and the body up to the next <c>###</c>, with the placeholders of <see cref="DecoyText"/>.
/// </summary>
internal static class DecoyFile
{
    private const string Mark = "### ";

    /// <exception cref="FormatException">File and line of what is wrong.</exception>
    public static IReadOnlyList<Decoy> Read(string file, string text)
    {
        var made = new List<Decoy>();
        var names = new Dictionary<string, string>();
        var lines = text.Split('\n');
        var at = 0;
        for (; at < lines.Length && !lines[at].StartsWith(Mark, StringComparison.Ordinal); at++)
        {
            if (lines[at].StartsWith('@'))
            {
                var equal = lines[at].IndexOf('=');
                _ = equal > 0 ? 0 : throw Wrong(file, at, "'@name = hosts' expected");
                names[lines[at][1..equal].Trim()] = lines[at][(equal + 1)..].Trim();
            }
        }

        while (at < lines.Length)
        {
            made.Add(ReadOne(file, lines, ref at, names));
        }

        return made;
    }

    private static Decoy ReadOne(string file, string[] lines, ref int at, Dictionary<string, string> names)
    {
        var title = lines[at++][Mark.Length..].Trim();
        var requests = new List<DecoyPattern>();
        var conditions = new List<DecoyCondition>();
        for (; at < lines.Length && lines[at].Length > 0 && !char.IsAsciiDigit(lines[at][0]); at++)
        {
            if (lines[at].StartsWith("? ", StringComparison.Ordinal))
            {
                var colon = lines[at].IndexOf(':');
                conditions.Add(lines[at].StartsWith("? body ", StringComparison.Ordinal) ? new("", lines[at]["? body ".Length..])
                    : colon > 0 ? new(lines[at][2..colon], lines[at][(colon + 1)..].Trim()) : throw Wrong(file, at, "'? Header: pattern' or '? body text' expected"));
            }
            else
            {
                requests.Add(Pattern(file, at, lines[at], names));
            }
        }

        if (requests.Count == 0 || at >= lines.Length || lines[at].Split(' ', 2) is not [var status, var type] || !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            throw Wrong(file, at, $"{title}: requests and then 'status media/type' expected");
        }

        var headers = new List<string>();
        for (at++; at < lines.Length && lines[at].Length > 0; at++)
        {
            headers.Add(lines[at].Contains(':') ? lines[at] : throw Wrong(file, at, "'Header: value' or an empty line expected"));
        }

        var body = new List<string>();
        for (at++; at < lines.Length && !lines[at].StartsWith(Mark, StringComparison.Ordinal); at++)
        {
            body.Add(lines[at]);
        }

        return new(title, requests, conditions, code, type.Trim(), headers, string.Join('\n', body).Trim('\n'));
    }

    private static DecoyPattern Pattern(string file, int at, string line, Dictionary<string, string> names)
    {
        if (line.Split(' ', 2) is not [var methods, var target])
        {
            throw Wrong(file, at, "'METHOD hosts/path' expected");
        }

        if (methods == "RPC")
        {
            return new(["RPC"], [], target.Trim());
        }

        foreach (var (name, hosts) in names)
        {
            target = target.Replace($"{{{name}}}", hosts, StringComparison.Ordinal);
        }

        var slash = target.IndexOf('/');
        return slash < 0 || target.Contains('{') ? throw Wrong(file, at, "no path, or hosts that no line '@name = …' names")
            : new(methods == "*" ? [] : methods.Split('|'), target[..slash].Split('|'), target[slash..].Trim());
    }

    private static FormatException Wrong(string file, int at, string what) => new($"{file}:{at + 1}: {what}");
}
