using Wellguard.Layers;

namespace Wellguard.Signals;

/// <summary>
/// States facts about one file at a time, in any layer: records a <see cref="Finding"/> with the id of one of its <see cref="Rules"/>.
/// The merge adds the layer and leaves out what a distro package vouches for. A new one is one file and one test; the source generator finds it.
/// </summary>
public abstract class FileDetector : FileInspector
{
    public abstract IReadOnlyList<Rule> Rules { get; }

    /// <summary>What <c>--without</c> calls it; empty: always on.</summary>
    public virtual string Family => "";

    /// <summary>What a finding of this detector means in the whole artifact: its severity where it lies, or null when it means nothing there.</summary>
    public virtual Signal? InContext(Signal signal, Finding finding, Contents contents) => signal;
}
