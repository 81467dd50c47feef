using Wellguard.Artifacts;
using Wellguard.Inventories;

namespace Wellguard.Fuzz.Targets;

/// <summary>ELF structure and what Go and Rust leave in it; inputs that end in an odd byte come as head and tail of a larger file.</summary>
internal sealed class ElfTarget() : FuzzTarget("elf")
{
    private readonly PackageReader[] readers = [new GoBinary(), new RustBinary()];

    public override IReadOnlyList<string> Types { get; } =
        ["Wellguard.Artifacts.ElfFile", "Wellguard.Artifacts.FileWindows", "Wellguard.Inventories.GoBinary", "Wellguard.Inventories.RustBinary", "Wellguard.Inventories.FileWindows"];

    public override IReadOnlyList<string> Tokens { get; } =
        ["\u007fELF", "\u007fELF\u0002\u0001\u0001", "\u007fELF\u0001\u0002\u0001", "\u00ff Go buildinf:", ".go.buildinfo\0", ".dep-v0\0", "go1.22.4", "path\tx\nmod\ta\tv1\t\n", "dep\ta.b/c\tv1.0\th1:x\n", "=>\td\tv2\t\n", "UPX!", "\u0078\u009c"];

    public override void Run(byte[] input)
    {
        var isCut = input.Length > 0 && (input[^1] & 1) == 1;
        var head = isCut ? input.AsSpan(0, input.Length / 2) : input;
        var tail = isCut ? input.AsSpan(head.Length) : default;
        var marker = isCut ? tail.IndexOf(" Go buildinf:"u8) : -1;
        var file = new FileContent
        {
            Entry = new Entry("usr/bin/x", EntryType.File, 0x1ED, isCut ? input.Length * 2L : input.Length),
            Kind = FileKinds.Of(head),
            Bytes = head,
            Tail = tail,
            GoBuildInfo = marker > 0 ? tail[(marker - 1)..] : default,
        };
        if (ElfFile.TryRead(file) is { } elf)
        {
            foreach (var section in elf.Sections)
            {
                _ = ElfFile.Content(section, file).Length;
            }

            elf.OffsetOf(elf.Entry);
        }

        foreach (var reader in readers)
        {
            reader.Read(file, new PackageFile("usr/bin/x"));
        }
    }
}
