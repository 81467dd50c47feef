using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Wellguard.Generators;

/// <summary>Writes <c>Wellguard.Catalogue</c>: one list for each kind of reader and detector, ordered by type name.</summary>
[Generator]
public sealed class CatalogueGenerator : IIncrementalGenerator
{
    private static readonly string[] Kinds = { "PackageReader", "CodeReader", "FileInspector", "FileDetector", "ArtifactDetector", "ReportFormat" };

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var found = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is ClassDeclarationSyntax { BaseList: not null },
                static (syntax, cancel) => Describe((INamedTypeSymbol)syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancel)!))
            .Where(static described => described is not null)
            .Collect();
        var rules = context.AdditionalTextsProvider.Select(static (file, cancel) => (file.Path, Text: file.GetText(cancel)!)).Collect();
        var sources = context.CompilationProvider.Combine(rules).Select(static (all, cancel) => Fingerprint(
            all.Left.SyntaxTrees.Select(tree => tree.GetText(cancel)).Concat(all.Right.Select(rule => rule.Text)),
            all.Right.Select(rule => IdOf(rule.Path)).Concat(all.Left.ReferencedAssemblyNames.Select(library => library.ToString()))));
        context.RegisterSourceOutput(sources, static (output, fingerprint) => output.AddSource("Fingerprint.g.cs", SourceText.From(
            "namespace Wellguard;\n\npublic static partial class Catalogue\n{\n    /// <summary>Changes whenever the engine's source, a rule, its name or a library does.</summary>\n    public const string Fingerprint = \"" + fingerprint + "\";\n}\n", Encoding.UTF8)));
        context.RegisterSourceOutput(found, static (output, types) => output.AddSource("Catalogue.g.cs", SourceText.From(Write(types), Encoding.UTF8)));
    }

    /// <summary>A rule's id is its folder and name.</summary>
    private static string IdOf(string path) => string.Join("/", path.Replace('\\', '/').Split('/').Reverse().Take(2));

    private static string Fingerprint(IEnumerable<SourceText> texts, IEnumerable<string> names)
    {
        ulong hash = 14695981039346656037;
        foreach (var value in texts.SelectMany(text => text.GetChecksum()).Concat(names.SelectMany(name => Encoding.UTF8.GetBytes(name))))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary><c>kind|fully qualified type</c>, or null for another class.</summary>
    private static string? Describe(INamedTypeSymbol type)
    {
        if (type.IsAbstract || !type.InstanceConstructors.Any(static constructor => constructor.Parameters.Length == 0))
        {
            return null;
        }

        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (Kinds.Contains(parent.Name))
            {
                return parent.Name + "|" + parent.ToDisplayString() + "|" + type.ToDisplayString();
            }
        }

        return null;
    }

    private static string Write(ImmutableArray<string?> types)
    {
        var text = new StringBuilder("namespace Wellguard;\n\n/// <summary>Everything that reads or detects, found at build time.</summary>\npublic static partial class Catalogue\n{\n");
        foreach (var kind in Kinds)
        {
            var members = types.Select(type => type!.Split('|')).Where(parts => parts[0] == kind).Select(parts => (Base: parts[1], Type: parts[2])).Distinct().OrderBy(member => member.Type, System.StringComparer.Ordinal).ToList();
            if (members.Count > 0)
            {
                text.Append("    public static global::System.Collections.Generic.IReadOnlyList<global::").Append(members[0].Base).Append("> ").Append(kind).Append("s { get; } =\n    [\n");
                members.ForEach(member => text.Append("        new global::").Append(member.Type).Append("(),\n"));
                text.Append("    ];\n\n");
            }
        }

        return text.Append("}\n").ToString();
    }
}
