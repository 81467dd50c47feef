using System.IO.Compression;
using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>The crates of a Rust program built with cargo-auditable: zlib-compressed JSON in the ELF section <c>.dep-v0</c>.</summary>
public sealed class RustBinary : PackageReader
{
    /// <summary>Attack: a section that unpacks to gigabytes. Large programs need about 100 kB.</summary>
    private const int MostJson = 4 << 20;

    public override Need Wants(Entry entry) => Need.Nothing;

    public override Need Wants(Entry entry, FileKind kind) => kind == FileKind.Elf && entry.IsExecutable ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        if (ElfFile.TryRead(file)?.Section(".dep-v0") is not { } section)
        {
            return;
        }

        var packed = ElfFile.Content(section, file);
        if (packed.IsEmpty)
        {
            into.Problem("the section .dep-v0 is not in memory");
            return;
        }

        try
        {
            using var unpacked = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var json = new byte[MostJson];
            var length = unpacked.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
            if (length == json.Length)
            {
                into.Problem($"the section .dep-v0 unpacks to more than {MostJson} bytes");
                return;
            }

            using var document = JsonDocument.Parse(json.AsMemory(0, length));
            foreach (var package in document.RootElement.Member("packages").Items())
            {
                // Dependencies of build scripts only are not in the program.
                if (package.String("name") is { } name && package.String("kind") != "build")
                {
                    into.Add(new Purl("cargo", null, name, package.String("version")), ComponentState.Installed);
                }
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or JsonException or InvalidOperationException)
        {
            into.Problem($"the section .dep-v0 is damaged: {broken.Message}");
        }
    }
}
