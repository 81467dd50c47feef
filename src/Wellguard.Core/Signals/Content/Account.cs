using Wellguard.Layers;

namespace Wellguard.Signals.Content;

/// <summary>A line of passwd(5) joined with its line of shadow(5).</summary>
/// <param name="Line">From 1, in <c>etc/passwd</c>.</param>
/// <param name="Hash">The password field that counts; empty means no password is asked for. Null when there is no shadow line.</param>
/// <param name="HashPath">The file that the password field stands in, with its line.</param>
internal sealed record Account(string Name, int Line, string UserId, string Shell, string? Hash, string HashPath, int HashLine)
{
    /// <summary>An empty shell field means /bin/sh (passwd(5)).</summary>
    public bool HasLoginShell => !(Shell.EndsWith("nologin", StringComparison.Ordinal) || Shell.EndsWith("/false", StringComparison.Ordinal) || Shell.EndsWith("/sync", StringComparison.Ordinal) || Shell.EndsWith("/shutdown", StringComparison.Ordinal) || Shell.EndsWith("/halt", StringComparison.Ordinal));

    /// <summary>A hash that some password fits.</summary>
    public bool HasPassword => Hash is { Length: > 8 } && Hash[0] is not ('!' or '*');

    /// <summary>Of the final file system.</summary>
    public static List<Account> Of(Contents contents)
    {
        var hashes = new Dictionary<string, (string Hash, int Line)>();
        foreach (var (fields, line) in Lines(contents.Text("etc/shadow")))
        {
            if (fields.Length >= 2)
            {
                hashes.TryAdd(fields[0], (fields[1], line));
            }
        }

        var accounts = new List<Account>();
        foreach (var (fields, line) in Lines(contents.Text("etc/passwd")))
        {
            if (fields.Length >= 7)
            {
                var isShadowed = fields[1] is "x" or "*" && hashes.ContainsKey(fields[0]);
                var (hash, hashLine) = isShadowed ? hashes[fields[0]] : (fields[1] == "x" ? null : fields[1], line);
                accounts.Add(new Account(fields[0], line, fields[2], fields[6].Trim(), hash, isShadowed ? "etc/shadow" : "etc/passwd", hashLine));
            }
        }

        return accounts;
    }

    private static IEnumerable<(string[] Fields, int Line)> Lines(string? text) =>
        (text ?? "").Split('\n').Select((line, index) => (line.TrimEnd('\r').Split(':'), index + 1)).Where(line => line.Item1[0].Length > 0 && line.Item1[0][0] is not ('#' or '+' or '-'));
}
