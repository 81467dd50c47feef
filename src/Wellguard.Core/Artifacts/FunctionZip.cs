namespace Wellguard.Artifacts;

/// <summary>A serverless function's code as a zip archive. How it runs comes from the providers' conventions: a zip has no config of its own.</summary>
internal static class FunctionZip
{
    private const int NamedArchives = 3;

    /// <summary>
    /// Metadata only: the archive's directory and the few files that say how the function runs. What of the directory is damaged, the pass over the layer says.
    /// Throws <see cref="UnreadableException"/>, also for a zip that holds nothing or nothing but archives: it must never pass as a clean function.
    /// </summary>
    public static Image Open(ByteSource bytes, string name, string source, string? password)
    {
        using var stream = bytes.Open();
        var zip = ZipWalker.Read(stream, source);
        var conventions = new FunctionConventions(zip, password);
        var config = conventions.Read();
        var nature = conventions.Nature(config);
        var layer = new Layer(0, null, null, null)
        {
            Format = LayerFormat.Zip,
            Password = password,
            Size = bytes.Length,
            Stamp = bytes.Stamp,
            Open = _ => ValueTask.FromResult(bytes.Open()),
        };
        return nature switch
        {
            ZipNature.Empty => throw new UnreadableException(source, zip.Shortfalls.Count > 0
                ? "no file of the zip archive can be read"
                : "is an empty zip archive: there is nothing in it to judge"),
            ZipNature.Archives => throw new UnreadableException(source, $"is not a function but holds archives ({Named(conventions.Archives())}); {HowToLookInside(source, zip, password)}"),
            ZipNature.Function => new(new(ArtifactKind.Function, name) { Source = source }, config, [layer])
            {
                Shortfalls = [.. conventions.Bytecode.Select(path => new Shortfall("analyse", path, "is bytecode without its source and may be the handler; it was not read"))],
            },
            _ => new(new(nature == ZipNature.Code ? ArtifactKind.Function : ArtifactKind.Unknown, name) { Source = source }, config, [layer])
            {
                Shortfalls = [new("open", source, nature == ZipNature.Code
                    ? "has no handler of a function at its root, so what starts in it is not known"
                    : "is not a function: it holds no code that could be judged")],
            },
        };
    }

    private static string Named(IReadOnlyList<string> archives) =>
        string.Join(", ", archives.Take(NamedArchives)) + (archives.Count > NamedArchives ? $" and {archives.Count - NamedArchives} more" : "");

    private static string HowToLookInside(string source, ZipWalker zip, string? password)
    {
        const string Prefix = "function:";
        var path = source.StartsWith(Prefix, StringComparison.Ordinal) ? source[Prefix.Length..] : source;
        return path.Contains('!') ? "unpack it and scan them"
            : $"to scan each of them write archive:{path}{(password is null && zip.Entries.Any(entry => entry.IsEncrypted) ? " and --password" : "")}";
    }
}
