using System.Text;

namespace Wellguard.Artifacts;

/// <summary>A package of Debian (deb(5)): its control archive, put into <c>DEBIAN</c> as <c>dpkg-deb --raw-extract</c> does, and what it installs, at the root.</summary>
internal static class DebianArchive
{
    public const string ControlFolder = "DEBIAN";

    /// <summary>Fields that name other packages which must be there (Debian Policy Manual, 7.2).</summary>
    private static readonly string[] Requirements = ["Pre-Depends", "Depends"];

    /// <summary>Attack: a control file of gigabytes.</summary>
    private const int MaxControl = 1 << 20;

    private const int MaxDependencies = 500;

    /// <summary>Throws <see cref="UnreadableException"/>: no package, damaged, nothing in it.</summary>
    public static async Task<Image> OpenAsync(ByteSource bytes, string source, OpenOptions options, CancellationToken cancel)
    {
        var (control, data, odd) = Parts(bytes, source);
        var shortfalls = new List<Shortfall>(odd);
        var package = FromName(source);
        if (control is { } described)
        {
            package = await ReadControlAsync(bytes, described, package, shortfalls, options, cancel).ConfigureAwait(false);
        }

        Layer[] layers = [.. ((ArMember? Member, string Folder)[])[(control, ControlFolder), (data, "")] is var both ? both.Where(static part => part.Member is not null)
            .Select((part, index) => PackageImage.LayerOf(index, bytes.Part(part.Member!.Value.Offset, part.Member.Value.Size), LayerFormat.Tar) with { Folder = part.Folder }) : []];
        return PackageImage.Of(package with { Shortfalls = shortfalls }, bytes, layers);
    }

    /// <summary>What the control file says; without layers. Throws <see cref="UnreadableException"/>.</summary>
    public static async Task<PackageArchive> ReadAsync(string path, ByteSource bytes, OpenOptions options, CancellationToken cancel) =>
        Parts(bytes, path).Control is { } control ? await ReadControlAsync(bytes, control, FromName(path), [], options, cancel).ConfigureAwait(false) : FromName(path);

    /// <summary>dpkg takes the first of each. Attack: another tool takes the last.</summary>
    private static (ArMember? Control, ArMember? Data, List<Shortfall> Odd) Parts(ByteSource bytes, string source)
    {
        using var stream = bytes.Open();
        var members = ArArchive.Read(stream, source);
        if (members is not [{ Name: "debian-binary" }, ..])
        {
            throw new UnreadableException(source, "is an ar archive and no package of Debian: debian-binary is not its first member");
        }

        var controls = members.Where(static member => member.Name.StartsWith("control.tar", StringComparison.Ordinal)).ToList();
        var contents = members.Where(static member => member.Name.StartsWith("data.tar", StringComparison.Ordinal)).ToList();
        var odd = new List<Shortfall>();
        foreach (var (found, name) in new[] { (controls, "control.tar"), (contents, "data.tar") })
        {
            if (found.Count != 1)
            {
                odd.Add(new("open", name, found.Count == 0 ? "is missing in the package" : "is in the package twice: tools differ in which they take"));
            }
        }

        return controls.Count + contents.Count == 0 ? throw new UnreadableException(source, "is a package of Debian without control.tar and data.tar: there is nothing in it to judge")
            : (controls.Count > 0 ? controls[0] : null, contents.Count > 0 ? contents[0] : null, odd);
    }

    private static async Task<PackageArchive> ReadControlAsync(ByteSource bytes, ArMember member, PackageArchive package, List<Shortfall> shortfalls, OpenOptions options, CancellationToken cancel)
    {
        try
        {
            var plain = await FileFormats.PlainAsync(bytes.Part(member.Offset, member.Size), member.Name, options, cancel).ConfigureAwait(false);
            await using var stream = plain.Open();
            if (TarIndex.Read(stream, member.Name)?.Find("control") is not ({ } offset, var size and <= MaxControl))
            {
                throw new UnreadableException(member.Name, "has no control file, so the package does not say what it is");
            }

            stream.Position = offset;
            var text = new byte[size];
            stream.ReadExactly(text);
            return OfControl(package, Encoding.UTF8.GetString(text));
        }
        catch (UnreadableException problem)
        {
            shortfalls.Add(new("open", problem.What, problem.Why));
            return package;
        }
    }

    /// <summary>deb-control(5): the fields of one paragraph; a line that begins with a blank goes on.</summary>
    private static PackageArchive OfControl(PackageArchive package, string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var last = "";
        foreach (var line in text.Split('\n').Select(static line => line.TrimEnd('\r')).SkipWhile(static line => line.Length == 0).TakeWhile(static line => line.Length > 0))
        {
            if (line[0] is ' ' or '\t')
            {
                if (last is "Depends" or "Pre-Depends")
                {
                    fields[last] += line;
                }
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                last = line[..colon];
                fields[last] = line[(colon + 1)..].Trim();
            }
        }

        var required = Requirements.SelectMany(field => fields.GetValueOrDefault(field, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Take(MaxDependencies);
        return package with
        {
            Name = fields.GetValueOrDefault("Package", package.Name),
            Version = fields.GetValueOrDefault("Version", package.Version),
            Dependencies = [.. required.Select(static clause => clause.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? KeyValuePair.Create(clause[..end], clause[end..].Trim()) : KeyValuePair.Create(clause, "")).DistinctBy(static pair => pair.Key)],
        };
    }

    /// <summary>The file's name, where the package does not say it: <c>name_version_architecture.deb</c>.</summary>
    private static PackageArchive FromName(string path)
    {
        var parts = Path.GetFileNameWithoutExtension(path).Split('_');
        return new(PackageFormat.Debian, path, parts[0], parts.Length > 1 ? parts[1].Replace("%3a", ":", StringComparison.OrdinalIgnoreCase) : "");
    }
}
