namespace Wellguard.Artifacts;

/// <summary>The files under <c>rules/</c> as they were when the program was built.</summary>
internal static class EmbeddedRules
{
    /// <summary>In order: <c>rules/content/opens-reverse-shell.yml</c>.</summary>
    public static IEnumerable<string> Names => typeof(EmbeddedRules).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith("rules/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(EmbeddedRules).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
