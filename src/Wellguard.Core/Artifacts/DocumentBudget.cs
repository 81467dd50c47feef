namespace Wellguard.Artifacts;

/// <summary>Bounds the manifests and configs that one archive, layout or reference makes a scan hold: all its images are opened before the first is scanned.</summary>
internal sealed class DocumentBudget
{
    /// <summary>Configs of the largest images have 100 kB. Attack: a thousand images, each with a config of 8 MB that compresses to nothing.</summary>
    private const int Limit = 16 << 20;

    private long spent;

    /// <summary>Throws <see cref="UnreadableException"/> once there are too many.</summary>
    public void Spend(int length, string what)
    {
        spent += length;
        if (spent > Limit)
        {
            throw new UnreadableException(what, $"the manifests and configs of all images together are larger than {Limit >> 20} MB; this one was not read");
        }
    }
}
