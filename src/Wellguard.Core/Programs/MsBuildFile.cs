using System.Xml;
using Wellguard.Artifacts;

namespace Wellguard.Programs;

/// <summary>
/// What a build does by a file of MSBuild: commands of <c>Exec</c>, files of <c>DownloadFile</c>, tasks of assemblies, code of inline tasks (MSBuild reference, "Exec task", "DownloadFile task", "UsingTask element").
/// A package's <c>build/</c> is part of every build of the projects that use it.
/// </summary>
public sealed class MsBuildFile : CodeReader
{
    /// <summary>Attack: a target of a million commands.</summary>
    private const int MaxSteps = 500;

    /// <summary>Attack: elements in elements in elements.</summary>
    private const int MaxDepth = 200;

    private const int MaxLength = 4 << 20;

    public override Need Wants(Entry entry) => Path.GetExtension(entry.Path.AsSpan()) is ".targets" or ".props" && entry.Size is > 0 and <= MaxLength ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        var analysis = new Analysis { Script = file.Path };
        var effects = new List<Effect>();
        try
        {
            using var reader = XmlReader.Create(new StringReader(file.Text.TrimStart('\uFEFF')), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxLength });
            while (reader.Read() && effects.Count < MaxSteps && analysis.Step())
            {
                if (reader.Depth > MaxDepth)
                {
                    analysis.Problems.Add($"elements are nested deeper than {MaxDepth}; the rest was not read");
                    break;
                }

                if (reader.NodeType == XmlNodeType.Element)
                {
                    ReadElement(reader, (IXmlLineInfo)reader, analysis, effects);
                }
            }
        }
        catch (XmlException problem)
        {
            analysis.Problems.Add($"is not XML at line {problem.LineNumber}; the rest was not read");
        }

        if (effects.Count > 0 || analysis.Problems.Count > 0)
        {
            into.Add(analysis.Program(file.Path, 1, TriggerKind.None, null, effects));
        }
    }

    private static void ReadElement(XmlReader reader, IXmlLineInfo place, Analysis analysis, List<Effect> effects)
    {
        var (line, column) = (place.LineNumber, place.LinePosition);
        switch (reader.LocalName)
        {
            case "Exec" when reader.GetAttribute("Command") is { Length: > 0 } command:
                effects.AddRange(analysis.Nested("sh", command, line).Select(step => step with { Line = line, Column = column }));
                break;
            case "DownloadFile" when reader.GetAttribute("SourceUrl") is { Length: > 0 } address:
                effects.Add(new Effect(EffectKind.Download, "DownloadFile " + address, address, line, column) { Target = reader.GetAttribute("DestinationFolder") });
                break;
            case "UsingTask" when reader.GetAttribute("TaskFactory") is { Length: > 0 } factory:
                effects.Add(new Effect(EffectKind.Run, "UsingTask " + factory, "inline task", line, column));
                break;
            case "UsingTask" when reader.GetAttribute("AssemblyFile") is { Length: > 0 } assembly:
                effects.Add(new Effect(EffectKind.Execute, "UsingTask " + assembly, PathOf(assembly), line, column));
                break;
            case "Code" when !reader.IsEmptyElement:
                var code = ContentOf(reader);
                effects.Add(new Effect(EffectKind.Interpret, "Code of an inline task", "csharp", line, column) { Text = code.Length > Analysis.MaxText ? code[..Analysis.MaxText] : code });
                break;
        }
    }

    /// <summary>Relative to the file; of a path that properties decide, the name only.</summary>
    private static string PathOf(string assembly)
    {
        var path = assembly.Replace('\\', '/').Replace("$(MSBuildThisFileDirectory)", "", StringComparison.OrdinalIgnoreCase);
        return path.Contains("$(", StringComparison.Ordinal) ? path[(path.LastIndexOf('/') + 1)..] : path;
    }

    /// <summary>Leaves reading at the end of the element, so that the one beside it is read too.</summary>
    private static string ContentOf(XmlReader reader)
    {
        using var element = reader.ReadSubtree();
        element.Read();
        return element.ReadElementContentAsString();
    }
}
