using Wellguard.Artifacts.Examples;

namespace Wellguard.Artifacts;

/// <summary>
/// An image or function zip that a YAML file describes, built in memory, always the same for the same text and seed: the test corpus and the examples
/// of rules. The format: tests/corpus/README.md.
/// </summary>
public sealed partial class ExampleImage
{
    private readonly List<ExampleLayer> _layers = [];
    private readonly List<ZipMember> _members = [];
    private byte[] _trailing = [];
    private byte[] _configJson = [];
    private byte[] _manifestJson = [];
    private List<string> _lies = [];

    private ExampleImage(string name) => Name = name;

    /// <summary>The repository reference that the example claims, else its file's name.</summary>
    public string Name { get; private set; }

    /// <summary>What the example is, in one line.</summary>
    public string? About { get; private set; }
    public ArtifactKind Kind { get; private set; }
    public ImageConfig Config { get; private set; } = new();
    public Expectation Expected { get; private set; } = new([]);

    /// <summary>Text of the indicators file to scan with, or null.</summary>
    public string? Indicators { get; private set; }

    /// <summary>Reads an example.</summary>
    /// <param name="file">Named in errors; without its extension the image's default name.</param>
    /// <param name="seed">Chooses the values of <c>{random:…}</c>.</param>
    /// <exception cref="UsageException">The text is no example; the message names file and line.</exception>
    public static ExampleImage Read(string yaml, string file, ulong seed = 0)
    {
        var placeholders = new Placeholders(seed);
        var image = new ExampleImage(Path.GetFileNameWithoutExtension(file));
        image.ReadDocument(ExampleNode.Read(yaml, file, placeholders), placeholders);
        return image;
    }

    /// <summary>The image as a source would open it, its blobs in memory.</summary>
    public Image Build()
    {
        if (Kind == ArtifactKind.Function)
        {
            var zip = ZipBuilder.Build(_members, _trailing);
            var digest = Sha256(zip);
            return new Image(new Artifact(Kind, Name) { Digest = digest }, Config,
                [new Layer(0, digest, null, null) { Open = _ => new(new MemoryStream(zip, writable: false)), Size = zip.Length, Format = LayerFormat.Zip }]);
        }
        if (Kind == ArtifactKind.Package)
        {
            var bytes = ByteSource.OfMemory(_members.Count > 0 ? ZipBuilder.Build(_members, _trailing) : _layers[0].Blob);
            return ImageSources.OpenAsync(bytes, Name, new OpenOptions(Path.GetTempPath()), CancellationToken.None).GetAwaiter().GetResult()[0];
        }

        var history = Config.History.Where(h => !h.EmptyLayer).Select(h => h.CreatedBy).ToList();
        var layers = _layers.Select((layer, index) => new Layer(index, layer.Digest, layer.DiffId, index < history.Count && history[index].Length > 0 ? history[index] : null)
        {
            MediaType = layer.MediaType,
            Size = layer.Size,
            Open = _ => new(new MemoryStream(layer.Blob, writable: false)),
        });
        return new Image(new Artifact(Kind, Name) { Digest = Sha256(_manifestJson) }, Config, [.. layers])
        {
            Mismatches = [.. _lies.Select(what => new DigestMismatch(what, Lie, Sha256(what == "config" ? _configJson : _manifestJson)))],
        };
    }

    /// <summary>A digest of nothing that is here.</summary>
    private const string Lie = "sha256:00000000000000000000000000000000000000000000000000000000deadbeef";
}

/// <param name="Blob">As stored: compressed, and cut when the example says so.</param>
/// <param name="Digest">As the manifest claims it.</param>
/// <param name="DiffId">As the config claims it.</param>
/// <param name="Size">As the manifest claims it.</param>
internal sealed record ExampleLayer(byte[] Blob, string Digest, string DiffId, string MediaType, long Size);
