using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Wellguard.Programs.Assemblies;

/// <summary>Lines of the source, where the assembly has its portable PDB inside (Portable PDB specification, "Sequence points").</summary>
internal sealed class SymbolPlaces(MetadataReader? symbols)
{
    private readonly Dictionary<MethodDefinitionHandle, List<SequencePoint>> _points = [];

    public static MetadataReaderProvider? Open(PEReader file) => AssemblyMetadata.Try(() =>
    {
        foreach (var entry in file.ReadDebugDirectory())
        {
            if (entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb && entry.DataSize > 8 && file.GetEntireImage().GetReader(entry.DataPointer + 4, 4).ReadInt32() is > 0 and < MaxSize)
            {
                return file.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
            }
        }

        return null;
    });

    /// <summary>Attack: symbols that unpack to gigabytes.</summary>
    private const int MaxSize = 16 << 20;

    /// <returns>Zeros and null: not known.</returns>
    public (int Line, int Column, string? Document) Of(MethodDefinitionHandle method, int offset)
    {
        if (symbols is null)
        {
            return default;
        }

        if (!_points.TryGetValue(method, out var points))
        {
            _points[method] = points = AssemblyMetadata.Try(() => symbols.GetMethodDebugInformation(method.ToDebugInformationHandle()).GetSequencePoints().Where(static point => !point.IsHidden).ToList()) ?? [];
        }

        var found = points.FindLastIndex(point => point.Offset <= offset);
        if (found < 0)
        {
            return default;
        }

        var point = points[found];
        var name = AssemblyMetadata.Try(() => symbols.GetString(symbols.GetDocument(point.Document).Name));
        return (point.StartLine, point.StartColumn, name is null ? null : name[(name.LastIndexOfAny(['/', '\\']) + 1)..]);
    }
}
