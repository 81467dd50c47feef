using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>
/// <c>yarn.lock</c>, classic (its own format) and berry (YAML): a line without indentation starts an entry, its <c>version</c> and, in berry, <c>resolution</c> are indented by two.
/// </summary>
public sealed class YarnLock : PackageReader
{
    public override Need Wants(Entry entry) => entry.IsNamed("yarn.lock") && !entry.IsInsideInstalledPackage() ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var lines = new Lines(file.Bytes);
        ReadOnlySpan<byte> head = default, version = default, resolution = default;
        var graph = new LockGraph<string> { KnowsDirect = false };
        var (integrity, needs, isNeeds) = ("", new List<string>(), false);
        while (lines.Next(out var line))
        {
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            if (line[0] != ' ')
            {
                End(head, version, resolution, into, graph, integrity, needs);
                head = line;
                version = resolution = default;
                (integrity, needs, isNeeds) = ("", [], false);
            }
            else if (Lines.Field(line, "  version"u8, out var value))
            {
                version = Plain(value);
            }
            else if (Lines.Field(line, "  resolution:"u8, out value))
            {
                resolution = Plain(value);
            }
            else if (Lines.Field(line, "  integrity"u8, out value))
            {
                integrity = Plain(value).Utf8();
            }
            else if (line.Length > 2 && line[2] != ' ')
            {
                isNeeds = line.SequenceEqual("  dependencies:"u8) || line.SequenceEqual("  optionalDependencies:"u8);
            }
            else if (isNeeds && needs.Count < MostNeeds && line.StartsWith("    "u8))
            {
                var need = line.Trim(" "u8);
                var space = need.IndexOfAny(" :"u8);
                if (space > 0)
                {
                    needs.Add($"{need[..space].Trim("\""u8).Utf8()}@{need[(space + 1)..].Trim("\" "u8).Utf8()}");
                }
            }
        }

        End(head, version, resolution, into, graph, integrity, needs);
        graph.Write(into);
    }

    /// <summary>Attack: a package that needs everything.</summary>
    private const int MostNeeds = 1_000;

    private static void End(ReadOnlySpan<byte> head, ReadOnlySpan<byte> version, ReadOnlySpan<byte> resolution, PackageFile into, LockGraph<string> graph, string integrity, List<string> needs)
    {
        // The head is the list of all that asks for it: a@^1.0.0, a@~1.2.0
        var names = head.TrimEnd((byte)':').Utf8().Split(',', StringSplitOptions.TrimEntries).Select(static name => name.Trim('"', ' ')).ToList();
        if (!resolution.IsEmpty)
        {
            var text = resolution.Utf8();
            var patched = text.IndexOf("@patch:", StringComparison.Ordinal);
            var purl = patched > 0 ? Npm.Purl(text[..patched], version.Utf8()) : Npm.Split(text);
            if (purl is not null)
            {
                into.Add(purl, ComponentState.Declared);
                Lock(purl);
            }
        }
        else if (!version.IsEmpty && !head.StartsWith("__metadata"u8))
        {
            var first = head.TrimStart((byte)'"');
            var end = first.IndexOfAny("\", "u8);
            first = (end < 0 ? first : first[..end]).TrimEnd((byte)':');
            var wanted = AliasTarget(first);
            var at = AfterName(wanted);
            if (at > 0 && !Npm.IsLocal(first[(AfterName(first) + 1)..].Utf8()))
            {
                var purl = Npm.Purl(wanted[..at].Utf8(), version.Utf8());
                into.Add(purl, ComponentState.Declared);
                Lock(purl);
            }
        }

        void Lock(Purl purl)
        {
            var key = purl.ToString();
            graph.Add(key, new(key) { Integrity = Integrity.OfSri(integrity) }, needs);
            foreach (var asked in names)
            {
                graph.Alias(asked, key);
            }
        }
    }

    /// <summary>Of <c>alias@npm:name@range</c> the <c>name@range</c>.</summary>
    private static ReadOnlySpan<byte> AliasTarget(ReadOnlySpan<byte> text)
    {
        var alias = text.IndexOf("@npm:"u8);
        return alias > 0 && AfterName(text[(alias + 5)..]) > 0 ? text[(alias + 5)..] : text;
    }

    /// <summary>Where the <c>@</c> before the range is; a scope's own <c>@</c> comes first. 0 when there is none.</summary>
    private static int AfterName(ReadOnlySpan<byte> text) => text.Length < 2 ? 0 : text[1..].IndexOf((byte)'@') + 1;

    private static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> value) => value.TrimStart((byte)':').Trim("\" "u8);
}
