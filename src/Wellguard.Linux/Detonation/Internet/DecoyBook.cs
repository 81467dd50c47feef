using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>All decoys, in the order of their files and in these: the first that fits answers.</summary>
internal sealed class DecoyBook(IReadOnlyList<Decoy> decoys)
{
    private const string Folder = "decoys/";
    private static readonly Lazy<DecoyBook> Loaded = new(Load);
    private readonly Dictionary<string, Decoy> calls = decoys.SelectMany(decoy => decoy.Requests.Where(pattern => pattern.Methods is ["RPC"]).Select(pattern => (pattern.Path, decoy))).ToDictionary(pair => pair.Path, pair => pair.decoy);

    /// <summary>What is built in from rules/decoys.</summary>
    public static DecoyBook Embedded => Loaded.Value;

    public IReadOnlyList<Decoy> All => decoys;

    public Decoy? Find(HttpRequest request) => decoys.FirstOrDefault(decoy => decoy.Fits(request));

    /// <param name="method">Of JSON-RPC.</param>
    public Decoy? FindCall(string method) => calls.GetValueOrDefault(method);

    /// <summary>A plain file of rules/decoys/files.</summary>
    public static byte[] File(string name)
    {
        using var stream = typeof(DecoyBook).Assembly.GetManifestResourceStream($"{Folder}files/{name}") ?? throw new InvalidOperationException($"rules/decoys/files/{name} is not embedded");
        using var made = new MemoryStream();
        stream.CopyTo(made);
        return made.ToArray();
    }

    private static DecoyBook Load()
    {
        var assembly = typeof(DecoyBook).Assembly;
        var made = new List<Decoy>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".http", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            made.AddRange(DecoyFile.Read("rules/" + name, reader.ReadToEnd()));
        }

        return new(made);
    }
}
