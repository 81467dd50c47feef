using System.Text;

namespace Wellguard.Layers;

/// <summary>
/// Makes a <see cref="FamilyIndex"/>. 1. Known-bad programs are added; one that is nearly the same as an earlier one adds nothing. 2. What benign code has too is taken away.
/// 3. So is what many programs have in common: that is boilerplate of the language. 4. Programs of which too little is left are left out.
/// </summary>
internal sealed class FamilyIndexBuilder
{
    /// <summary>Attack: an archive of endless programs.</summary>
    private const int MostPrograms = 200_000;

    /// <summary>Hashes that this many different programs have are nobody's.</summary>
    private const int Common = 12;

    /// <summary>Of what is in common, both ways, from which two programs are copies.</summary>
    private const double Copy = 0.9;

    private const int LongestLabel = 200;

    private readonly Dictionary<uint, List<int>> _programsOf = [];
    private readonly List<(string Label, uint[] Hashes)> _programs = [];
    private readonly HashSet<uint> _benign = [];

    public int Programs => _programs.Count;

    /// <summary>Programs that a copy of stands in the index already.</summary>
    public int Copies { get; private set; }

    public void Add(string label, uint[] fingerprint)
    {
        if (fingerprint.Length == 0 || _programs.Count >= MostPrograms)
        {
            return;
        }

        var shared = new Dictionary<int, int>();
        foreach (var hash in fingerprint)
        {
            foreach (var program in _programsOf.GetValueOrDefault(hash) ?? [])
            {
                shared[program] = shared.GetValueOrDefault(program) + 1;
            }
        }

        if (shared.Any(pair => pair.Value >= Copy * fingerprint.Length && pair.Value >= Copy * _programs[pair.Key].Hashes.Length))
        {
            Copies++;
            return;
        }

        foreach (var hash in fingerprint)
        {
            if (!_programsOf.TryGetValue(hash, out var programs))
            {
                _programsOf[hash] = programs = [];
            }

            if (programs.Count <= Common)
            {
                programs.Add(_programs.Count);
            }
        }

        _programs.Add((label.Length > LongestLabel ? label[..LongestLabel] : label, fingerprint));
    }

    /// <summary>After the known-bad ones.</summary>
    public void Subtract(uint[] fingerprint) => _benign.UnionWith(fingerprint.Where(_programsOf.ContainsKey));

    /// <summary>The bytes of the index.</summary>
    public byte[] Build()
    {
        var left = _programs.Select(program => (program.Label, Hashes: program.Hashes.Where(hash => !_benign.Contains(hash) && _programsOf[hash].Count <= Common).ToArray()))
            .Where(static program => program.Hashes.Length >= Wellguard.Programs.CodeFingerprint.Fewest).ToList();
        var labels = left.Select(static program => program.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var hashes = left.SelectMany(static (program, index) => program.Hashes.Select(hash => (Hash: hash, Program: index))).Order().ToList();
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes, Encoding.UTF8);
        to.Write(FamilyIndex.Magic);
        foreach (var number in (ReadOnlySpan<int>)[(int)FamilyIndex.Version, labels.Count, left.Count, hashes.Count])
        {
            to.Write(number);
        }

        foreach (var label in labels)
        {
            var text = Encoding.UTF8.GetBytes(label);
            to.Write((ushort)text.Length);
            to.Write(text);
        }

        foreach (var (label, own) in left)
        {
            to.Write(labels.BinarySearch(label, StringComparer.Ordinal));
            to.Write(own.Length);
        }

        hashes.ForEach(pair => to.Write(pair.Hash));
        hashes.ForEach(pair => to.Write(pair.Program));
        to.Flush();
        return bytes.ToArray();
    }
}
