using System.Text;

namespace Wellguard.Artifacts;

/// <summary>A package of RubyGems: a tar of <c>metadata.gz</c>, its specification as YAML, and <c>data.tar.gz</c>, its files (Gem::Package of RubyGems 3).</summary>
internal static class GemArchive
{
    private const string Metadata = "metadata.gz";
    private const string Data = "data.tar.gz";

    /// <summary>Attack: a specification of gigabytes.</summary>
    private const int MaxMetadata = 8 << 20;

    private const int MaxListed = 500;

    /// <summary>Two of the three files that every gem has: one that is damaged is a gem too.</summary>
    public static bool IsOne(TarIndex index) => new[] { Metadata, Data, "checksums.yaml.gz" }.Count(name => index.Find(name) is not null) >= 2;

    /// <summary>Throws <see cref="UnreadableException"/> when it has no files.</summary>
    public static async Task<Image> OpenAsync(ByteSource bytes, TarIndex index, string source, OpenOptions options, CancellationToken cancel)
    {
        var (offset, size) = index.Find(Data) ?? throw new UnreadableException(source, $"is a gem without {Data}: there is nothing in it to judge");
        var package = await ReadAsync(bytes, index, source, options, cancel).ConfigureAwait(false);
        package = package with { Shortfalls = [.. index.Shortfalls, .. index.Repeated, .. package.Shortfalls] };
        return PackageImage.Of(package, bytes, [PackageImage.LayerOf(0, bytes.Part(offset, size), LayerFormat.Tar)]);
    }

    /// <summary>What the specification says. One that cannot be read is a shortfall of the package.</summary>
    public static async Task<PackageArchive> ReadAsync(ByteSource bytes, TarIndex index, string source, OpenOptions options, CancellationToken cancel)
    {
        var unknown = new PackageArchive(PackageFormat.Gem, source, Path.GetFileNameWithoutExtension(source), "");
        try
        {
            var (offset, size) = index.Find(Metadata) ?? throw new UnreadableException(Metadata, "is missing, so the gem does not say what it is and runs");
            var plain = await FileFormats.PlainAsync(bytes.Part(offset, size), Metadata, options, cancel).ConfigureAwait(false);
            if (plain.Length > MaxMetadata)
            {
                throw new UnreadableException(Metadata, $"is larger than {MaxMetadata >> 20} MB");
            }

            await using var stream = plain.Open();
            var text = new byte[plain.Length];
            stream.ReadExactly(text);
            return OfSpecification(source, YamlFields.Read(Metadata, Encoding.UTF8.GetString(text)));
        }
        catch (UnreadableException problem)
        {
            return unknown with { Shortfalls = [new("open", problem.What, problem.Why)] };
        }
    }

    /// <summary>Specification reference of RubyGems: name, version, platform, dependencies, bindir, executables, extensions, require_paths.</summary>
    private static PackageArchive OfSpecification(string source, YamlFields fields)
    {
        var platform = fields.Text("platform") is { Length: > 0 } machine and not "ruby" ? machine : null;
        var folder = fields.Text("bindir") is { Length: > 0 } named ? named : "bin";
        var dependencies = fields.Each("dependencies").Where(static item => item.Text("type") is not ":development").Select(static item => KeyValuePair.Create(item.Text("name") ?? "", string.Join(", ", item.Each("requirement.requirements").Select(static clause => $"{clause.Text("0")} {clause.Text("1.version")}".Trim()))));
        return new(PackageFormat.Gem, source, fields.Text("name") ?? "", fields.Text("version.version") ?? "")
        {
            Platform = platform,
            Dependencies = [.. dependencies.Where(static pair => pair.Key.Length > 0).DistinctBy(static pair => pair.Key).Take(MaxListed)],
            Commands = [.. fields.Texts("executables").Take(MaxListed).Select(name => KeyValuePair.Create(name, folder + "/" + name))],
            Starts = [.. fields.Texts("extensions").Take(MaxListed).Select(static path => KeyValuePair.Create("extensions", path)), .. fields.Texts("require_paths").DefaultIfEmpty("lib").Take(MaxListed).Select(static path => KeyValuePair.Create("require_paths", path))],
        };
    }
}
