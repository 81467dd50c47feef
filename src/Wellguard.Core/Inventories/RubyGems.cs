using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>Installed gems: <c>specifications/NAME-VERSION[-PLATFORM].gemspec</c>, as RubyGems writes them (one assignment a line, quoted). Default gems too.</summary>
public sealed class RubyInstalled : PackageReader
{
    public override Need Wants(Entry entry) =>
        entry.Type == EntryType.File && entry.Path.EndsWith(".gemspec", StringComparison.Ordinal)
        && (entry.Path.Contains("/specifications/", StringComparison.Ordinal) || entry.Path.StartsWith("specifications/", StringComparison.Ordinal)) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        string? name = null, version = null, platform = null;
        var lines = new Lines(file.Bytes);
        while (lines.Next(out var line) && (name is null || version is null || platform is null))
        {
            line = line.TrimStart(" \t"u8);
            var dot = line.IndexOf((byte)'.');
            if (dot is < 1 or > 16 || !line.Contains((byte)'='))
            {
                continue;
            }

            name ??= Quoted(line[(dot + 1)..], "name ="u8);
            version ??= Quoted(line[(dot + 1)..], "version ="u8);
            platform ??= Quoted(line[(dot + 1)..], "platform ="u8);
        }

        if (name is null || version is null)
        {
            var stem = file.Path[(file.Path.LastIndexOf('/') + 1)..^".gemspec".Length];
            var dash = FirstVersion(stem);
            (name, version) = dash < 0 ? (stem, null) : (stem[..dash], stem[(dash + 1)..]);
        }

        into.Add(new Purl("gem", null, name, version).With("platform", platform == "ruby" ? null : platform), ComponentState.Installed);
    }

    /// <summary>The dash before the first part that begins with a digit, or -1.</summary>
    private static int FirstVersion(string stem)
    {
        for (var dash = stem.IndexOf('-'); dash >= 0 && dash + 1 < stem.Length; dash = stem.IndexOf('-', dash + 1))
        {
            if (char.IsAsciiDigit(stem[dash + 1]))
            {
                return dash;
            }
        }

        return -1;
    }

    /// <summary>The first quoted text of <c>name = "rake".freeze</c> or <c>version = Gem::Version.new("1.0")</c>.</summary>
    private static string? Quoted(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field)
    {
        if (!line.StartsWith(field))
        {
            return null;
        }

        var start = line.IndexOfAny((byte)'"', (byte)'\'');
        var length = start < 0 ? -1 : line[(start + 1)..].IndexOf(line[start]);
        return length <= 0 ? null : line.Slice(start + 1, length).Utf8();
    }
}
