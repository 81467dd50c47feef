namespace Wellguard.Reports;

/// <summary>Names of ATT&amp;CK techniques, from <c>techniques.txt</c>: an id and a name a line. An id without a name there is shown alone.</summary>
internal static class Techniques
{
    private static readonly Dictionary<string, string> Names = Read();

    public static string? NameOf(string technique) => Names.GetValueOrDefault(technique);

    /// <summary><c>T1059</c> or <c>T1059.004</c>.</summary>
    public static bool IsId(string id) =>
        id.Length is 5 or 9 && id[0] == 'T' && id.AsSpan(1, 4).IndexOfAnyExceptInRange('0', '9') < 0
        && (id.Length == 5 || (id[5] == '.' && id.AsSpan(6).IndexOfAnyExceptInRange('0', '9') < 0));

    private static Dictionary<string, string> Read()
    {
        using var reader = new StreamReader(typeof(Techniques).Assembly.GetManifestResourceStream("attack/techniques.txt")!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line[0] == 'T');
        return lines.Select(static line => line.Split(' ', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);
    }
}
