using Wellguard.Artifacts;
using Wellguard.Verdicts;

namespace Wellguard.Fuzz.Targets;

/// <summary>A package as it is published, from its bytes to a verdict: tgz, wheel, source archive, nupkg. The first line is the file's name.</summary>
internal sealed class ArchiveTarget() : FuzzTarget("packages")
{
    private static readonly OpenOptions Open = new(Path.GetTempPath());
    private static readonly ScanOptions Scan = new(Policy.Default, new DateOnly(2026, 1, 1)) { Without = new HashSet<string> { "known-bad", "lookalike", "family" } };

    public override IReadOnlyList<string> Types { get; } =
        ["Wellguard.Artifacts.Package", "Wellguard.Artifacts.TarIndex", "Wellguard.Artifacts.ImageSources", "Wellguard.Layers.PackageStarts", "Wellguard.Layers.ProgramLinker", "Wellguard.Layers.TraitReader", "Wellguard.Programs.NpmScripts", "Wellguard.Inventories.Nu", "Wellguard.Inventories.Python"];

    public override IReadOnlyList<string> Tokens { get; } =
        ["package/", "package.json", "setup.py", "PKG-INFO", ".dist-info/METADATA", "x.nuspec", "build/x.targets", "tools/init.ps1", "x.pth", "entry_points.txt", "binding.gyp", "\"scripts\":{\"postinstall\":\"node x.js\"}", "\"main\":\"", "\"bin\":{", "\"dependencies\":{\"a\":\"*\"}", "Name: x\nVersion: 1\n",
         "import x\n", "require('./x')", "exec(", "ustar\0" + "00", "PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "../", "\u001f\u008b\u0008"];

    public override void Run(byte[] input)
    {
        var (label, bytes) = Labelled(input);
        try
        {
            foreach (var image in ImageSources.OpenAsync(ByteSource.OfMemory(bytes), label, Open, CancellationToken.None).GetAwaiter().GetResult())
            {
                Pipeline.ScanAsync(image, Scan, CancellationToken.None).GetAwaiter().GetResult();
            }
        }
        catch (UnreadableException)
        {
        }
    }

    /// <summary>Behind the first line of a tar lie headers with checksums.</summary>
    public override void Repair(byte[] input)
    {
        var start = Array.IndexOf(input, (byte)'\n') + 1;
        if (start > 0 && input.Length > start + 512 && input.AsSpan(start + 257, 5).SequenceEqual("ustar"u8))
        {
            TarTarget.RepairHeaders(input.AsSpan(start));
        }
    }
}
