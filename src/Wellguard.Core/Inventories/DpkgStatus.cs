using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>dpkg's list of packages (deb-control(5), dpkg(1)): <c>var/lib/dpkg/status</c>, and one file for each package in <c>status.d</c> of distroless images.</summary>
public sealed class DpkgStatus : PackageReader
{
    private const string StatusFolder = "var/lib/dpkg/status.d/";

    public override Need Wants(Entry entry) =>
        entry.Type == EntryType.File && entry.Path.StartsWith("var/lib/dpkg/status", StringComparison.Ordinal)
        && (entry.Path.Length == "var/lib/dpkg/status".Length
            || (entry.Path.StartsWith(StatusFolder, StringComparison.Ordinal) && !entry.Path.EndsWith(".md5sums", StringComparison.Ordinal)))
            ? Need.Content
            : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var distroless = file.Path.StartsWith(StatusFolder, StringComparison.Ordinal);
        var lines = new Lines(file.Bytes);
        var paragraph = new Paragraph { IsInstalled = distroless };
        while (lines.Next(out var line))
        {
            if (line.IsEmpty)
            {
                paragraph.End(into);
                paragraph = new Paragraph { IsInstalled = distroless };
            }
            else
            {
                paragraph.Line(line, file.Bytes);
            }
        }

        paragraph.End(into);
    }

    /// <summary>The fields of one package that matter here.</summary>
    private ref struct Paragraph
    {
        private ReadOnlySpan<byte> name, version, architecture, source, maintainer, conffiles;
        private bool inConffiles;

        public bool IsInstalled { get; set; }

        public void Line(ReadOnlySpan<byte> line, ReadOnlySpan<byte> all)
        {
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (inConffiles)
                {
                    conffiles = conffiles.IsEmpty ? line : Join(conffiles, line, all);
                }

                return;
            }

            inConffiles = line.StartsWith("Conffiles:"u8);
            if (Lines.Field(line, "Package:"u8, out var value))
            {
                name = value;
            }
            else if (Lines.Field(line, "Status:"u8, out value))
            {
                IsInstalled = value.EndsWith(" installed"u8);
            }
            else if (Lines.Field(line, "Version:"u8, out value))
            {
                version = value;
            }
            else if (Lines.Field(line, "Architecture:"u8, out value))
            {
                architecture = value;
            }
            else if (Lines.Field(line, "Source:"u8, out value))
            {
                source = value;
            }
            else if (Lines.Field(line, "Maintainer:"u8, out value))
            {
                maintainer = value;
            }
        }

        /// <summary>Both are slices of <paramref name="all"/>, the second after the first: one slice from the first's start to the second's end.</summary>
        private static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> all)
        {
            all.Overlaps(first, out var start);
            all.Overlaps(second, out var end);
            return all[start..(end + second.Length)];
        }

        public readonly void End(PackageFile into)
        {
            if (name.IsEmpty || !IsInstalled)
            {
                return;
            }

            var package = name.Utf8();
            var isUbuntu = version.IndexOf("ubuntu"u8) >= 0 || maintainer.IndexOf("Ubuntu"u8) >= 0;
            into.Add(new Purl("deb", isUbuntu ? "ubuntu" : "debian", package, version.Utf8()).With("arch", architecture.Utf8()).With("upstream", Upstream()), ComponentState.Installed);
            var lines = new Lines(conffiles);
            while (lines.Next(out var line))
            {
                Conffile(line.Trim((byte)' '), package, into);
            }
        }

        /// <summary><c>Source: name (version)</c>; the version stands there only when it differs.</summary>
        private readonly string? Upstream()
        {
            var space = source.IndexOf((byte)' ');
            var plain = space < 0 ? source : source[..space];
            if (plain.IsEmpty || plain.SequenceEqual(name))
            {
                return null;
            }

            return space < 0 ? plain.Utf8() : $"{plain.Utf8()}@{source[space..].Trim(" ()"u8).Utf8()}";
        }

        /// <summary><c>/path md5 [obsolete] [remove-on-upgrade]</c>; the path may hold spaces.</summary>
        private static void Conffile(ReadOnlySpan<byte> line, string package, PackageFile into)
        {
            while (line.EndsWith(" obsolete"u8) || line.EndsWith(" remove-on-upgrade"u8))
            {
                line = line[..line.LastIndexOf((byte)' ')];
            }

            var space = line.LastIndexOf((byte)' ');
            if (space > 1 && line[0] == '/')
            {
                into.Owned.Add(new OwnedPath(line[1..space].Utf8(), package, PackageFacts.Digest(line[(space + 1)..], 16), MayChange: true));
            }
        }
    }
}
