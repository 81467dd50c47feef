using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Reports;

namespace Wellguard.Tests.Packages;

/// <summary>A package and a checkout of its source in a folder that is deleted again: <c>tests/packages/{sources,honest-sources}/NAME/{source,package}.yml</c>.</summary>
internal sealed class SourceFixture : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("wellguard-source-");

    private SourceFixture(Image package) => Package = package;

    public Image Package { get; init; }

    public string Folder => folder.FullName;

    public static IEnumerable<string> In(string folder) => Directory.GetDirectories(Path.Combine(Architecture.Sources.Root, "tests/packages", folder)).Select(static path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static async Task<SourceFixture> OfAsync(string folder, string name, CancellationToken cancel)
    {
        ExampleImage Read(string file) => ExampleImage.Read(File.ReadAllText(Path.Combine(Architecture.Sources.Root, "tests/packages", folder, name, file)), name + ".yml", seed: 7);
        return await OfAsync(Read("source.yml"), Read("package.yml"), cancel);
    }

    /// <summary>The older version of a pair as the source of the newer one.</summary>
    public static Task<SourceFixture> OfAsync(PackagePair pair, CancellationToken cancel) => OfAsync(pair.Old, pair.New, cancel);

    /// <summary>The newer version of a pair as its own source.</summary>
    public static Task<SourceFixture> OfSameAsync(PackagePair pair, CancellationToken cancel) => OfAsync(pair.New, pair.New, cancel);

    public static SourceFixture Of(Image package, params string[] files)
    {
        var fixture = new SourceFixture(package);
        foreach (var pair in files.Chunk(2))
        {
            var path = Path.Combine(fixture.Folder, pair[0]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, pair[1]);
        }

        return fixture;
    }

    public Task<Report> ScanAsync(CancellationToken cancel) => Pipeline.ScanAsync(Package, PackagePair.Options with { Source = SourceTree.Open(Folder) }, cancel);

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<SourceFixture> OfAsync(ExampleImage source, ExampleImage package, CancellationToken cancel)
    {
        var fixture = new SourceFixture(package.Build());
        var image = source.Build();
        await LayerEntries.WalkAsync(image.Layers[0], new Unpacking(fixture.Folder, image.Package?.Root ?? ""), cancel);
        foreach (var metadata in Directory.GetFiles(fixture.Folder, "METADATA", SearchOption.AllDirectories))
        {
            File.Copy(metadata, Path.Combine(fixture.Folder, "PKG-INFO")); // a wheel as a source: it has no manifest of one
        }

        return fixture;
    }

    private sealed class Unpacking(string folder, string root) : EntryVisitor
    {
        private FileStream? file;

        public override bool Begin(Entry entry)
        {
            if (entry.Type == EntryType.File)
            {
                var path = Path.Combine(folder, root.Length > 0 && entry.Path.StartsWith(root + "/", StringComparison.Ordinal) ? entry.Path[(root.Length + 1)..] : entry.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                file = File.Create(path);
            }

            return file is not null;
        }

        public override void Content(ReadOnlySpan<byte> piece) => file!.Write(piece);

        public override void End()
        {
            file?.Dispose();
            file = null;
        }

        public override void Problem(ArchiveProblem problem, string path, string detail) => throw new InvalidOperationException(detail);
    }
}
