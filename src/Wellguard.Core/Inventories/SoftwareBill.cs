using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>A software bill of materials as JSON, at the root: CycloneDX 1.2 to 1.6 (<c>components</c>, <c>dependencies</c>) and SPDX 2.2 and 2.3 (<c>packages</c>, <c>relationships</c>).</summary>
public sealed class SoftwareBill : JsonPackageReader
{
    /// <summary>Attack: a component that needs everything.</summary>
    private const int MostNeeds = 1_000;

    private const int MaxDepth = 32;

    public override Need Wants(Entry entry) =>
        entry.Type == EntryType.File && entry.Path.EndsWith(".json", StringComparison.Ordinal) && !entry.Path.Contains('/', StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    /// <summary>Other files of that place are no bills, and what is wrong with them is not said here.</summary>
    public override void Read(in FileContent file, PackageFile into)
    {
        if (file.Bytes.IndexOf("\"bomFormat\""u8) >= 0 || file.Bytes.IndexOf("\"spdxVersion\""u8) >= 0)
        {
            base.Read(file, into);
        }
    }

    protected override void Read(JsonElement root, PackageFile into)
    {
        var graph = new LockGraph<string>();
        var needs = Needs(root).ToLookup(static pair => pair.From, static pair => pair.To, StringComparer.Ordinal);
        var described = root.Member("metadata").Member("component") is { ValueKind: JsonValueKind.Object } own ? own.String("bom-ref") : null;
        var top = described is null ? needs["SPDXRef-DOCUMENT"] : [described];
        foreach (var (key, purl, digests) in Components(root.Member("components"), 0).Concat(Packages(root.Member("packages"))))
        {
            into.Add(purl, ComponentState.Declared);
            if (IsFetched(purl) && !top.Contains(key))
            {
                var plain = purl with { Qualifiers = [.. purl.Qualifiers.Where(static pair => pair.Key == "platform")], Subpath = null };
                graph.Add(key, new(plain.ToString()) { Name = purl.Type == "golang" ? GoModule.PathOf(purl) : null, Integrity = [.. digests], Elsewhere = purl.Qualifiers.FirstOrDefault(static pair => pair.Key is "vcs_url" or "download_url").Value }, needs[key].Take(MostNeeds));
            }
        }

        var direct = top.SelectMany(key => needs[key]).ToList();
        graph.KnowsDirect = direct.Count > 0;
        direct.ForEach(graph.Direct);
        graph.Write(into);
    }

    /// <summary>Bills name Go's own library as a module too; its version is that of the language.</summary>
    private static bool IsFetched(Purl purl) => PackageReference.OfType(purl.Type) is { } ecosystem && (ecosystem != Ecosystem.Go || purl.Version?.StartsWith('v') == true);

    private static IEnumerable<(string Key, Purl Purl, IEnumerable<string> Digests)> Components(JsonElement components, int depth)
    {
        foreach (var component in components.Items())
        {
            if (Purl.TryParse(component.String("purl") ?? "", out var purl))
            {
                yield return (component.String("bom-ref") ?? purl.ToString(), purl, Digests(component.Member("hashes"), "alg", "content"));
            }

            foreach (var inner in depth < MaxDepth ? Components(component.Member("components"), depth + 1) : [])
            {
                yield return inner;
            }
        }
    }

    private static IEnumerable<(string Key, Purl Purl, IEnumerable<string> Digests)> Packages(JsonElement packages)
    {
        foreach (var package in packages.Items())
        {
            foreach (var reference in package.Member("externalRefs").Items())
            {
                if (reference.String("referenceType") == "purl" && Purl.TryParse(reference.String("referenceLocator") ?? "", out var purl))
                {
                    yield return (package.String("SPDXID") ?? purl.ToString(), purl, Digests(package.Member("checksums"), "algorithm", "checksumValue"));
                    break;
                }
            }
        }
    }

    private static IEnumerable<string> Digests(JsonElement hashes, string algorithm, string value) =>
        hashes.Items().Select(hash => Integrity.OfHex((hash.String(algorithm) ?? "").Replace("-", "", StringComparison.Ordinal).ToLowerInvariant(), hash.String(value) ?? "")).OfType<string>();

    private static IEnumerable<(string From, string To)> Needs(JsonElement root)
    {
        foreach (var dependency in root.Member("dependencies").Items())
        {
            foreach (var to in dependency.Member("dependsOn").Items())
            {
                if (dependency.String("ref") is { } from && to.ValueKind == JsonValueKind.String)
                {
                    yield return (from, to.GetString()!);
                }
            }
        }

        foreach (var relationship in root.Member("relationships").Items())
        {
            if (relationship.String("spdxElementId") is { } one && relationship.String("relatedSpdxElement") is { } other)
            {
                switch (relationship.String("relationshipType"))
                {
                    case "DEPENDS_ON" or "CONTAINS" or "DESCRIBES":
                        yield return (one, other);
                        break;
                    case { } kind when kind.EndsWith("DEPENDENCY_OF", StringComparison.Ordinal) || kind is "CONTAINED_BY" or "DESCRIBED_BY":
                        yield return (other, one);
                        break;
                }
            }
        }
    }
}
