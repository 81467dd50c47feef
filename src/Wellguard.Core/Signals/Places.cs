using Wellguard.Layers;

namespace Wellguard.Signals;

/// <summary>Turns a path and a layer into a place of the report.</summary>
internal static class Places
{
    public static Place Of(Contents contents, string path, int? layer)
    {
        if (layer is not { } index)
        {
            return new Place(path); // the config is in no layer
        }

        return new Place(path)
        {
            Layer = Reference(contents, index, contents.IsFinal(path, index)),
            Package = contents.Owners.PackageOf(path),
        };
    }

    public static LayerReference Reference(Contents contents, int index, bool inFinal)
    {
        var layer = contents.Image.Layers[index];
        return new LayerReference(index, layer.Digest ?? layer.DiffId, layer.CreatedBy is { } line ? Redaction.Clean(line) : null, inFinal);
    }
}
