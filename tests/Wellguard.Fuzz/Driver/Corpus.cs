namespace Wellguard.Fuzz.Driver;

/// <summary>The inputs worth mutating: seeds, and what took new edges.</summary>
internal sealed class Corpus(Random random)
{
    private readonly List<byte[]> inputs = [];

    public IReadOnlyList<byte[]> Inputs => inputs;

    public void Add(byte[] input) => inputs.Add(input);

    /// <summary>Half of the time one of the newest quarter; of two candidates rather the shorter, which runs faster and of which a change means more.</summary>
    public byte[] Choose()
    {
        var (first, second) = (Any(), Any());
        return (first.Length <= second.Length) == (random.Next(4) > 0) ? first : second;
    }

    public byte[] Any() => inputs[random.Next(2) == 0 ? random.Next(inputs.Count) : random.Next(inputs.Count * 3 / 4, inputs.Count)];
}
