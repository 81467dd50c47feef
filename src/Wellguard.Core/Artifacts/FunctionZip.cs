namespace Wellguard.Artifacts;

/// <summary>A serverless function's code as a zip archive. How it runs comes from the providers' conventions: a zip has no config of its own.</summary>
internal static class FunctionZip
{
    /// <summary>Metadata only: the archive's directory and the few files that say how the function runs. What of the directory is damaged, the pass over the layer says. Throws <see cref="UnreadableException"/>.</summary>
    public static Image Open(ByteSource bytes, string name, string source, string? password)
    {
        using var stream = bytes.Open();
        var zip = ZipWalker.Read(stream, source);
        var layer = new Layer(0, null, null, null)
        {
            Format = LayerFormat.Zip,
            Password = password,
            Size = bytes.Length,
            Stamp = bytes.Stamp,
            Open = _ => ValueTask.FromResult(bytes.Open()),
        };
        return new(new(ArtifactKind.Function, name) { Source = source }, new FunctionConventions(zip, password).Read(), [layer]);
    }
}
