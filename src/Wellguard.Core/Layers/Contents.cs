using Wellguard.Advisories;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>An artifact after its layers are merged: what every detector of the whole sees.</summary>
public sealed class Contents
{
    private readonly ProgramLinker _linker;

    public Contents(Image image, IReadOnlyList<LayerFacts> layers, Indicators indicators)
        : this(image, layers, indicators, Filesystem.Of(image, layers))
    {
    }

    internal Contents(Image image, IReadOnlyList<LayerFacts> layers, Indicators indicators, Filesystem files)
    {
        Image = image;
        Layers = layers;
        Indicators = indicators;
        Files = files;
        Owners = new Ownership(Files, layers);
        Distro = Distro.Of(Text("etc/os-release") ?? Text("usr/lib/os-release"));
        Components = ComponentMerge.Of(layers, Files, Owners, Distro);
        Shortfalls = [.. image.Shortfalls, .. Files.Shortfalls, .. layers.SelectMany((facts, index) => facts.Shortfalls.Select(shortfall => InLayer(shortfall, index)))];
        Mismatches = [.. image.Mismatches, .. LayerMismatches()];
        Shortfalls.AddRange(Mismatches.Select(mismatch => new Shortfall("read", mismatch.What, "does not match its digest: what was scanned is not what is named")));
        _linker = new ProgramLinker(image, layers, Files, Owners, Shortfalls);
        Programs = _linker.Link();
        Notes = Unlinked();
    }

    public Image Image { get; }
    public IReadOnlyList<LayerFacts> Layers { get; }
    public Filesystem Files { get; }
    public Ownership Owners { get; }
    public Distro Distro { get; }
    public Indicators Indicators { get; }

    /// <summary>Names of packages that everybody knows.</summary>
    public PopularNames Names { get; init; } = PopularNames.None;

    public IReadOnlyList<Component> Components { get; }

    /// <summary>What advisories say of the artifact, its components and what it depends on; empty before <see cref="LookUp"/>.</summary>
    public IReadOnlyList<AdvisedComponent> Advised { get; private set; } = [];

    /// <summary>The scan was ended before every layer was read: what needs the whole cannot be said.</summary>
    public bool IsInterrupted => Layers.Any(facts => facts.Shortfalls.Exists(shortfall => shortfall.Why == LayerReader.Interrupted));

    /// <summary>Content that is not what its digest says.</summary>
    public IReadOnlyList<DigestMismatch> Mismatches { get; }

    /// <summary>What runs by itself first, in order; then what nothing starts.</summary>
    public IReadOnlyList<Running> Programs { get; }

    public List<Shortfall> Shortfalls { get; }

    /// <summary>What a bound left out that leaves nothing unread: values between files, lines of a comparison. Where a file whose values were not followed runs at installation or at every start, it is a shortfall instead.</summary>
    public List<Shortfall> Notes { get; }

    /// <summary>The text of a small file in the final file system, when it is one that is kept.</summary>
    public string? Text(string path) =>
        Files.Resolve(path) is not { } found ? null
        : Layers[found.Layer].Texts.GetValueOrDefault(found.Entry.Path) ?? (Files.Find(path) is { } link ? Layers[link.Layer].Texts.GetValueOrDefault(path) : null);

    /// <summary>Sources that are loaded and that the pass did not read as what they are loaded as.</summary>
    internal IReadOnlyList<UnreadSource> Unread => _linker.Unread;

    /// <summary>The file that a command name or path starts.</summary>
    public PlacedEntry? Started(string name) => _linker.Resolve(name);

    /// <summary>A database that cannot be read makes the scan incomplete: what it knows to be bad would pass for unknown.</summary>
    public void LookUp(AdvisorySet advisories)
    {
        Shortfalls.AddRange(advisories.Shortfalls);
        Advised = AdvisedComponents.Of(this, advisories, Shortfalls.Add);
    }

    public bool IsFinal(string path, int layer) => Files.Find(path) is { } found && found.Layer == layer;

    public FileKind KindOf(PlacedEntry file) => Layers[file.Layer].Kinds.GetValueOrDefault(file.Entry.Path);

    /// <summary>The distro ships exactly this file.</summary>
    public bool IsVouched(string path, int layer) => Owners.Of(path, layer).State == OwnershipState.Vouched;

    private IEnumerable<DigestMismatch> LayerMismatches()
    {
        foreach (var layer in Image.Layers)
        {
            var facts = Layers[layer.Index];
            if (layer.Digest is { } digest && facts.Digest is { } actual && digest != actual)
            {
                yield return new($"layer {layer.Index} blob", digest, actual) { Layer = layer.Index };
            }

            if (layer.DiffId is { } diffId && facts.DiffId is { } actualDiffId && diffId != actualDiffId)
            {
                yield return new($"layer {layer.Index} diffID", diffId, actualDiffId) { Layer = layer.Index };
            }
        }
    }

    private List<Shortfall> Unlinked()
    {
        var all = Layers.SelectMany(static facts => facts.Unlinked.Concat(facts.Programs.Where(static program => program.InPieces).Select(static program => new Shortfall("analyse", program.Path, ProgramPieces.Note)))).ToList();
        if (all.Count == 0)
        {
            return all;
        }

        var started = Programs.Where(static program => program.Trigger is TriggerKind.PackageInstall or TriggerKind.InterpreterStart).Select(static program => program.Code.Path).ToHashSet(StringComparer.Ordinal);
        Shortfalls.AddRange(all.Where(note => started.Contains(note.What)));
        return [.. all.Where(note => !started.Contains(note.What)).GroupBy(static note => note.Why).Select(static alike => alike.Count() == 1 ? alike.First() : alike.First() with { What = $"{alike.First().What} and {alike.Count() - 1:N0} more" })];
    }

    private Shortfall InLayer(Shortfall shortfall, int index) =>
        Image.Layers.Count > 1 ? shortfall with { What = shortfall.What.Length == 0 ? $"layer {index}" : $"layer {index}: {shortfall.What}" }
        : shortfall.What.Length == 0 ? shortfall with { What = Image.Artifact.Name } : shortfall;
}
