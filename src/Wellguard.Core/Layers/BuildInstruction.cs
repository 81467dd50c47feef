namespace Wellguard.Layers;

/// <summary>History lines as the classic builder, BuildKit, buildah and kaniko write them.</summary>
internal static class BuildInstruction
{
    /// <returns>The shell text of a RUN instruction, or null for another one.</returns>
    public static string? Command(string line)
    {
        var text = line.Trim();
        if (text.StartsWith("RUN ", StringComparison.OrdinalIgnoreCase))
        {
            text = text[4..].TrimStart();
        }
        else if (!text.StartsWith("/bin/", StringComparison.Ordinal) && !text.StartsWith('|'))
        {
            return null;
        }

        if (text.StartsWith('|'))
        {
            var shell = text.IndexOf("/bin/", StringComparison.Ordinal); // |1 ARG=value /bin/sh -c …
            text = shell < 0 ? text : text[shell..];
        }

        while (text.StartsWith("--", StringComparison.Ordinal) && text.IndexOf(' ', StringComparison.Ordinal) is var end and > 0)
        {
            text = text[end..].TrimStart(); // --mount=type=cache,…
        }

        foreach (var shell in (ReadOnlySpan<string>)["/bin/sh -c ", "/bin/bash -c ", "/bin/bash -o pipefail -c ", "/bin/bash -euxo pipefail -c ", "/bin/ash -eo pipefail -c "])
        {
            if (text.StartsWith(shell, StringComparison.Ordinal))
            {
                text = text[shell.Length..];
                break;
            }
        }

        if (text.StartsWith("#(nop)", StringComparison.Ordinal))
        {
            return null;
        }

        const string BuildKitMark = "# buildkit";
        return text.EndsWith(BuildKitMark, StringComparison.Ordinal) ? text[..^BuildKitMark.Length].TrimEnd() : text;
    }
}
