namespace Wellguard.Layers;

/// <summary>Which distribution a file system is (os-release(5)).</summary>
/// <param name="Id"><c>debian</c>, <c>alpine</c>, <c>fedora</c>; empty when unknown.</param>
public sealed record Distro(string Id, string Version)
{
    public static Distro Of(string? osRelease)
    {
        string Value(string key)
        {
            foreach (var line in (osRelease ?? "").Split('\n'))
            {
                if (line.StartsWith(key + "=", StringComparison.Ordinal))
                {
                    var value = line[(key.Length + 1)..].Trim().Trim('"', '\'');
                    return value.Length <= 64 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? value : "";
                }
            }

            return "";
        }

        return new Distro(Value("ID"), Value("VERSION_ID"));
    }
}
